/** Runs that were never measured: points whose bytes and times follow a law, with seeded noise. */
import { BENCH_SCHEMA, type BenchPoint, type BenchResult } from '@verbatim/bench';
import { randomSource } from '@verbatim/tasks';

const LENGTHS = [256, 1024, 4096, 16_384, 65_536, 262_144];
const SAMPLES = 11;

/** What a series is to be. */
export interface Wanted {
  readonly suite: string;
  readonly kernel: string;
  readonly lengths?: readonly number[];
  readonly shape?: BenchPoint['shape'];
  /** Nanoseconds by length; no time without it. */
  readonly time?: (length: number) => number;
  /** Each sample is a time multiplied by 1 … 1 + noise; 2 % by default. */
  readonly noise?: number;
  readonly kvCache?: (length: number) => number;
  readonly state?: (length: number) => number;
  readonly scratch?: (length: number) => number;
  readonly clock?: 'device' | 'host';
  /** What bounds its points by the ceilings of the run; no ceilings without it. */
  readonly bound?: 'memory' | 'arithmetic';
}

/** The points of a series. */
export function pointsOf(wanted: Wanted): BenchPoint[] {
  const { suite, kernel, lengths = LENGTHS, shape = {}, time, noise = 0.02, clock = 'device', bound } = wanted;
  const none = () => 0;
  const { kvCache = none, state = none, scratch = none } = wanted;
  return lengths.map((length): BenchPoint => {
    const id = `${suite}/${kernel}/f32/webgpu/${length}`;
    const drawn = randomSource(1, id).letters(SAMPLES, 1001);
    const samples = [...drawn].map((letter) => (time ?? none)(length) * (1 + (noise * letter) / 1000));
    const sorted = samples.toSorted((a, b) => a - b);
    const ledger = {
      weights: 0,
      'kv-cache': kvCache(length),
      state: state(length),
      activations: 0,
      scratch: scratch(length),
      staging: 0,
    };
    return {
      id,
      suite,
      kernel,
      precision: 'f32',
      backend: 'webgpu',
      length,
      shape,
      status: 'measured',
      reason: null,
      check: { passed: true, relativeNorm: 0, worst: 0 },
      cold:
        time === undefined
          ? null
          : {
              median: sorted[5]!,
              low: sorted[1]!,
              high: sorted[9]!,
              confidence: 0.98,
              samples,
              dropped: 0,
              stopped: 'limit',
            },
      hot: null,
      clock: time === undefined ? null : clock,
      memory: { ledger, ledgerBytes: kvCache(length) + state(length) + scratch(length), driverBytes: 'not asked' },
      cost: null,
      dispatches: 1,
      achieved:
        bound === undefined
          ? null
          : {
              gigabytesPerSecond: 1,
              teraflopsPerSecond: 1,
              percentOfCopy: null,
              percentOfMatrixProduct: null,
              bound,
            },
    };
  });
}

/** A run of these series. */
export function resultOf(...series: readonly Wanted[]): BenchResult {
  return {
    schema: BENCH_SCHEMA,
    run: {
      command: 'none',
      seed: 1,
      versions: {},
      host: { platform: 'linux', arch: 'x64', cpus: 1, cpu: 'none', memory: 1 },
      device: null,
      started: '2026-01-02T03:04:05.678Z',
    },
    devices: {},
    ceilings: { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } },
    points: series.flatMap(pointsOf),
    laws: [],
    crossovers: [],
    claims: [],
  };
}

const B = 2 ** 13;

/** All that the claims speak of, as it should be. */
export const LAWFUL: readonly Wanted[] = [
  { suite: 'decode', kernel: 'attention-decode', time: (L) => 2e4 + 2 * L, kvCache: (L) => B * L, scratch: (L) => L },
  { suite: 'decode', kernel: 'retnet-step', time: () => 2e4, state: () => 2 ** 18 },
  { suite: 'decode', kernel: 'rnn-step', time: () => 3e4, state: () => 2 ** 12 },
  { suite: 'prefill', kernel: 'attention-prefill', time: (L) => 2e4 + 0.01 * L ** 2, kvCache: (L) => B * L },
  {
    suite: 'prefill',
    kernel: 'attention-prefill-naive',
    time: (L) => 2e4 + 0.02 * L ** 2,
    kvCache: (L) => B * L,
    scratch: (L) => 64 * L ** 2 + 8 * L,
  },
  { suite: 'prefill', kernel: 'selective-scan', time: (L) => 2e4 + 3 * L, state: () => 2 ** 14 },
  {
    suite: 'decode',
    kernel: 'window-decode-512',
    shape: { window: 512 },
    time: () => 1e4,
    kvCache: (L) => B * Math.min(L, 512),
  },
  ...[16, 32, 64, 256].map((window): Wanted => {
    const [kernel, shape, lengths] = [
      `window-attention-${window}`,
      { window },
      [512, 1024, 2048, 4096, 16_384, 65_536],
    ];
    return { suite: 'prefill', kernel, shape, lengths, time: (L) => 2e4 + L * window, kvCache: (L) => B * L };
  }),
];
