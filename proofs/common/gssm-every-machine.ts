/** A statement about the error of a machine, checked on every machine of a size. */
import type { Effort, Method, Pacer } from '@verbatim/evidence';
import { countTables, exhaustiveError, machineClasses } from '@verbatim/gssm';
import { fractionText } from '@verbatim/tasks';
import { boundOf, type CopyCount, type CopyStatement, errorOf, failureInWords } from './gssm-copy-count.js';
import { type MachineSize, sizesInWords } from './gssm-machine-sizes.js';
import { type Failures, searchMethod } from './search-method.js';
import { CLASSES_IN_WORDS, type SameScore, tablesByScore } from './tables-by-score.js';

/** What the machines of one size copy. */
interface SearchedSize extends MachineSize {
  readonly classes: number;
  /** For every number of strings that some machine copies: how many do, and one of them. */
  readonly byCopied: ReadonlyMap<number, SameScore>;
}

/** Runs every machine of one size, as `searchAllMachines` does. */
async function searched(
  size: MachineSize,
  pacer: Pacer,
  progress: { before: number; all: number },
): Promise<SearchedSize> {
  const { alphabetSize, states, length } = size;
  function* classesByCopied() {
    for (const found of machineClasses(alphabetSize, states, length)) yield { ...found, score: found.copied };
  }
  const { byScore, classes } = await tablesByScore({
    alphabetSize,
    states,
    classes: classesByCopied(),
    recount: (machine) => exhaustiveError(machine, length).copied,
    pacer,
    progress,
  });
  return { ...size, classes, byCopied: byScore };
}

const countOf = ({ alphabetSize, states, length }: MachineSize, copied: number): CopyCount => ({
  alphabetSize,
  length,
  states: BigInt(states),
  copied: BigInt(copied),
});

/** One line of the table of sizes. */
function row(found: SearchedSize) {
  const { alphabetSize, states, length, classes, byCopied } = found;
  const mostCopied = Math.max(...byCopied.keys());
  const best = countOf(found, mostCopied);
  return {
    alphabetSize,
    states,
    length,
    machines: String(countTables(alphabetSize, states)),
    classes,
    mostCopied,
    leastError: fractionText(errorOf(best)),
    bound: fractionText(boundOf(best)),
  };
}

/** Holds every machine of one size to the statement; the example of a failure has the table that can be run again. */
function check(found: SearchedSize, statement: CopyStatement, failures: Failures): void {
  const { alphabetSize, states, length, byCopied } = found;
  for (const [copied, { tables, example }] of byCopied) {
    const count = countOf(found, copied);
    if (statement.holds(count)) continue;
    const { start, update, output } = example;
    failures.add(tables, {
      case: {
        alphabetSize,
        states,
        length,
        copied,
        machine: { alphabet: alphabetSize, states, start, update, output },
      },
      explanation: failureInWords(statement, 'The machine', count),
    });
  }
}

/**
 * Every machine of every listed size, on every string. The evidence has one line for each size: how many machines there are,
 * as how many classes they were run, and the most strings that any of them copies. List small sizes first: the
 * counterexample is from the first size that has one.
 */
export function everyMachine(options: {
  readonly name?: string;
  readonly sizes: (effort: Effort) => readonly MachineSize[];
  readonly within?: string;
  readonly statement: CopyStatement;
}): Method {
  const { name = 'every-machine', sizes, within, statement } = options;
  return searchMethod({
    method: 'exhaustion',
    name,
    async search({ effort }, failures, pacer) {
      const visited = sizes(effort);
      if (visited.length === 0) throw new Error(`${name} has no size to search: an empty domain shows nothing`);
      const tablesOf = (part: readonly MachineSize[]) =>
        part.reduce((sum, { alphabetSize, states }) => sum + countTables(alphabetSize, states), 0n);
      const cases = tablesOf(visited);
      const rows = [];
      for (const [i, size] of visited.entries()) {
        const before = Number(tablesOf(visited.slice(0, i)));
        const found = await searched(size, pacer, { before, all: Number(cases) });
        check(found, statement, failures);
        rows.push(row(found));
      }
      return {
        domain:
          `every machine of |S| states on every string of L letters over D, for (D, |S|, L) = ${sizesInWords(visited)}` +
          `${within === undefined ? '' : ` (${within})`}: ${statement.words}. ${CLASSES_IN_WORDS}`,
        cases,
        rows,
      };
    },
  });
}
