/** A sweep that was never run: a few lengths of attention, of windows, and of what keeps a state. */
import { BENCH_SCHEMA, type BenchPoint, type BenchResult, type FittedLaw, type TimeSummary } from '@verbatim/bench';
import { verifyFixture } from '../docs/results.testing.js';

const LENGTHS = [1024, 262_144, 1_048_576];
const ACTIVATIONS = 4096;

/** A kernel in f32, in microseconds at each length; null where it was not measured. */
interface Row {
  readonly suite: string;
  readonly kernel: string;
  readonly times: readonly (number | null)[];
  readonly window?: number;
  readonly keeps: (L: number) => readonly [kvCache: number, state: number];
  readonly achieved?: BenchPoint['achieved'];
}

const cache = (L: number) => [8192 * L, 0] as const;
const state = () => [0, 262_144] as const;
const half = { percentOfCopy: 50, percentOfMatrixProduct: 25, gigabytesPerSecond: 1500, teraflopsPerSecond: 9 };

const ROWS: readonly Row[] = [
  {
    suite: 'decode',
    kernel: 'attention-decode',
    times: [14, 700, 3000],
    keeps: cache,
    achieved: { ...half, bound: 'memory' },
  },
  {
    suite: 'decode',
    kernel: 'retnet-step',
    times: [5, 5.25, 5],
    keeps: state,
    achieved: { ...half, bound: 'overhead' },
  },
  {
    suite: 'prefill',
    kernel: 'attention-prefill',
    times: [160, 6.72e6, null],
    keeps: cache,
    achieved: { ...half, bound: 'arithmetic' },
  },
  { suite: 'prefill', kernel: 'retnet', times: [57, 13_000, 58_000], keeps: state },
  { suite: 'prefill', kernel: 'window-attention-16', times: [40, 8000, 32_000], window: 16, keeps: cache },
  { suite: 'prefill', kernel: 'window-attention-32', times: [60, 12_000, 48_000], window: 32, keeps: cache },
  // At 1,024 tokens fewer than eight windows.
  { suite: 'prefill', kernel: 'window-attention-256', times: [220, 49_000, 197_000], window: 256, keeps: cache },
  { suite: 'state', kernel: 'attention-decode', times: [null, null, null], keeps: cache },
  { suite: 'state', kernel: 'retnet', times: [null, null, null], keeps: state },
];

function time(microseconds: number): TimeSummary {
  const median = 1000 * microseconds;
  const few = microseconds > 1e6;
  return {
    median,
    low: 0.99 * median,
    high: 1.02 * median,
    confidence: few ? 0.75 : 0.96,
    samples: Array.from({ length: few ? 3 : 12 }, () => median),
    dropped: 0,
    stopped: few ? 'limit' : 'tight',
  };
}

function pointsOf({ suite, kernel, times, window, keeps, achieved = null }: Row): BenchPoint[] {
  return LENGTHS.map((length, i): BenchPoint => {
    const [kvCache, kept] = keeps(length);
    const activations = suite === 'state' ? 0 : ACTIVATIONS;
    const ledger = { weights: 0, 'kv-cache': kvCache, state: kept, activations, scratch: 0, staging: 0 };
    const microseconds = times[i]!;
    const measured = microseconds !== null || suite === 'state';
    const cold = microseconds === null ? null : time(microseconds);
    return {
      id: `${suite}/${kernel}/f32/webgpu/${length}`,
      ...{ suite, kernel, precision: 'f32', backend: 'webgpu', length },
      shape: { heads: 16, headDim: 64, ...(window === undefined ? {} : { window }) },
      status: measured ? 'measured' : 'skipped',
      reason: measured ? null : `one run would take ${length} s`,
      check: cold === null ? null : { passed: true, relativeNorm: 0, worst: 0 },
      ...{ cold, hot: null, clock: cold === null ? null : 'device' },
      memory: measured ? { ledger, ledgerBytes: kvCache + kept + activations, driverBytes: 'not asked' } : null,
      cost: null,
      dispatches: 1,
      achieved: cold === null ? null : achieved,
    };
  });
}

function law(series: string, quantity: FittedLaw['quantity'], told: Partial<FittedLaw>): FittedLaw {
  return {
    ...{ series: `${series}/f32/webgpu`, quantity, constant: 0, linear: 0, coefficient: 0, exponent: 0 },
    exponentInterval: null,
    confidence: quantity === 'time' ? 0.95 : 1,
    note: null,
    lengths: LENGTHS,
    ...told,
  };
}

