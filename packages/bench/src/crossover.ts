/**
 * The length from which on one series is above another.
 *
 * Of counted bytes it is exact. Of times the length is where the fitted laws cross, and its interval has the lengths at which
 * the laws do not differ significantly: the error of ln(first / second) there follows from how the laws would change if the
 * points did (Fieller's idea, with the covariance of the two fits). Short lengths that a law is not about are compared as they
 * were measured, so that a crossing among them is known to lie between two of them. What lies outside the measured lengths is
 * not reported: a law is not known where nothing was measured.
 */
import { solveLinear } from './bytes-fit.js';
import { lawAt } from './law.js';
import { FLOOR, type ScalingPoint } from './power-law.js';
import type { Crossover, FittedLaw } from './result.js';
import type { ScalingFit } from './scaling-fit.js';
import { studentQuantile } from './student.js';

/** Which series, in words and by name. */
export interface CrossoverNames {
  readonly what: string;
  readonly first: string;
  readonly second: string;
}

/** Lengths looked at between two neighbours of the measured ones. */
const STEPS = 64;

/** Where the bytes of the first become more than those of the second, for laws that hold exactly. */
export function bytesCrossover(names: CrossoverNames, first: FittedLaw, second: FittedLaw): Crossover {
  const none = (reason: string): Crossover => ({ ...names, length: null, interval: null, reason });
  if (first.exponentInterval === null || second.exponentInterval === null)
    return none(`no law is known of ${first.exponentInterval === null ? names.first : names.second}`);
  const [low, high] = commonRange(first.lengths, second.lengths);
  if (low >= high) return none('the two series have no lengths in common');
  const above = (length: number) => lawAt(first, length) > lawAt(second, length);
  if (!above(high)) return none(`not up to L = ${high}, the largest length measured`);
  let [below, from] = [low, high];
  if (above(low)) {
    if (above(1)) return none('the first is above at every length');
    [below, from] = [1, low];
  }
  // Within a range in which it happens once; counted bytes grow with the length or stay.
  while (from - below > 1) {
    const middle = Math.floor((below + from) / 2);
    if (above(middle)) from = middle;
    else below = middle;
  }
  if (from <= low) return none(`before the smallest length measured: by the laws at L = ${from}`);
  const exact = first.note === null && second.note === null;
  return {
    ...names,
    length: from,
    interval: exact ? [from, from] : null,
    reason: exact ? null : 'the laws are not exact',
  };
}

/** Where the time of the first becomes more than that of the second, with an interval at `confidence`. */
export function timeCrossover(
  names: CrossoverNames,
  first: ScalingFit,
  second: ScalingFit,
  confidence = 0.95,
): Crossover {
  const none = (reason: string): Crossover => ({ ...names, length: null, interval: null, reason });
  const [low, high] = commonRange(first.lengths, second.lengths);
  if (low >= high) return none('the two series have no lengths in common');
  const ratio = (length: number) => Math.log(lawAt(first, length) / lawAt(second, length));
  const errors = [logError(first), logError(second)] as const;
  const margin = (length: number) => {
    const [one, other] = errors.map((error) => error(length)) as [number, number];
    const variance = one + other;
    const degrees = variance ** 2 / (one ** 2 / degreesOf(first) + other ** 2 / degreesOf(second));
    return variance === 0 ? 0 : studentQuantile(confidence, degrees) * Math.sqrt(variance);
  };
  const steps = Math.max(STEPS, STEPS * (new Set([...first.lengths, ...second.lengths]).size - 1));
  const at = (step: number) => low * (high / low) ** (step / steps);
  let crossing = -1;
  for (let step = steps; step > 0 && crossing < 0; step--)
    if (ratio(at(step)) > 0 && ratio(at(step - 1)) <= 0) crossing = step;
  if (crossing < 0)
    return ratio(high) > 0
      ? measuredCrossover(names, first, second, low, confidence)
      : none(`not up to L = ${high}, the largest length measured`);
  let [below, above] = [at(crossing - 1), at(crossing)];
  while (above - below > 1e-6 * above) {
    const middle = (below + above) / 2;
    if (ratio(middle) > 0) above = middle;
    else below = middle;
  }
  const length = Math.round(above);
  // Outwards as long as the laws do not differ significantly.
  let left = crossing - 1;
  while (left >= 0 && ratio(at(left)) >= -margin(at(left))) left--;
  let right = crossing;
  while (right <= steps && ratio(at(right)) <= margin(at(right))) right++;
  if (left < 0 || right > steps || !Number.isFinite(margin(above)))
    return {
      ...names,
      length,
      interval: null,
      reason: `the laws cross near L = ${length}, but do not differ for certain ${left < 0 ? `from L = ${low} on` : `up to L = ${high}`}`,
    };
  return { ...names, length, interval: [Math.floor(at(left)), Math.ceil(at(right))], reason: null };
}

