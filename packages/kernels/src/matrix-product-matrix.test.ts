import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { withMatrices } from './emulated-matrices.testing.js';
import type { PlanContext } from './kernel-definition.js';
import { matrixCases } from './matrix-product.cases.js';
import { type MatrixProductShape, matrixProduct } from './matrix-product.js';
import { multipliesByMatrices } from './matrix-product-matrix.js';
import { uniformNumbers } from './random-numbers.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';

const CARD: PlanContext = {
  limits: { ...SMALL_DEVICE.limits, maxWorkgroupStorage: 49_152 },
  features: MATRIX_FEATURES,
  subgroupSizes: [32, 32],
};
const FITS: MatrixProductShape = { rows: 128, inner: 48, columns: 256 };

function random(shape: MatrixProductShape) {
  const { rows, inner, columns } = shape;
  const inputs = { a: uniformNumbers(1, rows * inner), b: uniformNumbers(2, inner * columns) };
  return { name: 'random', shape, inputs };
}

describe('a product by matrices', () => {
  it.each(matrixCases())('gives the reference: $name', async (one) => {
    // Eighteen tiles are folded into three rows of workgroups.
    const device = withLimits(withMatrices(await webgpuDevice()), { maxWorkgroupsPerDimension: 7 });
    expect(wgslOf(matrixProduct, one.shape, 'f16', device.info)).toContain('subgroupMatrixLoad');
    expect(await checkKernel(device, matrixProduct, one, 'f16')).toMatchObject({ passed: true });
  });

  it('has this WGSL', async () => {
    const shape = { rows: 4096, inner: 4096, columns: 4096 };
    await expect(wgslOf(matrixProduct, shape, 'f16', CARD)).toMatchFileSnapshot(
      '__snapshots__/matrix-product-matrix.wgsl',
    );
  });

  it.each([
    ['a left factor has a wrong stride', '(&pieces[left1], 80u, 5u);\n', '(&pieces[left1], 80u, 4u);\n'],
    ['sums are not written', 'subgroupMatrixStore<row_major>(&pieces[subgroup], 4u, sum3_1, 9u);', ''],
    ['the next slice is the same', '(slice) * 32u + thread / 16u + 0u', 'thread / 16u'],
    ['a band is one tile too high', 'min(8u, 1u - band)', 'min(8u, 2u - band)'],
  ] as const)('fails its check when %s', async (_, right, wrong) => {
    const device = withMatrices(await webgpuDevice());
    const changed = withChangedWgsl(matrixProduct, right, wrong);
    expect((await checkKernel(device, changed, random(FITS), 'f16')).passed).toBe(false);
  });

  it('fails its check when halves of a slice past the end are not zero', async () => {
    const device = withMatrices(await webgpuDevice());
    const past = withChangedWgsl(
      withChangedWgsl(matrixProduct, 'unit >= 6u', 'unit >= 8u'),
      'row >= 48u',
      'row >= 64u',
    );
    expect((await checkKernel(device, past, random(FITS), 'f16')).passed).toBe(false);
  });

  it.each([
    ['f32', {}, 'f32', CARD],
    ['rows that do not fill a tile', { rows: 125 }, 'f16', CARD],
    ['columns that do not fill a tile', { columns: 320 }, 'f16', CARD],
    ['a sum over 40', { inner: 40 }, 'f16', CARD],
    ['a tile of the other kernel', { tile: 128 }, 'f16', CARD],
    ['subgroups of 16', {}, 'f16', { ...CARD, subgroupSizes: [16, 32] }],
    ['an adapter without matrices', {}, 'f16', { ...CARD, features: ['shader-f16', 'subgroups'] }],
    ['less workgroup memory', {}, 'f16', SMALL_DEVICE],
    ['128 threads', {}, 'f16', { ...CARD, limits: { ...CARD.limits, maxWorkgroupInvocations: 128 } }],
  ] as const)('is not for %s, which the other kernel takes', (_, change, precision, context) => {
    const shape = { ...FITS, ...change };
    expect(multipliesByMatrices(FITS, 'f16', CARD)).toBe(true);
    expect(multipliesByMatrices(shape, precision, context)).toBe(false);
    expect(wgslOf(matrixProduct, shape, precision, context)).not.toContain('subgroupMatrix');
  });

  it('asks for the features of matrices', () => {
    expect(matrixProduct.plan(FITS, 'f16', CARD)[0]!.program.features).toEqual(MATRIX_FEATURES);
  });
});
