/** What `verbatim compare` says of a sweep after the first one, a line for each series that got faster or slower. */
import { type BenchResult, type Comparison, compareRuns, type PointComparison } from '@verbatim/bench';
import { markdownList, markdownTable, wrapped } from '../docs/markdown.js';
import { grouped, readable } from '../docs/numbers.js';

/** The table, and how many points have which verdict. */
export function gainTable(first: BenchResult, next: BenchResult): string {
  const comparison = compareRuns(first, next);
  const { counts, onlyBase, onlyNext } = comparison;
  const verdicts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${grouped(count)} ${verdict}`);
  return [
    wrapped(
      `Of the points that both runs have: ${verdicts.join(', ')}, at a margin of ${readable(100 * comparison.maxSlowdown)} %; ` +
        `${grouped(onlyBase.length)} points are in the first run alone, ${grouped(onlyNext.length)} in this one.`,
    ),
    markdownTable(
      [
        ['series'],
        ['points', 'right'],
        ['faster', 'right'],
        ['same', 'right'],
        ['slower', 'right'],
        ['undecided', 'right'],
        ['least gain', 'right'],
        ['largest gain', 'right'],
      ],
      seriesRows(comparison),
    ),
    ...worsePoints(comparison),
  ].join('\n\n');
}

/** The points that are worse by what is counted, which gates without a margin, and what became of their time. */
function worsePoints({ points }: Comparison): string[] {
  const worse = points.filter(({ verdict }) => verdict === 'worse');
  if (worse.length === 0) {
    return [];
  }
  const items = worse.map(({ id, times, worse: reasons }) => {
    const gains = times.map(({ cache, ratio }) => `, a gain of ${readable(1 / ratio)} with a ${cache} cache`);
    return `\`${id}\`${gains.join('')}: ${reasons.join('; ')}`;
  });
  return ['What is counted has no margin. Worse by that are:', markdownList(items)];
}

/** Series of which some time is surely another than it was, by name. Gains are times of before over times of now. */
function seriesRows({ points }: Comparison): string[][] {
  const bySeries = new Map<string, PointComparison[]>();
  for (const point of points) {
    const series = point.id.slice(0, point.id.lastIndexOf('/'));
    bySeries.set(series, [...(bySeries.get(series) ?? []), point]);
  }
  return [...bySeries]
    .map(([series, found]) => ({
      series,
      times: found.flatMap(({ times }) => times.find(({ cache }) => cache === 'cold') ?? []),
    }))
    .filter(({ times }) => times.some(({ verdict }) => verdict === 'faster' || verdict === 'slower'))
    .map(({ series, times }) => {
      const gains = times.map(({ ratio }) => 1 / ratio);
      const count = (wanted: string) => grouped(times.filter(({ verdict }) => verdict === wanted).length);
      return [
        series,
        grouped(times.length),
        ...['faster', 'same', 'slower', 'undecided'].map(count),
        readable(Math.min(...gains)),
        readable(Math.max(...gains)),
      ];
    })
    .sort(([a], [b]) => a!.localeCompare(b!, 'en', { numeric: true }));
}
