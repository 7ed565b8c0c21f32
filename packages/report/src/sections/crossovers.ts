/** Where attention outgrows what keeps a bounded memory. */
import type { BenchResult } from '@verbatim/bench';
import { crossoverCharts, crossoverTable } from '../charts/crossover-chart.js';
import { html } from '../html.js';
import { csv } from '../table.js';
import { chartFigures, chartFiles, type Part, savedTable } from './section.js';

/** Null for a run without pairs. */
export function crossoversPart(id: string, result: BenchResult): Part | null {
  if (result.crossovers.length === 0) return null;
  const charts = crossoverCharts(id, result);
  const table = crossoverTable(result.crossovers);
  const slug = `${id}-crossovers`;
  return {
    id: `${id}-crossover-lengths`,
    title: 'Crossover lengths',
    body: html`${chartFigures(charts)}${savedTable(slug, 'Lengths at which one series outgrows another', table)}`,
    files: [...chartFiles(charts), { name: `${slug}.csv`, content: csv(table) }],
  };
}
