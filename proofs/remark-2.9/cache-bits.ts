/** Bits of the KV cache when the copy is complete, by a formula that is compared with the serialised cache, and their bound. */
import { letterWidth } from '@verbatim/transformer';

/**
 * `2 (2L + 1) ((n + 1)(d' + 1) + 1) + 2 min(n, 2L + 1) (d' + 2)`: two bits a number; a key of n(d' + 1) numbers and a value of d' + 2
 * for each of the positions BOS, x, COPY and the L − 1 letters fed back, and the last n embeddings for the windows of block 1.
 */
export function cacheBits(alphabetSize: number, ngram: number, length: bigint): bigint {
  const code = BigInt(letterWidth(alphabetSize) + 1);
  const n = BigInt(ngram);
  const positions = 2n * length + 1n;
  const inWindow = n < positions ? n : positions;
  return 2n * positions * ((n + 1n) * code + 1n) + 2n * inWindow * (code + 1n);
}

/**
 * The stated multiple of `L log2 D`: 12 n + 24, for n ≤ L. It follows from the formula because d' + 1 ≤ 2 log2 D, 1 ≤ log2 D and
 * 2L + 1 ≤ 3L: the cache has at most 6L(2n + 3) log2 D + 6n log2 D bits.
 */
export function statedMultiple(ngram: number): number {
  return 12 * ngram + 24;
}

/** The same for the least n with Dⁿ + n − 1 ≥ L, which is at most log_D L + 1. */
export function statedMultipleOfLength(alphabetSize: number, log2Length: number): number {
  return (12 * log2Length) / Math.log2(alphabetSize) + 36;
}
