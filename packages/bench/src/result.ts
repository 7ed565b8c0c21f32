/**
 * What a measuring run writes: JSON is the seam between measuring, fitting, comparing and reporting. A point that could not be
 * measured is there as well, with the reason.
 */
import type { ClaimResult, RunBlock } from '@verbatim/evidence';
import type { BytesByPurpose, DeviceInfo } from '@verbatim/gpu';

/** The `schema` of a measuring run. */
export const BENCH_SCHEMA = 'verbatim.bench/1';

/** Where a point was run. */
export const BACKENDS = ['webgpu', 'cuda', 'gpujs-webgpu', 'gpujs-webasm', 'gpujs-cpu', 'cpu'] as const;

/** One of `BACKENDS`. */
export type Backend = (typeof BACKENDS)[number];

/** Times of one run, in nanoseconds. */
export interface TimeSummary {
  readonly median: number;
  /** An interval for the true median, at `confidence`. */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** Every sample that counts, in the order taken. */
  readonly samples: readonly number[];
  /** Samples that were dropped because the card held its clock down. */
  readonly dropped: number;
  /** `tight`: sampled until the interval was narrow enough. `limit`: a stated limit came first. */
  readonly stopped: 'tight' | 'limit';
}

/** The least work of the operation, whatever the implementation. */
export interface PointCost {
  readonly flops: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** What limits a point: the larger of its two floors, or neither where the time is far above both. */
export type Bound = 'memory' | 'arithmetic' | 'overhead';

/** What a point achieved, against ceilings measured in the same run. */
export interface Achieved {
  readonly gigabytesPerSecond: number;
  readonly teraflopsPerSecond: number;
  /** Of the copy rate and of the matrix product's rate in this precision; null where that ceiling was not measured. */
  readonly percentOfCopy: number | null;
  readonly percentOfMatrixProduct: number | null;
  /** Null where no ceiling was measured. */
  readonly bound: Bound | null;
}

/** Bytes while the point was live. */
export interface PointMemory {
  /** Live bytes by purpose, counted exactly. */
  readonly ledger: BytesByPurpose;
  readonly ledgerBytes: number;
  /** The driver's own reading of what the point added, in a run of its own; or why it does not say. */
  readonly driverBytes: number | string;
}

/** Whether the result was right. Nothing that is wrong has a time. */
export interface PointCheck {
  readonly passed: boolean;
  readonly relativeNorm: number;
  readonly worst: number;
}

/** One kernel at one length. */
export interface BenchPoint {
  /** Unique in a run, and the same in every run: `suite/kernel/precision/backend/length`. */
  readonly id: string;
  readonly suite: string;
  /** What is measured, such as `attention-decode`; for suites of whole models, the model. */
  readonly kernel: string;
  readonly precision: 'f32' | 'f16' | 'f64';
  readonly backend: Backend;
  /** Input length L. */
  readonly length: number;
  /** The rest of the shape, such as heads and dimensions. */
  readonly shape: Readonly<Record<string, number | string>>;
  readonly status: 'measured' | 'wrong' | 'failed' | 'skipped';
  /** Why it was not measured, in one line; null when it was. */
  readonly reason: string | null;
  /**
   * Of a skipped point: another run of the same program could have measured it, since it is for lack of time or of a steady clock that
   * this one did not. Absent otherwise.
   */
  readonly transient?: true;
  readonly check: PointCheck | null;
  /** Inputs rotated past the cache, and the same inputs over and over. */
  readonly cold: TimeSummary | null;
  readonly hot: TimeSummary | null;
  /** `device`: the device's own clock; `host`: this host's, transfers included. */
  readonly clock: 'device' | 'host' | null;
  readonly memory: PointMemory | null;
  readonly cost: PointCost | null;
  /** Programs dispatched in one run. */
  readonly dispatches: number | null;
  readonly achieved: Achieved | null;
}

/** Ceilings measured in the same run, of one card: the highest that any way to it reached. */
export interface Ceilings {
  /** Bytes read plus bytes written by a large copy, a nanosecond. */
  readonly copyGigabytesPerSecond: number | null;
  readonly matrixProductTeraflops: { readonly f32: number | null; readonly f16: number | null };
}

/** A fitted law `constant + linear · L + coefficient · L^exponent`, and what was measured of it; `lawAt` evaluates it. */
export interface FittedLaw {
  /** The series: `suite/kernel/precision/backend`, and what of it: `time` or `bytes`. */
  readonly series: string;
  readonly quantity: 'time' | 'bytes';
  readonly constant: number;
  /** Beside a square: bytes that also grow with L. Zero otherwise. */
  readonly linear: number;
  /** Zero where nothing grows; then the exponent is 0, and its interval that of the mean exponent over the range. */
  readonly coefficient: number;
  readonly exponent: number;
  /** An interval for the exponent; null where the points do not tell. */
  readonly exponentInterval: readonly [number, number] | null;
  /** 1 for bytes, which are counted. */
  readonly confidence: number;
  /** Why there is no interval, or how far counted bytes are from the law; null where there is nothing to say. */
  readonly note: string | null;
  readonly lengths: readonly number[];
}

/** Where one series overtakes another. */
export interface Crossover {
  /** Such as `KV cache bytes against state bytes`. */
  readonly what: string;
  readonly first: string;
  readonly second: string;
  /** The length at which the first outgrows the second; null when it does not in the measured range. */
  readonly length: number | null;
  readonly interval: readonly [number, number] | null;
  readonly reason: string | null;
}

/** A whole run. */
export interface BenchResult {
  readonly schema: typeof BENCH_SCHEMA;
  readonly run: RunBlock;
  /** One for each backend that ran on a device. */
  readonly devices: Readonly<Partial<Record<Backend, DeviceInfo>>>;
  readonly ceilings: Ceilings;
  readonly points: readonly BenchPoint[];
  readonly laws: readonly FittedLaw[];
  readonly crossovers: readonly Crossover[];
  /** Verdicts on the scaling claims that the run has points for. */
  readonly claims: readonly ClaimResult[];
}
