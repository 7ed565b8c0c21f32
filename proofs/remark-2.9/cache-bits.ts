/** Bits of the KV cache when the copy is complete, by a formula that tests compare with the serialised cache. */
import { letterWidth } from '@verbatim/transformer';

/**
 * `2 (2L + 1) ((n + 1)(d' + 1) + 1) + 2n(d' + 2)`: two bits a number; a key of n(d' + 1) numbers and a value of d' + 2 for each
 * of the positions BOS, x, COPY and the L − 1 letters fed back, and the last n embeddings for the windows of block 1.
 */
export function cacheBits(alphabetSize: number, ngram: number, length: bigint): bigint {
  const code = BigInt(letterWidth(alphabetSize) + 1);
  const n = BigInt(ngram);
  return 2n * (2n * length + 1n) * ((n + 1n) * code + 1n) + 2n * n * (code + 1n);
}

/**
 * The stated multiple of `L log2 D`: 12 log_D L + 36. It follows from the formula, for n ≤ log_D L + 1 and n ≤ L, because
 * d' + 1 ≤ 2 log2 D and 2L + 1 ≤ 3L.
 */
export function statedMultiple(alphabetSize: number, log2Length: number): number {
  return (12 * log2Length) / Math.log2(alphabetSize) + 36;
}
