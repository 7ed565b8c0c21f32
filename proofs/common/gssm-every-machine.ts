/** A statement about the error of a machine, checked on every machine of a size. */
import { type Counterexample, type Effort, type Method, type MethodContext, Pacer } from '@verbatim/evidence';
import { countTables, exhaustiveError, type MachineTable, machineClasses, tableMachine } from '@verbatim/gssm';
import { fractionText } from '@verbatim/tasks';
import { boundOf, type CopyCount, type CopyStatement, errorOf, failureInWords } from './gssm-copy-count.js';
import { type MachineSize, sizesInWords } from './gssm-machine-sizes.js';

/** What the machines of one size copy. */
interface Searched extends MachineSize {
  readonly classes: number;
  readonly tables: bigint;
  /** For every number of strings that some machine copies: how many do, and one of them. */
  readonly byCopied: ReadonlyMap<number, { readonly tables: number; readonly example: MachineTable }>;
}

/**
 * Runs every machine of one size, as `searchAllMachines` does, but lets the event loop turn.
 *
 * @throws InterruptedError when the signal is aborted.
 */
async function searched(size: MachineSize, pacer: Pacer, report: { before: number; all: number }): Promise<Searched> {
  const { alphabetSize, states, length } = size;
  const byCopied = new Map<number, { tables: number; example: MachineTable }>();
  let classes = 0;
  let covered = 0;
  for (const found of machineClasses(alphabetSize, states, length)) {
    classes++;
    covered += found.tables;
    const sameCount = byCopied.get(found.copied);
    if (sameCount === undefined) byCopied.set(found.copied, { tables: found.tables, example: found.example() });
    else sameCount.tables += found.tables;
    if (pacer.due()) await pacer.pause(report.before + covered, report.all);
  }
  const tables = countTables(alphabetSize, states);
  if (BigInt(covered) !== tables) throw new Error(`the search covered ${covered} tables of ${tables}`);
  // The search shares no code with this count.
  for (const [copied, { example }] of byCopied) {
    const recount = exhaustiveError(tableMachine(example), length).copied;
    if (recount !== BigInt(copied))
      throw new Error(`a machine copies ${recount} strings and the search says ${copied}`);
  }
  return { ...size, classes, tables, byCopied };
}

const countOf = ({ alphabetSize, states, length }: MachineSize, copied: number): CopyCount => ({
  alphabetSize,
  length,
  states: BigInt(states),
  copied: BigInt(copied),
});

/** One line of the table of sizes. */
function row(found: Searched) {
  const { alphabetSize, states, length, tables, classes, byCopied } = found;
  const mostCopied = Math.max(...byCopied.keys());
  const best = countOf(found, mostCopied);
  return {
    alphabetSize,
    states,
    length,
    machines: String(tables),
    classes,
    mostCopied,
    leastError: fractionText(errorOf(best)),
    bound: fractionText(boundOf(best)),
  };
}

/** The first machine of a size for which the statement fails, with the table that can be run again. */
function counterexampleIn(found: Searched, statement: CopyStatement): Counterexample | undefined {
  const { alphabetSize, states, length, byCopied } = found;
  for (const [copied, { example }] of byCopied) {
    const count = countOf(found, copied);
    if (statement.holds(count)) continue;
    const { start, update, output } = example;
    return {
      case: {
        alphabetSize,
        states,
        length,
        copied,
        machine: { alphabet: alphabetSize, states, start, update, output },
      },
      explanation: failureInWords(statement, 'The machine', count),
    };
  }
  return undefined;
}

async function checkSizes(sizes: readonly MachineSize[], statement: CopyStatement, context: MethodContext) {
  const pacer = new Pacer(context);
  const tablesOf = (part: readonly MachineSize[]) =>
    part.reduce((sum, { alphabetSize, states }) => sum + countTables(alphabetSize, states), 0n);
  const cases = tablesOf(sizes);
  let failures = 0n;
  let counterexample: Counterexample | undefined;
  const rows = [];
  for (const [i, size] of sizes.entries()) {
    const before = Number(tablesOf(sizes.slice(0, i)));
    const found = await searched(size, pacer, { before, all: Number(cases) });
    for (const [copied, { tables }] of found.byCopied) {
      if (!statement.holds(countOf(size, copied))) failures += BigInt(tables);
    }
    counterexample ??= counterexampleIn(found, statement);
    rows.push(row(found));
  }
  context.progress(Number(cases), Number(cases));
  return { cases, failures, counterexample, rows };
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
  return {
    method: 'exhaustion',
    name,
    async run(context) {
      const started = performance.now();
      const visited = sizes(context.effort);
      if (visited.length === 0) throw new Error(`${name} has no size to search: an empty domain shows nothing`);
      const { cases, failures, counterexample, rows } = await checkSizes(visited, statement, context);
      return {
        method: 'exhaustion',
        domain:
          `every machine of |S| states on every string of L letters over D, for (D, |S|, L) = ${sizesInWords(visited)}` +
          `${within === undefined ? '' : ` (${within})`}: ${statement.words}. BOS folded into the state after it, states ` +
          'named in the order in which runs enter them, entries that no run reads left open',
        cases: String(cases),
        failures: String(failures),
        numbers: rows,
        ...(counterexample && { counterexample }),
        seconds: (performance.now() - started) / 1000,
        supports: counterexample === undefined ? 'holds' : 'refuted',
      };
    },
  };
}
