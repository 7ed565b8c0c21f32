/** Puts measured pairs through the comparator of `verbatim compare` and counts what it says. */
import {
  BENCH_SCHEMA,
  type BenchPoint,
  type BenchResult,
  type CompareOptions,
  type Comparison,
  compareRuns,
  type InterleavedTime,
  medianInterval,
  type PointComparison,
  type TimeSummary,
  type TimeVerdict,
} from '@verbatim/bench';
import { clopperPearsonUpper, type RunBlock } from '@verbatim/evidence';
import type { DeviceInfo } from '@verbatim/gpu';
import type { MeasuredPair } from './measured-pair.js';
import { type Alarms, CONFIDENCE, type Counts, DOUBLED, type Evaluation, type Planted } from './result.js';

/** Where the pairs were measured. */
export interface Where {
  readonly run: RunBlock;
  readonly device: DeviceInfo;
}

/**
 * Compares each round's new side with its base, interleaved; the base in each round's first block with that of the next round, as two
 * runs; and each round again with the planted slowdowns among what did not change. Then all rounds together, as a comparison of many
 * blocks.
 */
export function evaluate(pairs: readonly MeasuredPair[], where: Where): Evaluation {
  const rounds = [...new Set(pairs.map(({ round }) => round))]
    .sort((a, b) => a - b)
    .map((round) => pairs.filter((pair) => pair.round === round));
  const unchanged = rounds.map((round) => round.filter(unchangedPair));
  const interleaved = unchanged.map((round) => compareInterleaved(round, where));
  const twoRuns = (options: CompareOptions) =>
    unchanged.slice(1).map((round, i) => compareRuns(oneRun(unchanged[i]!, where), oneRun(round, where), options));
  const mixed = rounds.map((round) => compareInterleaved(withPlanted(round), where));
  const pooled = together(pairs);
  return {
    maxSlowdown: interleaved[0]!.maxSlowdown,
    interleaved: alarmsOf(interleaved),
    twoRuns: alarmsOf(twoRuns({})),
    twoRunsDoubled: alarmsOf(twoRuns({ maxSlowdown: DOUBLED })),
    together: alarmsOf([compareInterleaved(pooled.filter(unchangedPair), where)]),
    planted: plantedOf(mixed, compareInterleaved(withPlanted(pooled), where), pooled),
  };
}

const unchangedPair = ({ work }: MeasuredPair) => work === 1;

/** The pairs of all rounds as those of one: what a comparison makes of more blocks. */
function together(pairs: readonly MeasuredPair[]): MeasuredPair[] {
  const byKernel = new Map<string, MeasuredPair>();
  for (const pair of pairs) {
    const key = `${pair.kernel} ${pair.work}`;
    const known = byKernel.get(key);
    byKernel.set(key, known === undefined ? pair : { ...known, blocks: [...known.blocks, ...pair.blocks] });
  }
  return [...byKernel.values()];
}

/** The kernels in which a slowdown is planted, slower; all others as they are. */
function withPlanted(round: readonly MeasuredPair[]): MeasuredPair[] {
  const slower = new Set(round.filter(({ work }) => work !== 1).map(({ kernel }) => kernel));
  return round.filter(({ kernel, work }) => work !== 1 || !slower.has(kernel));
}

function compareInterleaved(round: readonly MeasuredPair[], where: Where): Comparison {
  const base = round.map((pair) => ({ pair, samples: pair.blocks.flatMap(([one, , , other]) => [one, other]) }));
  const next = round.map((pair) => ({ pair, samples: pair.blocks.flatMap(([, one, other]) => [one, other]) }));
  const interleaved = round.map(
    ({ kernel, blocks }): InterleavedTime => ({
      id: kernel,
      cache: 'hot',
      blocks: blocks.map(([a, b, c, d]) => [[a], [b], [c], [d]]),
    }),
  );
  return compareRuns(resultOf(base, where), resultOf(next, where), { interleaved });
}

/** The base in the first block of a round, as a run by itself. */
function oneRun(round: readonly MeasuredPair[], where: Where): BenchResult {
  return resultOf(
    round.map((pair) => ({ pair, samples: pair.samples })),
    where,
  );
}

function alarmsOf(comparisons: readonly Comparison[]): Alarms {
  const verdicts = comparisons.flatMap(({ points }) => points.map(verdictOf));
  const counts = count(verdicts);
  const pairs = verdicts.length;
  const alarms = counts.slower + counts.faster;
  const bound = pairs === 0 ? 1 : clopperPearsonUpper(alarms, pairs, CONFIDENCE);
  return { pairs, counts, share: pairs === 0 ? 0 : alarms / pairs, bound, confidence: CONFIDENCE };
}

function plantedOf(rounds: readonly Comparison[], all: Comparison, pooled: readonly MeasuredPair[]): Planted[] {
  return pooled
    .filter((pair) => !unchangedPair(pair))
    .map(({ kernel, work }) => {
      const verdicts = rounds.flatMap(({ points }) => points.filter(({ id }) => id === kernel).map(verdictOf));
      const found = all.points.find(({ id }) => id === kernel)!;
      const ratio = found.times[0]!.ratio;
      return { kernel, work, pairs: verdicts.length, counts: count(verdicts), together: verdictOf(found), ratio };
    });
}

/** What is said of its time, which is all that these points have. */
function verdictOf({ times }: PointComparison): TimeVerdict {
  return times[0]!.verdict;
}

function count(verdicts: readonly TimeVerdict[]): Counts {
  const of = (wanted: TimeVerdict) => verdicts.filter((verdict) => verdict === wanted).length;
  return { same: of('same'), faster: of('faster'), slower: of('slower'), undecided: of('undecided') };
}

interface Sampled {
  readonly pair: MeasuredPair;
  readonly samples: readonly number[];
}

/** A run as the comparator reads it: nothing but times. */
function resultOf(sampled: readonly Sampled[], { run, device }: Where): BenchResult {
  return {
    schema: BENCH_SCHEMA,
    run,
    devices: { webgpu: device },
    ceilings: { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } },
    points: sampled.map(pointOf),
    laws: [],
    crossovers: [],
    claims: [],
  };
}

function pointOf({ pair, samples }: Sampled): BenchPoint {
  const { median, low, high, confidence } = medianInterval(samples);
  const hot: TimeSummary = { median, low, high, confidence, samples, dropped: 0, stopped: 'limit' };
  return {
    id: pair.kernel,
    suite: 'false-alarms',
    kernel: pair.kernel,
    precision: 'f32',
    backend: 'webgpu',
    length: 1,
    shape: {},
    status: 'measured',
    reason: null,
    check: null,
    cold: null,
    hot,
    clock: 'device',
    memory: null,
    cost: null,
    dispatches: null,
    achieved: null,
  };
}
