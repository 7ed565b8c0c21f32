/**
 * A measuring run: ceilings first, then every point in a random order, each written to the journal when it is done. What is in the
 * journal already is not measured again.
 */
import {
  type Backend,
  BENCH_SCHEMA,
  type BenchPoint,
  type BenchResult,
  benchPointSchema,
  type Ceilings,
} from '@verbatim/bench';
import { InterruptedError, type Journal, type Json, type RunBlock } from '@verbatim/evidence';
import { type DeviceInfo, type Nvml, openNvml } from '@verbatim/gpu';
import type { DeclaredSuite } from '../declared-suite.js';
import { analysed } from './analysed.js';
import { measureCeilings } from './ceilings.js';
import { clockWatch } from './clock-watch.js';
import { DevicePool, type OpenBackend, openBackend } from './device-pool.js';
import { effortFor } from './effort.js';
import { measurePoint, type PointContext } from './measure-point.js';
import { type PlannedPoint, plannedPoints, type Selection, shuffled } from './planned-points.js';

/** How far a run is. */
export interface BenchProgress {
  /** What is being measured. */
  readonly doing: string;
  readonly done: number;
  readonly points: number;
}

/** What a run needs. */
export interface BenchOptions {
  readonly suites: readonly DeclaredSuite[];
  readonly selection: Selection;
  readonly run: RunBlock;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BenchProgress) => void;
  /** Told of each point as soon as it is measured. */
  readonly onPoint?: (point: BenchPoint) => void;
  readonly open?: OpenBackend;
}

/** `--quick` ends within 90 s: no point is begun after so many milliseconds, and none may take longer than the rest. */
const QUICK_MILLISECONDS = 70_000;

const CEILINGS = 'ceilings';
const DEVICES = 'devices';
const NO_CEILINGS: Ceilings = { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } };

/**
 * Measures.
 *
 * @throws InterruptedError when the signal is aborted; what was measured is in the journal.
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { suites, selection, run, journal, signal, onProgress, onPoint, open = openBackend } = options;
  const started = performance.now();
  const planned = plannedPoints(suites, selection);
  const kept = new Map(journal.units().map(({ key, value }) => [key, value]));
  const pool = new DevicePool(open);
  const reader = await openNvml();
  const watch = clockWatch(typeof reader === 'string' ? null : reader);
  try {
    const left = shuffled(planned, run.seed).filter(({ id }) => !kept.has(id));
    const progress = (doing: string) =>
      onProgress?.({ doing, done: planned.length - left.length, points: planned.length });
    let ceilings = kept.get(CEILINGS) as Ceilings | undefined;
    if (ceilings === undefined && left.some(needsCeilings)) {
      progress('ceilings');
      const device = await pool.device('webgpu');
      const effort = effortFor(device.info.kind, selection.quick);
      const nvml = typeof reader === 'string' ? reader : 'the driver is not asked about ceilings';
      ceilings = await measureCeilings({ device, nvml, watch, effort, signal }, selection.quick);
      await keep(journal, kept, CEILINGS, ceilings);
    }
    const nvml: Nvml | string = reader;
    const context: PointContext = {
      pool,
      nvml,
      watch,
      quick: selection.quick,
      signal,
      ceilings: ceilings ?? NO_CEILINGS,
      deadline: selection.quick ? started + QUICK_MILLISECONDS : null,
    };
    while (left.length > 0) {
      signal.throwIfAborted();
      const next = left[0]!;
      progress(next.id);
      const point = await measurePoint(context, next);
      left.shift();
      await keep(journal, kept, point.id, point);
      onPoint?.(point);
      await keepDevices(journal, kept, pool);
      // Lets signals be heard between points that never wait.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const devices = { ...(kept.get(DEVICES) as object), ...pool.infos };
    return await analysed(resultOf(options, planned, kept, ceilings ?? NO_CEILINGS, devices));
  } catch (error) {
    if (signal.aborted) throw new InterruptedError();
    throw error;
  } finally {
    await pool.destroy();
    if (typeof reader !== 'string') reader.close();
  }
}

/** What a journal holds of a run that was stopped, as a result. */
export async function resultSoFar(
  options: Pick<BenchOptions, 'suites' | 'selection' | 'run' | 'journal'>,
): Promise<BenchResult> {
  const kept = new Map(options.journal.units().map(({ key, value }) => [key, value]));
  const ceilings = (kept.get(CEILINGS) as Ceilings | undefined) ?? NO_CEILINGS;
  const planned = plannedPoints(options.suites, options.selection);
  return analysed(resultOf(options, planned, kept, ceilings, (kept.get(DEVICES) as object | undefined) ?? {}));
}

function resultOf(
  { run }: Pick<BenchOptions, 'run'>,
  planned: readonly PlannedPoint[],
  kept: ReadonlyMap<string, unknown>,
  ceilings: Ceilings,
  devices: Readonly<Partial<Record<Backend, DeviceInfo>>>,
): BenchResult {
  const points = planned.flatMap(({ id }) => (kept.has(id) ? [benchPointSchema.parse(kept.get(id))] : []));
  const device = (devices.webgpu ?? Object.values(devices)[0])?.description ?? null;
  return {
    schema: BENCH_SCHEMA,
    run: { ...run, device },
    devices,
    ceilings,
    points,
    laws: [],
    crossovers: [],
    claims: [],
  };
}

async function keep(journal: Journal, kept: Map<string, unknown>, key: string, value: unknown): Promise<void> {
  const plain = JSON.parse(JSON.stringify(value)) as Json;
  await journal.append({ key, value: plain });
  kept.set(key, plain);
}

/** Devices are noted when another one was opened, so that a run that is resumed knows them all. */
async function keepDevices(journal: Journal, kept: Map<string, unknown>, pool: DevicePool): Promise<void> {
  const before = (kept.get(DEVICES) as object | undefined) ?? {};
  const now = { ...before, ...pool.infos };
  if (Object.keys(now).length > Object.keys(before).length) await keep(journal, kept, DEVICES, now);
}

function needsCeilings({ backend, series }: PlannedPoint): boolean {
  return backend === 'webgpu' && series.subject.kind !== 'state';
}
