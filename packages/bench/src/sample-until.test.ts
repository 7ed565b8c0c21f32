import { describe, expect, test } from 'vitest';
import { gaussian } from './noise.testing.js';
import { NoSamplesError, sampleUntil } from './sample-until.js';

const noisy = (sigma: number, ...names: string[]) => {
  const draw = gaussian('sampling', sigma, ...names);
  return async (count: number) => Array.from({ length: count }, () => 1000 * Math.exp(sigma * draw()));
};

describe('sampling until the interval is narrow', () => {
  test('takes more samples of what is noisier, and stops where the width is reached', async () => {
    const steady = await sampleUntil(noisy(0.003));
    const wild = await sampleUntil(noisy(0.04));
    expect(steady).toMatchObject({ stopped: 'tight', dropped: 0 });
    expect(steady.samples).toHaveLength(12);
    expect(wild.stopped).toBe('tight');
    expect(wild.samples.length).toBeGreaterThan(48);
    for (const { low, high, median } of [steady, wild]) expect(high - low).toBeLessThanOrEqual(0.02 * median);
  });

  test.each([0.005, 0.01, 0.03])('covers the true median as often as it says, with noise of %f', async (sigma) => {
    const take = noisy(sigma, 'coverage');
    let covered = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const { low, high } = await sampleUntil(take);
      if (low <= 1000 && 1000 <= high) covered++;
    }
    // Five standard deviations of 1,000 trials are 0.034.
    expect(covered / 1000).toBeGreaterThan(0.95 - 0.034);
  });

  test('stops at the limit of samples', async () => {
    const { samples, stopped } = await sampleUntil(noisy(0.5), { mostSamples: 50 });
    expect(samples).toHaveLength(50);
    expect(stopped).toBe('limit');
  });

  test('stops near the limit of seconds, however long a sample takes', async () => {
    let time = 0;
    const take = async (count: number) => {
      time += 400 * count;
      return noisy(0.5)(count);
    };
    const { samples, stopped } = await sampleUntil(take, { mostSeconds: 5, now: () => time });
    expect(stopped).toBe('limit');
    expect(samples.length).toBeLessThanOrEqual(13);
    expect(samples.length).toBeGreaterThan(8);
    // What takes longer than the limit is taken once: the first batch.
    time = 0;
    expect((await sampleUntil(take, { mostSeconds: 0.1, now: () => time })).samples).toHaveLength(3);
  });

  test('drops what was taken while the clock was held down, and counts it', async () => {
    let batches = 0;
    const slow = async (count: number) => Array.from({ length: count }, () => (batches === 1 ? 1500 : 1000));
    const throttled = () => batches++ === 1;
    const { samples, dropped, median } = await sampleUntil(slow, { throttled });
    expect(new Set(samples)).toEqual(new Set([1000]));
    expect({ dropped, median }).toEqual({ dropped: 3, median: 1000 });
    // The control: without the callback they are in the result.
    batches = 1;
    expect((await sampleUntil(slow, { mostSamples: 6 })).samples).toContain(1500);
  });

  test('has no time to report when all samples were dropped', async () => {
    await expect(sampleUntil(noisy(0.01), { throttled: () => true, mostSamples: 20 })).rejects.toThrow(
      new NoSamplesError('all 20 samples were dropped: the card held its clock down in each of them'),
    );
    await expect(sampleUntil(noisy(0.01), { width: 0 })).rejects.toThrow('width is 0; a positive number is needed');
  });
});
