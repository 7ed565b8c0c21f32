import type { Comparison } from '@verbatim/bench';
import type { Colours } from '../output/colours.js';
import { plainTable } from '../output/plain-table.js';
import { exponentLines, headline, onlyLines, type Row, rowsOf } from './rows.js';

/** Longer tables leave out the points that are the same. */
const MOST_ROWS = 40;

/** The comparison for a terminal, ending with its verdict. */
export function comparisonTable(comparison: Comparison, colours: Colours): string {
  const rows = rowsOf(comparison, MOST_ROWS);
  const columns = [
    { title: 'point' },
    { title: 'cache' },
    { title: 'base', align: 'right' as const },
    { title: 'new', align: 'right' as const },
    { title: 'change', align: 'right' as const },
    { title: '90 % interval', align: 'right' as const },
    { title: 'verdict' },
  ].map(({ title, ...rest }) => ({ title: colours.bold(title), ...rest }));
  const cells = rows.map(({ id, cache, base, next, change, interval, verdict }) => [
    id,
    cache,
    base,
    next,
    change,
    interval,
    coloured(verdict, colours),
  ]);
  const notes = noteLines(rows);
  return [
    ...(rows.length > 0 ? [plainTable(columns, cells), ''] : []),
    ...notes,
    ...exponentLines(comparison),
    ...onlyLines(comparison),
    ...(notes.length > 0 ? [''] : []),
    verdictLine(comparison, colours),
  ].join('\n');
}

/** A line for each row with a note; many times are undecided for one reason, and share a line. */
function noteLines(rows: readonly Row[]): string[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows.filter(({ note }) => note !== '')) {
    const key = row.verdict === 'undecided' ? row.note : `${row.id} ${row.cache}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map(([first, ...more]) => {
    const { id, cache, note } = first!;
    return `${id}${cache && ` ${cache}`}${more.length > 0 ? ` and ${more.length} more` : ''}: ${note}`;
  });
}

function coloured(verdict: Row['verdict'], colours: Colours): string {
  if (verdict === 'worse' || verdict === 'slower') return colours.red(verdict);
  if (verdict === 'undecided') return colours.yellow(verdict);
  return verdict === 'same' ? verdict : colours.green(verdict);
}

function verdictLine(comparison: Comparison, colours: Colours): string {
  const line = headline(comparison);
  if (comparison.verdict === 'regression') return colours.red(line);
  return comparison.verdict === 'same' || comparison.verdict === 'improved'
    ? colours.green(line)
    : colours.yellow(line);
}
