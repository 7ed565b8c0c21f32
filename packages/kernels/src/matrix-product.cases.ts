import type { KernelCase, KernelSuite } from './check-kernel.js';
import { type MatrixProductShape, matrixProduct } from './matrix-product.js';
import { uniformNumbers } from './random-numbers.js';

function productCase(
  name: string,
  shape: MatrixProductShape,
  inputs: Partial<KernelCase<MatrixProductShape>['inputs']> = {},
): KernelCase<MatrixProductShape> {
  const { rows, inner, columns } = shape;
  return {
    name,
    shape,
    inputs: { a: uniformNumbers(16, rows * inner), b: uniformNumbers(17, inner * columns), ...inputs },
  };
}

/** Sides that fit subgroup matrices: slices whole and halved, one of 16, and rows from tiny numbers to sums near the end of f16. */
export function matrixCases(): KernelCase<MatrixProductShape>[] {
  const one = { rows: 128, inner: 64, columns: 128 };
  const sizes = [1e-3, 1, 1e2, 3e3];
  return [
    productCase('sides for matrices, an odd half slice', { rows: 128, inner: 48, columns: 256 }),
    productCase('sides for matrices, nine rows of tiles, 16 in between', { rows: 1152, inner: 16, columns: 256 }),
    {
      ...productCase('sides for matrices, large and tiny numbers', one, {
        a: uniformNumbers(19, 128 * 64).map((x, i) => sizes[Math.floor(i / 64) % 4]! * x),
      }),
      compareBy: 'row',
    },
  ];
}

/** Both tiles, whole and cut off, loads of four and of one, a row times a column, and what goes by subgroup matrices in f16. */
export const matrixProductSuite: KernelSuite<MatrixProductShape> = {
  definition: matrixProduct,
  cases: () => [
    productCase('whole tiles of 64', { rows: 128, inner: 64, columns: 128, tile: 64 }),
    productCase('whole tiles of 128', { rows: 128, inner: 64, columns: 256, tile: 128 }),
    productCase('tiles of 64 that are cut off', { rows: 67, inner: 131, columns: 131, tile: 64 }),
    productCase('tiles of 128 that are cut off', { rows: 257, inner: 67, columns: 131, tile: 128 }),
    productCase('loads of four, cut off', { rows: 67, inner: 68, columns: 132 }),
    productCase('a row times a column', { rows: 1, inner: 257, columns: 1 }),
    productCase('a column times a row', { rows: 131, inner: 1, columns: 67 }),
    productCase(
      'one number in all',
      { rows: 67, inner: 67, columns: 67 },
      { a: new Float64Array(67 * 67).with(67 * 40 + 66, 1) },
    ),
    {
      ...productCase(
        'large and tiny numbers',
        { rows: 64, inner: 64, columns: 64 },
        {
          a: uniformNumbers(18, 64 * 64).map((x, i) => (Math.floor(i / 64) % 2 === 0 ? 1e-3 : 1e2) * x),
        },
      ),
      compareBy: 'row',
    },
    ...matrixCases(),
  ],
};
