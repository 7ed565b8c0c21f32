/** The lengths L of the remark, and the n and B that go with each. */
import { letterWidth, scoreGap, softmaxScale, visiblePositions } from '@verbatim/transformer';

/** Lengths that have n and B in common. */
export interface Stretch {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly softmaxScale: number;
  /** The least and the largest L. */
  readonly shortest: bigint;
  readonly longest: bigint;
}

/** B of the transformer made for strings of at most L letters. */
export function scaleFor(alphabetSize: number, ngram: number, length: bigint): number {
  return softmaxScale(alphabetSize, visiblePositions(alphabetSize, ngram, length));
}

/** All L from 2 to `largest`, in stretches, shortest first. */
export function* stretches(alphabetSize: number, largest: bigint): Generator<Stretch> {
  const D = BigInt(alphabetSize);
  let ngram = 1;
  let power = D;
  for (let shortest = 2n; shortest <= largest; ) {
    for (; power + BigInt(ngram) - 1n < shortest; ngram++) power *= D;
    const scale = scaleFor(alphabetSize, ngram, shortest);
    const longest = [power + BigInt(ngram) - 1n, longestWith(alphabetSize, scale), largest].reduce((a, b) =>
      a < b ? a : b,
    );
    yield { alphabetSize, ngram, softmaxScale: scale, shortest, longest };
    shortest = longest + 1n;
  }
}

/** The largest L for which B suffices: 2^(γB) ≥ 4 (2L + 2) (d' + 1). */
function longestWith(alphabetSize: number, scale: number): bigint {
  return (1n << BigInt(scoreGap(alphabetSize) * scale)) / BigInt(8 * (letterWidth(alphabetSize) + 1)) - 1n;
}

/** log2 of a positive integer of any size, rounded down a little where it is not exact. */
export function log2(x: bigint): number {
  const beyond = Math.max(0, x.toString(2).length - 53);
  return Math.log2(Number(x >> BigInt(beyond))) + beyond;
}
