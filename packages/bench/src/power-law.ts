/** Weighted least squares of t = a + b · L^p with a ≥ 0 and b ≥ 0: for each p the best a and b, and over all p the best p. */
import { studentQuantile } from './student.js';

/** One length. */
export interface ScalingPoint {
  readonly length: number;
  /** The median. */
  readonly value: number;
  /** Its relative standard error within the run; 0 where it is not known. */
  readonly relativeError: number;
}

/** Exponents looked at. */
const STEP = 0.02;
const LARGEST = 4;
/** What is added to the error within a run, so that a length that was sampled long does not decide alone. */
export const FLOOR = 0.01;

/** Points by ascending length, and the weight of each squared error. */
export interface Problem {
  readonly points: readonly ScalingPoint[];
  readonly weights: readonly number[];
}

/** An error that was estimated from few samples is itself uncertain, so each is drawn towards the middle one. */
export function weightsOf(points: readonly ScalingPoint[]): number[] {
  const squares = points.map(({ relativeError }) => relativeError ** 2);
  const middle = squares.toSorted((a, b) => a - b)[squares.length >> 1]!;
  return points.map(({ value }, i) => 1 / (value ** 2 * ((squares[i]! + 2 * middle) / 3 + FLOOR ** 2)));
}

/** The best law for one p. */
export interface Solution {
  readonly constant: number;
  readonly coefficient: number;
  /** The weighted sum of squared errors. */
  readonly sum: number;
}

/** Best a ≥ 0 and b ≥ 0 for a given p, or the best constant for `null`. */
export function solve({ points, weights }: Problem, exponent: number | null): Solution {
  const largest = points.at(-1)!.length;
  let [s1, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0];
  const basis = points.map(({ length }) => (exponent === null ? 0 : (length / largest) ** exponent));
  for (let i = 0; i < points.length; i++) {
    const [w, x, y] = [weights[i]!, basis[i]!, points[i]!.value];
    s1 += w;
    sx += w * x;
    sxx += w * x * x;
    sy += w * y;
    sxy += w * x * y;
  }
  let a = sy / s1;
  let b = 0;
  if (exponent !== null) {
    b = (s1 * sxy - sx * sy) / (s1 * sxx - sx * sx);
    a = (sy - b * sx) / s1;
    if (!(b > 0)) [a, b] = [sy / s1, 0];
    else if (a < 0) [a, b] = [0, sxy / sxx];
  }
  const sum = points.reduce((total, { value }, i) => total + weights[i]! * (value - a - b * basis[i]!) ** 2, 0);
  return { constant: a, coefficient: exponent === null ? 0 : b / largest ** exponent, sum };
}

/** The best p of those looked at, and its law. */
export function bestExponent(problem: Problem): Solution & { readonly exponent: number } {
  let exponent = STEP;
  let least = Infinity;
  for (let p = STEP; p <= LARGEST; p += STEP) {
    const { sum } = solve(problem, p);
    if (sum < least) [exponent, least] = [p, sum];
  }
  // Golden section within the neighbouring steps.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.max(STEP / 100, exponent - STEP), exponent + STEP];
  while (high - low > 1e-9) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (solve(problem, left).sum <= solve(problem, right).sum) high = right;
    else low = left;
  }
  exponent = (low + high) / 2;
  return { ...solve(problem, exponent), exponent };
}

/** All exponents whose sum is within Student's limit of the least; null when they reach the largest that is looked at. */
export function profileInterval(
  problem: Problem,
  { sum, exponent }: Solution & { readonly exponent: number },
  confidence: number,
): [number, number] | null {
  const degrees = problem.points.length - 3;
  const limit = sum * (1 + studentQuantile(confidence, degrees) ** 2 / degrees) * (1 + 1e-9) + 1e-12;
  const inside = (p: number) => solve(problem, p).sum <= limit;
  const edge = (good: number, bad: number) => {
    while (Math.abs(bad - good) > 1e-6) {
      const middle = (good + bad) / 2;
      if (inside(middle)) good = middle;
      else bad = middle;
    }
    return good;
  };
  if (inside(LARGEST)) return null;
  // From outside inwards: the profile may have more than one valley.
  let low = 0;
  if (!inside(STEP)) {
    let p = STEP;
    while (p + STEP < exponent && !inside(p + STEP)) p += STEP;
    low = edge(Math.min(exponent, p + STEP), p);
  }
  let p = LARGEST;
  while (p - STEP > exponent && !inside(p - STEP)) p -= STEP;
  return [low, edge(Math.max(exponent, p - STEP), p)];
}
