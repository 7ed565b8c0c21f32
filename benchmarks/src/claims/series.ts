/**
 * The points of a run as series: one kernel in one precision on one backend, by input length. What a kernel is to the claims
 * is told by its name.
 */
import type { BenchPoint, BenchResult } from '@verbatim/bench';

/** A series of measured points, by increasing length. */
export interface Series {
  /** `suite/kernel/precision/backend`. */
  readonly name: string;
  readonly kernel: string;
  readonly points: readonly BenchPoint[];
}

/** Suites in which only the length changes from one point of a series to the next. */
export const SWEEPS = ['decode', 'prefill', 'state'] as const;

/** Lengths that a series must have: two fix a line, and the third can contradict it. */
export const LEAST_LENGTHS = 3;

const RECURRENCES = [
  'diagonal-scan',
  'selective-scan',
  'linear-attention',
  'retnet',
  'rwkv',
  'gated-deltanet',
  'gru',
  'lstm',
  'rnn',
];

/** Whether a kernel is, or is a variant of, one of these. */
function isOneOf(kernel: string, names: readonly string[]): boolean {
  return names.some((name) => kernel === name || kernel.startsWith(`${name}-`));
}

/** A kernel that carries a state of a size of its own from one position to the next. */
export const isRecurrence = ({ kernel }: Series): boolean => isOneOf(kernel, RECURRENCES);

/** Attention of one query to the last m positions. */
export const isWindowDecode = ({ kernel }: Series): boolean => isOneOf(kernel, ['window-decode']);

/** What keeps as much at every length: a recurrence, or a decode that sees a window. */
export const isBoundedMemory = (series: Series): boolean => isRecurrence(series) || isWindowDecode(series);

/** Attention of one query to all positions so far. */
export const isDecodeAttention = ({ kernel }: Series): boolean => isOneOf(kernel, ['attention-decode']);

/** Attention that keeps all L × L scores. */
export const isNaiveAttention = ({ kernel }: Series): boolean => isOneOf(kernel, ['attention-prefill-naive']);

/** Attention of all queries that keeps a tile of scores at a time. */
export const isTiledAttention = (series: Series): boolean =>
  isOneOf(series.kernel, ['attention-prefill']) && !isNaiveAttention(series);

/** Attention to the last m positions. */
export const isWindowAttention = ({ kernel }: Series): boolean => isOneOf(kernel, ['window-attention']);

/** m of a point of windowed attention; null where the shape has none. */
export function windowOf({ shape }: BenchPoint): number | null {
  return typeof shape.window === 'number' ? shape.window : null;
}

/**
 * The measured series of the given suites. Inputs shorter than their window are left out, for the window is not in use there,
 * and so are series of fewer than three lengths, or with one length twice, which differ in more than their length.
 */
export function seriesOf({ points }: BenchResult, suites: readonly string[]): Series[] {
  const byName = new Map<string, BenchPoint[]>();
  for (const point of points) {
    const short = point.length < (windowOf(point) ?? 0);
    if (point.status !== 'measured' || !suites.includes(point.suite) || short) continue;
    const name = `${point.suite}/${point.kernel}/${point.precision}/${point.backend}`;
    byName.set(name, [...(byName.get(name) ?? []), point]);
  }
  return [...byName]
    .map(([name, found]) => ({
      name,
      kernel: found[0]!.kernel,
      points: found.toSorted((a, b) => a.length - b.length),
    }))
    .filter(({ points: own }) => {
      const lengths = new Set(own.map(({ length }) => length));
      return lengths.size >= LEAST_LENGTHS && lengths.size === own.length;
    });
}

/** A name of a method or control: `decode/rnn/f32/webgpu` becomes `decode.rnn.f32.webgpu`. */
export function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '.');
}
