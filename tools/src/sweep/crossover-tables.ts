/** The lengths at which attention outgrows what keeps a bounded memory. */
import type { BenchResult, Crossover } from '@verbatim/bench';
import { markdownList, markdownTable } from '../docs/markdown.js';
import { readable, withThousands } from '../docs/numbers.js';
import { shortName } from './series.js';

/** A row for each pair that crosses; the others by the reason why they do not. */
export function crossoverTables({ crossovers }: BenchResult): string {
  const crossing = crossovers.filter(({ length }) => length !== null);
  const others = crossovers.filter(({ length }) => length === null);
  return [
    ...(crossing.length === 0
      ? []
      : [
          markdownTable(
            [['what'], ['first'], ['second'], ['the first is above from L', 'right'], ['interval'], ['note']],
            crossing.map(({ what, first, second, length, interval, reason }) => [
              what,
              shortName(first),
              shortName(second),
              readable(length!),
              interval === null
                ? 'not known'
                : interval[0] === interval[1]
                  ? 'counted'
                  : `${readable(interval[0])} … ${readable(interval[1])}`,
              withThousands(reason ?? ''),
            ]),
          ),
        ]),
    ...(others.length === 0
      ? []
      : ['Pairs that do not cross where they were measured:', markdownList(reasons(others))]),
  ].join('\n\n');
}

/** One item for all pairs of one kind with the same first series and the same reason. */
function reasons(pairs: readonly Crossover[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { what, first, second, reason } of pairs) {
    const key = `${what}, ${shortName(first)}: ${withThousands(reason ?? 'for no reason that is told')}`;
    groups.set(key, [...(groups.get(key) ?? []), shortName(second)]);
  }
  return [...groups].map(([key, seconds]) => `${key}. Against ${seconds.join(', ')}.`);
}
