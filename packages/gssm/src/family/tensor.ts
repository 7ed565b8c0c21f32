/** Weights: named tensors of doubles, and the few operations that layers need. */

/** A dense tensor, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Tensors by name. */
export type Weights = ReadonlyMap<string, Tensor>;

/** How many numbers a tensor of that shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * A tensor of numbers given in rows, as tests and written-down weights have them.
 *
 * @throws RangeError unless there are as many numbers as the shape says.
 */
export function tensor(shape: readonly number[], values: ArrayLike<number>): Tensor {
  if (values.length !== sizeOf(shape))
    throw new RangeError(`a tensor of shape [${shape}] with ${values.length} numbers: accepted are ${sizeOf(shape)}`);
  return { shape, values: Float64Array.from(values) };
}

/** A matrix, or any tensor of that shape, whose numbers a function of the indices gives. */
export function matrixOf(rows: number, columns: number, at: (row: number, column: number) => number): Tensor {
  return { shape: [rows, columns], values: doubles(rows * columns, (i) => at(Math.floor(i / columns), i % columns)) };
}

/**
 * W x + b, each sum in the order of the columns.
 *
 * @param weight - (rows, columns); further axes count as columns.
 * @param x - (columns).
 * @param bias - (rows), or none.
 */
export function affine(weight: Tensor, x: Float64Array, bias?: Tensor): Float64Array {
  const rows = weight.shape[0];
  const columns = x.length;
  const { values } = weight;
  const y = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += values[at++] * x[column];
    y[row] = bias ? sum + bias.values[row] : sum;
  }
  return y;
}

/** 1/(1 + e^−x); exactly 1 from about 37 on, and exactly 0 below −745. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** x · sigmoid(x), 0 at −∞. */
export function silu(x: number): number {
  return x === Number.NEGATIVE_INFINITY ? 0 : x * sigmoid(x);
}

/** log(1 + e^x), without overflow; exactly 0 below −745. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Doubles that a function of their index gives. A plain loop: `Float64Array.from` with a function goes through an iterator. */
export function doubles(length: number, at: (index: number) => number): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = at(i);
  return values;
}

/** The same as 32-bit whole numbers. */
export function words(length: number, at: (index: number) => number): Uint32Array {
  const values = new Uint32Array(length);
  for (let i = 0; i < length; i++) values[i] = at(i);
  return values;
}
