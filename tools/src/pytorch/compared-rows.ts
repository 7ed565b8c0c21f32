/** Rows of PyTorch beside the points of a run that do the same work. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import { bestRows, type Peer, type PeerRow } from './peer.js';

/** The kernel that does the work of a row, in the suite of this name. */
const COUNTERPARTS: Readonly<Record<PeerRow['op'], Pick<BenchPoint, 'suite' | 'kernel'>>> = {
  prefill: { suite: 'prefill', kernel: 'attention-prefill' },
  decode: { suite: 'decode', kernel: 'attention-decode' },
  scan: { suite: 'prefill', kernel: 'diagonal-scan' },
};

/** Ways to the card by which a kernel's own time is known. */
const BACKENDS: readonly BenchPoint['backend'][] = ['webgpu', 'cuda'];

/** Channels of PyTorch's `cumsum`. */
const CHANNELS = 256;

/** Milliseconds of ours, with the interval of the median. */
export interface OurTime {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** One row of PyTorch and, where there is one, ours. */
export interface ComparedRow {
  readonly peer: PeerRow;
  readonly ours: OurTime | null;
  /** Where ours ran. */
  readonly backend: BenchPoint['backend'] | null;
  /** Why there is none of ours; null where there is. */
  readonly missing: string | null;
  /** PyTorch's time over ours, above 1 where ours is faster, with ours at either end of its interval; null without ours. */
  readonly ratio: { readonly median: number; readonly low: number; readonly high: number } | null;
  /** Who is ahead: neither where the interval of ours has PyTorch's time inside. */
  readonly ahead: 'ours' | 'PyTorch' | 'neither' | null;
}

/** Every row of PyTorch's best backend, beside the time with a cold cache of the same work on the fastest of ours. */
export function comparedRows(peer: Peer, { points }: BenchResult): ComparedRow[] {
  return bestRows(peer).map((row) => {
    const { suite, kernel } = COUNTERPARTS[row.op];
    const same = points.filter(
      (each) =>
        each.suite === suite &&
        each.kernel === kernel &&
        each.precision === row.precision &&
        each.length === row.L &&
        BACKENDS.includes(each.backend),
    );
    const [fastest] = same
      .filter((each) => whyMissing(peer, row, each) === null)
      .toSorted((one, other) => one.cold!.median - other.cold!.median);
    if (fastest === undefined) {
      const missing = whyMissing(peer, row, same[0])!;
      return { peer: row, ours: null, backend: null, missing, ratio: null, ahead: null };
    }
    const { median, low, high } = fastest.cold!;
    const ours = { median: median / 1e6, low: low / 1e6, high: high / 1e6 };
    const ratio = { median: row.ms / ours.median, low: row.ms / ours.high, high: row.ms / ours.low };
    const ahead = ratio.low > 1 ? 'ours' : ratio.high < 1 ? 'PyTorch' : 'neither';
    return { peer: row, ours, backend: fastest.backend, missing: null, ratio, ahead };
  });
}

/** The row of PyTorch's best backend that does the work of a point, on whatever backend the point ran; null where there is none. */
export function peerRowOf(peer: Peer, point: BenchPoint): PeerRow | null {
  return (
    bestRows(peer).find((row) => {
      const { suite, kernel } = COUNTERPARTS[row.op];
      const same = suite === point.suite && kernel === point.kernel;
      return (
        same && row.precision === point.precision && row.L === point.length && otherShape(peer, row, point) === null
      );
    }) ?? null
  );
}

/** Why a point cannot stand beside a row, in a few words; null where it can. */
function whyMissing(peer: Peer, row: PeerRow, point: BenchPoint | undefined): string | null {
  if (point === undefined) return 'not measured';
  if (point.status !== 'measured') return point.reason ?? point.status;
  if (point.cold === null || point.clock !== 'device') return 'no time of the device with a cold cache';
  return otherShape(peer, row, point);
}

/** In what the shape of a point differs from that of a row; null where in nothing. */
function otherShape(peer: Peer, { op }: PeerRow, { shape }: BenchPoint): string | null {
  const wanted: Readonly<Record<string, number>> =
    op === 'scan' ? { channels: CHANNELS } : { heads: peer.heads, headDim: peer.head_dim };
  const other = Object.entries(wanted).find(([name, size]) => shape[name] !== size);
  return other === undefined ? null : `another shape: ${other[0]} is ${shape[other[0]]}, not ${other[1]}`;
}
