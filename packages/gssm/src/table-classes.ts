/**
 * Every GSSM with N states over D letters, put through a list of runs.
 *
 * Machines are not listed as tables, of which there are far too many, but grown: the runs are made one after the other on
 * a table that is empty at first, and whenever a run needs an entry that is not there, the search branches over every
 * value it could have. When all runs have been made, the entries not asked for cannot have mattered: all tables that agree
 * on the others score the same, and are one class. Three things make the classes few, and none leaves a machine out:
 *
 * - BOS is read once, first, and never again. Of start and BOS column only the state after BOS matters, and they lead to
 *   each state in N^N ways: the search chooses that state and has no BOS column.
 * - States have no names. A state gets the next free number when a run first enters it, so that machines which differ in
 *   the names of their states are grown once. Each new name stands for N − (names given) choices of a state.
 * - Entries that are never read (of states that are not reached, or past the end of a run) stay open. Each stands for N
 *   choices, or D for an output.
 *
 * So each class knows how many tables it stands for, and the counts of all classes must add up to N·N^(N·(D+1))·D^N, the
 * number of tables (state after BOS, letter and COPY columns, outputs): a branch left out or visited twice would show.
 */

import { vocabulary } from '@verbatim/tasks';
import type { MachineTable } from './table.js';

/** What a run may ask of the machine. The state after BOS is 0. */
export interface TableReader {
  /** The state after a letter. */
  next(state: number, letter: number): number;
  /** The state after COPY. */
  copy(state: number): number;
  /** The letter said. */
  output(state: number): number;
}

/** The runs that a machine is put through, and what each adds to its score. */
export interface TableRuns {
  /** How many runs there are. */
  readonly runs: number;
  /** The score of one run: a whole number that depends on nothing but the run's number and what it reads. */
  score(run: number, machine: TableReader): number;
}

/** All tables with the same entries wherever a run reads one. */
export interface TableClass {
  /** The sum of the scores of all runs. */
  readonly score: number;
  /** How many tables (state after BOS, letter and COPY columns, outputs) are in this class. */
  readonly tables: number;
  /** One of them, with every open entry 0. To be called before the next class is asked for. */
  example(): MachineTable;
}

const OPEN = -1;

/** One branching of the search, with what to return to when its next value is tried. */
interface Branching {
  readonly entry: number;
  readonly run: number;
  readonly score: number;
  readonly named: number;
  readonly namings: number;
}

/**
 * How many tables of N states there are, once start and BOS column are folded into the state after BOS:
 * N·N^(N·(D+1))·D^N.
 */
export function countTables(alphabetSize: number, states: number): bigint {
  const n = BigInt(states);
  return n ** BigInt(1 + states * (alphabetSize + 1)) * BigInt(alphabetSize) ** BigInt(states);
}

/**
 * Every class of GSSMs with exactly N states, each once.
 *
 * @param alphabetSize - D ≥ 2.
 * @param states - N ≥ 1.
 * @throws RangeError if a parameter is out of its range, or if there are 2^53 tables or more: more than a search can visit.
 */
export function* tableClasses(
  alphabetSize: number,
  states: number,
  { runs, score: scoreOf }: TableRuns,
): Generator<TableClass, void> {
  vocabulary(alphabetSize);
  if (!Number.isSafeInteger(states) || states < 1) {
    throw new RangeError(`search over machines of ${states} states: accepted is an integer of at least 1`);
  }
  if (states > 64 || countTables(alphabetSize, states) > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(
      `search over machines of ${states} states and ${alphabetSize} letters: accepted is fewer than 2^53 tables`,
    );
  }
  // The entries of a state: its next states on the letters, its next state on COPY, its output.
  const width = alphabetSize + 2;
  const copyEntry = alphabetSize;
  const outputEntry = alphabetSize + 1;
  const entries = new Int32Array(states * width).fill(OPEN);
  const branchings: Branching[] = [];
  let openNextStates = states * (alphabetSize + 1);
  let openOutputs = states;

  let run = 0;
  let score = 0;
  let named = 1;
  let namings = states;

  /** The entry's value; an open one is given its first, 0, which is always a named state. */
  const read = (entry: number): number => {
    if (entries[entry] === OPEN) {
      branchings.push({ entry, run, score, named, namings });
      entries[entry] = 0;
      if (entry % width === outputEntry) openOutputs--;
      else openNextStates--;
    }
    return entries[entry];
  };
  const reader: TableReader = {
    next: (state, letter) => read(state * width + letter),
    copy: (state) => read(state * width + copyEntry),
    output: (state) => read(state * width + outputEntry),
  };
  /** Goes to the next value of the last branching that has one, and back to the run it was met in. */
  const advance = (): boolean => {
    for (let last = branchings.pop(); last !== undefined; last = branchings.pop()) {
      const isOutput = last.entry % width === outputEntry;
      const value = entries[last.entry] + 1;
      if (value < (isOutput ? alphabetSize : Math.min(last.named + 1, states))) {
        branchings.push(last);
        entries[last.entry] = value;
        const newName = !isOutput && value === last.named;
        ({ run, score } = last);
        named = newName ? last.named + 1 : last.named;
        namings = newName ? last.namings * (states - last.named) : last.namings;
        return true;
      }
      entries[last.entry] = OPEN;
      if (isOutput) openOutputs++;
      else openNextStates++;
    }
    return false;
  };
  const example = (): MachineTable => {
    const closed = Array.from(entries, (value) => Math.max(value, 0));
    const rows = Array.from({ length: states }, (_, state) => closed.slice(state * width, (state + 1) * width));
    return {
      alphabet: alphabetSize,
      states,
      start: 0,
      update: rows.map((row) => [...row.slice(0, copyEntry), 0, row[copyEntry]]),
      output: rows.map((row) => row[outputEntry]),
    };
  };

  do {
    for (; run < runs; run++) score += scoreOf(run, reader);
    yield { score, tables: namings * states ** openNextStates * alphabetSize ** openOutputs, example };
  } while (advance());
}
