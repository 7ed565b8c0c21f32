/**
 * The forward pass once more, straight from the definition: dense matrices, all positions at once, no cache, nothing
 * shared with `transformer.ts`. Slow and obvious; tests compare the two.
 */
import { type SparseMatrix, toDense } from './sparse-matrix.js';
import type { TransformerWeights } from './weights.js';

function times(matrix: SparseMatrix, x: readonly number[]): number[] {
  const dense = toDense(matrix);
  return Array.from({ length: matrix.rows }, (_, row) =>
    x.reduce((sum, value, column) => sum + dense[row * matrix.columns + column] * value, 0),
  );
}

const inner = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** The logits at every position of `tokens`, shape (positions, tokens of the vocabulary). */
export function denseLogits(weights: TransformerWeights, tokens: readonly number[]): number[][] {
  const embedding = toDense(weights.embedding);
  const width = weights.embedding.columns;
  let x = tokens.map((token) => Array.from(embedding.subarray(token * width, (token + 1) * width)));
  for (const { heads, mlp } of weights.blocks) {
    const outputs = heads.map((head) => {
      const q = x.map((row) => times(head.query, row));
      const k = x.map((row) => times(head.key, row));
      const v = x.map((row) => times(head.value, row));
      return x.map((_, i) => {
        const bias = x.map((_, j) => (j <= i && j > i - head.window ? 0 : Number.NEGATIVE_INFINITY));
        const scores = x.map((_, j) => inner(k[j], q[i]) + bias[j]);
        const largest = Math.max(...scores);
        const powers = scores.map((score) => weights.softmaxBase ** (score - largest));
        const total = powers.reduce((a, b) => a + b);
        return v[0].map((_, c) => powers.reduce((sum, power, j) => sum + (power / total) * v[j][c], 0));
      });
    });
    x = x.map((_, i) => {
      const hidden = times(
        mlp.inner,
        outputs.flatMap((output) => output[i]),
      ).map((value) => Math.max(value, 0));
      return times(mlp.outer, hidden);
    });
  }
  return x.map((row) => times(weights.unembedding, row));
}
