import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE, storedInF32, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { prepareKernel } from './prepare.js';
import { uniformNumbers } from './random-numbers.js';
import { windowAttention } from './window-attention.js';

const shape = { heads: 3, length: 150, headDim: 8, window: 20, scale: 2 };
const count = 3 * 150 * 8;
/** Through workgroup memory, whatever the device has. */
const tiled: typeof windowAttention = {
  ...windowAttention,
  plan: (of, precision, { limits }) => windowAttention.plan(of, precision, { limits, features: [] }),
};
const random = {
  name: 'random',
  shape,
  inputs: { q: uniformNumbers(1, count), k: uniformNumbers(2, count), v: uniformNumbers(3, count) },
};

describe('windowed attention', () => {
  it.each([
    ['the window is one key too wide', 'max(position + 1u, 20u) - 20u', 'max(position + 1u, 21u) - 21u'],
    ['a query does not see its own key', 'min(position + 1u, start', 'min(position, start'],
    ['a query sees the key after its own', 'min(position + 1u, start', 'min(position + 2u, start'],
    ['one pack of the keys is not multiplied', 'products += q1 * keys[at + 1u];', ''],
    ['the sums are not scaled down', 'sum1 *= shrink;', ''],
    ['one row of a tile is that of its neighbour', 'let row1 = row + min(start +', 'let row1 = row + min(start + 1u +'],
  ])('fails its check when %s', async (_, right, wrong) => {
    const changed = withChangedWgsl(tiled, right, wrong);
    expect((await checkKernel(await webgpuDevice(), changed, random, 'f32')).passed).toBe(false);
  });

  it.each([
    [96, 1],
    [1000, 10],
    [32_768, 83],
  ])('is right with %i bytes a workgroup, which is a tile of %i keys', async (maxWorkgroupStorage, keys) => {
    const device = withLimits(await webgpuDevice(), { maxWorkgroupStorage });
    expect(wgslOf(tiled, shape, 'f32', device.info)).toContain(`start += ${keys}u`);
    expect(await checkKernel(device, tiled, random, 'f32')).toMatchObject({ passed: true });
  });

  it('takes all keys of a window of 16 in one tile on an adapter with 48 KiB a workgroup', () => {
    const limits = { ...SMALL_DEVICE.limits, maxWorkgroupStorage: 49_152 };
    const large = { heads: 16, length: 2 ** 20, headDim: 64, window: 16 };
    expect(wgslOf(windowAttention, large, 'f32', { ...SMALL_DEVICE, limits })).toContain('start += 79u');
  });

  it('is right where heads are split and workgroups folded', async () => {
    const limits = { maxBindingSize: 2 * 150 * 8 * 4, maxWorkgroupsPerDimension: 2 };
    const device = withLimits(await webgpuDevice(), limits);
    const prepared = await prepareKernel(device, tiled, shape);
    expect(prepared.groups).toBe(2);
    expect(prepared.dispatches.map(({ workgroups }) => workgroups)).toEqual([
      [2, 2, 1],
      [2, 3, 1],
    ]);
    prepared.destroy();
    for (const definition of [tiled, windowAttention]) {
      expect(await checkKernel(device, definition, random, 'f32')).toMatchObject({ passed: true });
    }
  });

  it('is tiled prefill beyond a window of 32, where a tile fits', () => {
    const large = { heads: 16, length: 2 ** 20, headDim: 64, window: 33, scale: 0.125 };
    const limits = { ...SMALL_DEVICE.limits, maxWorkgroupStorage: 49_152 };
    const context = { limits, features: [] };
    const named = (change: Partial<typeof large>, of = context) =>
      windowAttention.plan({ ...large, ...change }, 'f32', of)[0]!.program.name;
    expect(named({})).toBe('attention-prefill');
    expect(named({ window: 32 })).toBe('window-attention');
    expect(named({ headDim: 63 })).toBe('window-attention');
    expect(named({ scale: -1 })).toBe('window-attention');
    expect(named({ scale: 1e-6 })).toBe('attention-prefill');
    expect(named({ scale: 9e-7 })).toBe('window-attention');
    expect(named({}, { ...context, limits: { ...limits, maxWorkgroupStorage: 8192 } })).toBe('window-attention');
    expect(wgslOf(windowAttention, large, 'f32', context)).toContain('let window = 33u;');
  });

  it('fails its check when tiled prefill is given another window', async () => {
    const wide = { ...random, shape: { ...shape, window: 40 } };
    expect(await checkKernel(await webgpuDevice(), windowAttention, wide, 'f32')).toMatchObject({ passed: true });
    const changed = withChangedWgsl(windowAttention, 'let window = 40u;', 'let window = 41u;');
    expect((await checkKernel(await webgpuDevice(), changed, wide, 'f32')).passed).toBe(false);
  });

  it('takes no memory beside its four tensors', async () => {
    const device = await webgpuDevice();
    const before = device.ledger.liveBytes;
    const prepared = await prepareKernel(device, windowAttention, shape);
    expect(device.ledger.liveBytes - before).toBe(4 * count * 4);
    prepared.destroy();
  });

  it('costs two multiply-adds for each number of each visible pair', () => {
    for (const window of [1, 20, 150, 1000]) {
      let pairs = 0;
      for (let i = 0; i < 150; i++) {
        for (let j = 0; j <= i; j++) {
          pairs += i - j < window ? 1 : 0;
        }
      }
      expect(windowAttention.cost({ ...shape, window }, 'f32')).toEqual({
        flops: 3 * pairs * 8 * 2 * 2,
        bytesRead: 3 * count * 4,
        bytesWritten: count * 4,
      });
    }
  });

  it('has this WGSL', async () => {
    await expect(wgslOf(windowAttention, shape, 'f32', SMALL_DEVICE)).toMatchFileSnapshot(
      '__snapshots__/window-attention.f32.wgsl',
    );
    const odd = { ...shape, headDim: 5 };
    await expect(wgslOf(windowAttention, odd, 'f16', SMALL_DEVICE)).toMatchFileSnapshot(
      '__snapshots__/window-attention.odd.f16.wgsl',
    );
    for (const of of [shape, odd]) {
      expect(storedInF32(wgslOf(windowAttention, of, 'f16', SMALL_DEVICE))).toBe(
        wgslOf(windowAttention, of, 'f32', SMALL_DEVICE),
      );
    }
  });

  it.each([
    [{ heads: 0 }, 'window-attention: heads 0: accepted are whole numbers from 1 to 16777216'],
    [{ headDim: 300 }, 'window-attention: headDim 300: accepted are whole numbers from 1 to 256'],
    [{ window: 2.5 }, 'window-attention: window 2.5: accepted are whole numbers from 1 to 16777216'],
    [{ scale: 1e40 }, 'window-attention: scale 1e+40: accepted are numbers within the range of f32'],
  ])('refuses %o in one line', (change, message) => {
    expect(() => windowAttention.assertShape({ ...shape, ...change })).toThrow(new RangeError(message));
  });
});
