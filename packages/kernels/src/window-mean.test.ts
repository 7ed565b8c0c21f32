import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE, storedInF32, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel, runCase } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { prepareKernel } from './prepare.js';
import { uniformNumbers } from './random-numbers.js';
import { bytesOf } from './tensor-size.js';
import { type WindowMeanShape, windowMean } from './window-mean.js';

const shape = { length: 131, width: 8, window: 40 };
const random = { name: 'random', shape, inputs: { x: uniformNumbers(1, 131 * 8) } };

async function outOf(of: WindowMeanShape, x: Float64Array): Promise<Float64Array> {
  return (await runCase(await webgpuDevice(), windowMean, { name: '', shape: of, inputs: { x } }, 'f32')).out!;
}

describe('window mean', () => {
  it('keeps small numbers exact to f32 after something large has left the window', async () => {
    for (const window of [3, 50]) {
      const of = { length: 200, width: 4, window };
      const x = Float64Array.from({ length: 800 }, (_, i) => (i >> 2 === 60 ? 1e12 : 1e-3 * (1 + ((i * 7) % 11))));
      const out = await outOf(of, x);
      const wanted = windowMean.reference(of, { x: Float64Array.from(x, Math.fround) }).out!;
      for (const [i, mean] of wanted.entries()) {
        expect(Math.abs(out[i]! - mean) / mean).toBeLessThan(1e-6);
      }
    }
  });

  it('sums codes in {−1, 0, +1} exactly: only the division rounds', async () => {
    for (const window of [7, 41]) {
      const of = { length: 300, width: 4, window };
      const x = uniformNumbers(5, 1200, -1.5, 1.5).map(Math.round);
      const out = await outOf(of, x);
      for (const [i, mean] of windowMean.reference(of, { x }).out!.entries()) {
        // WGSL allows a division 2.5 units in the last place.
        expect(Math.abs(out[i]! - mean)).toBeLessThanOrEqual(2.5 * 2 ** -23 * Math.abs(mean));
      }
    }
  });

  it.each([
    ['a row is left out', 'let newer3 = newer2 + row3;', 'let newer3 = newer2;'],
    ['the oldest row is left out', 'let older0 = older1 + back15;', 'let older0 = older1;'],
    ['a whole tile is left out', '(whole + newer5)', '(newer5)'],
    ['the count does not stop at the window', 'min(row + 1u, 40u)', 'row + 1u'],
    ['a row is not written', 'if (first + 2u < 131u)', 'if (false)'],
  ])('fails its check when %s', async (_, right, wrong) => {
    const result = await checkKernel(await webgpuDevice(), withChangedWgsl(windowMean, right, wrong), random, 'f32');
    expect(result.passed).toBe(false);
  });

  it('is right where workgroups are folded into two dimensions', async () => {
    const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 2 });
    const inputs = { x: uniformNumbers(2, 1000 * 8) };
    const folded = { name: '', shape: { length: 1000, width: 8, window: 3 }, inputs };
    expect(windowMean.plan(folded.shape, 'f32', device.info)[0]!.workgroups).toEqual([2, 6, 1]);
    expect(await checkKernel(device, windowMean, folded, 'f32')).toMatchObject({ passed: true });
  });

  it('takes no scratch up to a window of 31, and less than L/7 rows beyond', async () => {
    const bytes = (window: number) =>
      windowMean
        .tensors({ length: 10_000, width: 4, window }, 'f16')
        .filter(({ role }) => role === 'scratch')
        .reduce((sum, spec) => sum + bytesOf(spec), 0);
    for (const window of [1, 16, 31, 32, 500, 4000, 10_000, Number.POSITIVE_INFINITY]) {
      expect(bytes(window)).toBeLessThanOrEqual(window <= 31 ? 0 : (10_000 / 7) * 4 * 4);
    }
    const device = await webgpuDevice();
    const before = device.ledger.live.scratch;
    const prepared = await prepareKernel(device, windowMean, { length: 10_000, width: 4, window: 500 });
    expect(device.ledger.live.scratch - before).toBe(bytes(500));
    prepared.destroy();
  });

  it('costs each row read and written once, and at most three additions and a division a number', () => {
    for (const window of [1, 2, 3, 4, 40, 1000]) {
      let flops = 0;
      for (let i = 0; i < 131; i++) {
        // Summing the window alone, or with its neighbours.
        const additions = Math.min(Math.min(window, i + 1) - 1, 3);
        flops += 8 * (additions + 1);
      }
      const bytes = 131 * 8 * 2;
      expect(windowMean.cost({ ...shape, window }, 'f16')).toEqual({ flops, bytesRead: bytes, bytesWritten: bytes });
    }
  });

  it('has this WGSL', async () => {
    const one = { length: 1000, width: 8, window: 3 };
    const levels = { length: 1000, width: 3, window: 37 };
    await expect(wgslOf(windowMean, one, 'f32', SMALL_DEVICE)).toMatchFileSnapshot(
      '__snapshots__/window-mean.f32.wgsl',
    );
    await expect(wgslOf(windowMean, levels, 'f16', SMALL_DEVICE)).toMatchFileSnapshot(
      '__snapshots__/window-mean.levels.f16.wgsl',
    );
    for (const of of [one, levels]) {
      expect(storedInF32(wgslOf(windowMean, of, 'f16', SMALL_DEVICE))).toBe(
        wgslOf(windowMean, of, 'f32', SMALL_DEVICE),
      );
    }
  });

  it.each([
    [{ length: 0 }, 'window-mean: length 0: accepted are positive integers'],
    [{ width: 1.5 }, 'window-mean: width 1.5: accepted are positive integers'],
    [{ window: 0 }, 'window-mean: window 0: accepted are positive integers and Infinity'],
  ])('refuses %o in one line', (change, message) => {
    expect(() => windowMean.assertShape({ ...shape, ...change })).toThrow(new RangeError(message));
  });
});
