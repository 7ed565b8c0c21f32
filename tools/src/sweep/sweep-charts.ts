/** The charts of the sweep that pages show, from those of the report. */
import type { BenchResult } from '@verbatim/bench';
import { type ChartFile, measuredCharts } from '@verbatim/report';

/** Where the charts are, from the root of the repository. */
export const CHARTS_FOLDER = 'docs/results/';

/** Which charts are shown where, by the names that the report gives them. */
export const SHOWN_CHARTS = {
  decode: [
    'time-decode-f32-cuda',
    'time-decode-f32-webgpu-1',
    'time-decode-f32-webgpu-2',
    'time-decode-f16-cuda',
    'time-decode-f16-webgpu',
  ],
  prefill: [
    'time-prefill-f32-cuda',
    'time-prefill-f32-webgpu-1',
    'time-prefill-f32-webgpu-2',
    'time-prefill-f32-webgpu-3',
    'time-prefill-f16-cuda',
    'time-prefill-f16-webgpu',
  ],
  construction: ['time-construction-f32'],
  memory: ['carried-state-f32-1', 'carried-state-f32-2', 'needed-state-f32-1', 'memory-prefill-f32-webgpu-1'],
  crossovers: ['crossover-1', 'crossover-2', 'crossover-3'],
  roofline: [
    'roofline-decode-f32-cuda',
    'roofline-decode-f32-webgpu-1',
    'roofline-prefill-f32-cuda',
    'roofline-prefill-f32-webgpu-1',
    'roofline-prefill-f16-cuda',
    'roofline-prefill-f16-webgpu',
  ],
} as const;

/** The width of a chart in a page: two side by side on a desk, and one below the other on a telephone. */
const WIDTH = 400;

/**
 * The charts of a sweep that pages show, by name.
 *
 * @throws Error when the report has no chart of a name that is shown.
 */
export function sweepCharts(result: BenchResult): ReadonlyMap<string, ChartFile> {
  const made = new Map(measuredCharts('h100', result).map((chart) => [chart.name, chart]));
  const names = Object.values(SHOWN_CHARTS).flat();
  return new Map(
    names.map((name) => {
      const chart = made.get(`h100-${name}`);
      if (chart === undefined) throw new Error(`the sweep has no chart ${name}; it has ${[...made.keys()].join(', ')}`);
      return [name, chart];
    }),
  );
}

/**
 * Images as HTML, which has a width; what is seen in them is their alternative text.
 *
 * @param folder - the way from the page to {@link CHARTS_FOLDER}, such as `results/`.
 */
export function chartImages(charts: ReadonlyMap<string, ChartFile>, names: readonly string[], folder: string): string {
  return names
    .map((name) => {
      const { name: file, title, seen } = charts.get(name)!;
      return `<img src="${folder}${file}.svg" width="${WIDTH}" alt="${escaped(`${title}. ${seen}`)}">`;
    })
    .join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
