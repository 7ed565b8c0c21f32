/** The charts of a measuring run by themselves, for pages that are not a report. */
import type { BenchResult } from '@verbatim/bench';
import type { Chart } from './chart.js';
import { crossoverCharts } from './charts/crossover-chart.js';
import { neededCharts } from './charts/needed-chart.js';
import { rooflineCharts } from './charts/roofline-chart.js';
import { memoryCharts, timeCharts } from './charts/scaling-chart.js';

/** A chart as a file of its own. */
export interface ChartFile {
  /** Without an ending: `h100-time-decode-f32` of the slug `h100`. */
  readonly name: string;
  readonly title: string;
  /** What is seen, in words and numbers. */
  readonly seen: string;
  /** An SVG document on a white ground, which needs nothing else. */
  readonly svg: string;
}

/**
 * Every chart of a run, as the report has it: times, memory, bits needed, crossover lengths, rooflines. The same run gives the
 * same bytes.
 *
 * @param slug - begins all names: lower-case letters, digits and hyphens.
 */
export function measuredCharts(slug: string, result: BenchResult): readonly ChartFile[] {
  const charts: readonly Chart[] = [timeCharts, memoryCharts, neededCharts, crossoverCharts, rooflineCharts].flatMap(
    (make) => make(slug, result),
  );
  return charts.map(({ slug: name, title, seen, file }) => ({ name, title, seen, svg: file }));
}
