/** How sharp the second block's softmax must be: the integer B of the weights 2^(B · score). */
import { letterWidth } from './letter-code.js';

/** γ: a wrong key scores at least this much below the right one, before scaling. */
export function scoreGap(alphabetSize: number): number {
  return Math.min(2, letterWidth(alphabetSize));
}

/**
 * K: the most positions that the second block sees when strings have at most L letters, 2L + 2 (BOS, L letters, COPY, L
 * generated ones). L is `maxLength`, or Dⁿ + n − 1, the longest repeat-free string, for the theorem's fixed transformer.
 */
export function visiblePositions(alphabetSize: number, ngram: number, maxLength?: bigint): bigint {
  return 2n * (maxLength ?? BigInt(alphabetSize) ** BigInt(ngram) + BigInt(ngram) - 1n) + 2n;
}

/**
 * B = ⌈log2(4K(d' + 1)) / γ⌉, computed in integers: the least B with 2^(γB) ≥ 4K(d' + 1). The wrong keys together then
 * weigh at most 1 / (4(d' + 1)) of the right one.
 */
export function softmaxScale(alphabetSize: number, positions: bigint): number {
  const needed = 4n * positions * BigInt(letterWidth(alphabetSize) + 1);
  const log2Ceiling = (needed - 1n).toString(2).length;
  return Math.ceil(log2Ceiling / scoreGap(alphabetSize));
}
