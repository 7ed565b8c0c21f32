/** Every small mistake in the weights of a construction: the mutants that the claims are to tell from it. */
import { type CopyingTransformer, entries, namedWeights, type SparseMatrix, sparseMatrix } from '@verbatim/transformer';
import { withMatrix, withWindowOffByOne } from '../../common/broken-weights.js';

/** A construction with one mistake. */
export interface Mutant {
  /** Such as `blocks.1.heads.0.query row 3 doubled`. */
  readonly name: string;
  /** The matrix that is not as it was, or `window`. */
  readonly matrix: string;
  /** The one row that is not as it was; null when all are changed, and for a window. */
  readonly row: number | null;
  readonly construction: CopyingTransformer;
}

const FACTORS = [
  ['negated', -1],
  ['doubled', 2],
] as const;

/**
 * Each weight matrix that is not zero negated and doubled as a whole, each of its rows that is not zero negated, doubled and
 * dropped, and the window of each head of block 1 one more and one less.
 */
export function* mutantsOf(construction: CopyingTransformer): Generator<Mutant> {
  for (const { name, matrix } of namedWeights(construction.weights)) {
    if (matrix.values.length === 0) continue;
    const mutant = (what: string, factor: number, row: number | null = null): Mutant => ({
      name: `${name} ${what}`,
      matrix: name,
      row,
      construction: withMatrix(construction, name, scaledRows(matrix, factor, row)),
    });
    for (const [what, factor] of FACTORS) yield mutant(what, factor);
    for (let row = 0; row < matrix.rows; row++) {
      if (matrix.rowStart[row] === matrix.rowStart[row + 1]) continue;
      for (const [what, factor] of FACTORS) yield mutant(`row ${row} ${what}`, factor, row);
      yield mutant(`row ${row} dropped`, 0, row);
    }
  }
  for (let slot = 1; slot <= construction.ngram + 1; slot++) {
    for (const by of [1, -1] as const) {
      if (slot + by === 0) continue;
      const name = `blocks.0.heads.${slot - 1} window ${slot + by}`;
      yield { name, matrix: 'window', row: null, construction: withWindowOffByOne(construction, slot, by) };
    }
  }
}

/** How many mutants there are, counted from the shapes alone. */
export function mutantCount({ weights, ngram }: CopyingTransformer): number {
  let count = 2 * (ngram + 1) - 1;
  for (const { matrix } of namedWeights(weights)) {
    const rows = new Set([...entries(matrix)].map(([row]) => row)).size;
    if (rows > 0) count += 2 + 3 * rows;
  }
  return count;
}

function scaledRows(matrix: SparseMatrix, factor: number, only: number | null): SparseMatrix {
  return sparseMatrix(
    matrix.rows,
    matrix.columns,
    [...entries(matrix)].map(([row, column, value]) => [
      row,
      column,
      only === null || row === only ? factor * value : value,
    ]),
  );
}
