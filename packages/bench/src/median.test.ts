import { randomSource } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { medianInterval, perSecond } from './median.js';

describe('the interval of a median', () => {
  test('takes the ranks of the binomial table', () => {
    const sample = (size: number) => Array.from({ length: size }, (_, i) => i + 1);
    // Ranks and confidences of the sign test: n = 6, 10 and 25.
    expect(medianInterval(sample(6))).toMatchObject({ low: 1, high: 6, confidence: expect.closeTo(1 - 2 / 64, 12) });
    expect(medianInterval(sample(10))).toMatchObject({
      median: 5.5,
      low: 2,
      high: 9,
      confidence: expect.closeTo(1 - 22 / 1024, 12),
    });
    const { low, high, confidence } = medianInterval(sample(25));
    expect([low, high]).toEqual([8, 18]);
    expect(confidence).toBeCloseTo(0.9567, 4);
  });

  test('admits that few samples are worth little', () => {
    expect(medianInterval([3])).toEqual({ median: 3, low: 3, high: 3, confidence: 0, samples: 1 });
    expect(medianInterval([9, 1, 5])).toEqual({
      median: 5,
      low: 1,
      high: 9,
      confidence: expect.closeTo(0.75, 12),
      samples: 3,
    });
    expect(() => medianInterval([])).toThrow(RangeError);
  });

  test('covers the true median as often as it says', () => {
    const random = randomSource(1, 'median');
    let covered = 0;
    for (let trial = 0; trial < 2000; trial++) {
      // A long tail, as of times; its median is ln 2.
      const { low, high } = medianInterval(Array.from({ length: 15 }, () => -Math.log(1 - random.real())));
      if (low <= Math.LN2 && Math.LN2 <= high) covered++;
    }
    // 0.9648 is what the ranks 4 and 12 of 15 give; five standard deviations of 2,000 trials are 0.021.
    expect(Math.abs(covered / 2000 - 0.9648)).toBeLessThan(0.021);
  });

  test('stays narrow for thousands of samples', () => {
    const { low, high, confidence } = medianInterval(Array.from({ length: 5000 }, (_, i) => i));
    // About 1.96 · √5000 / 2 = 69 ranks to either side.
    expect(high - low).toBeGreaterThan(130);
    expect(high - low).toBeLessThan(150);
    expect(confidence).toBeGreaterThanOrEqual(0.95);
  });

  test('turns seconds into a rate, and the ends with it', () => {
    const seconds = { median: 2, low: 1, high: 4, confidence: 0.95, samples: 9 };
    expect(perSecond(seconds, 8)).toEqual({ median: 4, low: 2, high: 8, confidence: 0.95, samples: 9 });
  });
});
