/** The points of a run, grouped into the lines of charts. */
import type { BenchPoint, BenchResult, FittedLaw, TimeSummary } from '@verbatim/bench';
import { SERIES_STYLES, type SeriesStyle } from './palette.js';

/** One kernel, in one precision, on one backend, over its lengths. */
export interface Series {
  /** `suite/kernel/precision/backend`, as laws name it. */
  readonly name: string;
  /** By growing length. */
  readonly points: readonly BenchPoint[];
}

/** Series that share a chart, each with its look. */
export interface SeriesGroup {
  /** What tells it from others: `decode, f32`, and where there are several of these `gpujs, f32, gpujs-cpu, part 1 of 2`. */
  readonly name: string;
  /** The same in lower-case letters, digits and hyphens. */
  readonly slug: string;
  readonly precision: BenchPoint['precision'];
  readonly series: readonly StyledSeries[];
}

/** A series in a chart. */
export interface StyledSeries extends Series {
  readonly label: string;
  readonly style: SeriesStyle;
}

/**
 * All series that have a value at one or more lengths, in the order of their names, of which numbers are in their own order: a run
 * visits its points in random order.
 */
export function seriesWith({ points }: BenchResult, hasValue: (point: BenchPoint) => boolean): Series[] {
  const groups = grouped(points.filter(hasValue), ({ suite, kernel, precision, backend }) =>
    [suite, kernel, precision, backend].join('/'),
  );
  return [...groups]
    .map(([name, found]) => ({ name, points: found.toSorted((a, b) => a.length - b.length) }))
    .sort((a, b) => (orderOf(a.name) < orderOf(b.name) ? -1 : 1));
}

/** Of a name: `window-128` is after `window-16`. */
export function orderOf(name: string): string {
  return name.replaceAll(/\d+/g, (digits) => digits.padStart(16, '0'));
}

/** Puts the series of one suite, precision and backend into one chart, or into as few as can hold them. */
export function chartGroups(series: readonly Series[]): SeriesGroup[] {
  const suites = grouped(series, ({ points: [first] }) => `${first!.suite}/${first!.precision}`);
  return [...suites.values()].flatMap((suite) => {
    const backends = grouped(suite, ({ points: [first] }) => first!.backend);
    return [...backends].flatMap(([backend, all]) => {
      const { suite: name, precision } = all[0]!.points[0]!;
      const words = [name, precision, ...(backends.size === 1 ? [] : [backend])];
      const parts = Math.ceil(all.length / SERIES_STYLES.length);
      const size = Math.ceil(all.length / parts);
      return Array.from({ length: parts }, (_, i) => ({
        name: [...words, ...(parts === 1 ? [] : [`part ${i + 1} of ${parts}`])].join(', '),
        slug: [...words.map(slugOf), ...(parts === 1 ? [] : [i + 1])].join('-'),
        precision,
        series: all.slice(i * size, (i + 1) * size).map((one, look) => ({
          ...one,
          label: one.points[0]!.kernel,
          style: SERIES_STYLES[look]!,
        })),
      }));
    });
  });
}

/** Lower-case letters, digits and hyphens. */
function slugOf(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'x'
  );
}

function grouped<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
}

/** The time that fits are made of: with a cold cache, or with a hot one where only that was taken. */
export function timeOf({ status, cold, hot }: BenchPoint): TimeSummary | null {
  return status === 'measured' ? (cold ?? hot) : null;
}

/** Which cache {@link timeOf} speaks of. */
export function cacheOf({ cold }: BenchPoint): 'cold' | 'hot' {
  return cold === null ? 'hot' : 'cold';
}

/** Bytes that the model carries from the input to the answer: its KV cache and its state. */
export function carriedBytes({ memory }: BenchPoint): number | null {
  return memory === null ? null : memory.ledger['kv-cache'] + memory.ledger.state;
}

/** The law of a series, if the points tell one: without an interval they do not. */
export function lawOf({ laws }: BenchResult, name: string, quantity: FittedLaw['quantity']): FittedLaw | undefined {
  return laws.find((law) => law.series === name && law.quantity === quantity && law.exponentInterval !== null);
}

/**
 * The exponent as a legend has it: `L^1.02 (0.98 … 1.06)`, and `L^1` of what was counted or where the interval is within hundredths.
 */
export function exponentText({ exponent, exponentInterval }: FittedLaw): string {
  const digits = (value: number) =>
    value
      .toFixed(2)
      .replace(/^-(0\.00)$/, '$1')
      .replace('-', '−');
  const [low, high] = (exponentInterval ?? [exponent, exponent]).map(digits) as [string, string];
  return low === high ? `L^${low.replace(/\.?0+$/, '')}` : `L^${digits(exponent)} (${low} … ${high})`;
}
