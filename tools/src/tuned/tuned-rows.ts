/** Points of the tuned kernels beside what bounds them, the first sweep, and PyTorch. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
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

/** The kernels that were rewritten for speed, with the attention windows of every size. */
const TUNED =
  /^(attention-decode|attention-prefill|window-attention-\d+|diagonal-scan|selective-scan|linear-attention|retnet)$/;
/** 1k, 4k, 16k, 64k, 256k and 1M: the others say no more. */
const SHOWN_LENGTHS = [10, 12, 14, 16, 18, 20].map((power) => 2 ** power);

/** Every measured point of the tuned kernels with a time by the device's clock, by suite, kernel, precision, backend and length. */
export function tunedRows(tuned: BenchResult, first: BenchResult, peer: Peer): TunedRow[] {
  return tuned.points
    .filter(({ status, cold, clock, cost }) => status === 'measured' && cold && clock === 'device' && cost)
    .filter(({ suite, kernel, length }) => suite !== 'state' && TUNED.test(kernel) && SHOWN_LENGTHS.includes(length))
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

/** Names with numbers in the order of the numbers. */
function collated(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
