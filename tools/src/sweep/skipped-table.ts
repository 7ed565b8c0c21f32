/** The points that were not measured, and why. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import { markdownTable } from '../docs/markdown.js';
import { grouped, withThousands } from '../docs/numbers.js';

/** A row for points of a suite whose reasons differ in numbers alone; the reason is that of the shortest. */
export function skippedTable({ points }: BenchResult): string {
  const groups = new Map<string, BenchPoint[]>();
  for (const point of points.filter(({ status }) => status !== 'measured')) {
    const key = `${point.suite} ${point.kernel} ${point.status} ${point.reason?.replaceAll(/\d+/g, '#')}`;
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const rows = [...groups.values()].map((found) => {
    const sorted = found.toSorted((a, b) => a.length - b.length);
    const [first] = sorted as [BenchPoint, ...BenchPoint[]];
    const unique = (values: readonly (string | number)[]) => [...new Set(values)];
    const lengths = unique(sorted.map(({ length }) => length)).map(grouped);
    return {
      first,
      cells: [
        first.suite,
        first.kernel,
        unique(sorted.map(({ precision }) => precision))
          .sort()
          .join(', '),
        lengths.join('; '),
        first.status,
        withThousands(first.reason ?? ''),
      ],
    };
  });
  // Points were visited in random order.
  const byName = (of: (typeof rows)[number]) => `${of.first.suite}/${of.first.kernel}`;
  return markdownTable(
    [['suite'], ['operation'], ['precision'], ['L'], ['status'], ['reason at the shortest']],
    rows
      .sort((a, b) => (byName(a) === byName(b) ? a.first.length - b.first.length : byName(a) < byName(b) ? -1 : 1))
      .map(({ cells }) => cells),
  );
}
