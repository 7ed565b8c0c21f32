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
import { hiddenShare, meanExponent, surelyGrows } from './flat-times.js';
import { logMedian } from './log-median.js';
import { bestExponent, FLOOR, profileInterval, type ScalingPoint, solve, weightsOf } from './power-law.js';
import type { FittedLaw, TimeSummary } from './result.js';

/** A law, and what its uncertainty follows from. */
export interface ScalingFit extends Omit<FittedLaw, 'series' | 'quantity'> {
  /** Relative scatter of the points around the law; its degrees of freedom are the number of lengths less 3. */
  readonly scatter: number;
  readonly points: readonly ScalingPoint[];
  /** Shorter lengths that were left out of the law; nothing is said of them. */
  readonly leftOut: readonly ScalingPoint[];
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
/** A scatter above this is no noise: the law does not describe the times. */
const BENT = 0.06;
/** Short lengths are left out of a bent law as long as more than so many are left. */
const LEAST_BENT = 5;
const FALLS = 'the time falls as the length grows';

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
  const leftOut = sorted.slice(0, sorted.length - kept.length);
  return { ...fit, leftOut, note: fit.note === null ? cut : `${fit.note}; ${cut}` };
}

function fitAll(sorted: readonly ScalingPoint[], confidence: number): ScalingFit {
  const lengths = sorted.map(({ length }) => length);
  const range = lengths.at(-1)! / lengths[0]!;
  const problem = { points: sorted, weights: weightsOf(sorted) };
  const best = bestExponent(problem);
  const flat = solve(problem, null);
  const common = { linear: 0, confidence, lengths, points: sorted, leftOut: [] };
  const power = { ...common, constant: best.constant, coefficient: best.coefficient, exponent: best.exponent };
  const none = (note: string): ScalingFit => ({ ...power, exponentInterval: null, note, scatter: scatter(best.sum) });
  if (sorted.length < LEAST_LENGTHS)
    return none(`${sorted.length} lengths; ${LEAST_LENGTHS} or more are needed to tell`);
  if (range < LEAST_RANGE)
    return none(
      `the largest length is ${shown(range)} times the smallest; ${LEAST_RANGE} times or more are needed to tell`,
    );

  const { slope, margin } = meanExponent(problem, confidence);
  // Less over the whole range than what may be hidden is called flat, however sure: one length that lies elsewhere in memory does it.
  if (slope + margin < 0 && range ** slope < 1 - HIDDEN_SHARE) return none(FALLS);
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
    leftOut: ___,
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
