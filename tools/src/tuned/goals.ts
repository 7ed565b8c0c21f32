/** What the kernels were to reach on an H100, and what they would better have: each is met or not by a measured point. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import type { TunedRow } from './tuned-rows.js';

/** In what a goal is counted; more is better in each. */
export type Measure = 'GB/s' | 'TFLOP/s' | '% of the copy' | '% of the floor' | 'times PyTorch';

/** A rate that is asked for. */
export interface Asked {
  readonly value: number;
  readonly measure: Measure;
}

/** A goal for one operation at one length. */
export interface Goal extends Pick<BenchPoint, 'suite' | 'kernel' | 'precision' | 'length'> {
  /** Where it is to be met; the faster of all without it. */
  readonly backend?: 'webgpu' | 'cuda';
  /** To be met at least. */
  readonly reach: Asked | null;
  /** What one would like. */
  readonly aim: Asked | null;
}

const K = 1024;
const M = K * K;

const AHEAD: Asked = { value: 1, measure: 'times PyTorch' };
const NINE_TENTHS: Asked = { value: 90, measure: '% of the copy' };
const DECODE = { suite: 'decode', kernel: 'attention-decode' };
const PREFILL = { suite: 'prefill', kernel: 'attention-prefill', length: 16 * K };
const SCAN = {
  reach: { value: 2000, measure: 'GB/s' },
  aim: NINE_TENTHS,
  suite: 'prefill',
  precision: 'f32',
  length: M,
} as const;
const WINDOW = {
  suite: 'prefill',
  kernel: 'window-attention-16',
  length: M,
  reach: { value: 70, measure: '% of the copy' },
  aim: NINE_TENTHS,
} as const;

/** The goals, in the order of the table. */
const GOALS: readonly Goal[] = [
  {
    ...DECODE,
    precision: 'f32',
    length: 64 * K,
    reach: { value: 2400, measure: 'GB/s' },
    aim: { value: 95, measure: '% of the copy' },
  },
  ...[K, 4 * K, 16 * K, 64 * K, 256 * K, M].map((length): Goal => {
    const reach = length === K || length === 256 * K ? null : AHEAD;
    return { ...DECODE, precision: 'f16', length, reach, aim: AHEAD };
  }),
  { ...PREFILL, precision: 'f32', backend: 'webgpu', reach: { value: 25, measure: 'TFLOP/s' }, aim: null },
  { ...PREFILL, precision: 'f32', reach: null, aim: AHEAD },
  { ...PREFILL, precision: 'f16', backend: 'webgpu', reach: { value: 137, measure: 'TFLOP/s' }, aim: null },
  { ...PREFILL, precision: 'f16', backend: 'cuda', reach: { value: 284, measure: 'TFLOP/s' }, aim: AHEAD },
  { ...WINDOW, precision: 'f32' },
  { ...WINDOW, precision: 'f16' },
  { ...SCAN, kernel: 'diagonal-scan' },
  { ...SCAN, kernel: 'selective-scan' },
  {
    suite: 'prefill',
    kernel: 'linear-attention',
    precision: 'f16',
    length: 64 * K,
    reach: { value: 50, measure: '% of the floor' },
    aim: { value: 75, measure: '% of the floor' },
  },
];

/** What became of a goal: null where nothing was measured that tells. */
export interface GoalOutcome {
  readonly goal: Goal;
  readonly row: TunedRow | null;
  readonly came: readonly Asked[];
  readonly met: 'aim' | 'reach' | 'neither' | null;
}

/** Every goal with the fastest row that it speaks of. */
export function goalOutcomes(rows: readonly TunedRow[], { ceilings }: BenchResult): GoalOutcome[] {
  return GOALS.map((goal) => {
    const [row = null] = rows.filter(({ point }) => isMeant(goal, point)).toSorted((a, b) => a.time - b.time);
    const asked = [goal.reach, goal.aim].filter((each) => each !== null);
    const came = asked.flatMap(({ measure }): Asked[] => {
      const value = amountOf(measure, row, ceilings.copyGigabytesPerSecond);
      return value === null ? [] : [{ measure, value }];
    });
    if (row === null || came.length === 0) return { goal, row, came, met: null };
    const isMet = (part: Asked | null) =>
      part !== null && came.some(({ measure, value }) => measure === part.measure && value >= part.value);
    const met = isMet(goal.aim) ? 'aim' : isMet(goal.reach) ? 'reach' : 'neither';
    return { goal, row, came, met };
  });
}

function isMeant(goal: Goal, point: BenchPoint): boolean {
  return (
    point.suite === goal.suite &&
    point.kernel === goal.kernel &&
    point.precision === goal.precision &&
    point.length === goal.length &&
    point.backend === (goal.backend ?? point.backend)
  );
}

function amountOf(measure: Measure, row: TunedRow | null, copy: number | null): number | null {
  if (row === null) return null;
  const { time, floor, peer: theirs, point } = row;
  const { flops, bytesRead, bytesWritten } = point.cost!;
  // Bytes a nanosecond are GB/s, thousands of operations a nanosecond TFLOP/s.
  const rate = (bytesRead + bytesWritten) / time;
  switch (measure) {
    case 'GB/s':
      return rate;
    case 'TFLOP/s':
      return flops / 1000 / time;
    case '% of the copy':
      return copy === null ? null : (100 * rate) / copy;
    case '% of the floor':
      return (100 * floor.time) / time;
    case 'times PyTorch':
      return theirs === null ? null : theirs / time;
  }
}
