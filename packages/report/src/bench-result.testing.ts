/** A measuring run that was never measured: times follow a law with some scatter, bytes follow one exactly. */
import { BENCH_SCHEMA, type BenchPoint, type BenchResult, type FittedLaw, type TimeSummary } from '@verbatim/bench';

const LENGTHS = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

interface Wanted {
  readonly suite: string;
  readonly kernel: string;
  readonly precision?: 'f32' | 'f16';
  readonly backend?: BenchPoint['backend'];
  /** Nanoseconds, bytes of cache and state, and FLOPs at a length. */
  readonly time: (L: number) => number;
  readonly exponent: number;
  readonly kvCache?: (L: number) => number;
  readonly state?: number;
  readonly flops: (L: number) => number;
  /** From this length on it does not fit. */
  readonly fails?: number;
}

const ACTIVATIONS = 8192;
const CEILINGS = { copyGigabytesPerSecond: 2900, matrixProductTeraflops: { f32: 28, f16: 310 } };

function summary(time: number): TimeSummary {
  const samples = Array.from({ length: 15 }, (_, i) => time * (1 + ((7 * i) % 15) / 300));
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    median: sorted[7]!,
    low: sorted[3]!,
    high: sorted[11]!,
    confidence: 0.9648,
    samples,
    dropped: 1,
    stopped: 'tight',
  };
}

function pointsOf(wanted: Wanted): BenchPoint[] {
  const { suite, kernel, precision = 'f32', backend = 'webgpu', time, kvCache = () => 0, state = 0, flops } = wanted;
  return LENGTHS.map((length): BenchPoint => {
    const id = `${suite}/${kernel}/${precision}/${backend}/${length}`;
    const common = { id, suite, kernel, precision, backend, length, shape: { heads: 16, headDim: 64 } };
    if (wanted.fails !== undefined && length >= wanted.fails) {
      const reason = `out of memory: ${length ** 2} <bytes> & more`;
      const none = { check: null, cold: null, hot: null, clock: null, memory: null, cost: null };
      return { ...common, ...none, status: 'failed', reason, dispatches: null, achieved: null };
    }
    const cold = summary(time(length));
    const bytesRead = kvCache(length) + state + 4096;
    const ledger = {
      weights: 0,
      'kv-cache': kvCache(length),
      state,
      activations: suite === 'state' ? 0 : ACTIVATIONS,
      scratch: 0,
      staging: 0,
    };
    const gigabytesPerSecond = (bytesRead + 4096) / cold.median;
    const teraflopsPerSecond = flops(length) / cold.median / 1000;
    return {
      ...common,
      status: 'measured',
      reason: null,
      check: { passed: true, relativeNorm: 1e-7, worst: 2e-7 },
      cold,
      hot: summary(0.9 * time(length)),
      clock: 'device',
      memory: { ledger, ledgerBytes: kvCache(length) + state + ledger.activations, driverBytes: 'not asked' },
      cost: { flops: flops(length), bytesRead, bytesWritten: 4096 },
      dispatches: 1,
      achieved: {
        gigabytesPerSecond,
        teraflopsPerSecond,
        percentOfCopy: (100 * gigabytesPerSecond) / CEILINGS.copyGigabytesPerSecond,
        percentOfMatrixProduct: (100 * teraflopsPerSecond) / CEILINGS.matrixProductTeraflops[precision],
        bound: length < 4096 ? 'overhead' : 'memory',
      },
    };
  });
}

function lawsOf({
  suite,
  kernel,
  precision = 'f32',
  backend = 'webgpu',
  time,
  exponent,
  kvCache,
  state,
  fails = Infinity,
}: Wanted) {
  const series = `${suite}/${kernel}/${precision}/${backend}`;
  const constant = time(0);
  const coefficient = exponent === 0 ? 0 : time(1) - time(0);
  const common = { series, linear: 0, note: null, lengths: LENGTHS.filter((length) => length < fails) };
  const laws: FittedLaw[] = [
    {
      ...common,
      quantity: 'time',
      constant,
      coefficient,
      exponent,
      exponentInterval: [exponent - 0.03, exponent + 0.04],
      confidence: 0.95,
    },
    {
      ...common,
      quantity: 'bytes',
      constant: (state ?? 0) + (suite === 'state' ? 0 : ACTIVATIONS),
      coefficient: kvCache?.(1) ?? 0,
      exponent: kvCache === undefined ? 0 : 1,
      exponentInterval: kvCache === undefined ? [0, 0] : [1, 1],
      confidence: 1,
    },
  ];
  return laws;
}

