/**
 * Times are measured, so a law for them is judged by the interval of the exponent of t = a + b·L^p: `holds` where all of it lies
 * within the tolerance of the stated exponent, `refuted` where none of it does, and `undecided` in between, which is also where
 * the lengths are too few or too close to tell.
 */
import { type FittedLaw, lawAt, type ScalingPoint, scalingFit } from '@verbatim/bench';
import type { Evidence, Method } from '@verbatim/evidence';

/** What a claim reads of a fitted law. */
export type GrowthFit = Omit<FittedLaw, 'series' | 'quantity' | 'lengths'>;

/** Fits a law to times over what they grow with. */
export type FitGrowth = (points: readonly ScalingPoint[]) => GrowthFit;

/** A series of times that is claimed to grow as a power. */
export interface TimeSeries {
  readonly name: string;
  /** What grows, such as `L`. */
  readonly variable: string;
  readonly points: readonly ScalingPoint[];
}

/**
 * How far the exponent may be from the stated one. The constant takes up what a short input costs, but not that larger inputs
 * use a device better or leave its caches: a rate that changes by a factor r over a range R moves the exponent by ln r / ln R,
 * 0.17 for a factor of 2 over a range of 64. Other whole exponents are 1 away and √L is 0.5 away, so none of them passes.
 * L·log L may: its exponent is 1 + 1/ln L, 1.07 to 1.18 at these lengths.
 */
export const EXPONENT_TOLERANCE = 0.15;

/** The confidence of the interval of an exponent. */
export const FIT_CONFIDENCE = 0.95;

/** The fit of `packages/bench`. */
export const fitGrowth: FitGrowth = (points) => scalingFit(points, FIT_CONFIDENCE);

/** The claim that a series of times grows as x^p; for p = 0, that it does not grow. */
export function fittedGrowth(name: string, p: number, series: TimeSeries, fit: FitGrowth): Method {
  return {
    method: 'sampled',
    name,
    run: async (context) => {
      const started = performance.now();
      context.signal.throwIfAborted();
      const { supports, explanation, law } = judge(p, series, fit);
      context.progress(1, 1);
      const { constant, coefficient, exponent, exponentInterval, confidence } = law;
      const numbers = {
        explanation,
        constant,
        coefficient,
        exponent,
        exponentInterval: exponentInterval === null ? null : [...exponentInterval],
        tolerance: EXPONENT_TOLERANCE,
        note: law.note,
      };
      return {
        method: 'sampled',
        domain: domainOf(series),
        cases: '1',
        failures: supports === 'refuted' ? '1' : '0',
        confidence,
        ...(supports === 'refuted' ? { counterexample: { case: { series: series.name, exponent }, explanation } } : {}),
        numbers,
        seconds: (performance.now() - started) / 1000,
        supports,
      } satisfies Evidence;
    },
  };
}

function judge(p: number, { variable, points }: TimeSeries, fit: FitGrowth) {
  const law = fit(points);
  const claimed = `t = a + b·${variable}^p with p within ${EXPONENT_TOLERANCE} of ${p}`;
  if (law.exponentInterval === null) {
    return { supports: 'undecided', law, explanation: `${claimed}: ${law.note ?? 'the points do not tell'}` } as const;
  }
  const [least, most] = law.exponentInterval;
  const [low, high] = [p - EXPONENT_TOLERANCE, p + EXPONENT_TOLERANCE];
  const supports = least >= low && most <= high ? 'holds' : most < low || least > high ? 'refuted' : 'undecided';
  const where = { holds: 'within the tolerance', refuted: 'outside the tolerance', undecided: 'partly outside' };
  const interval = `the interval of p, ${least.toFixed(3)} … ${most.toFixed(3)}, is ${where[supports]}`;
  return { supports, law, explanation: `${claimed}: ${interval}` } as const;
}

function domainOf({ name, variable, points }: TimeSeries): string {
  return `${name} at ${variable} = ${points.map(({ length }) => length).join(', ')}`;
}

/**
 * The same series with the same noise, but growing by one power more: each time is multiplied by what the steeper law, equal
 * to the fitted one at the largest x, has over the fitted one. What does not grow is multiplied by x.
 */
export function onePowerMore({ name, variable, points }: TimeSeries, fit: FitGrowth): TimeSeries {
  const law = fit(points);
  const last = points.at(-1)!.length;
  const steeper = (x: number) =>
    law.coefficient > 0 ? (law.constant + ((lawAt(law, x) - law.constant) * x) / last) / lawAt(law, x) : x / last;
  return {
    name: `${name}, what grows of it times ${variable}`,
    variable,
    points: points.map((point) => ({ ...point, value: point.value * steeper(point.length) })),
  };
}
