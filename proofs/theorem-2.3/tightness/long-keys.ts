/**
 * The exact number of strings with a repeat, or a conflict, where the key is about half of the string or longer: n ≤ L ≤
 * 2n + 1. There a repeat at distance d is a stretch of n + d letters with period d, two such stretches overlap so far that
 * by Fine and Wilf they have the same least period, and all repeats of a string are in one run of least period p.
 */
import type { Size } from '../../common/copy-trials.js';
import type { EventCounts } from './event-counts.js';

/** How many of the D^p words of p letters are no power of a shorter one, for p = 0 … `last` (0 for p = 0). */
export function primitiveWords(alphabetSize: number, last: number): bigint[] {
  const D = BigInt(alphabetSize);
  const primitive = Array.from({ length: last + 1 }, (_, p) => (p === 0 ? 0n : D ** BigInt(p)));
  for (let p = 1; p <= last; p++) {
    for (let multiple = 2 * p; multiple <= last; multiple += p) primitive[multiple] -= primitive[p];
  }
  return primitive;
}

/** Whether the formula is proved for a size. */
export function hasLongKey({ ngram, length }: Size): boolean {
  return ngram <= length && length <= 2 * ngram + 1;
}

/**
 * With m = L − n − p letters outside the first n + p of the run, of which D − 1 values are left to the one before it:
 *
 *     repeats = Σ ψ(p) (D^m + m (D − 1) D^(m−1)),   conflicts = Σ ψ(p) m (D − 1) D^(m−1),   p = 1 … L − n,
 *
 * with ψ(p) primitive words of p letters. A conflict is at the end of the run, unless the string ends there as well.
 *
 * @param words - ψ, by default {@link primitiveWords}.
 */
export function longKeyCounts(size: Size, words: typeof primitiveWords = primitiveWords): EventCounts {
  const { alphabetSize, ngram, length } = size;
  const D = BigInt(alphabetSize);
  const psi = words(alphabetSize, length - ngram);
  let [repeats, conflicts] = [0n, 0n];
  for (let p = 1; p <= length - ngram; p++) {
    const m = length - ngram - p;
    const inside = m === 0 ? 0n : BigInt(m) * (D - 1n) * D ** BigInt(m - 1);
    repeats += psi[p] * (D ** BigInt(m) + inside);
    conflicts += psi[p] * inside;
  }
  return { repeats, conflicts };
}
