/** A chart: drawn by Observable Plot without a browser, with its legend in it, and the same for a file of its own. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeText, Markup, printable } from './html.js';
import { type SeriesStyle, standalone } from './palette.js';
import type { Table } from './table.js';

/** The width in units of the drawing: narrow, so that its text can still be read on a telephone. */
export const CHART_WIDTH = 400;
const PLOT_HEIGHT = 270;
const LEGEND_ROW = 20;
const LEGEND_GAP = 8;
const FONT_SIZE = 13;
const LONGEST_LABEL = 49;
/** Around a chart that is a file: it may stand on a ground of any colour. */
const FILE_MARGIN = 10;

/** What a chart is made of. */
export interface ChartSpec {
  /** Names its files and ids: lower-case letters, digits and hyphens. */
  readonly slug: string;
  readonly title: string;
  /** How the chart is to be read: one or two sentences. */
  readonly description: string;
  /** What is seen, for who does not see it. */
  readonly seen: string;
  /** The height of what is above the legend, where it is not the usual one. */
  readonly height?: number;
  readonly plot: Omit<Plot.PlotOptions, 'document' | 'width' | 'height'>;
  readonly legend: readonly LegendEntry[];
  /** All numbers of the chart. */
  readonly table: Table;
}

/** A line of the legend. */
export interface LegendEntry {
  readonly label: string;
  /** What follows the label; the label is shortened for it. */
  readonly note?: string;
  readonly style: SeriesStyle;
  readonly shows: 'line' | 'marks' | 'both' | 'ring';
}

/** A chart that was drawn. */
export interface Chart extends Pick<ChartSpec, 'slug' | 'title' | 'description' | 'seen' | 'table'> {
  /** For the page, whose style sheet decides its colours. */
  readonly inline: Markup;
  /** A file of its own. */
  readonly file: string;
}

const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
  document: NonNullable<Plot.PlotOptions['document']>;
};

/** Draws a chart. The same data give the same text. */
export function drawChart(spec: ChartSpec): Chart {
  const { slug, title, description, seen, height: plotHeight = PLOT_HEIGHT, plot, legend, table } = spec;
  const drawn = inner(
    Plot.plot({
      marginLeft: 58,
      marginBottom: 44,
      marginTop: 30,
      ...plot,
      document,
      width: CHART_WIDTH,
      height: plotHeight,
    }),
  );
  const height = plotHeight + LEGEND_GAP + LEGEND_ROW * legend.length;
  const [width, tall] = [CHART_WIDTH + 2 * FILE_MARGIN, height + 2 * FILE_MARGIN];
  const open = (box: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="${box}" role="img" aria-labelledby="${slug}-title ${slug}-description" fill="currentColor" font-family="system-ui, sans-serif" font-size="${FONT_SIZE}" text-anchor="middle"`;
  const body = `<title id="${slug}-title">${escapeText(title)}</title><desc id="${slug}-description">${escapeText(`${description} ${seen}`)}</desc>${drawn}<g transform="translate(0,${plotHeight + LEGEND_GAP})">${legendGroup(legend)}</g></svg>`;
  return {
    slug,
    title,
    description,
    seen,
    table,
    inline: new Markup(`${open(`0 0 ${CHART_WIDTH} ${height}`)}>${body}`),
    file: `<?xml version="1.0" encoding="UTF-8"?>\n${standalone(
      `${open(`-${FILE_MARGIN} -${FILE_MARGIN} ${width} ${tall}`)} width="${2 * width}" height="${2 * tall}" color="#000000" style="background:#ffffff">${body}`,
    )}\n`,
  };
}

function legendGroup(entries: readonly LegendEntry[]): string {
  const height = LEGEND_ROW * entries.length;
  const middle = (row: number) => LEGEND_ROW * (row + 0.5);
  if (entries.length === 0) return '';
  return inner(
    Plot.plot({
      document,
      width: CHART_WIDTH,
      height,
      margin: 0,
      axis: null,
      x: { type: 'identity' },
      y: { type: 'identity' },
      marks: entries.flatMap(({ label, note, style, shows }, row) => [
        ...(shows === 'line' || shows === 'both'
          ? [
              lineMark(
                [
                  { x: 16, y: middle(row) },
                  { x: 48, y: middle(row) },
                ],
                style,
              ),
            ]
          : []),
        ...(shows === 'marks' || shows === 'both' ? [dotMark([{ x: 32, y: middle(row) }], style)] : []),
        ...(shows === 'ring' ? [ringMark([{ x: 32, y: middle(row) }])] : []),
        Plot.text([shortened(label, note)], { x: 58, y: middle(row), textAnchor: 'start', lineAnchor: 'middle' }),
      ]),
    }),
  );
}

/** Points of a chart: `title` is what is shown under the pointer. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly title?: string;
}

/** A line through points, in the colour and dash of a series. */
export function lineMark(points: readonly ChartPoint[], { colour, dash }: SeriesStyle, opacity = 1): Plot.Markish {
  const dashes = dash === null ? {} : { strokeDasharray: dash };
  return Plot.line(points, { x: 'x', y: 'y', stroke: colour, strokeWidth: 1.75, strokeOpacity: opacity, ...dashes });
}

/** A mark at each point, in the colour and shape of a series. */
export function dotMark(points: readonly ChartPoint[], { colour, symbol }: SeriesStyle): Plot.Markish {
  // Of the same area a star would reach twice as far as the others.
  const r = symbol === 'star' ? 2.2 : 3.5;
  return Plot.dot(points, { x: 'x', y: 'y', symbol, stroke: colour, strokeWidth: 1.75, r, ...titlesOf(points) });
}

/** A ring around each point, in the colour of the text. */
export function ringMark(points: readonly ChartPoint[]): Plot.Markish {
  return Plot.dot(points, { x: 'x', y: 'y', stroke: 'currentColor', strokeWidth: 1.25, r: 6.5, ...titlesOf(points) });
}

/** What is below a line, faintly; where two overlap, less so. */
export function shadeMark(points: readonly ChartPoint[], bottom: number): Plot.Markish {
  return Plot.areaY(points, { x: 'x', y1: bottom, y2: 'y', fill: 'currentColor', fillOpacity: 0.06 });
}

function titlesOf(points: readonly ChartPoint[]) {
  return points.some(({ title }) => title !== undefined)
    ? { title: ({ title }: ChartPoint) => printable(title ?? '') }
    : {};
}

/** An upright line from the low to the high end of an interval. */
export function intervalMark(
  points: readonly { readonly x: number; readonly low: number; readonly high: number }[],
  { colour }: SeriesStyle,
): Plot.Markish {
  return Plot.ruleX(points, { x: 'x', y1: 'low', y2: 'high', stroke: colour, strokeWidth: 1.25 });
}

/** A label cut to the width of a chart; the note after it stays whole. */
export function shortened(label: string, note = ''): string {
  const text = printable(label);
  const characters = [...text];
  const longest = LONGEST_LABEL - note.length;
  return `${characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`}${printable(note)}`;
}

/** What is in a drawing, without its own style sheet, and with hundredths for the smallest distances. */
function inner(drawing: unknown): string {
  return (drawing as { innerHTML: string }).innerHTML
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replaceAll(/<[a-z][^>]*>/g, (tag) => tag.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, hundredths));
}

/** Rounded: of two machines whose logarithms differ in the last digit, both draw the same. */
function hundredths(number: string): string {
  return String(Number(Number(number).toFixed(2)));
}
