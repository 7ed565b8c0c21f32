/** One kernel at one length: first whether it is right, then its memory, then its time. Nothing that is wrong has a time. */
import { type BenchPoint, type PointMemory, sampleUntil, type TimeSummary } from '@verbatim/bench';
import { type BytesByPurpose, type Device, type Dispatch, type Nvml, rampMilliseconds } from '@verbatim/gpu';
import { type Precision, type PreparedKernel, prepareKernel, runsPerOutput } from '@verbatim/kernels';
import type { KernelSubject } from '../subjects/subject.js';
import { checkPoint } from './check-point.js';
import type { ClockWatch } from './clock-watch.js';
import { coldCopies, copiesFor } from './cold-copies.js';
import type { Effort } from './effort.js';
import { fillPlace, poisonPlace } from './tensor-rows.js';

/** What a measurement finds, beside what names the point. */
export type Found = Pick<BenchPoint, 'check' | 'cold' | 'hot' | 'clock' | 'memory' | 'dispatches'> & {
  readonly status: 'measured' | 'wrong';
};

/** Where and how long to measure. */
export interface Bench {
  readonly device: Device;
  /** NVIDIA's driver, or why it does not answer. */
  readonly nvml: Nvml | string;
  readonly watch: ClockWatch;
  readonly effort: Effort;
  readonly signal: AbortSignal;
}

/** What is measured. */
export interface KernelPoint<S extends object> {
  readonly subject: KernelSubject<S>;
  readonly shape: S;
  readonly length: number;
  readonly precision: Precision;
}

/** Runs longer than this are not warmed up again before their samples: the check was a run. */
const LONG_RUN_SECONDS = 0.1;

/** Measures a kernel. */
export async function measureKernel<S extends object>(bench: Bench, point: KernelPoint<S>): Promise<Found> {
  const { device, nvml } = bench;
  const { subject, shape, length, precision } = point;
  const before = driverBytes(nvml);
  const kernel = await prepareKernel(device, subject.definition, shape, precision);
  try {
    const inputs = subject.inputs(shape, length);
    const given = Object.fromEntries(namesOf(point).map((name) => [name, inputs[name]!]));
    for (const [name, row] of Object.entries(given)) {
      for (const place of kernel.placesOf(name)) await fillPlace(device, place, row);
    }
    await poison(device, kernel, point);
    const started = performance.now();
    kernel.run();
    await device.finish();
    const runSeconds = (performance.now() - started) / 1000;
    const { live: ledger, liveBytes: ledgerBytes } = device.ledger;
    const memory: PointMemory = { ledger, ledgerBytes, driverBytes: addedBytes(before, driverBytes(nvml)) };
    const check = await checkPoint(device, subject, shape, length, precision, kernel);
    const dispatches = kernel.dispatches.length;
    if (!check.passed) {
      return { status: 'wrong', check, memory, dispatches, cold: null, hot: null, clock: null };
    }
    return {
      status: 'measured',
      check,
      memory,
      dispatches,
      ...(await timed(bench, kernel, given, ledger, runSeconds)),
    };
  } finally {
    kernel.destroy();
  }
}

/**
 * Cold and hot times. gpu.js keeps its memory on the host and moves it with every run, so that its times are hot alone; where one
 * set of inputs passes the cache by itself, only the cold time is taken.
 */
async function timed(
  bench: Bench,
  kernel: PreparedKernel,
  inputs: Readonly<Record<string, Float32Array>>,
  ledger: BytesByPurpose,
  runSeconds: number,
): Promise<Pick<BenchPoint, 'cold' | 'hot' | 'clock'>> {
  const { device } = bench;
  const same = [kernel.dispatches];
  if (runsPerOutput(device)) {
    const { summary, clock } = await sampled(bench, same, runSeconds);
    return { cold: null, hot: summary, clock };
  }
  const copies = copiesFor(sum(ledger), device.info.kind);
  if (copies === 1) {
    const { summary, clock } = await sampled(bench, same, runSeconds);
    return { cold: summary, hot: null, clock };
  }
  const { variants, destroy } = await coldCopies(device, kernel, inputs, copies);
  try {
    const cold = await sampled(bench, variants, runSeconds);
    const hot = bench.effort.hot ? await sampled(bench, same, runSeconds) : null;
    return { cold: cold.summary, hot: hot?.summary ?? null, clock: cold.clock };
  } finally {
    destroy();
  }
}

/** Samples of runs that take the variants in turn. */
async function sampled(
  { device, watch, effort, signal }: Bench,
  variants: readonly (readonly Dispatch[])[],
  runSeconds: number,
): Promise<{ readonly summary: TimeSummary; readonly clock: 'device' | 'host' }> {
  let clock: 'device' | 'host' = 'device';
  const long = runSeconds > LONG_RUN_SECONDS;
  // The clock of an idle card is brought up before the first sample, and not while it is watched.
  let ramp = !long && watch.cooledDown && rampMilliseconds(device.info.kind) > 0;
  let turn = 0;
  const take = async (samples: number): Promise<readonly number[]> => {
    signal.throwIfAborted();
    if (ramp) {
      await device.time(variants, { samples: 1 });
      ramp = false;
    }
    // Each call starts at the first variant, which would be warm from the call before.
    const from = [...variants.slice(turn), ...variants.slice(0, turn)];
    const times = await watch.during(() => device.time(from, { samples, warmup: long ? 0 : 1, ramp: false }));
    clock = times.clock;
    turn = (turn + times.repeats * (samples + 1)) % variants.length;
    return times.nanoseconds;
  };
  const summary = await sampleUntil(take, { ...effort.sampling, throttled: () => watch.throttled });
  return { summary, clock };
}

/** Outputs and scratch become NaN. */
async function poison<S extends object>(device: Device, kernel: PreparedKernel, point: KernelPoint<S>): Promise<void> {
  const { subject, shape, precision } = point;
  for (const { name, role } of subject.definition.tensors(shape, precision)) {
    if (role !== 'output' && role !== 'scratch') continue;
    for (const place of kernel.placesOf(name)) await poisonPlace(device, place);
  }
}

function namesOf<S extends object>({ subject, shape, precision }: KernelPoint<S>): string[] {
  return subject.definition
    .tensors(shape, precision)
    .filter(({ role }) => role === 'input' || role === 'updated')
    .map(({ name }) => name);
}

/** What the driver has in use, or why it does not say. */
export function driverBytes(nvml: Nvml | string): number | string {
  if (typeof nvml === 'string') return nvml;
  try {
    return nvml.read().usedBytes;
  } catch (error) {
    return (error as Error).message;
  }
}

/** By how much the driver's reading grew. */
export function addedBytes(before: number | string, after: number | string): number | string {
  if (typeof before === 'string') return before;
  return typeof after === 'string' ? after : after - before;
}

function sum(ledger: BytesByPurpose): number {
  return Object.values(ledger).reduce((total, bytes) => total + bytes, 0);
}
