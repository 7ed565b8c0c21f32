/** What was achieved of what the device could, against arithmetic intensity. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import { lengthText, logAxis } from '../axes.js';
import { type Chart, dotMark, drawChart, lineMark } from '../chart.js';
import { numberText } from '../numbers.js';
import { SERIES_STYLES, type SeriesStyle } from '../palette.js';
import { chartGroups, type SeriesGroup, seriesWith } from '../series.js';

const ROOF: SeriesStyle = { ...SERIES_STYLES[0]!, colour: 'currentColor', dash: null };

/** FLOPs a byte of the least traffic, and what was achieved; null where nothing is computed or nothing was measured. */
function place({
  status,
  cost,
  achieved,
}: BenchPoint): { readonly intensity: number; readonly teraflops: number } | null {
  if (status !== 'measured' || cost === null || achieved === null || cost.flops === 0) return null;
  const bytes = cost.bytesRead + cost.bytesWritten;
  // A share of a ceiling says that the ceiling was measured where this ran.
  const hasCeiling = achieved.percentOfCopy !== null || achieved.percentOfMatrixProduct !== null;
  if (bytes === 0 || !hasCeiling || !(achieved.teraflopsPerSecond > 0)) return null;
  return { intensity: cost.flops / bytes, teraflops: achieved.teraflopsPerSecond };
}

/** One chart for each suite and precision that has points with a ceiling. */
export function rooflineCharts(slug: string, result: BenchResult): Chart[] {
  return chartGroups(seriesWith(result, (point) => place(point) !== null)).map((group) =>
    rooflineChart(slug, result, group),
  );
}

function rooflineChart(slug: string, { ceilings }: BenchResult, group: SeriesGroup) {
  const { precision, series } = group;
  const copy = ceilings.copyGigabytesPerSecond;
  const product = precision === 'f64' ? null : ceilings.matrixProductTeraflops[precision];
  const drawn = series.map(({ points, style, label }) => ({
    style,
    label,
    points: points.map((point) => ({ point, ...place(point)! })),
  }));
  const intensities = drawn.flatMap(({ points }) => points.map(({ intensity }) => intensity));
  const ridge = copy === null || product === null ? null : (1000 * product) / copy;
  const [low, high] = [Math.min(...intensities, ridge ?? Infinity) / 2, Math.max(...intensities, ridge ?? 0) * 2];
  const roofAt = (intensity: number) =>
    Math.min(product ?? Infinity, copy === null ? Infinity : (copy * intensity) / 1000);
  const roof = [low, ...(ridge === null ? [] : [ridge]), high].map((x) => ({ x, y: roofAt(x) }));
  const rates = [...drawn.flatMap(({ points }) => points.map(({ teraflops }) => teraflops)), ...roof.map(({ y }) => y)];
  const ceilingText = [
    copy === null ? 'no copy ceiling' : `copy ${numberText(copy)} GB/s`,
    product === null ? 'no matrix product ceiling' : `matrix product ${numberText(product)} TFLOP/s`,
  ].join(', ');
  return drawChart({
    slug: `${slug}-roofline-${group.slug}`,
    title: `Roofline: ${group.name}`,
    description: `Logarithmic axes: the roof of what the device could, measured in the same run (${ceilingText}), and below it what each point achieved. The distance to the roof is what was left.`,
    seen: `${drawn.map(({ label, points }) => `${label}: ${rateText(points.map(({ teraflops }) => teraflops))}`).join('; ')}.`,
    plot: {
      x: { ...logAxis([low, high]), label: 'arithmetic intensity (FLOP/byte)' },
      y: { ...logAxis(rates), label: 'achieved (TFLOP/s)' },
      marks: [
        lineMark(roof, ROOF),
        ...drawn.flatMap(({ points, style, label }) => {
          const dots = points.map(({ point, intensity, teraflops }) => ({
            x: intensity,
            y: teraflops,
            title: `${label}, L = ${lengthText(point.length)}: ${numberText(teraflops)} TFLOP/s at ${numberText(intensity)} FLOP/byte`,
          }));
          return [lineMark(dots, style, 0.35), dotMark(dots, style)];
        }),
      ],
    },
    legend: [
      { label: 'roof: copy, and matrix product', style: ROOF, shows: 'line' },
      ...drawn.map(({ label, style }) => ({ label, style, shows: 'both' as const })),
    ],
    table: {
      columns: [
        'series',
        'L (tokens)',
        'FLOP/byte',
        'TFLOP/s',
        'GB/s',
        'of copy (%)',
        'of matrix product (%)',
        'bound by',
      ],
      rows: series.flatMap(({ name, points }) =>
        points.map((point) => {
          const { gigabytesPerSecond, percentOfCopy, percentOfMatrixProduct, bound } = point.achieved!;
          const { intensity, teraflops } = place(point)!;
          return [
            name,
            point.length,
            intensity,
            teraflops,
            gigabytesPerSecond,
            percentOfCopy,
            percentOfMatrixProduct,
            bound,
          ];
        }),
      ),
    },
  });
}

function rateText(teraflops: readonly number[]): string {
  const ends = [Math.min(...teraflops), Math.max(...teraflops)].map(numberText);
  return `${[...new Set(ends)].join(' to ')} TFLOP/s`;
}
