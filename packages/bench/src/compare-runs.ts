/**
 * Compares two measuring runs point by point. What is counted decides at once; times are decided together, since the more of
 * them there are, the more chance alone has to make one look slow.
 */
import { compareExponents, type PointPair } from './compare-exponents.js';
import { compareCounted } from './compare-points.js';
import type { Comparison, PointComparison, TimeChange } from './comparison.js';
import { type DecisionOptions, decideTimes, FALSE_DISCOVERY_RATE, MAX_SLOWDOWN, ONE_SIDED } from './decide-times.js';
import type { LogEstimate } from './log-median.js';
import { medianInterval } from './median.js';
import type { BenchPoint, BenchResult, TimeSummary } from './result.js';
import { studentTail } from './student.js';
import { type Block, estimateOfBlocks, estimatesOfTwoRuns, MOST_ON_A_CARD } from './time-estimates.js';

/** The interleaved samples of one time of one point. */
export interface InterleavedTime {
  /** Of the point. */
  readonly id: string;
  readonly cache: 'cold' | 'hot';
  readonly blocks: readonly Block[];
}

/** How to compare. */
export interface CompareOptions extends DecisionOptions {
  /** Samples of interleaved runs; times that have them are judged by them alone. */
  readonly interleaved?: readonly InterleavedTime[];
  /** Leaves times alone, and their exponents: what is counted has no noise, on any machine. */
  readonly countsOnly?: boolean;
}

/** A time of a point that is to be decided, or the reason why it cannot be. */
interface Candidate {
  readonly pair: PointPair;
  readonly cache: 'cold' | 'hot';
  readonly base: number;
  readonly next: number;
  readonly estimate: LogEstimate | null;
  readonly reason: string | null;
  readonly interleaved: boolean;
  /** Whether both have the same samples. */
  readonly identical: boolean;
}

const CACHES = ['cold', 'hot'] as const;
const NOISY = 'the samples do not tell; take more, or interleave the two';
const NOISY_INTERLEAVED = 'the samples do not tell; take more';

/**
 * Compares `next` with `base`.
 *
 * @throws RangeError for a margin or a rate outside its range.
 */
export function compareRuns(base: BenchResult, next: BenchResult, options: CompareOptions = {}): Comparison {
  const { maxSlowdown = MAX_SLOWDOWN, falseDiscoveryRate = FALSE_DISCOVERY_RATE, interleaved = [] } = options;
  const { countsOnly = false } = options;
  // What a run left out for lack of time says nothing of the program beyond what was counted of it.
  const [basePoints, nextPoints] = [base, next].map(({ points }) =>
    points.filter(({ transient, memory }) => transient !== true || memory !== null),
  );
  const nextById = new Map(nextPoints!.map((point) => [point.id, point]));
  const baseIds = new Set(basePoints!.map(({ id }) => id));
  const common = basePoints!
    .filter(({ id }) => nextById.has(id))
    .map((point): PointPair => [point, nextById.get(point.id)!]);
  const pairs = common.filter((pair) =>
    pair.some(({ status, transient }) => status === 'measured' || transient === true),
  );

  const candidates = pairs.flatMap((pair) =>
    countsOnly ? [] : CACHES.flatMap((cache) => candidate(pair, cache, base, next, interleaved) ?? []),
  );
  const twoRuns = candidates.filter(({ estimate, reason }) => estimate === null && reason === null);
  // What a shared host has a part in scatters otherwise than what a card times by its own clock.
  const onCard = ({ pair: [before] }: Candidate) =>
    before.clock === 'device' && base.devices[before.backend]?.kind === 'hardware';
  const estimates = new Map([
    ...estimated(twoRuns.filter(onCard), MOST_ON_A_CARD),
    ...estimated(twoRuns.filter((one) => !onCard(one))),
  ]);
  const filled = candidates.map((one): Candidate => ({ ...one, estimate: estimates.get(one) ?? one.estimate }));
  // The same samples in both are the same measurement, which cannot raise an alarm: it is none of those that are decided.
  const decidable = filled.filter(({ estimate, identical }) => estimate !== null && !identical);
  const verdicts = decideTimes(
    decidable.map(({ estimate }) => estimate!),
    { maxSlowdown, falseDiscoveryRate },
  );
  const times = new Map<PointPair, TimeChange[]>();
  for (const one of filled) {
    const { pair, cache, base, next, estimate, reason, identical } = one;
    const verdict = identical ? 'same' : estimate === null ? 'undecided' : verdicts[decidable.indexOf(one)]!;
    const change: TimeChange = {
      cache,
      base,
      next,
      ratio: estimate === null ? next / base : Math.exp(estimate.value),
      interval: estimate === null ? null : intervalOf(estimate),
      confidence: 1 - 2 * ONE_SIDED,
      verdict,
      reason: verdict === 'undecided' ? (reason ?? (one.interleaved ? NOISY_INTERLEAVED : NOISY)) : null,
    };
    times.set(pair, [...(times.get(pair) ?? []), change]);
  }

  const points = pairs.map((pair): PointComparison => {
    const counted = compareCounted(...pair);
    const changes = times.get(pair) ?? [];
    return { id: pair[0].id, verdict: pointVerdict(counted, changes), times: changes, ...counted };
  });
  const exponents = compareExponents(
    pairs.filter((pair) => pair.every(({ status, transient }) => status === 'measured' || transient === true)),
    (pair) => !countsOnly && incomparable(pair, base, next) === null,
  );
  const counts = { worse: 0, slower: 0, undecided: 0, better: 0, faster: 0, same: 0 };
  for (const { verdict } of points) counts[verdict] += 1;
  return {
    maxSlowdown,
    falseDiscoveryRate,
    countsOnly,
    verdict: overall(counts, exponents),
    counts,
    points,
    exponents,
    onlyBase: basePoints!.filter(({ id }) => !nextById.has(id)).map(({ id }) => id),
    onlyNext: nextPoints!.filter(({ id }) => !baseIds.has(id)).map(({ id }) => id),
  };
}

