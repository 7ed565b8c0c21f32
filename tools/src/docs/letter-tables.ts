/** How close the members of the family come to the letter bound, from the numbers of its evidence. */
import type { ClaimResult, Json } from '@verbatim/evidence';
import { markdownTable } from './markdown.js';
import { grouped } from './numbers.js';
import { rowsOf } from './remark-tables.js';

const METHODS = ['family-members', 'tuned-members'] as const;

type Row = Readonly<Record<string, Json>>;

/** The machine of some rows that is the least above the line for all of its states, or for those that it uses. */
function closestOf(rows: readonly Row[], count: 'states' | 'used'): Row | null {
  const closest = rows.map((row) => (row.closest as { readonly [count: string]: Row | null })[count] ?? null);
  return closest.reduce(
    (best, found) => (found !== null && (best === null || Number(found.above) < Number(best.above)) ? found : best),
    null,
  );
}

/**
 * Of each member, whether its weights were drawn, tuned or written down, the machine whose letter error is the least above the
 * line for the states that it uses; and how far the closest is above the line for all |S| states.
 *
 * @throws Error when the evidence has no such numbers.
 */
export function memberLines(results: readonly ClaimResult[]): string {
  const rows = METHODS.flatMap((method) => rowsOf(results, 'letter-error/bound', method));
  const models = [...new Set(rows.map(({ model }) => String(model)))];
  return markdownTable(
    [
      ['model'],
      ['runs', 'right'],
      ['line tells of', 'right'],
      ['closest'],
      ['weights'],
      ['letters'],
      ['D', 'right'],
      ['L', 'right'],
      ['U', 'right'],
      ['δ', 'right'],
      ['line', 'right'],
      ['above it', 'right'],
      ['above that of |S|', 'right'],
    ],
    models.map((model) => {
      const own = rows.filter((row) => row.model === model);
      const sum = (count: (row: Row) => Json) => grouped(own.reduce((all, row) => all + Number(count(row)), 0));
      return [
        `\`${model}\``,
        sum(({ machines }) => machines!),
        sum(({ telling }) => (telling as Row).used!),
        ...machineCells(closestOf(own, 'used')),
        aboveIn(closestOf(own, 'states')),
      ];
    }),
  );
}

/** A machine with its line; empty cells where the line tells of none. */
function machineCells(found: Row | null): string[] {
  if (found === null) return Array(9).fill('');
  const { machine, weights, mode, alphabetSize, length, states, errorExactly, line } = found;
  return [
    `\`${machine}\``,
    // The evidence has the seed as well.
    String(weights).split(' from seed')[0]!,
    String(mode),
    String(alphabetSize),
    String(length),
    grouped(String(states)),
    String(errorExactly),
    Number(line).toFixed(3),
    aboveIn(found),
  ];
}

const aboveIn = (found: Row | null) => (found === null ? '' : Number(found.above).toFixed(3));
