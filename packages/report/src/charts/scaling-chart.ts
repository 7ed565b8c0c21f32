/** Time and memory against length, on logarithmic axes, with intervals and fitted laws. */
import { type BenchPoint, type BenchResult, type FittedLaw, lawAt } from '@verbatim/bench';
import { byteAxis, type LogAxis, lengthAxis, lengthText, logAxis } from '../axes.js';
import { type Chart, type ChartPoint, dotMark, drawChart, intervalMark, type LegendEntry, lineMark } from '../chart.js';
import { BYTE_UNITS, numberText, TIME_UNITS, type Unit, unitFor } from '../numbers.js';
import { SERIES_STYLES } from '../palette.js';
import {
  carriedBytes,
  chartGroups,
  exponentText,
  lawOf,
  type Series,
  type SeriesGroup,
  type StyledSeries,
  seriesWith,
  timeOf,
} from '../series.js';
import type { Table } from '../table.js';
import { memoryTable, timeTable } from './scaling-tables.js';

const LAW_STEPS = 48;
/** Wide enough for `512 MiB`. */
const MARGIN_LEFT = 66;

/** What one kind of chart shows. */
interface Quantity {
  readonly name: string;
  readonly slug: string;
  readonly axis: string;
  readonly units: readonly Unit[];
  readonly description: string;
  /** An axis for values, and the unit that they are in on it. */
  scale(values: readonly number[]): { readonly axis: LogAxis; readonly unit: Unit };
  /** The law of these values. */
  law(result: BenchResult, series: Series): FittedLaw | undefined;
  value(point: BenchPoint): { readonly median: number; readonly low: number; readonly high: number } | null;
  table(series: readonly StyledSeries[]): Table;
}

/** Times of all suites, one chart for each suite and precision. */
export function timeCharts(slug: string, result: BenchResult): Chart[] {
  return charts(slug, result, {
    name: 'Time',
    slug: 'time',
    axis: 'time of one run',
    units: TIME_UNITS,
    scale(values) {
      const unit = unitFor(TIME_UNITS, Math.sqrt(Math.max(...values) * Math.max(Math.min(...values), 1)));
      return { axis: logAxis(values.map((value) => value / unit.size).filter((y) => y > 0)), unit };
    },
    law: (run, { name }) => lawOf(run, name, 'time'),
    description:
      'medians with their intervals as marks, fitted laws a + b·L^p as lines over the lengths that they are about; other points are joined faintly',
    value: timeOf,
    table: timeTable,
  });
}

/** What is carried from the input to the answer, and all that is live, one chart each for each suite and precision. */
export function memoryCharts(slug: string, result: BenchResult): Chart[] {
  const bytes = (of: (point: BenchPoint) => number | null) => (point: BenchPoint) => {
    const value = of(point);
    return value === null || value === 0 ? null : { median: value, low: value, high: value };
  };
  return [
    ...charts(slug, result, {
      name: 'KV cache and state',
      slug: 'carried',
      axis: 'KV cache and state',
      units: BYTE_UNITS,
      scale: byteScale,
      law: (run, series) => (series.points.every(isAllCarried) ? lawOf(run, series.name, 'bytes') : undefined),
      description:
        'bytes that are carried from the input to the answer, counted exactly, and the L·log2 D bits that copying needs at the least',
      value: bytes(carriedBytes),
      table: memoryTable,
    }),
    ...charts(slug, result, {
      name: 'Memory',
      slug: 'memory',
      axis: 'all that is live',
      units: BYTE_UNITS,
      scale: byteScale,
      law: (run, { name }) => lawOf(run, name, 'bytes'),
      description: 'all live bytes, counted exactly, as marks, and laws as lines, where more is live than is carried',
      value: bytes((point) => (point.memory === null || isAllCarried(point) ? null : point.memory.ledgerBytes)),
      table: memoryTable,
    }),
  ];
}

/** Ticks of bytes have units of their own: 1 KiB, 1 MiB, 1 GiB. */
function byteScale(values: readonly number[]) {
  return { axis: byteAxis(values), unit: { name: 'bytes', size: 1 } };
}

/** Whether nothing is live but what is carried: then the laws of all live bytes are laws of these. */
function isAllCarried(point: BenchPoint): boolean {
  return point.memory?.ledgerBytes === carriedBytes(point);
}

function charts(slug: string, result: BenchResult, quantity: Quantity): Chart[] {
  const series = seriesWith(result, (point) => quantity.value(point) !== null);
  return chartGroups(series).map((group) => scalingChart(slug, result, group, quantity));
}