/** Of one kind of times, which share what changes from one run to the next. */
function estimated(candidates: readonly Candidate[], most?: number): (readonly [Candidate, LogEstimate])[] {
  const samples = candidates.map(({ pair: [before, after], cache }) => ({
    base: before[cache]!.samples,
    next: after[cache]!.samples,
  }));
  return estimatesOfTwoRuns(samples, most).map((estimate, i) => [candidates[i]!, estimate] as const);
}

function candidate(
  pair: PointPair,
  cache: 'cold' | 'hot',
  baseRun: BenchResult,
  nextRun: BenchResult,
  interleaved: readonly InterleavedTime[],
): Candidate | null {
  const [before, after] = pair;
  const blocks = interleaved.find((time) => time.id === before.id && time.cache === cache)?.blocks;
  if (blocks !== undefined) {
    const all = (sides: readonly number[]) =>
      medianInterval(blocks.flatMap((block) => sides.flatMap((i) => block[i]!))).median;
    return {
      pair,
      cache,
      base: all([0, 3]),
      next: all([1, 2]),
      estimate: estimateOfBlocks(blocks),
      reason: null,
      interleaved: true,
      identical: false,
    };
  }
  const [one, other] = [before[cache], after[cache]];
  if (one === null || other === null) return null;
  const medians = { pair, cache, base: one.median, next: other.median, interleaved: false, identical: false };
  if (sameSamples(one, other))
    return one.median === other.median
      ? { ...medians, estimate: { value: 0, standardError: 0, degrees: 1 }, reason: null, identical: true }
      : { ...medians, estimate: null, reason: 'the samples are the same and the medians differ: a file was changed' };
  const reason = incomparable(pair, baseRun, nextRun);
  if (reason !== null) return { ...medians, estimate: null, reason };
  if (Math.min(one.samples.length, other.samples.length) < 2)
    return { ...medians, estimate: null, reason: 'a single sample; two or more are needed' };
  return { ...medians, estimate: null, reason: null };
}

/** Why the times of a point in two runs say nothing of the program; null where they do. */
function incomparable([before, after]: PointPair, base: BenchResult, next: BenchResult): string | null {
  const [device, other] = [deviceOf(before, base), deviceOf(after, next)];
  if (device !== other) return `measured on different devices: ${device} and ${other}`;
  if (before.clock !== after.clock) return `measured by different clocks: ${before.clock} and ${after.clock}`;
  return null;
}

/** The same measurement, and not another one. */
function sameSamples(one: TimeSummary, other: TimeSummary): boolean {
  return one.samples.length === other.samples.length && one.samples.every((sample, i) => sample === other.samples[i]);
}

/** What times depend on: the card, or for what runs on the CPU the processor. */
function deviceOf({ backend }: BenchPoint, { devices, run }: BenchResult): string {
  const device = devices[backend];
  if (device?.kind === 'hardware') return device.description;
  return device === undefined ? run.host.cpu : `${device.description} on ${run.host.cpu}`;
}

function intervalOf({ value, standardError, degrees }: LogEstimate): [number, number] {
  const reach = standardError === 0 ? 0 : studentTail(ONE_SIDED, degrees) * standardError;
  return [Math.exp(value - reach), Math.exp(value + reach)];
}

function pointVerdict(
  { worse, better }: Pick<PointComparison, 'worse' | 'better'>,
  times: readonly TimeChange[],
): PointComparison['verdict'] {
  const is = (wanted: TimeChange['verdict']) => times.some(({ verdict }) => verdict === wanted);
  if (worse.length > 0) return 'worse';
  if (is('slower')) return 'slower';
  if (is('undecided')) return 'undecided';
  if (better.length > 0) return 'better';
  return is('faster') ? 'faster' : 'same';
}

function overall(counts: Comparison['counts'], exponents: Comparison['exponents']): Comparison['verdict'] {
  if (counts.worse + counts.slower > 0 || exponents.some(({ verdict }) => verdict === 'steeper')) return 'regression';
  if (counts.undecided > 0) return 'undecided';
  if (counts.better + counts.faster > 0) return 'improved';
  return counts.same > 0 ? 'same' : 'incomparable';
}
