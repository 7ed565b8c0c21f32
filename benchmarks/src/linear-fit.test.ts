import { randomSource } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { exactLine, type FitPoint, linearFit } from './linear-fit.js';

describe('the line through points', () => {
  test('is found exactly where there is one', () => {
    const points = [1, 2, 4, 8].map((x): FitPoint => [x, 3 + 2 * x]);
    const fit = linearFit(points);
    expect(fit.slope).toBeCloseTo(2, 12);
    expect(fit.intercept).toBeCloseTo(3, 12);
    expect(fit.rSquared).toBeCloseTo(1, 12);
    expect(fit.slopeInterval[1] - fit.slopeInterval[0]).toBeCloseTo(0, 10);
    for (const residual of fit.relativeResiduals) expect(residual).toBeCloseTo(0, 12);
  });

  test('agrees with a worked example', () => {
    // y = (1, 2, 2, 4) at x = (0, 1, 2, 3): slope 0.9 ± t(0.975, 2) · √(0.35 / 5).
    const fit = linearFit([
      [0, 1],
      [1, 2],
      [2, 2],
      [3, 4],
    ]);
    expect(fit.slope).toBeCloseTo(0.9, 12);
    expect(fit.intercept).toBeCloseTo(0.9, 12);
    expect(fit.slopeInterval[1] - fit.slope).toBeCloseTo(4.302652729911275 * Math.sqrt(0.35 / 5), 9);
    expect(fit.rSquared).toBeCloseTo(1 - 0.7 / 4.75, 12);
    expect(fit.relativeResiduals[2]).toBeCloseTo((2 - 2.7) / 2.7, 12);
  });

  test('has a slope interval that covers the truth as often as it says under known noise', () => {
    const random = randomSource(1, 'fit');
    const normal = () => Math.sqrt(-2 * Math.log(1 - random.real())) * Math.cos(2 * Math.PI * random.real());
    let covered = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const { slopeInterval } = linearFit([1, 2, 3, 5, 8, 13].map((x): FitPoint => [x, 10 + 0.5 * x + normal()]));
      if (slopeInterval[0] <= 0.5 && 0.5 <= slopeInterval[1]) covered++;
    }
    // Five standard deviations of 2,000 trials at 0.95 are 0.024.
    expect(Math.abs(covered / 2000 - 0.95)).toBeLessThan(0.024);
  });

  test('shows a bend in its residuals', () => {
    const { relativeResiduals } = linearFit([1, 2, 3, 4, 5].map((x): FitPoint => [x, 10 + x * x]));
    expect(relativeResiduals.map(Math.sign)).toEqual([1, -1, -1, -1, 1]);
  });

  test('refuses what cannot be judged', () => {
    const twice: FitPoint[] = [
      [1, 1],
      [2, 2],
    ];
    expect(() => linearFit(twice)).toThrow(/three or more/);
    expect(() => linearFit([...twice, ...twice].map(([, y]): FitPoint => [7, y]))).toThrow(/two or more different/);
  });
});

describe('the line on which counts lie', () => {
  test('is exact or none', () => {
    const counts = [5, 9, 100].map((x): FitPoint => [x, 40 * x + 112]);
    expect(exactLine(counts)).toEqual({ slope: 40, intercept: 112 });
    expect(exactLine([...counts, [200, 8113]])).toBeNull();
    expect(exactLine([[1, 1]])).toBeNull();
  });
});