function scalingChart(slug: string, result: BenchResult, group: SeriesGroup, quantity: Quantity): Chart {
  const { series } = group;
  const lengths = series.flatMap(({ points }) => points.map(({ length }) => length));
  const drawn = series.map((one) => {
    const law = quantity.law(result, one);
    const points = one.points.map((point) => ({ length: point.length, ...quantity.value(point)! }));
    return { ...one, points, law, same: JSON.stringify(points) };
  });
  const needed = quantity.slug === 'carried' ? leastBytes(lengths) : [];
  const values = drawn.flatMap(({ points }) => points.flatMap(({ low, median, high }) => [low, median, high]));
  const { axis, unit } = quantity.scale([...values, ...needed.map(({ y }) => y)]);
  const scaled = (line: readonly ChartPoint[]) => line.map((point) => ({ ...point, y: point.y / unit.size }));
  const spare = SERIES_STYLES[series.length % SERIES_STYLES.length]!;
  const dashed = { ...spare, colour: 'currentColor', dash: '1 3' };
  return drawChart({
    slug: `${slug}-${quantity.slug}-${group.slug}`,
    title: `${quantity.name} against length: ${group.name}`,
    description: `Logarithmic axes: ${quantity.description}.`,
    seen: `${drawn.map(({ label, points, law }) => `${label}: ${seriesText(points, quantity, law)}`).join('; ')}.`,
    plot: {
      marginLeft: MARGIN_LEFT,
      x: { ...lengthAxis(lengths), label: 'input length L (tokens; 1k = 1,024)' },
      y: {
        ...axis,
        label: `${quantity.axis} (${unit.name})`,
      },
      marks: [
        ...(needed.length > 1 ? [lineMark(scaled(needed), dashed)] : []),
        ...drawn.flatMap(({ points, law, style, label }) => {
          const dots = points.map(({ length, median }) => ({
            x: length,
            y: median,
            title: `${label}, L = ${lengthText(length)}: ${valueText(median, quantity)}`,
          }));
          return [
            ...outsideOf(law, dots).map((line) => lineMark(scaled(line), style, 0.35)),
            ...(law === undefined ? [] : [lineMark(scaled(lawLine(law)), style)]),
            intervalMark(
              points.map(({ length, low, high }) => ({ x: length, low: low / unit.size, high: high / unit.size })),
              style,
            ),
            dotMark(scaled(dots), style),
          ];
        }),
      ],
    },
    legend: [
      ...drawn.map(({ label, style, law, same }): LegendEntry => {
        // Where one lies upon another, the marks alone would not say whose they are.
        const other = drawn.find((one) => one.same === same)!.label;
        const note = other !== label ? `as ${other}` : law === undefined ? null : exponentText(law);
        return { label, ...(note === null ? {} : { note: `: ${note}` }), style, shows: 'both' };
      }),
      ...(needed.length > 1 ? [{ label: 'L·log2 D bits for D = 256', style: dashed, shows: 'line' as const }] : []),
    ],
    table: quantity.table(series),
  });
}

/** A law over the lengths that it is about, and no further. */
function lawLine(law: FittedLaw): ChartPoint[] {
  const [low, high] = [Math.min(...law.lengths), Math.max(...law.lengths)];
  return Array.from({ length: LAW_STEPS + 1 }, (_, i) => low * (high / low) ** (i / LAW_STEPS))
    .map((length) => ({ x: length, y: lawAt(law, length) }))
    .filter(({ y }) => y > 0);
}

/** Runs of points that a law says nothing of, each with the first and the last point that it is about; all points without a law. */
function outsideOf(law: FittedLaw | undefined, points: readonly ChartPoint[]): (readonly ChartPoint[])[] {
  if (law === undefined) return [points];
  const [low, high] = [Math.min(...law.lengths), Math.max(...law.lengths)];
  const [before, after] = [points.filter(({ x }) => x <= low), points.filter(({ x }) => x >= high)];
  return [before, after].filter(({ length }) => length > 1);
}

/** L letters of 256 are L bytes. */
function leastBytes(lengths: readonly number[]): ChartPoint[] {
  return [Math.min(...lengths), Math.max(...lengths)].map((length) => ({ x: length, y: length }));
}

function valueText(value: number, { units }: Quantity): string {
  const unit = unitFor(units, value);
  return `${numberText(value / unit.size)} ${unit.name}`;
}

function seriesText(
  points: readonly { readonly length: number; readonly median: number }[],
  quantity: Quantity,
  law: FittedLaw | undefined,
): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  const at = ({ length, median }: typeof first) => `${valueText(median, quantity)} at ${lengthText(length)}`;
  const fitted = law === undefined ? '' : `, ${exponentText(law)}`;
  return first === last ? at(first) : `${at(first)}, ${at(last)}${fitted}`;
}
