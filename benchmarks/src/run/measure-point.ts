/** One planned point, whatever it is: measured, or recorded with the reason why it was not. */
import {
  achieved,
  type Backend,
  type BenchPoint,
  type Ceilings,
  NoSamplesError,
  type PointCost,
} from '@verbatim/bench';
import {
  DeviceLostError,
  FeatureMissingError,
  GpuError,
  LimitExceededError,
  NoAdapterError,
  type Nvml,
  OutOfMemoryError,
  TimeUnknownError,
} from '@verbatim/gpu';
import { bytesOf, type KernelDefinition, type Precision, planFor, runsPerOutput } from '@verbatim/kernels';
import { constructionFlops } from '../subjects/construction.js';
import type { ClockWatch } from './clock-watch.js';
import type { DevicePool } from './device-pool.js';
import { effortFor } from './effort.js';
import { expectedRunSeconds } from './expected-seconds.js';
import { LeftOut, NoTimeLeft } from './left-out.js';
import { type Bench, type Found, measureKernel } from './measure-kernel.js';
import { countState, measureConstruction, measureCpu } from './measure-others.js';
import type { PlannedPoint } from './planned-points.js';

/** What all points of a run share. */
export interface PointContext {
  readonly pool: DevicePool;
  readonly nvml: Nvml | string;
  readonly watch: ClockWatch;
  readonly quick: boolean;
  readonly signal: AbortSignal;
  /** The ceilings that a backend's points are held against; null where none are of its card. */
  readonly ceilingsOf: (backend: Backend) => Ceilings | null;
  /** On the clock of `performance.now()`: points that come later are left out; null for no end. */
  readonly deadline: number | null;
}

/** Measures a point. It only throws when the run was interrupted, or for a bug. */
export async function measurePoint(context: PointContext, planned: PlannedPoint): Promise<BenchPoint> {
  const { series, suite, id, precision, backend, length } = planned;
  const { kernel, shape } = series;
  const cost = costOf(planned);
  const named = { id, suite, kernel, precision, backend, length, shape };
  try {
    const found = await measured(context, planned, cost);
    const time = found.cold ?? found.hot;
    const ceilings = context.ceilingsOf(backend);
    return {
      ...named,
      ...found,
      reason: found.status === 'wrong' ? 'the result is wrong, so nothing is reported of its speed' : null,
      cost,
      achieved:
        cost === null || time === null || ceilings === null ? null : achieved(cost, time.median, precision, ceilings),
    };
  } catch (error) {
    const status = statusOf(error);
    if (status === null) throw error;
    if (error instanceof DeviceLostError) await context.pool.drop(backend);
    const reason = (error as Error).message.split('\n')[0]!;
    const nothing = { check: null, cold: null, hot: null, clock: null, memory: null, dispatches: null, achieved: null };
    const transient = error instanceof NoTimeLeft || error instanceof NoSamplesError;
    return { ...named, ...nothing, status, reason, cost, ...(transient ? { transient } : {}) };
  }
}

/** What cannot run here is skipped, and a fault of what should run fails; null for what is no fault of a point. */
function statusOf(error: unknown): 'skipped' | 'failed' | null {
  const cannot = [LeftOut, LimitExceededError, OutOfMemoryError, FeatureMissingError, NoAdapterError, TimeUnknownError];
  if (cannot.some((kind) => error instanceof kind) || error instanceof NoSamplesError) return 'skipped';
  return error instanceof GpuError ? 'failed' : null;
}

async function measured(context: PointContext, planned: PlannedPoint, cost: PointCost | null): Promise<Found> {
  const { series, length, backend } = planned;
  const { subject, shape, longest } = series;
  const precision = planned.precision as Precision;
  if (longest !== undefined && length > longest.length) {
    throw new LeftOut(`L = ${length}: this series ends at ${longest.length}, for ${longest.reason}`);
  }
  if (subject.kind === 'state') return countState(subject, shape, length, precision);
  if (context.deadline !== null && performance.now() > context.deadline) {
    throw new NoTimeLeft('the time of --quick was over; without it nothing is left out for time');
  }
  if (subject.kind === 'cpu' || backend === 'cpu') {
    const { signal, quick } = context;
    if (subject.kind !== 'cpu') throw new RangeError(`${planned.id}: this runs on devices only`);
    return measureCpu(subject, shape, length, { effort: effortFor('software', quick), signal });
  }
  const { pool, watch, signal, quick } = context;
  const device = await pool.device(backend);
  const { kind } = device.info;
  const ceilings = context.ceilingsOf(backend);
  const effort = effortFor(kind, quick);
  const nvml = runsPerOutput(device) ? NO_READING : context.nvml;
  const bench: Bench = { device, nvml, watch, effort, signal };
  try {
    if (subject.kind === 'construction') {
      const flops = constructionFlops(shape, length);
      assertBearable(bench, expectedRunSeconds({ flops, bytes: 0, dispatches: 1 }, { kind, ceilings }));
      return await measureConstruction(bench, shape, length);
    }
    const { definition } = subject;
    const own = subject.shapeAt(shape, length);
    assertBytes(bench, definition, own, precision);
    const { flops, bytesRead, bytesWritten } = cost!;
    definition.assertShape(own);
    const dispatches = planFor(device, definition, own, precision).length;
    const work = { flops, bytes: bytesRead + bytesWritten, dispatches };
    assertBearable(bench, expectedRunSeconds(work, { kind, ceilings }));
    return await measureKernel(bench, { subject, shape: own, length, precision });
  } finally {
    // The driver's reading must hold nothing of an earlier point, so each point has a device of its own where there is one.
    if (typeof nvml !== 'string') await pool.drop(backend);
  }
}

const NO_READING = 'gpu.js keeps its memory on the host';

function assertBearable({ effort }: Bench, seconds: number): void {
  if (seconds > effort.longestRunSeconds) {
    throw new NoTimeLeft(
      `one run would take about ${seconds.toPrecision(2)} s on this device; the limit is ${effort.longestRunSeconds} s`,
    );
  }
}

/** A device in software has the memory of the host, and does not say when it ends. */
function assertBytes(
  { device, effort }: Bench,
  definition: KernelDefinition<object>,
  shape: object,
  precision: Precision,
): void {
  const bytes = definition.tensors(shape, precision).reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (device.info.kind === 'software' && bytes > effort.mostHostBytes) {
    throw new LeftOut(`${bytes} bytes; a device in software is given ${effort.mostHostBytes} of the host's at most`);
  }
}

/** The least work of a point; null where no model of it is kept. */
export function costOf({ series, length, precision }: PlannedPoint): PointCost | null {
  const { subject, shape } = series;
  if (subject.kind === 'kernel') {
    const { flops, bytesRead, bytesWritten } = subject.definition.cost(
      subject.shapeAt(shape, length),
      precision as Precision,
    );
    return { flops, bytesRead, bytesWritten };
  }
  return null;
}