const exact = { exponentInterval: [1, 1], exponent: 1 } as const;
const LAWS: readonly FittedLaw[] = [
  law('decode/attention-decode', 'time', {
    ...{ constant: 11_000, coefficient: 2.85, exponent: 0.999_4, exponentInterval: [0.98, 1.0126] },
    note: 'without L < 16384, where the times follow another law',
  }),
  law('decode/attention-decode', 'bytes', { ...exact, constant: 4096, coefficient: 8192 }),
  law('decode/retnet-step', 'time', { constant: 5083, exponentInterval: [-0.0004, 0.001] }),
  law('decode/retnet-step', 'bytes', { constant: 266_240, exponentInterval: [0, 0] }),
  law('prefill/attention-prefill', 'time', { note: 'the times are 15.3 % off any law a + b·L^p' }),
  law('prefill/attention-prefill', 'bytes', { exponent: 2, linear: 16_512, coefficient: 64, exponentInterval: [2, 2] }),
  law('prefill/window-attention-16', 'bytes', { ...exact, coefficient: 16_384 }),
  law('prefill/window-attention-32', 'bytes', { ...exact, coefficient: 16_384 }),
  law('prefill/window-attention-256', 'bytes', {
    ...exact,
    coefficient: 16_385,
    note: 'the bytes are within 0.2 % of this law',
  }),
  law('prefill/retnet', 'bytes', { note: 'the bytes are on no law' }),
  law('state/attention-decode', 'bytes', { ...exact, coefficient: 8192 }),
  law('state/retnet', 'bytes', { constant: 262_144, exponentInterval: [0, 0] }),
];

const [holding] = verifyFixture.claims as [(typeof verifyFixture.claims)[number]];
const method = { ...holding.evidence[0]!, method: 'sampled' as const };
const fitted = (
  name: string,
  domain: string,
  explanation: string,
  interval: [number, number],
  supports: 'holds' | 'refuted' | 'undecided',
) => ({
  ...method,
  ...{ name, domain, supports },
  numbers: { explanation, exponent: 0.675, exponentInterval: interval },
});

/** Points in an order of their own, as a run visits them. */
export const sweepFixture: BenchResult = {
  schema: BENCH_SCHEMA,
  run: { ...verifyFixture.run, command: 'npx verbatim bench --json sweep.json', device: 'Card X, driver 1' },
  devices: {},
  ceilings: { copyGigabytesPerSecond: 3001.09, matrixProductTeraflops: { f32: 36.26, f16: null } },
  points: ROWS.flatMap(pointsOf).toReversed(),
  laws: LAWS,
  crossovers: [
    {
      ...{ what: 'bytes', first: 'state/attention-decode/f32/webgpu', second: 'state/retnet/f32/webgpu' },
      ...{ length: 32, interval: [32, 32], reason: null },
    },
    {
      ...{ what: 'time', first: 'decode/attention-decode/f32/webgpu', second: 'decode/retnet-step/f32/webgpu' },
      ...{ length: 625.5, interval: [540, 712], reason: null },
    },
    {
      ...{ what: 'time', first: 'decode/attention-decode/f32/webgpu', second: 'decode/rnn-step/f32/webgpu' },
      ...{ length: 360, interval: null, reason: 'near L = 16384' },
    },
    ...['lstm', 'rnn'].map((kernel) => ({
      ...{ what: 'time', first: 'prefill/attention-prefill/f32/webgpu', second: `prefill/${kernel}/f32/webgpu` },
      ...{ length: null, interval: null, reason: 'not up to L = 16384' },
    })),
  ],
  claims: [
    { ...holding, id: 'scaling/kv-cache-bytes', statement: 'The KV cache takes a + b·L bytes.' },
    {
      ...holding,
      ...{ id: 'scaling/window-attention', statement: 'Time is L·m.', verdict: 'refuted' },
      evidence: [
        fitted('prefill.window-attention-16.f32.webgpu', 'all lengths', 'within', [0.99, 1.01], 'holds'),
        fitted(
          'prefill.window-attention-at-8192.f32.webgpu',
          'x at m = 16, 32, 1024',
          'outside at L = 8192',
          [0.618, 0.8],
          'refuted',
        ),
        fitted('prefill.window-attention-at-16384.f32.webgpu', 'x at m = 16, 32', 'partly', [0.618, 0.96], 'undecided'),
      ],
      controls: [{ ...holding.controls[0]!, caught: false }],
    },
  ],
};
