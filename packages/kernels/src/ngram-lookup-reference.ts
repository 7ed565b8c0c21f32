/** The f64 reference of the n-gram look-up. */
import type { Tensors } from './kernel-definition.js';
import type { NgramLookupShape } from './ngram-lookup.js';

/** out_i = Σ_{j ≤ i} 2^(B·⟨q_i, k_j⟩) v_j / Σ_{j ≤ i} 2^(B·⟨q_i, k_j⟩), with the largest score taken off. */
export function ngramLookupReference(
  { capacity, chunk, blocks, width, scale }: NgramLookupShape,
  { range, queries, keys, values }: Tensors,
): Record<string, Float64Array> {
  const out = new Float64Array(chunk * width);
  for (let row = 0; row < range![1]!; row++) {
    const scores: number[] = [];
    for (let j = 0; j <= range![0]! + row; j++) {
      let product = 0;
      for (let block = 0; block < blocks; block++) {
        for (let half = 0; half < 8; half++) {
          product += queries![(block * chunk + row) * 8 + half]! * keys![(block * capacity + j) * 8 + half]!;
        }
      }
      scores.push(scale * product);
    }
    const top = scores.reduce((a, b) => Math.max(a, b));
    const weights = scores.map((score) => 2 ** (score - top));
    const total = weights.reduce((a, b) => a + b);
    for (let c = 0; c < width; c++) {
      const at = Math.floor(c / 2) * capacity * 2 + (c % 2);
      out[row * width + c] = weights.reduce((sum, weight, j) => sum + weight * values![at + 2 * j]!, 0) / total;
    }
  }
  return { out };
}
