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
  readonly suite: string;
  readonly precision: BenchPoint['precision'];
  /** 1, 2 … of so many, where one chart could not hold all series. */
  readonly part: number;
  readonly parts: number;
  readonly series: readonly StyledSeries[];
}

/** A series in a chart. */
export interface StyledSeries extends Series {
  readonly label: string;
  readonly style: SeriesStyle;
}

/** All series that have a value at one or more lengths, in the order of their names: a run visits its points in random order. */
export function seriesWith({ points }: BenchResult, hasValue: (point: BenchPoint) => boolean): Series[] {
  const groups = grouped(points.filter(hasValue), ({ suite, kernel, precision, backend }) =>
    [suite, kernel, precision, backend].join('/'),
  );
  return [...groups]
    .map(([name, found]) => ({ name, points: found.toSorted((a, b) => a.length - b.length) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Puts the series of one suite and precision into one chart, or into as few as can hold them. */
export function chartGroups(series: readonly Series[]): SeriesGroup[] {
  const together = grouped(series, ({ points: [first] }) => `${first!.suite}/${first!.precision}`);
  return [...together.values()].flatMap((all) => {
    const parts = Math.ceil(all.length / SERIES_STYLES.length);
    const size = Math.ceil(all.length / parts);
    const backends = new Set(all.map(({ points: [first] }) => first!.backend));
    return Array.from({ length: parts }, (_, i) => ({
      suite: all[0]!.points[0]!.suite,
      precision: all[0]!.points[0]!.precision,
      part: i + 1,
      parts,
      series: all.slice(i * size, (i + 1) * size).map(({ name, points }, look) => ({
        name,
        points,
        label: backends.size === 1 ? points[0]!.kernel : `${points[0]!.kernel}, ${points[0]!.backend}`,
        style: SERIES_STYLES[look]!,
      })),
    }));
  });
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

/** The exponent as a legend has it: `L^1.02 (0.98 … 1.06)`. */
export function exponentText({ exponent, exponentInterval }: FittedLaw): string {
  const digits = (value: number) => String(Number(value.toFixed(2))).replace('-', '−');
  const [low, high] = (exponentInterval ?? [exponent, exponent]).map(digits) as [string, string];
  return low === high ? `L^${low}` : `L^${digits(exponent)} (${low} … ${high})`;
}
