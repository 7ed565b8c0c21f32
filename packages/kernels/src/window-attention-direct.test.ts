import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { changedDevice, webgpuDevice, withLimits } from './devices.testing.js';
import type { PlanContext } from './kernel-definition.js';
import { uniformNumbers } from './random-numbers.js';
import { windowAttention } from './window-attention.js';
import { directWindow } from './window-attention-direct.js';

const shape = { heads: 2, length: 150, headDim: 16, window: 18, scale: 0.3 };
const count = 2 * 150 * 16;
const random = {
  name: 'random',
  shape,
  inputs: { q: uniformNumbers(1, count), k: uniformNumbers(2, count), v: uniformNumbers(3, count) },
};
/** An adapter with subgroups of a size. */
const subgroupsOf = (size: number): PlanContext => ({
  limits: SMALL_DEVICE.limits,
  features: ['subgroups'],
  subgroupSizes: [size, size],
});

describe('a small window straight from memory', () => {
  it('is what the adapter of these tests takes, and nothing reaches workgroup memory', async () => {
    expect(wgslOf(windowAttention, shape, 'f32', (await webgpuDevice()).info)).not.toContain('var<workgroup>');
    const device = withLimits(await webgpuDevice(), { maxWorkgroupStorage: 0 });
    expect(await checkKernel(device, windowAttention, random, 'f32')).toMatchObject({ passed: true });
  });

  it.each([
    ['the window is one key too wide', '&& 16u + x < 18u', '&& 16u + x < 19u'],
    ['a key before the string is seen', 'first + 0u + 0u + x >= 17u', 'first + 0u + 0u + x >= 16u'],
    [
      'a query is that of its neighbour',
      'let q1_0 = q[(base + min(first + 1u,',
      'let q1_0 = q[(base + min(first + 2u,',
    ],
    [
      'two partners keep the same half',
      'let r0_0_2_0 = select(w0_0, w0_2, upper2)',
      'let r0_0_2_0 = select(w0_2, w0_2, upper2)',
    ],
    ['a weight is taken from another thread', 'subgroupShuffle(e3_0, lane0 + 1u)', 'subgroupShuffle(e3_0, lane0 + 2u)'],
  ])('fails its check when %s', async (_, right, wrong) => {
    // Each query has that mask.
    const every = right.startsWith('&&');
    const changed = every
      ? {
          ...windowAttention,
          plan: (...args: Parameters<typeof windowAttention.plan>) =>
            windowAttention.plan(...args).map((step) => ({
              ...step,
              program: { ...step.program, wgsl: step.program.wgsl!.replaceAll(right, wrong) },
            })),
        }
      : withChangedWgsl(windowAttention, right, wrong);
    expect((await checkKernel(await webgpuDevice(), changed, random, 'f32')).passed).toBe(false);
  });

  it('reads f16 without the feature for it, by whole numbers', async () => {
    const device = await webgpuDevice();
    const features = [...new Set([...device.info.features, 'shader-f16'])].filter(
      (name) => name !== 'chromium-experimental-subgroup-matrix',
    );
    const halves = changedDevice(device, { info: { ...device.info, features } });
    expect(wgslOf(windowAttention, shape, 'f16', halves.info)).not.toContain('enable f16');
    expect(await checkKernel(halves, windowAttention, random, 'f16')).toMatchObject({ passed: true });
  });

  it.each([
    ['f32', 64, 32, { lanes: 16, loads: 1, queries: 4, rows: 32 }],
    ['f16', 64, 32, { lanes: 8, loads: 1, queries: 8, rows: 128 }],
    ['f32', 128, 32, { lanes: 16, loads: 2, queries: 4, rows: 32 }],
    ['f32', 32, 4, { lanes: 4, loads: 2, queries: 4, rows: 128 }],
    ['f32', 4, 32, { lanes: 1, loads: 1, queries: 4, rows: 512 }],
  ] as const)('in %s cuts heads of %i for subgroups of %i', (precision, headDim, size, cut) => {
    expect(directWindow({ ...shape, headDim }, precision, subgroupsOf(size))).toEqual(cut);
  });

  it.each([
    ['a window of 33', { window: 33 }, subgroupsOf(32)],
    ['rows that end within a load', { headDim: 30 }, subgroupsOf(32)],
    ['more loads than registers', { headDim: 64 }, subgroupsOf(4)],
    ['an adapter without subgroups', {}, SMALL_DEVICE],
    ['an adapter that does not tell their size', {}, { ...SMALL_DEVICE, features: ['subgroups'] }],
  ])('is not for %s', (_, change, context) => {
    expect(directWindow({ ...shape, ...change }, 'f32', context)).toBeNull();
  });

  it('has this WGSL', async () => {
    const small = { ...shape, headDim: 8, window: 3 };
    await expect(wgslOf(windowAttention, small, 'f32', subgroupsOf(32))).toMatchFileSnapshot(
      '__snapshots__/window-attention-direct.f32.wgsl',
    );
    await expect(wgslOf(windowAttention, { ...small, headDim: 16 }, 'f16', subgroupsOf(32))).toMatchFileSnapshot(
      '__snapshots__/window-attention-direct.f16.wgsl',
    );
  });
});
