/** What copying needs, and what is kept for it. */
import { type BenchResult, informationKept } from '@verbatim/bench';
import { neededCharts } from '../charts/needed-chart.js';
import { largestTable } from '../charts/needed-tables.js';
import { html } from '../html.js';
import { csv } from '../table.js';
import { chartFigures, chartFiles, type Part, savedTable } from './section.js';

/** Null where the run has nothing that keeps bits at two lengths or more. */
export function neededPart(id: string, result: BenchResult): Part | null {
  const kept = informationKept(result);
  const table = largestTable(kept.toSorted((a, b) => (a.series < b.series ? -1 : 1)));
  if (table.rows.length === 0) return null;
  const charts = neededCharts(id, result);
  const slug = `${id}-largest-lengths`;
  return {
    id: `${id}-needed`,
    title: 'Bits stored against bits needed',
    body: html`<p>Strings of L letters of D, all equally likely, are L·log2 D bits. A model that keeps fewer from the input to the answer
cannot copy them all, whatever it computes; one that keeps more need not be able to.</p>
${chartFigures(charts)}${savedTable(slug, 'Largest lengths of which the bits kept can tell all strings apart', table)}`,
    files: [...chartFiles(charts), { name: `${slug}.csv`, content: csv(table) }],
  };
}
