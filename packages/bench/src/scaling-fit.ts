/**
 * Fits t = a + b · L^p with a ≥ 0 and b > 0 to times over lengths, and gives an interval for p.
 *
 * The constant matters: launching a kernel takes microseconds whatever its length, and a fit without a constant calls a linear
 * kernel that is launched in 5 µs logarithmic. For each p the best a and b follow by linear least squares of the relative
 * errors; the interval has all p whose best sum is not significantly worse than the least (profile likelihood). How large the
 * errors are is taken from the scatter around the law, so what differs from one length to the next and is not seen within the
 * samples of one length, such as the shape of the last tile, counts as well. Student's quantile pays for the few lengths.
 *
 * Where time does not grow, b = 0 and any p fits: such times are called flat, p = 0, when a linear part that the scatter could
 * hide is small even at the largest length. Otherwise the constant hides the growth and there is no interval.
 */
import { logMedian } from './log-median.js';
import type { FittedLaw, TimeSummary } from './result.js';
import { studentQuantile } from './student.js';

/** One length. */
export interface ScalingPoint {
  readonly length: number;
  /** The median. */
  readonly value: number;
  /** Its relative standard error within the run; 0 where it is not known. */
  readonly relativeError: number;
}

/** A law, and what its uncertainty follows from. */
export interface ScalingFit extends Omit<FittedLaw, 'series' | 'quantity'> {
  /** Relative scatter of the points around the law; its degrees of freedom are the number of lengths less 3. */
  readonly scatter: number;
  readonly points: readonly ScalingPoint[];
}

/** With three lengths every law fits. */
const LEAST_LENGTHS = 4;
/** Within less than a decade, laws look alike. */
const LEAST_RANGE = 10;
/** Wider intervals hold two whole exponents. */
const WIDEST = 1;
/** Times are flat only if a linear part is a smaller share than this at the largest length. */
const HIDDEN_SHARE = 0.1;
/** And over less than two decades a linear part hides too easily. */
const FLAT_RANGE = 100;
/** The probability with which times that do not grow may be taken for a power law that only the last lengths show. */
const TAKEN_FOR_GROWTH = 0.01;
/** Exponents looked at. */
const STEP = 0.02;
const LARGEST = 4;
/** A scatter above this is no noise: the law does not describe the times. */
const BENT = 0.06;
/** Short lengths are left out of a bent law as long as more than so many are left. */
const LEAST_BENT = 5;
const FALLS = 'the time falls as the length grows';
/** What is added to the error within a run, so that a length that was sampled long does not decide alone. */
const FLOOR = 0.01;

/**
 * Fits the law.
 *
 * @throws RangeError for fewer than two lengths, a length twice, or a value that is not positive.
 */
export function scalingFit(points: readonly ScalingPoint[], confidence = 0.95): ScalingFit {
  const sorted = [...points].sort((a, b) => a.length - b.length);
  assertPoints(sorted);
  const all = fitAll(sorted, confidence);
  // Where a kernel hides its launch behind its work, short lengths bend away from any sum of a constant and a power.
  if (all.note === FALLS) return all;
  let kept = sorted;
  let fit = all;
  while (fit.scatter > BENT && kept.length > LEAST_BENT && kept.at(-1)!.length >= LEAST_RANGE * kept[1]!.length) {
    kept = kept.slice(1);
    fit = fitAll(kept, confidence);
  }
  if (fit === all) return all;
  if (fit.scatter > BENT)
    return { ...all, exponentInterval: null, note: `the times are ${percent(all.scatter)} off any law a + b·L^p` };
  const cut = `without L < ${kept[0]!.length}, where the times follow another law`;
  return { ...fit, note: fit.note === null ? cut : `${fit.note}; ${cut}` };
}

