/** Do times grow at all, and if none of it is seen, how much could be hidden? */
import { type Problem, solve } from './power-law.js';
import { studentQuantile } from './student.js';

/** The probability with which times that do not grow may be taken for a power law that only the last lengths show. */
const TAKEN_FOR_GROWTH = 0.01;

/**
 * Whether a constant is significantly worse than the best power law, by the F-test of its two further parameters. The mean
 * exponent alone does not notice a steep law whose constant covers all but the largest lengths.
 */
export function surelyGrows(flatSum: number, powerSum: number, degrees: number): boolean {
  return flatSum > powerSum * TAKEN_FOR_GROWTH ** (-2 / degrees) + 1e-9;
}

/** The slope of ln t against ln L, and the half width of its interval. */
export function meanExponent({ points, weights }: Problem, confidence: number): { slope: number; margin: number } {
  const relative = weights.map((weight, i) => weight * points[i]!.value ** 2);
  const total = relative.reduce((sum, weight) => sum + weight, 0);
  const mean = (values: readonly number[]) => values.reduce((sum, value, i) => sum + relative[i]! * value, 0) / total;
  const x = points.map(({ length }) => Math.log(length));
  const y = points.map(({ value }) => Math.log(value));
  const [meanX, meanY] = [mean(x), mean(y)];
  const sxx = x.reduce((sum, value, i) => sum + relative[i]! * (value - meanX) ** 2, 0);
  const slope = x.reduce((sum, value, i) => sum + relative[i]! * (value - meanX) * (y[i]! - meanY), 0) / sxx;
  const rest = x.reduce((sum, value, i) => sum + relative[i]! * (y[i]! - meanY - slope * (value - meanX)) ** 2, 0);
  const degrees = points.length - 2;
  return { slope, margin: studentQuantile(confidence, degrees) * Math.sqrt(rest / degrees / sxx) };
}

/** The largest share of the time at the largest length that a linear part may have, at this confidence. */
export function hiddenShare(problem: Problem, confidence: number): number {
  const { points, weights } = problem;
  const largest = points.at(-1)!.length;
  let [s1, sx, sxx] = [0, 0, 0];
  for (let i = 0; i < points.length; i++) {
    const x = points[i]!.length / largest;
    s1 += weights[i]!;
    sx += weights[i]! * x;
    sxx += weights[i]! * x * x;
  }
  const degrees = points.length - 2;
  const { constant, coefficient, sum } = solve(problem, 1);
  const error = Math.sqrt((sum / degrees) * (s1 / (s1 * sxx - sx * sx)));
  const upper = coefficient * largest + studentQuantile(confidence, degrees) * error;
  return upper / (constant + coefficient * largest);
}
