/** Times against length, and the laws that they follow. */
import type { BenchPoint, BenchResult, TimeSummary } from '@verbatim/bench';
import { listed, markdownTable, wrapped } from '../docs/markdown.js';
import { confidence, grouped, readable, roundedUp, withThousands } from '../docs/numbers.js';
import { isTold, lawOf, type SweepSeries, seriesOf, shortName, timeAt } from './series.js';

/** What sampling aims at. */
export const USUAL_CONFIDENCE = 0.95;

/** Of the many lengths that were measured, those that a table shows. */
export interface ShownTimes {
  readonly suite: string;
  readonly lengths: readonly number[];
  /** How many nanoseconds the unit has. */
  readonly unit: { readonly name: string; readonly size: number };
}

/** A row a series: medians at a few lengths, how wide their intervals are, and what limits the longest. */
export function timeTable(result: BenchResult, shown: ShownTimes): string {
  return [medianTable(result, shown), wrapped(confidenceText(result, shown))].join('\n\n');
}

/** What confidence the intervals have: where a run takes seconds there are few samples. */
function confidenceText(result: BenchResult, { suite, lengths }: ShownTimes): string {
  const below = seriesOf(result, suite).flatMap((series) =>
    lengths.flatMap((length) => {
      const time = timeAt(series, length);
      return time === null || time.confidence >= USUAL_CONFIDENCE
        ? []
        : [
            `${shortName(series.name)} at L = ${grouped(length)} (${confidence(time.confidence)}, ${time.samples.length} samples)`,
          ];
    }),
  );
  return `Intervals are at ${confidence(USUAL_CONFIDENCE)} or more${below.length === 0 ? '' : `, but for those of ${listed(below)}`}.`;
}

function medianTable(result: BenchResult, { suite, lengths, unit }: ShownTimes): string {
  return markdownTable(
    [
      ['operation'],
      ['precision'],
      ['backend'],
      ...lengths.map((length) => [`L = ${grouped(length)}, ${unit.name}`, 'right'] as const),
      ['intervals within', 'right'],
      ['limit at the largest L'],
    ],
    seriesOf(result, suite)
      .filter(isMeasured)
      .map((series) => {
        const times = lengths.map((length) => timeAt(series, length));
        return [
          series.kernel,
          series.precision,
          series.backend,
          ...times.map((time) => (time === null ? '–' : readable(time.median / unit.size))),
          widest(times.filter((time) => time !== null)),
          limitOf(series.points),
        ];
      }),
  );
}

/** A series that is skipped at every length is told among what was not measured. */
function isMeasured({ points }: SweepSeries): boolean {
  return points.some(({ status }) => status === 'measured');
}

/** How far the end of an interval is from its median, at most, in per cent of that. */
function widest(times: readonly TimeSummary[]): string {
  if (times.length === 0) return '–';
  const shares = times.map(({ median, low, high }) => Math.max(high - median, median - low) / median);
  return `± ${roundedUp(100 * Math.max(...shares))} %`;
}

/** What limits the longest that was measured, and how near it is to that ceiling. */
function limitOf(points: readonly BenchPoint[]): string {
  const achieved = points.findLast((point) => point.achieved !== null)?.achieved;
  if (achieved?.bound === 'memory') return `memory: ${perCent(achieved.percentOfCopy!)} of the copy`;
  if (achieved?.bound === 'arithmetic')
    return `arithmetic: ${perCent(achieved.percentOfMatrixProduct!)} of the matrix product`;
  return achieved?.bound ?? '–';
}

function perCent(value: number): string {
  return `${readable(Number(value.toPrecision(3)))} %`;
}

/** A row a series: t = a + b·L^p. Where the points do not tell a law there is the reason alone. */
export function timeLawTable(result: BenchResult, suite: string): string {
  return markdownTable(
    [
      ['operation'],
      ['precision'],
      ['backend'],
      ['a, µs', 'right'],
      ['b, ns', 'right'],
      ['p', 'right'],
      ['its interval at 95 %'],
      ['lengths'],
      ['note'],
    ],
    seriesOf(result, suite).flatMap((series) => {
      const row = timeLawRow(result, series);
      return row === null ? [] : [row];
    }),
  );
}

function timeLawRow(result: BenchResult, { name, kernel, precision, backend }: SweepSeries): string[] | null {
  const law = lawOf(result, name, 'time');
  if (law === undefined) return null;
  const [low, high] = law.exponentInterval ?? [];
  return [
    kernel,
    precision,
    backend,
    ...(isTold(law)
      ? [
          readable(law.constant / 1000),
          readable(law.coefficient),
          law.coefficient === 0 ? '0' : thousandths(law.exponent),
          `${thousandths(low!)} … ${thousandths(high!)}`,
        ]
      : ['–', '–', '–', 'not told']),
    law.lengths.length === 0 ? '–' : `${grouped(law.lengths[0]!)} … ${grouped(law.lengths.at(-1)!)}`,
    withThousands(law.note ?? ''),
  ];
}

/** Three digits after the point, which no exponent is known better than. */
export function thousandths(value: number): string {
  return value
    .toFixed(3)
    .replace(/^-(0\.000)$/, '$1')
    .replace('-', '−');
}
