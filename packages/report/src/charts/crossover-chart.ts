/** The lengths at which one series outgrows another, each with its interval. */
import * as Plot from '@observablehq/plot';
import type { BenchResult, Crossover } from '@verbatim/bench';
import { lengthAxis } from '../axes.js';
import { type Chart, dotMark, drawChart, shortened } from '../chart.js';
import { numberText } from '../numbers.js';
import { SERIES_STYLES } from '../palette.js';
import type { Table } from '../table.js';

/** Rows of one chart. */
const MOST_ROWS = 12;
const ROW_HEIGHT = 40;
const MARGINS = { marginLeft: 12, marginRight: 12, marginTop: 8 } as const;
/** Where in a row its name, and its mark. */
const NAME_AT = 0.3;
const MARK_AT = 0.72;
const [WITH_INTERVAL, WITHOUT] = SERIES_STYLES as [(typeof SERIES_STYLES)[0], (typeof SERIES_STYLES)[0]];

interface Crossing extends Crossover {
  readonly length: number;
}

/** A chart for each kind of crossover that some pair has, or several where one could not hold all pairs. */
export function crossoverCharts(slug: string, result: BenchResult): Chart[] {
  const kinds = [...new Set(result.crossovers.map(({ what }) => what))];
  let number = 0;
  return kinds.flatMap((what) => {
    const pairs = result.crossovers.filter((crossover) => crossover.what === what);
    const crossings = pairs.filter((pair): pair is Crossing => pair.length !== null);
    const parts = Math.ceil(crossings.length / MOST_ROWS);
    return Array.from({ length: parts }, (_, part) => {
      const shown = crossings.slice(part * MOST_ROWS, (part + 1) * MOST_ROWS);
      const without = part < parts - 1 ? [] : pairs.filter(({ length }) => length === null);
      number += 1;
      return crossoverChart(`${slug}-crossover-${number}`, result, {
        title: `Crossover lengths: ${what}${parts === 1 ? '' : `, part ${part + 1} of ${parts}`}`,
        shown,
        without,
      });
    });
  });
}

interface Shown {
  readonly title: string;
  readonly shown: readonly Crossing[];
  /** Pairs of this kind that have no crossing, for the table. */
  readonly without: readonly Crossover[];
}

function crossoverChart(slug: string, result: BenchResult, { title, shown, without }: Shown): Chart {
  const names = new Set(shown.flatMap(({ first, second }) => [first, second]));
  // The lengths at which these pairs were looked at: where in them a crossing lies is seen.
  const measured = result.points
    .filter(({ suite, kernel, precision, backend }) => names.has([suite, kernel, precision, backend].join('/')))
    .map(({ length }) => length);
  const rows = shown.map((pair, row) => ({ ...pair, name: pairName(pair), row, bar: barOf(pair) }));
  const x = lengthAxis([...measured, ...rows.flatMap(({ length, bar }) => [length, ...(bar ?? [])])]);
  const middle = Math.sqrt(x.domain[0] * x.domain[1]);
  const known = rows.filter(({ bar }) => bar !== null);
  const unknown = rows.filter(({ bar }) => bar === null);
  const exact = rows.every(({ bar }) => bar !== null && bar[0] === bar[1]);
  const dots = (of: typeof rows) =>
    of.map(({ length, name, row, bar }) => ({
      x: length,
      y: row + MARK_AT,
      title: `${name}: ${crossingText(length, bar)}`,
    }));
  return drawChart({
    slug,
    title,
    description: `The length from which on the first of two is above the second, on a logarithmic axis${
      exact || known.length === 0 ? '' : ', with a bar over its interval'
    }.${
      without.length === 0
        ? ''
        : ` ${without.length === 1 ? 'One pair has' : `${without.length} pairs have`} no crossing; the table says why.`
    }`,
    seen: `${rows.map(({ name, length, bar }) => `${name}: ${crossingText(length, bar)}`).join('; ')}.`,
    height: ROW_HEIGHT * rows.length + 52,
    plot: {
      ...MARGINS,
      x: { ...x, label: 'input length L (tokens; 1k = 1,024)' },
      y: { type: 'linear', domain: [rows.length, 0], axis: null },
      marks: [
        Plot.ruleY(rows, { y: ({ row }) => row + MARK_AT, strokeOpacity: 0.15 }),
        Plot.text(rows, {
          x: x.domain[0],
          y: ({ row }) => row + NAME_AT,
          text: ({ name }) => shortened(name),
          textAnchor: 'start',
        }),
        Plot.ruleY(known, {
          y: ({ row }) => row + MARK_AT,
          x1: ({ bar }) => bar![0],
          x2: ({ bar }) => bar![1],
          stroke: WITH_INTERVAL.colour,
          strokeWidth: 5,
          strokeOpacity: 0.5,
        }),
        dotMark(dots(known), WITH_INTERVAL),
        dotMark(dots(unknown), WITHOUT),
        ...([true, false] as const).map((left) =>
          Plot.text(
            rows.filter(({ length }) => length > middle === left),
            {
              x: ({ length, bar }) => (left ? (bar?.[0] ?? length) : (bar?.[1] ?? length)),
              y: ({ row }) => row + MARK_AT,
              text: ({ length }) => numberText(length),
              textAnchor: left ? 'end' : 'start',
              dx: left ? -9 : 9,
            },
          ),
        ),
      ],
    },
    legend: [
      ...(known.length === 0
        ? []
        : [
            {
              label: exact ? 'length, counted exactly' : 'length, and its interval',
              style: WITH_INTERVAL,
              shows: 'marks' as const,
            },
          ]),
      ...(unknown.length === 0
        ? []
        : [{ label: 'length of which no interval is known', style: WITHOUT, shows: 'marks' as const }]),
    ],
    table: crossoverTable([...shown, ...without]),
  });
}

/** All pairs, with the reason where one has no crossing in the lengths measured. */
export function crossoverTable(crossovers: readonly Crossover[]): Table {
  return {
    columns: ['what', 'first', 'second', 'the first outgrows the second at L (tokens)', 'low', 'high', 'note'],
    rows: crossovers.map(({ what, first, second, length, interval, reason }) => [
      what,
      first,
      second,
      length,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
      reason,
    ]),
  };
}

/** The interval where it can be drawn on a logarithmic axis. */
function barOf({ interval }: Crossing): readonly [number, number] | null {
  return interval !== null && interval[0] > 0 && interval[1] >= interval[0] ? interval : null;
}

function crossingText(length: number, bar: readonly [number, number] | null): string {
  const interval = bar === null ? 'no interval' : `${numberText(bar[0])} … ${numberText(bar[1])}`;
  return `L = ${numberText(length)} (${interval})`;
}

/**
 * `attention-decode > rnn, f32`, short enough for a row: the suite is in the kind, and the usual backend in the table alone. Both
 * series of a pair are of one backend.
 */
function pairName({ first, second }: Crossover): string {
  const [one, other] = [first.split('/'), second.split('/')];
  if (one.length !== 4 || other.length !== 4) return `${first} > ${second}`;
  const pair =
    one[2] === other[2] ? `${one[1]} > ${other[1]}, ${one[2]}` : `${one[1]} ${one[2]} > ${other[1]} ${other[2]}`;
  return one[3] === 'webgpu' ? pair : `${pair}, ${one[3]}`;
}
