/** What both the table on the terminal and the one in Markdown show of a comparison. */
import type { Comparison, PointComparison, TimeChange } from '@verbatim/bench';

/** The worst first. */
export const VERDICTS = ['worse', 'slower', 'undecided', 'better', 'faster', 'same'] as const;

/** One time of one point; a point without times has one row as well. */
export interface Row {
  readonly id: string;
  readonly verdict: PointComparison['verdict'];
  readonly cache: string;
  readonly base: string;
  readonly next: string;
  readonly change: string;
  readonly interval: string;
  /** What is counted and changed, or why a time is undecided. */
  readonly note: string;
}

/**
 * Rows, the worst first. Points that are the same are left out when there would be more rows than that.
 *
 * @param most - rows; those that are worse are never left out for it.
 */
export function rowsOf({ points }: Comparison, most: number): readonly Row[] {
  const sorted = VERDICTS.flatMap((verdict) => points.filter((point) => point.verdict === verdict));
  const rows = sorted.flatMap(pointRows);
  return rows.length <= most ? rows : rows.filter(({ verdict }) => verdict !== 'same');
}

function pointRows({ id, verdict, times, worse, better }: PointComparison): Row[] {
  const counted = [...worse, ...better].join('; ');
  const row = (time: TimeChange | null, note: string): Row => ({
    id,
    verdict: time !== null && worse.length + better.length === 0 ? time.verdict : verdict,
    cache: time?.cache ?? '',
    base: time === null ? '' : duration(time.base),
    next: time === null ? '' : duration(time.next),
    change: time === null ? '' : change(time.ratio),
    interval: time?.interval ? `${change(time.interval[0])} to ${change(time.interval[1])}` : '',
    note,
  });
  if (times.length === 0) return [row(null, counted)];
  return times.map((time, i) => row(time, [i === 0 ? counted : '', time.reason ?? ''].filter(Boolean).join('; ')));
}

/** One line for each exponent that changed. */
export function exponentLines({ exponents }: Comparison): string[] {
  return exponents
    .filter(({ verdict }) => verdict === 'steeper' || verdict === 'flatter')
    .map(
      ({ series, quantity, base, next, verdict }) =>
        `${series}: ${quantity} ${verdict}, from L^${rounded(base)} to L^${rounded(next)}`,
    );
}

/** The whole comparison in one line. */
export function headline({ verdict, counts, maxSlowdown, countsOnly, exponents }: Comparison): string {
  const shown = VERDICTS.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  const steeper = exponents.filter((change) => change.verdict === 'steeper').length;
  if (steeper > 0) shown.unshift(`${steeper} ${steeper === 1 ? 'law' : 'laws'} steeper`);
  if (verdict === 'incomparable') return 'nothing comparable: no point was measured in both runs';
  const by = countsOnly ? 'times not compared' : `margin ${rounded(100 * maxSlowdown)} %`;
  return `${verdict}: ${shown.join(', ')} (${by})`;
}

/** Points that only one of the runs has, in a line each. */
export function onlyLines({ onlyBase, onlyNext }: Comparison): string[] {
  const line = (ids: readonly string[], where: string) =>
    ids.length === 0
      ? []
      : [`only in ${where}: ${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''}`];
  return [...line(onlyBase, 'BASE'), ...line(onlyNext, 'NEW')];
}

function duration(nanoseconds: number): string {
  const units = [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ] as const;
  const [size, unit] = units.find(([least]) => nanoseconds >= least) ?? ([1, 'ns'] as const);
  return `${(nanoseconds / size).toPrecision(3)} ${unit}`;
}

/** 1.103 is +10.3 %. */
function change(ratio: number): string {
  const percent = 100 * (ratio - 1);
  const text = Math.abs(percent) >= 1000 ? percent.toPrecision(3) : percent.toFixed(1);
  return `${percent >= 0.05 ? '+' : ''}${text.replace(/^-0\.0$/, '0.0')} %`;
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
