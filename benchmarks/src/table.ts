/** Tables for people: one a suite, columns lined up, and under it what grows how. */
import Table from 'cli-table3';
import type { Growth, Point } from './point.js';

/** A table without rulings between its rows, so that it stays readable in a log. */
const LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** The points of one suite: name, parameters, counts, median, interval, samples. */
export function pointTable(points: readonly Point[]): string {
  const parameters = [...new Set(points.flatMap((point) => Object.keys(point.parameters)))];
  const counts = [...new Set(points.flatMap((point) => Object.keys(point.counts ?? {})))];
  const unit = points[0]?.unit ?? '';
  const table = new Table({
    chars: LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: ['', ...parameters, ...counts, `median, ${unit}`, 'interval', 'confidence', 'samples'],
    colAligns: ['left', ...[...parameters, ...counts, '', '', '', ''].map(() => 'right' as const)],
  });
  for (const point of points)
    table.push([
      point.name,
      ...parameters.map((name) => cell(point.parameters[name])),
      ...counts.map((name) => cell(point.counts?.[name])),
      readable(point.median),
      `${readable(point.low)} … ${readable(point.high)}`,
      `${(100 * point.confidence).toFixed(1)} %`,
      String(point.samples),
    ]);
  return table.toString().replaceAll(/ +$/gm, '');
}

/** A growth statement and its numbers, one a line. */
export function growthLines({ statement, numbers }: Growth): string {
  const lines = Object.entries(numbers).map(([name, value]) => `    ${name}: ${shown(value)}`);
  return [`  ${statement}`, ...lines].join('\n');
}

function shown(value: Growth['numbers'][string]): string {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? exactOrReadable(value) : value.map(readable).join(', ');
}

function cell(value: number | string | undefined): string {
  return typeof value === 'number' ? value.toLocaleString('en') : (value ?? '');
}

function exactOrReadable(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : readable(value);
}

/** Four significant digits; thousands separated where there are so many. */
export function readable(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(Number(value.toPrecision(4))).toLocaleString('en');
  return Number(value.toPrecision(4)).toString();
}
