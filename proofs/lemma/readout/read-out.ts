/** The last steps of the model, its second MLP and its unembedding, run on a vector of one's own. */
import { type CopyingTransformer, type Entry, type NumberSystem, type Rows, sparseMatrix } from '@verbatim/transformer';
import { tokenCodes } from '../../common/token-codes.js';

/** What the head of block 2 could output: a weighted sum of the codes of tokens, not divided by the sum of the weights. */
export type Mixture = readonly (readonly [token: number, weight: number])[];

/** Decodes mixtures. The MLP and the arg-max do not change with a positive factor, so weights may be whole numbers. */
export class ReadOut<R extends Rows, M> {
  private readonly weights: { readonly inner: M; readonly outer: M; readonly unembedding: M };
  private readonly rows: { readonly mixture: R; readonly hidden: R; readonly output: R; readonly logits: R };

  constructor(
    readonly construction: CopyingTransformer,
    private readonly numbers: NumberSystem<R, M>,
  ) {
    const { blocks, unembedding } = construction.weights;
    const { inner, outer } = blocks[1]!.mlp;
    this.weights = {
      inner: numbers.matrix(inner),
      outer: numbers.matrix(outer),
      unembedding: numbers.matrix(unembedding),
    };
    const row = (width: number) => {
      const rows = numbers.rows(width);
      numbers.push(rows);
      return rows;
    };
    this.rows = {
      mixture: row(inner.columns),
      hidden: row(inner.rows),
      output: row(outer.rows),
      logits: row(unembedding.rows),
    };
  }

  /** The token that the model would emit. */
  decode(mixture: Mixture): number {
    const { numbers, rows, weights } = this;
    const codes = tokenCodes(this.construction.alphabetSize);
    const entries = mixture.flatMap(([token, weight]) =>
      codes[token]!.map((coordinate, c): Entry => [0, c, weight * coordinate]),
    );
    numbers.lookUp(numbers.matrix(sparseMatrix(1, rows.mixture.width, entries)), 0, rows.mixture, 0);
    numbers.multiply(weights.inner, rows.mixture, 0, rows.hidden, 0, 0);
    numbers.rectify(rows.hidden, 0);
    numbers.multiply(weights.outer, rows.hidden, 0, rows.output, 0, 0);
    numbers.multiply(weights.unembedding, rows.output, 0, rows.logits, 0, 0);
    return numbers.argmax(rows.logits, 0);
  }
}
