/** Random models of any shape, to test the forward pass away from the construction. */
import fc from 'fast-check';
import { type SparseMatrix, sparseMatrix } from './sparse-matrix.js';
import type { TransformerWeights } from './weights.js';

const entry = fc.integer({ min: -8, max: 8 }).map((value) => value / 4);

function matrix(rows: number, columns: number): fc.Arbitrary<SparseMatrix> {
  return fc
    .array(fc.option(entry, { nil: 0, freq: 2 }), { minLength: rows * columns, maxLength: rows * columns })
    .map((values) =>
      sparseMatrix(
        rows,
        columns,
        values.map((value, i) => [Math.floor(i / columns), i % columns, value] as const),
      ),
    );
}

/** Two blocks of up to three heads, windows finite and infinite, softmax base 2 or e. */
export const randomModel: fc.Arbitrary<TransformerWeights> = fc
  .record({
    tokens: fc.integer({ min: 2, max: 5 }),
    width: fc.integer({ min: 1, max: 5 }),
    middle: fc.integer({ min: 1, max: 4 }),
    windows: fc.array(fc.array(fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY), { minLength: 1, maxLength: 3 }), {
      minLength: 2,
      maxLength: 2,
    }),
    base: fc.constantFrom(2, Math.E),
  })
  .chain(({ tokens, width, middle, windows, base }) => {
    const block = (input: number, output: number, window: readonly number[]) =>
      fc.record({
        heads: fc.tuple(
          ...window.map((m) =>
            fc.record({
              query: matrix(3, input),
              key: matrix(3, input),
              value: matrix(2, input),
              window: fc.constant(m),
            }),
          ),
        ),
        mlp: fc.record({ inner: matrix(4, 2 * window.length), outer: matrix(output, 4) }),
      });
    return fc.record({
      tokens: fc.constant(tokens),
      embedding: matrix(tokens, width),
      blocks: fc.tuple(block(width, middle, windows[0]), block(middle, width, windows[1])),
      unembedding: matrix(tokens, width),
      softmaxBase: fc.constant(base),
    });
  });