function fitAll(sorted: readonly ScalingPoint[], confidence: number): ScalingFit {
  const lengths = sorted.map(({ length }) => length);
  const range = lengths.at(-1)! / lengths[0]!;
  const problem = { points: sorted, weights: weightsOf(sorted) };
  const best = bestExponent(problem);
  const flat = solve(problem, null);
  const common = { linear: 0, confidence, lengths, points: sorted };
  const power = { ...common, constant: best.constant, coefficient: best.coefficient, exponent: best.exponent };
  const none = (note: string): ScalingFit => ({ ...power, exponentInterval: null, note, scatter: scatter(best.sum) });
  if (sorted.length < LEAST_LENGTHS)
    return none(`${sorted.length} lengths; ${LEAST_LENGTHS} or more are needed to tell`);
  if (range < LEAST_RANGE)
    return none(
      `the largest length is ${shown(range)} times the smallest; ${LEAST_RANGE} times or more are needed to tell`,
    );

  const { slope, margin } = meanExponent(problem, confidence);
  if (slope + margin < 0) return none(FALLS);
  if (slope - margin <= 0 && !surelyGrows(flat.sum, best.sum, sorted.length - 3)) {
    if (range < FLAT_RANGE)
      return none(
        `no growth seen, but the largest length is only ${shown(range)} times the smallest; ${FLAT_RANGE} times or more are needed to tell`,
      );
    const hidden = hiddenShare(problem, confidence);
    if (hidden > HIDDEN_SHARE)
      return none(
        `the constant part hides the growth: up to ${percent(hidden)} of the time at L = ${lengths.at(-1)} may be linear`,
      );
    return {
      ...common,
      constant: flat.constant,
      coefficient: 0,
      exponent: 0,
      exponentInterval: [slope - margin, slope + margin],
      note: `no growth seen; a linear part is at most ${percent(hidden)} of the time at L = ${lengths.at(-1)}`,
      scatter: scatter(flat.sum),
    };
  }
  const interval = profileInterval(problem, best, confidence);
  if (interval === null || interval[1] - interval[0] > WIDEST)
    return none('the points fit laws whose exponents differ by more than 1');
  return { ...power, exponentInterval: interval, note: null, scatter: scatter(best.sum) };

  function scatter(sum: number): number {
    const typical = Math.sqrt(
      sorted.reduce((total, { relativeError }) => total + relativeError ** 2 + FLOOR ** 2, 0) / sorted.length,
    );
    return typical * Math.sqrt(sum / Math.max(1, sorted.length - 3));
  }
}

/** The law of the times of one series, as the result file has it. */
export function timeLaw(
  series: string,
  times: readonly { readonly length: number; readonly time: TimeSummary }[],
  confidence = 0.95,
): FittedLaw {
  const {
    scatter: _,
    points: __,
    ...law
  } = scalingFit(
    times.map(({ length, time }) => scalingPoint(length, time)),
    confidence,
  );
  return { series, quantity: 'time', ...law };
}

/** A point of a fit from the samples of one length. */
export function scalingPoint(length: number, { samples }: Pick<TimeSummary, 'samples'>): ScalingPoint {
  const { value, standardError } = logMedian(samples);
  return { length, value: Math.exp(value), relativeError: Number.isFinite(standardError) ? standardError : 0 };
}

/** Points by ascending length, and the weight of each squared error. */
export interface Problem {
  readonly points: readonly ScalingPoint[];
  readonly weights: readonly number[];
}

/** An error that was estimated from few samples is itself uncertain, so each is drawn towards the middle one. */
function weightsOf(points: readonly ScalingPoint[]): number[] {
  const squares = points.map(({ relativeError }) => relativeError ** 2);
  const middle = squares.toSorted((a, b) => a - b)[squares.length >> 1]!;
  return points.map(({ value }, i) => 1 / (value ** 2 * ((squares[i]! + 2 * middle) / 3 + FLOOR ** 2)));
}

interface Solution {
  readonly constant: number;
  readonly coefficient: number;
  /** The weighted sum of squared errors. */
  readonly sum: number;
}

/** Best a ≥ 0 and b ≥ 0 for a given p, or the best constant for `null`. */
function solve({ points, weights }: Problem, exponent: number | null): Solution {
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

function bestExponent(problem: Problem): Solution & { readonly exponent: number } {
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
function profileInterval(
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

/**
 * Whether a constant is significantly worse than the best power law, by the F-test of its two further parameters. The mean
 * exponent alone does not notice a steep law whose constant covers all but the largest lengths.
 */
function surelyGrows(flatSum: number, powerSum: number, degrees: number): boolean {
  return flatSum > powerSum * TAKEN_FOR_GROWTH ** (-2 / degrees) + 1e-9;
}

/** The slope of ln t against ln L, and the half width of its interval. */
function meanExponent({ points, weights }: Problem, confidence: number): { slope: number; margin: number } {
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
function hiddenShare(problem: Problem, confidence: number): number {
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

function assertPoints(points: readonly ScalingPoint[]): void {
  if (points.length < 2) throw new RangeError(`${points.length} lengths; two or more are needed to fit a law`);
  for (const [i, { length, value }] of points.entries()) {
    if (!(length > 0 && value > 0 && value < Infinity))
      throw new RangeError(`${value} at length ${length}; positive numbers are needed`);
    if (points[i - 1]?.length === length) throw new RangeError(`length ${length} twice; different lengths are needed`);
  }
}

const shown = (value: number) => Number(value.toPrecision(3));
const percent = (share: number) => `${shown(100 * share)} %`;