/** Where the measured times cross at lengths that one of the laws leaves out, given that the first is above from `low` on. */
function measuredCrossover(
  names: CrossoverNames,
  first: ScalingFit,
  second: ScalingFit,
  low: number,
  confidence: number,
): Crossover {
  const [ones, others] = [first, second].map(
    ({ leftOut, points }) => new Map([...leftOut, ...points].map((point) => [point.length, point])),
  ) as [Map<number, ScalingPoint>, Map<number, ScalingPoint>];
  const z = studentQuantile(confidence, 1e6);
  const common = [...ones.keys()]
    .filter((length) => length <= low && others.has(length))
    .sort((a, b) => a - b)
    .map((length) => {
      const [one, other] = [ones.get(length)!, others.get(length)!];
      // What differs from one length to the next is not seen within the samples of one.
      const variance = one.relativeError ** 2 + other.relativeError ** 2 + 2 * FLOOR ** 2;
      return { length, ratio: Math.log(one.value / other.value), margin: z * Math.sqrt(variance) };
    });
  const below = common.findLastIndex(({ ratio }) => ratio <= 0);
  const from = common[0]?.length ?? low;
  const none = { ...names, length: null, interval: null };
  if (below < 0) return { ...none, reason: `the first is above at every length measured, from L = ${from} on` };
  const last = common[below]!;
  const next = common[below + 1];
  // `low` need not be a length of both; then nothing is known between the last one of both and it.
  if (next === undefined)
    return { ...none, reason: `between L = ${last.length} and ${low}, where one was not measured` };
  const share = -last.ratio / (next.ratio - last.ratio);
  const length = Math.round(last.length * (next.length / last.length) ** share);
  const left = common.findLast((at, i) => i <= below && at.ratio < -at.margin);
  const right = common.find((at, i) => i > below && at.ratio > at.margin);
  const between = `between L = ${last.length} and ${next.length} as measured: no law of both is known below L = ${low}`;
  return left === undefined || right === undefined
    ? { ...names, length, interval: null, reason: `${between}; the times there do not differ for certain` }
    : { ...names, length, interval: [left.length, right.length], reason: between };
}

function commonRange(first: readonly number[], second: readonly number[]): [number, number] {
  return [Math.max(Math.min(...first), Math.min(...second)), Math.min(Math.max(...first), Math.max(...second))];
}

function degreesOf({ points }: ScalingFit): number {
  return Math.max(1, points.length - 3);
}

/** The variance of ln(law) at a length. Parameters that rest on their bounds are taken as fixed there. */
function logError(fit: ScalingFit): (length: number) => number {
  const largest = fit.points.at(-1)!.length;
  const grows = fit.coefficient > 0;
  /** Derivatives of ln t by the constant, the coefficient and the exponent, each scaled to be about 1. */
  const gradient = (length: number): number[] => {
    const value = lawAt(fit, length);
    const part = fit.coefficient * length ** fit.exponent;
    const parts = fit.constant > 0 ? [fit.constant / value] : [];
    if (grows) parts.push(part / value, (part * Math.log(length / largest)) / value);
    return parts;
  };
  const size = gradient(largest).length;
  const information = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const { length } of fit.points) {
    const g = gradient(length);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) information[i]![j]! += g[i]! * g[j]!;
  }
  return (length) => {
    const g = gradient(length);
    const solved = solveLinear(information.map((row, i) => [...row, g[i]!]));
    const quadratic = g.reduce((sum, value, i) => sum + value * solved[i]!, 0);
    return Number.isFinite(quadratic) ? Math.max(0, quadratic) * fit.scatter ** 2 : Infinity;
  };
}
