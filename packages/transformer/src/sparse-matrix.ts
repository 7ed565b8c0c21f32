/**
 * Weight matrices in compressed sparse row form. The construction has O(1) entries a row, and each entry is a small
 * integer or a power of two, so a double holds it exactly.
 */

/** A matrix of shape (rows, columns) in compressed sparse row form; column indices ascend within a row. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row r holds the entries rowStart[r] … rowStart[r + 1] − 1; length rows + 1. Signed: V8 indexes faster with these. */
  readonly rowStart: Int32Array;
  readonly columnIndex: Int32Array;
  readonly values: Float64Array;
}

/** One non-zero entry: row, column, value. */
export type Entry = readonly [row: number, column: number, value: number];

/**
 * Builds a sparse matrix of shape (rows, columns); entries at the same place are added, zeros are dropped.
 *
 * @throws RangeError when an entry lies outside the shape or is not finite.
 */
export function sparseMatrix(rows: number, columns: number, entries: Iterable<Entry>): SparseMatrix {
  const byRow: Map<number, number>[] = Array.from({ length: rows }, () => new Map());
  for (const [row, column, value] of entries) {
    if (!(row >= 0 && row < rows && column >= 0 && column < columns))
      throw new RangeError(`entry (${row}, ${column}) lies outside a ${rows} × ${columns} matrix`);
    if (!Number.isFinite(value)) throw new RangeError(`entry (${row}, ${column}) is ${value}; weights must be finite`);
    byRow[row].set(column, (byRow[row].get(column) ?? 0) + value);
  }
  const rowStart = new Int32Array(rows + 1);
  const columnIndex: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (const [column, value] of [...byRow[row]].sort((a, b) => a[0] - b[0])) {
      if (value === 0) continue;
      columnIndex.push(column);
      values.push(value);
    }
    rowStart[row + 1] = values.length;
  }
  return { rows, columns, rowStart, columnIndex: Int32Array.from(columnIndex), values: Float64Array.from(values) };
}

/** The identity of shape (size, size). */
export function identity(size: number): SparseMatrix {
  return sparseMatrix(
    size,
    size,
    Array.from({ length: size }, (_, i): Entry => [i, i, 1]),
  );
}

/** The zero matrix of shape (rows, columns). */
export function zeroMatrix(rows: number, columns: number): SparseMatrix {
  return sparseMatrix(rows, columns, []);
}

/** Every non-zero entry, row by row. */
export function* entries(matrix: SparseMatrix): Generator<Entry> {
  for (let row = 0; row < matrix.rows; row++)
    for (let k = matrix.rowStart[row]; k < matrix.rowStart[row + 1]; k++)
      yield [row, matrix.columnIndex[k], matrix.values[k]];
}

/** The rows of `matrix` named by `keep`, in that order: shape (keep.length, columns). */
export function selectRows(matrix: SparseMatrix, keep: readonly number[]): SparseMatrix {
  const place = new Map(keep.map((row, index) => [row, index]));
  const kept: Entry[] = [];
  for (const [row, column, value] of entries(matrix)) {
    const index = place.get(row);
    if (index !== undefined) kept.push([index, column, value]);
  }
  return sparseMatrix(keep.length, matrix.columns, kept);
}

/** The indices of the rows that hold at least one non-zero entry. */
export function nonZeroRows(matrix: SparseMatrix): number[] {
  const rows: number[] = [];
  for (let row = 0; row < matrix.rows; row++) if (matrix.rowStart[row + 1] > matrix.rowStart[row]) rows.push(row);
  return rows;
}

/** The dense form, row-major, shape (rows, columns). */
export function toDense(matrix: SparseMatrix): Float64Array {
  const dense = new Float64Array(matrix.rows * matrix.columns);
  for (const [row, column, value] of entries(matrix)) dense[row * matrix.columns + column] = value;
  return dense;
}
