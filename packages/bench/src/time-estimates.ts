/**
 * Estimates of ln(next / base), with an error that includes what changes from one run of a program to the next: the clock,
 * where memory lies, the neighbours on the machine. The samples of one run do not show it.
 */
import { type LogEstimate, logMedian } from './log-median.js';
import { medianInterval } from './median.js';

/** Samples of the same time in two runs. */
export interface TwoRuns {
  readonly base: readonly number[];
  readonly next: readonly number[];
}

/** What is taken for the standard deviation between two runs before anything is seen of it, and for how many points it counts. */
const PRIOR = 0.01;
const PRIOR_POINTS = 10;

/**
 * The most that times by a card's own clock are taken to differ from one run to the next: where a change made most kernels faster, each
 * by a factor of its own, the distances of the changes are no noise. Two runs on two H100s differed by less than 0.01 where nothing had
 * changed.
 */
export const MOST_ON_A_CARD = 0.05;

/**
 * From one run each. The variance between runs is that of the changes themselves, as far as their samples do not explain it:
 * most points of two runs to be compared have not changed. The median of their distances from the middle one is not moved by
 * the few that have; and a change that all points share is not taken for noise.
 *
 * @param most - a bound for the standard deviation between runs; none where a shared host is in the times.
 */
export function estimatesOfTwoRuns(pairs: readonly TwoRuns[], most: number = Number.POSITIVE_INFINITY): LogEstimate[] {
  const within = pairs.map(({ base, next }) => difference(logMedian(base), logMedian(next)));
  const finite = within.filter(({ standardError }) => Number.isFinite(standardError));
  const values = finite.map(({ value }) => value);
  const middle = median(values);
  // The median distance of a normal variable is 0.6745 standard deviations.
  const total = (median(values.map((value) => Math.abs(value - middle))) / 0.6745) ** 2;
  const explained = median(finite.map(({ standardError }) => standardError ** 2));
  const seen = Math.min(Math.max(0, total - explained), most ** 2);
  // Of fewer points each would be a large part of what it is judged by.
  const points = finite.length < PRIOR_POINTS ? 0 : finite.length;
  const between = (PRIOR_POINTS * PRIOR ** 2 + points * seen) / (PRIOR_POINTS + points);
  return within.map((estimate) => withVariance(estimate, between, PRIOR_POINTS + points));
}

/** The samples of one point in one block of interleaved runs: base, next, next, base. */
export type Block = readonly [
  base: readonly number[],
  next: readonly number[],
  next: readonly number[],
  base: readonly number[],
];

/**
 * From blocks A B B A of interleaved runs. Each block gives two neighbouring pairs in either order, so that a steady drift of
 * the machine cancels in their mean; the scatter of the pairs has the variance between runs in it. For this each of the four
 * must be a run of a process of its own: two processes of the same program differ for as long as they live, and where the same
 * two take turns nothing shows that.
 *
 * @throws RangeError without a block, or for a block without samples.
 */
export function estimateOfBlocks(blocks: readonly Block[]): LogEstimate {
  if (blocks.length === 0) throw new RangeError('no blocks; one or more are needed');
  const changes = blocks.flatMap((block) => {
    const [first, second, third, fourth] = block.map((samples) => logMedian(samples).value) as [
      number,
      number,
      number,
      number,
    ];
    return [second - first, third - fourth];
  });
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const degrees = changes.length - 1;
  const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / degrees;
  return { value: mean, standardError: Math.sqrt(variance / changes.length), degrees };
}

function difference(base: LogEstimate, next: LogEstimate): LogEstimate {
  const value = next.value - base.value;
  const { standardError, degrees } = combined([base, next]);
  return { value, standardError, degrees };
}

function withVariance(estimate: LogEstimate, variance: number, degrees: number): LogEstimate {
  return { value: estimate.value, ...combined([estimate, { standardError: Math.sqrt(variance), degrees }]) };
}

/** The error of a sum, with Satterthwaite's degrees of freedom. */
function combined(parts: readonly Omit<LogEstimate, 'value'>[]): Omit<LogEstimate, 'value'> {
  const variance = parts.reduce((sum, { standardError }) => sum + standardError ** 2, 0);
  if (variance === 0 || variance === Infinity)
    return { standardError: Math.sqrt(variance), degrees: Math.min(...parts.map(({ degrees }) => degrees)) };
  const spread = parts.reduce((sum, { standardError, degrees }) => sum + standardError ** 4 / degrees, 0);
  return { standardError: Math.sqrt(variance), degrees: variance ** 2 / spread };
}

function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : medianInterval(values).median;
}
