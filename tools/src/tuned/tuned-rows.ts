/** Points of a run of some kernels beside what bounds them, the first sweep, and PyTorch. */
import type { Backend, BenchPoint, BenchResult } from '@verbatim/bench';
import { declaredSuites, plannedPoints } from '@verbatim/benchmarks';
import type { Cost } from '@verbatim/kernels';
import { peerRowOf } from '../pytorch/compared-rows.js';
import type { Peer } from '../pytorch/peer.js';
import { seriesName } from '../sweep/series.js';

/** The least time of a point, in nanoseconds, and what takes it. */
export interface Floor {
  readonly time: number;
  readonly limit: 'bytes' | 'arithmetic';
}

/** A measured point. Times are in nanoseconds. */
export interface TunedRow {
  readonly point: BenchPoint;
  /** Median, with a cold cache. */
  readonly time: number;
  readonly floor: Floor;
  /** Of the same kernel at the same length and precision on WebGPU, in the first sweep; null where it has none. */
  readonly first: number | null;
  /** Of PyTorch's best backend; null where it has no row of this work. */
  readonly peer: number | null;
}

/** Every measured point with a time by the device's clock, by suite, kernel, precision, backend and length. */
export function tunedRows(tuned: BenchResult, first: BenchResult, peer: Peer): TunedRow[] {
  return tuned.points
    .filter(({ status, cold, clock, cost }) => status === 'measured' && cold && clock === 'device' && cost)
    .map((point) => {
      const before = first.points.find(
        (each) =>
          seriesName(each) === seriesName({ ...point, backend: 'webgpu' }) &&
          each.length === point.length &&
          each.status === 'measured' &&
          each.clock === 'device',
      );
      const row = peerRowOf(peer, point);
      return {
        point,
        time: point.cold!.median,
        floor: floorOf(point.cost!, point.precision, tuned, peer),
        first: before?.cold?.median ?? null,
        peer: row === null ? null : row.ms * 1e6,
      };
    })
    .sort((a, b) => collated(seriesName(a.point), seriesName(b.point)) || a.point.length - b.point.length);
}

/** Bytes over the rate of a copy in the same run, or operations over the rate of PyTorch's matrix product: what takes longer. */
function floorOf({ flops, bytesRead, bytesWritten }: Cost, precision: string, run: BenchResult, peer: Peer): Floor {
  // Bytes a nanosecond are GB/s, thousands of operations a nanosecond TFLOP/s.
  const bytes = (bytesRead + bytesWritten) / run.ceilings.copyGigabytesPerSecond!;
  const rate = precision === 'f16' ? peer.gemm_f16_4096_TFLOPs : peer.gemm_f32_4096_TFLOPs;
  const arithmetic = flops / 1000 / rate;
  return arithmetic > bytes ? { time: arithmetic, limit: 'arithmetic' } : { time: bytes, limit: 'bytes' };
}

/** A series, and at which lengths it was to be measured and is not in the run. */
export interface NotVisited {
  readonly series: string;
  readonly lengths: readonly number[];
}

/** Points that the suites have of the kernels, backends and lengths of a run, and that the run did not come to. */
export function notVisited({ points }: BenchResult): {
  readonly planned: number;
  readonly series: readonly NotVisited[];
} {
  const unique = <T>(values: readonly T[]) => [...new Set(values)];
  const suites = unique(points.map(({ suite }) => suite));
  const planned = plannedPoints(
    declaredSuites.filter(({ name }) => suites.includes(name)),
    {
      kernels: unique(points.map(({ kernel }) => kernel)),
      lengths: unique(points.map(({ length }) => length)).sort((a, b) => a - b),
      precisions: null,
      backends: unique(points.map(({ backend }): Backend => backend)),
      quick: false,
    },
  );
  const ids = new Set(points.map(({ id }) => id));
  const missing = new Map<string, number[]>();
  for (const { id, length } of planned.filter((point) => !ids.has(point.id))) {
    const series = id.slice(0, id.lastIndexOf('/'));
    missing.set(series, [...(missing.get(series) ?? []), length]);
  }
  const series = [...missing].map(([name, lengths]) => ({ series: name, lengths }));
  return { planned: planned.length, series: series.sort((a, b) => collated(a.series, b.series)) };
}

/** Names with numbers in the order of the numbers. */
function collated(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