const B = 2 ** 13;
const WANTED: readonly Wanted[] = (['f32', 'f16'] as const).flatMap((precision) => [
  {
    suite: 'decode',
    kernel: 'attention-decode',
    precision,
    time: (L) => 9000 + 3.2 * L,
    exponent: 1,
    kvCache: (L) => B * L,
    flops: (L) => 4096 * L,
  },
  {
    suite: 'decode',
    kernel: 'selective-step',
    precision,
    time: () => 11_000,
    exponent: 0,
    state: 2 ** 18,
    flops: () => 1e6,
  },
  {
    suite: 'decode',
    kernel: 'retnet-step',
    precision,
    time: () => 14_000,
    exponent: 0,
    state: 2 ** 20,
    flops: () => 4e6,
  },
  {
    suite: 'state',
    kernel: 'attention-decode',
    precision,
    time: () => 1000,
    exponent: 0,
    kvCache: (L) => B * L,
    flops: () => 0,
  },
  {
    suite: 'state',
    kernel: 'rnn',
    precision,
    time: () => 1000,
    exponent: 0,
    state: 2 ** 12,
    flops: () => 0,
  },
  {
    suite: 'prefill',
    kernel: 'attention-prefill',
    precision,
    time: (L) => 12_000 + 0.2 * L ** 2,
    exponent: 2,
    kvCache: (L) => B * L,
    flops: (L) => 2048 * L ** 2,
    fails: 524_288,
  },
  {
    suite: 'prefill',
    kernel: 'selective-scan',
    precision,
    time: (L) => 12_000 + 40 * L,
    exponent: 1,
    state: 2 ** 18,
    flops: (L) => 20_000 * L,
  },
]);

/** Two suites in two precisions, of attention and recurrences, some of which do not fit. */
export function benchResult(): BenchResult {
  const limits = {
    maxBufferSize: 2 ** 31,
    maxBindingSize: 2 ** 31,
    maxBindings: 12,
    maxWorkgroupInvocations: 1024,
    maxWorkgroupStorage: 49_152,
    maxWorkgroupsPerDimension: 65_535,
    maxOutputs: null,
  };
  return {
    schema: BENCH_SCHEMA,
    run: {
      command: 'npx verbatim bench decode prefill --json bench.json',
      seed: 1,
      versions: { node: '20.20.2', verbatim: '0.1.0' },
      host: { platform: 'linux', arch: 'x64', cpus: 16, cpu: 'ACME 9', memory: 2 ** 37 },
      device: 'ACME Card 9',
      started: '2026-01-02T03:04:05.678Z',
    },
    devices: {
      webgpu: {
        api: 'webgpu (Dawn)',
        kind: 'hardware',
        vendor: 'acme',
        architecture: 'nine',
        card: null,
        driver: null,
        description: 'ACME Card 9',
        features: ['timestamp-query', 'shader-f16', 'subgroups'],
        limits,
        subgroupSizes: [32, 32],
      },
    },
    ceilings: CEILINGS,
    points: WANTED.flatMap(pointsOf),
    laws: WANTED.flatMap(lawsOf),
    crossovers: [
      {
        what: 'KV cache against state',
        first: 'decode/attention-decode/f32/webgpu',
        second: 'decode/selective-step/f32/webgpu',
        length: 33,
        interval: [33, 33],
        reason: null,
      },
      {
        what: 'KV cache against state',
        first: 'decode/attention-decode/f32/webgpu',
        second: 'decode/rnn-step/f32/webgpu',
        length: null,
        interval: null,
        reason: 'the first is above at every length',
      },
      {
        what: 'decode time',
        first: 'decode/attention-decode/f32/webgpu',
        second: 'decode/selective-step/f32/webgpu',
        length: 625,
        interval: [540, 712],
        reason: null,
      },
      {
        what: 'decode time',
        first: 'decode/attention-decode/f16/webgpu',
        second: 'decode/selective-step/f32/webgpu',
        length: 262_000,
        interval: [120_000, 700_000],
        reason: null,
      },
      {
        what: 'decode time',
        first: 'decode/attention-decode/f16/webgpu',
        second: 'decode/selective-step/f16/webgpu',
        length: 1100,
        interval: null,
        reason: 'the laws cross near L = 1100, but do not differ for certain up to L = 1048576',
      },
      {
        what: 'decode time',
        first: 'decode/attention-decode/f32/webgpu',
        second: 'decode/retnet-step/f32/webgpu',
        length: null,
        interval: null,
        reason: 'not up to L = 1,024',
      },
    ],
    claims: [],
  };
}
