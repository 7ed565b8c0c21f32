/** The points that the suites have and a run that was stopped did not come to. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import { declaredSuites, plannedPoints } from '@verbatim/benchmarks';
import { markdownTable, wrapped } from '../docs/markdown.js';
import { grouped } from '../docs/numbers.js';

/** What is planned of a point. */
export type Planned = Pick<BenchPoint, 'id' | 'length'>;

/** All points that `verbatim bench` plans without a selection. */
export function everyPoint(): readonly Planned[] {
  return plannedPoints(declaredSuites, {
    kernels: null,
    lengths: null,
    precisions: null,
    backends: null,
    quick: false,
  });
}

/** A row for each series with the lengths that are missing, and how many points there are; empty where none is missing. */
export function notVisited({ points }: BenchResult, planned: readonly Planned[]): string[] {
  const ids = new Set(points.map(({ id }) => id));
  const missing = planned.filter(({ id }) => !ids.has(id));
  if (missing.length === 0) return [];
  const bySeries = new Map<string, number[]>();
  for (const { id, length } of missing) {
    const series = id.slice(0, id.lastIndexOf('/'));
    bySeries.set(series, [...(bySeries.get(series) ?? []), length]);
  }
  const rows = [...bySeries]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([series, lengths]) => [...series.split('/'), lengths.map(grouped).join('; ')]);
  return [
    wrapped(
      `Points are visited in a random order, and the time on the card was over before the last ${grouped(missing.length)} of ` +
        `${grouped(planned.length)}; the result was made of the journal of the run:`,
    ),
    markdownTable([['suite'], ['operation'], ['precision'], ['backend'], ['L']], rows),
  ];
}
