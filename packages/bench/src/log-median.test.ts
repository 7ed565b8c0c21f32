import { describe, expect, test } from 'vitest';
import { logMedian } from './log-median.js';
import { gaussian } from './noise.testing.js';
import { studentQuantile, studentTail } from './student.js';

describe("Student's quantile", () => {
  test('is that of the tables', () => {
    expect(studentQuantile(0.95, 1)).toBeCloseTo(12.706, 3);
    expect(studentQuantile(0.95, 6)).toBeCloseTo(2.447, 3);
    expect(studentQuantile(0.9999, 3)).toBeCloseTo(28.0, 2);
    expect(studentQuantile(0.95, 1e7)).toBeCloseTo(1.95996, 4);
    expect(studentTail(0.05, 10)).toBeCloseTo(1.812, 3);
  });
});

describe('the error of the logarithm of a median', () => {
  /** How often the interval at 95 % misses the median, over 2,000 sets of samples. */
  const misses = (draw: () => number, size: number, correlation = 0) => {
    let missed = 0;
    for (let trial = 0; trial < 2000; trial++) {
      let state = draw();
      const samples = Array.from({ length: size }, () => {
        state = correlation * state + Math.sqrt(1 - correlation ** 2) * draw();
        return Math.exp(0.03 * state);
      });
      const { value, standardError, degrees } = logMedian(samples);
      if (Math.abs(value) > studentQuantile(0.95, degrees) * standardError) missed++;
    }
    return missed / 2000;
  };

  test.each([6, 12, 20, 50, 200])('is as large as it should be for %i samples', (size) => {
    const missed = misses(gaussian('log-median', size), size);
    // Five standard deviations of 2,000 trials are 0.024.
    expect(missed).toBeLessThan(0.05 + 0.024);
    expect(missed).toBeGreaterThan(0);
  });

  test('is larger where neighbours resemble each other, which their spread alone does not show', () => {
    const draw = gaussian('correlated');
    expect(misses(draw, 100, 0.6)).toBeLessThan(0.13);
    // The control: the same samples in another order hide their correlation, and the interval misses far too often.
    let missed = 0;
    for (let trial = 0; trial < 1000; trial++) {
      let state = draw();
      const samples = Array.from({ length: 100 }, () => {
        state = 0.6 * state + 0.8 * draw();
        return Math.exp(0.03 * state);
      });
      const { value, standardError, degrees } = logMedian(samples.toSorted(() => draw()));
      if (Math.abs(value) > studentQuantile(0.95, degrees) * standardError) missed++;
    }
    expect(missed / 1000).toBeGreaterThan(0.2);
  });

  test('is unknown for one sample', () => {
    expect(logMedian([5])).toEqual({ value: Math.log(5), standardError: Infinity, degrees: 1 });
    expect(() => logMedian([1, 0])).toThrow('a sample of 0; positive numbers are needed');
  });
});
