/** How the time of attention through a window grows with the window, at one length. */
import type { BenchResult } from '@verbatim/bench';
import type { NamedEvidence } from '@verbatim/evidence';
import { listed, markdownTable, wrapped } from '../docs/markdown.js';
import { grouped, readable, withThousands } from '../docs/numbers.js';
import { seriesOf, timeAt } from './series.js';
import { thousandths } from './time-tables.js';

const CLAIM = 'scaling/window-attention';
/** A window is in use where the input is so many times as long: then nearly every query sees all of it. */
const WINDOWS_IN_LENGTH = 8;

/** A window, and the median at a length in nanoseconds. */
interface WindowTime {
  readonly window: number;
  readonly time: number;
}

/**
 * Times by window at a few lengths, what doubling the window makes of them at all lengths, and the exponents of m that the claim was
 * decided by.
 */
export function windowTables(result: BenchResult, shown: readonly number[]): string {
  const lengths = [...new Set(seriesOf(result, 'prefill').flatMap(({ points }) => points.map(({ length }) => length)))];
  const ratios = lengths.flatMap((length) => windowGrowth(result, length).map(({ ratio }) => ratio));
  const columns = shown.map((length) => ({ length, steps: windowGrowth(result, length) }));
  const windows = [...new Set(shown.flatMap((length) => windowTimes(result, length).map(({ window }) => window)))];
  return [
    wrapped(verdictText(result)),
    exponentTable(result),
    ...(ratios.length === 0
      ? []
      : [
          wrapped(
            `Over all lengths, twice the window takes ${readable(Math.min(...ratios))} to ${readable(Math.max(...ratios))} times as long. By window, in ms, beside the time over that of half the window and what each further key adds to it:`,
          ),
        ]),
    markdownTable(
      [
        ['m', 'right'],
        ...columns.flatMap(({ length }) => [
          [`L = ${grouped(length)}, ms`, 'right'] as const,
          ['over half of m', 'right'] as const,
          ['µs a further key', 'right'] as const,
        ]),
      ],
      windows.map((window) => [
        grouped(window),
        ...columns.flatMap(({ length, steps }) => {
          const time = windowTimes(result, length).find((each) => each.window === window)?.time;
          const step = steps.find((each) => each.window === window);
          return [
            time === undefined ? '–' : readable(time / 1e6),
            step === undefined ? '' : readable(step.ratio),
            step === undefined ? '' : readable(step.perKey / 1000),
          ];
        }),
      ]),
    ),
  ].join('\n\n');
}

/** Times in f32 through each window that the length has eight or more of, by increasing window. */
function windowTimes(result: BenchResult, length: number): WindowTime[] {
  return seriesOf(result, 'prefill')
    .filter(({ kernel, precision }) => kernel.startsWith('window-attention-') && precision === 'f32')
    .flatMap((series) => {
      const window = series.points[0]!.shape.window;
      const time = timeAt(series, length);
      return typeof window !== 'number' || time === null || length < WINDOWS_IN_LENGTH * window
        ? []
        : [{ window, time: time.median }];
    })
    .sort((a, b) => a.window - b.window);
}

/** What a window adds to half of it. */
export interface WindowGrowth {
  readonly window: number;
  /** Its time over that of the half. */
  readonly ratio: number;
  /** Nanoseconds for each key more. */
  readonly perKey: number;
}

/** For each window at a length of which half was measured too, by increasing window. */
export function windowGrowth(result: BenchResult, length: number): WindowGrowth[] {
  const times = windowTimes(result, length);
  return times.flatMap(({ window, time }) => {
    const half = times.find((each) => 2 * each.window === window);
    return half === undefined
      ? []
      : [{ window, ratio: time / half.time, perKey: (time - half.time) / (window - half.window) }];
  });
}

/** At which lengths the claim about m came out how, and through how many windows that about L holds. */
function verdictText({ claims }: BenchResult): string {
  const found = claims.find(({ id }) => id === CLAIM)?.evidence ?? [];
  const byWindow = found.filter(({ name }) => lengthOf(name) === null);
  const holding = byWindow.filter(({ supports }) => supports === 'holds').length;
  const parts = (['holds', 'refuted', 'undecided'] as const).flatMap((verdict) => {
    const lengths = found.filter(({ supports }) => supports === verdict).flatMap(({ name }) => lengthOf(name) ?? []);
    return lengths.length === 0 ? [] : [`${verdict} at L = ${listed(lengths.map(grouped))}`];
  });
  return `As L^1, it holds of ${holding} of ${byWindow.length} series. As m^1, it is ${listed(parts.map((part) => part.replace(/^holds/, 'right')))}.`;
}

/** The length of a method that fits a law of m; null of one that fits a law of L. */
function lengthOf(name: string): number | null {
  const digits = /-at-(\d+)\./.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A row for each length at which the claim fits t = a + b·m^p. */
function exponentTable({ claims }: BenchResult): string {
  const found = claims.find(({ id }) => id === CLAIM)?.evidence ?? [];
  return markdownTable(
    [['L', 'right'], ['m'], ['p of m', 'right'], ['its interval at 95 %'], ['m^1']],
    found.flatMap((item) => {
      const length = lengthOf(item.name);
      return length === null ? [] : [[grouped(length), ...exponentCells(item)]];
    }),
  );
}

function exponentCells({ domain, numbers, supports }: NamedEvidence): string[] {
  const { exponent, exponentInterval } = numbers as { exponent: number; exponentInterval: [number, number] | null };
  return [
    withThousands(domain.replace(/^.* m = /, '')),
    thousandths(exponent),
    exponentInterval === null ? 'not told' : exponentInterval.map(thousandths).join(' … '),
    supports === 'holds' ? supports : `**${supports}**`,
  ];
}
