import { machineClasses } from './machine-classes.js';
import type { MachineTable } from './table.js';
import { countTables } from './table-classes.js';

/** What an exhaustive search over all machines of one size found. */
export interface MachineSearch {
  /** How many classes of machines were run: machines of one class read the same entries, so one run serves them all. */
  readonly machines: bigint;
  /** How many tables (state after BOS, letter and COPY columns, outputs) those classes are: all there are. */
  readonly tables: bigint;
  /** In words, what was covered and by which reduction. */
  readonly covered: string;
  /** The most strings that any machine copies; the least error is 1 − best/D^L. */
  readonly best: bigint;
  /** A machine that copies so many. */
  readonly bestMachine: MachineTable;
  /** `tablesByCopied[c]`: how many tables copy exactly c of the D^L strings. */
  readonly tablesByCopied: readonly bigint[];
}

/** How a search reports, and how it is stopped. */
export interface MachineSearchOptions {
  /** Called now and then with the tables covered so far and their total. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Looked at as often as progress is reported. */
  readonly signal?: AbortSignal;
}

const CLASSES_PER_REPORT = 1 << 16;

/**
 * Runs every GSSM with exactly `states` states on every string of L letters, up to differences that no run can see: the
 * names of states, how start and BOS lead to the state after BOS, and entries that no run reads. `tableClasses` says why
 * that leaves none out, and the number of tables covered is compared with the number there are.
 *
 * @param alphabetSize - D ≥ 2.
 * @param states - N ≥ 1.
 * @param length - L ≥ 1.
 * @throws RangeError if a parameter is out of its range, or if there are 2^53 tables or more.
 * @throws the signal's reason when it is aborted.
 */
export function searchAllMachines(
  alphabetSize: number,
  states: number,
  length: number,
  { onProgress, signal }: MachineSearchOptions = {},
): MachineSearch {
  let machines = 0;
  let covered = 0;
  let best = -1;
  let bestMachine: MachineTable | undefined;
  const tablesByCopied: number[] = [];
  for (const found of machineClasses(alphabetSize, states, length)) {
    machines++;
    covered += found.tables;
    tablesByCopied[found.copied] = (tablesByCopied[found.copied] ?? 0) + found.tables;
    if (found.copied > best) {
      best = found.copied;
      bestMachine = found.example();
    }
    if (machines % CLASSES_PER_REPORT === 0) {
      onProgress?.(covered, Number(countTables(alphabetSize, states)));
      signal?.throwIfAborted();
    }
  }
  const tables = countTables(alphabetSize, states);
  if (BigInt(covered) !== tables || bestMachine === undefined) {
    throw new Error(`the search covered ${covered} tables of ${tables}`);
  }
  return {
    machines: BigInt(machines),
    tables,
    covered:
      `all ${tables} machines of ${states} states over ${alphabetSize} letters on all strings of ${length} letters, ` +
      `as ${machines} classes: BOS folded into the state after it, states named in the order in which runs enter them, ` +
      'entries that no run reads left open',
    best: BigInt(best),
    bestMachine,
    tablesByCopied: Array.from(tablesByCopied, (count) => BigInt(count ?? 0)),
  };
}
