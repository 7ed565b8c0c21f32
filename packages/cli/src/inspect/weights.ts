import { type CopyingTransformer, type Entry, entries, namedWeights } from '@verbatim/transformer';

/** Above this many non-zero weights the JSON lists the matrices only: `--weights` writes them all. */
export const MOST_LISTED_WEIGHTS = 100_000;

/** A weight matrix. */
export interface ListedMatrix {
  readonly name: string;
  /** Rows and columns. */
  readonly shape: readonly [number, number];
  readonly nonZero: number;
  /** Every non-zero weight as [row, column, value]; null when all matrices together have too many to list. */
  readonly entries: readonly Entry[] | null;
}

/** Every weight matrix of a construction, in the order in which the forward pass uses them. */
export function listedWeights({ weights }: Pick<CopyingTransformer, 'weights'>): ListedMatrix[] {
  const all = [...namedWeights(weights)];
  const listed = all.reduce((sum, { matrix }) => sum + matrix.values.length, 0) <= MOST_LISTED_WEIGHTS;
  return all.map(({ name, matrix }) => ({
    name,
    shape: [matrix.rows, matrix.columns],
    nonZero: matrix.values.length,
    entries: listed ? [...entries(matrix)] : null,
  }));
}
