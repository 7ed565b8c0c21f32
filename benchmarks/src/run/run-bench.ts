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
import { InterruptedError, type Journal, type RunBlock } from '@verbatim/evidence';
import { type DeviceInfo, GpuError, openNvml } from '@verbatim/gpu';
import type { DeclaredSuite } from '../declared-suite.js';
import { analysed } from './analysed.js';
import { CEILING_WAYS, type CeilingWay, highest, isHeldAgainst, waysToMeasure } from './ceiling-card.js';
import { measureCeilings, NO_CEILINGS } from './ceilings.js';
import { clockWatch } from './clock-watch.js';
import { DevicePool, type OpenBackend, openBackend } from './device-pool.js';
import { effortFor } from './effort.js';
import { KeptUnits } from './kept-units.js';
import { costOf, measurePoint, type PointContext } from './measure-point.js';
import { type PlannedPoint, plannedPoints, type Selection, shuffled } from './planned-points.js';
import { expectedPointSeconds, secondsLeft } from './time-left.js';

/** How far a run is. */
export interface BenchProgress {
  /** What is being measured. */
  readonly doing: string;
  readonly done: number;
  readonly points: number;
  /** Seconds, by the cost model and the pace so far; null before there is one. */
  readonly secondsLeft: number | null;
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
/** The backends that the ceilings were measured on. */
const CEILINGS_BY = 'ceilings by';
const DEVICES = 'devices';

/**
 * Measures.
 *
 * @throws InterruptedError when the signal is aborted; what was measured is in the journal. OtherDeviceError when the journal is that of
 * a run on another device.
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { suites, selection, run, journal, signal, onPoint, open = openBackend } = options;
  const { quick } = selection;
  const deadline = quick ? performance.now() + QUICK_MILLISECONDS : null;
  const planned = plannedPoints(suites, selection);
  const kept = new KeptUnits(journal);
  const pool = new DevicePool(open, devicesIn(kept));
  const nvml = await openNvml();
  const watch = clockWatch(typeof nvml === 'string' ? null : nvml);
  try {
    const left = shuffled(planned, run.seed).filter(({ id }) => !kept.has(id));
    const ways = CEILING_WAYS.filter((way) => left.some((point) => needsCeilings(point, way)));
    if (!kept.has(CEILINGS) && ways.length > 0) {
      options.onProgress?.({ doing: 'ceilings', done: 0, points: planned.length, secondsLeft: null });
      await openSome(pool, ways);
      const measured = waysToMeasure(pool.infos);
      let ceilings = NO_CEILINGS;
      for (const way of measured) {
        const device = await pool.device(way);
        const effort = effortFor(device.info.kind, quick);
        const bench = { device, nvml: 'the driver is not asked about ceilings', watch, effort, signal };
        ceilings = highest(ceilings, await measureCeilings(bench, quick));
      }
      await kept.keep(CEILINGS_BY, measured);
      await kept.keep(CEILINGS, ceilings);
      await kept.keep(DEVICES, pool.infos);
      // Points have a device of their own where the driver is read.
      if (typeof nvml !== 'string') await pool.destroy();
    }
    const ceilingsOf = (backend: Backend): Ceilings | null => {
      const measured = (kept.get(CEILINGS_BY) ?? ['webgpu']) as CeilingWay[];
      const infos = { ...devicesIn(kept), ...pool.infos };
      return isHeldAgainst(backend, measured, infos) ? ceilingsIn(kept) : null;
    };
    const context: PointContext = { pool, nvml, watch, quick, signal, ceilingsOf, deadline };
    const pace = new Pace(pool, ceilingsOf, quick);
    for (; left.length > 0; left.shift()) {
      signal.throwIfAborted();
      const next = left[0]!;
      const done = planned.length - left.length;
      options.onProgress?.({ doing: next.id, done, points: planned.length, secondsLeft: pace.secondsLeft(left) });
      const began = performance.now();
      const point = await measurePoint(context, next);
      if (point.status === 'measured') pace.took(next, (performance.now() - began) / 1000);
      await kept.keep(point.id, point);
      const devices = { ...devicesIn(kept), ...pool.infos };
      if (Object.keys(devices).length > Object.keys(devicesIn(kept)).length) await kept.keep(DEVICES, devices);
      onPoint?.(point);
      // Lets signals be heard between points that never wait.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return await analysed(resultOf(run, planned, kept));
  } catch (error) {
    if (signal.aborted) throw new InterruptedError();
    throw error;
  } finally {
    await pool.destroy();
    if (typeof nvml !== 'string') nvml.close();
  }
}

/** What the journal of a run that was stopped holds, as a result. */
export function resultSoFar({ suites, selection, run, journal }: Omit<BenchOptions, 'signal'>): Promise<BenchResult> {
  return analysed(resultOf(run, plannedPoints(suites, selection), new KeptUnits(journal)));
}

/** How the cost model compares with what points took in this process. */
class Pace {
  #expected = 0;
  #taken = 0;

  constructor(
    private readonly pool: DevicePool,
    private readonly ceilingsOf: PointContext['ceilingsOf'],
    private readonly quick: boolean,
  ) {}

  took(planned: PlannedPoint, seconds: number): void {
    this.#expected += this.#expectedSeconds(planned);
    this.#taken += seconds;
  }

  secondsLeft(left: readonly PlannedPoint[]): number | null {
    const ahead = left.reduce((sum, planned) => sum + this.#expectedSeconds(planned), 0);
    return secondsLeft({ expected: this.#expected, taken: this.#taken }, ahead);
  }

  #expectedSeconds(planned: PlannedPoint): number {
    const { backend, series } = planned;
    const { infos } = this.pool;
    const kind = (infos[backend] ?? infos.webgpu)?.kind ?? 'software';
    const ahead = { cost: costOf(planned), counted: series.subject.kind === 'state' };
    return expectedPointSeconds(ahead, { kind, ceilings: this.ceilingsOf(backend), quick: this.quick });
  }
}

function ceilingsIn(kept: KeptUnits): Ceilings {
  return (kept.get(CEILINGS) as Ceilings | undefined) ?? NO_CEILINGS;
}

function devicesIn(kept: KeptUnits): Readonly<Partial<Record<Backend, DeviceInfo>>> {
  return (kept.get(DEVICES) ?? {}) as Partial<Record<Backend, DeviceInfo>>;
}

function resultOf(run: RunBlock, planned: readonly PlannedPoint[], kept: KeptUnits): BenchResult {
  const points = planned.flatMap(({ id }) => (kept.has(id) ? [benchPointSchema.parse(kept.get(id))] : []));
  const devices = devicesIn(kept);
  const device = (devices.webgpu ?? Object.values(devices)[0])?.description ?? null;
  const found = { points, laws: [], crossovers: [], claims: [] };
  return { schema: BENCH_SCHEMA, run: { ...run, device }, devices, ceilings: ceilingsIn(kept), ...found };
}

function needsCeilings({ backend, series }: PlannedPoint, way: CeilingWay): boolean {
  return backend === way && series.subject.kind !== 'state';
}

/** Opens what can be opened. @throws GpuError of the first where there is none of them. */
async function openSome(pool: DevicePool, ways: readonly CeilingWay[]): Promise<void> {
  const faults: GpuError[] = [];
  for (const way of ways) {
    try {
      await pool.device(way);
    } catch (error) {
      // Its points say so.
      if (!(error instanceof GpuError)) throw error;
      faults.push(error);
    }
  }
  if (faults.length === ways.length) throw faults[0];
}
