import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { webgpuDevice } from './devices.testing.js';
import { withMatrices } from './emulated-matrices.testing.js';
import type { PlanContext } from './kernel-definition.js';
import { uniformNumbers } from './random-numbers.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';
import { type WindowAttentionShape, windowAttention } from './window-attention.js';
import { windowByMatrices } from './window-attention-matrix.js';

const CARD: PlanContext = { limits: SMALL_DEVICE.limits, features: MATRIX_FEATURES, subgroupSizes: [32, 32] };

function random(change: Partial<WindowAttentionShape> = {}) {
  const shape = { heads: 2, length: 300, headDim: 64, window: 16, scale: 0.3, ...change };
  const count = shape.heads * shape.length * 64;
  const inputs = { q: uniformNumbers(1, count), k: uniformNumbers(2, count), v: uniformNumbers(3, count) };
  return { name: 'random', shape, inputs };
}

describe('a small window by matrices', () => {
  it.each([
    ['two strips', {}],
    ['a window of 9 and a negative scale', { window: 9, scale: -0.3, length: 45 }],
  ])('gives the reference: %s', async (_, change) => {
    const device = withMatrices(await webgpuDevice());
    const one = random(change);
    expect(wgslOf(windowAttention, one.shape, 'f16', device.info)).toContain('old_value0');
    expect(await checkKernel(device, windowAttention, one, 'f16')).toMatchObject({ passed: true });
  });

  it.each([
    ['the window is one key too wide', 'max(row + 1u,', 'max(row,'],
    ['keys of the tile before are those of two before', 'old_key1 = key1;', ''],
    ['the second strip forgets the tile before it', 'max(first_tile, 1u) - 1u', 'first_tile'],
  ])('fails its check when %s', async (_, right, wrong) => {
    const changed = withChangedWgsl(windowAttention, right, wrong);
    const device = withMatrices(await webgpuDevice());
    expect((await checkKernel(device, changed, random(), 'f16')).passed).toBe(false);
  });

  it.each([
    ['f32', {}, 'f32', CARD],
    ['a window of 17', { window: 17 }, 'f16', CARD],
    ['heads of 32', { headDim: 32 }, 'f16', CARD],
    ['an adapter without matrices', {}, 'f16', { ...CARD, features: ['shader-f16', 'subgroups'] }],
  ] as const)('is not for %s', (_, change, precision, context) => {
    const { shape } = random();
    expect(windowByMatrices(shape, 'f16', CARD)).toBe(true);
    expect(windowByMatrices({ ...shape, ...change }, precision, context)).toBe(false);
  });

  it('has this WGSL', async () => {
    await expect(wgslOf(windowAttention, random().shape, 'f16', CARD)).toMatchFileSnapshot(
      '__snapshots__/window-attention-matrix.wgsl',
    );
  });
});
