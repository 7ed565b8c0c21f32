/** All machines of a size, sorted by what they score in a search, with each score counted once more in another way. */
import type { Pacer } from '@verbatim/evidence';
import { countTables, type Gssm, type MachineTable, type TableClass, tableMachine } from '@verbatim/gssm';

/** How a search lists machines, as the domains say it. */
export const CLASSES_IN_WORDS =
  'BOS folded into the state after it, states named in the order in which runs enter them, entries that no run reads left open';

/** Machines with the same score: how many there are, and one of them. */
export interface SameScore {
  readonly tables: number;
  readonly example: MachineTable;
}

/**
 * Goes through the classes of all machines of a size and lets the event loop turn.
 *
 * @param options.classes - all tables with so many states, each in one class.
 * @param options.recount - the score of a machine, by code that the search does not use; it is asked for one of each score.
 * @param options.progress - how many tables came before these, and how many there are in all; by default only these count.
 * @returns what was found for each score, in the order in which the search met it, and how many classes there were.
 * @throws Error when a table was left out or visited twice, or a machine scores otherwise than the search says.
 * @throws InterruptedError when the signal is aborted.
 */
export async function tablesByScore(options: {
  readonly alphabetSize: number;
  readonly states: number;
  readonly classes: Iterable<Pick<TableClass, 'score' | 'tables' | 'example'>>;
  readonly recount: (machine: Gssm<number>) => bigint;
  readonly pacer: Pacer;
  readonly progress?: { readonly before: number; readonly all: number };
}): Promise<{ readonly byScore: ReadonlyMap<number, SameScore>; readonly classes: number }> {
  const { alphabetSize, states, classes, recount, pacer } = options;
  const tables = countTables(alphabetSize, states);
  const { before, all } = options.progress ?? { before: 0, all: Number(tables) };
  const byScore = new Map<number, { tables: number; readonly example: MachineTable }>();
  let covered = 0;
  let visited = 0;
  for (const found of classes) {
    visited++;
    covered += found.tables;
    const same = byScore.get(found.score);
    if (same === undefined) byScore.set(found.score, { tables: found.tables, example: found.example() });
    else same.tables += found.tables;
    if (pacer.due()) await pacer.pause(before + covered, all);
  }
  if (BigInt(covered) !== tables) throw new Error(`the search covered ${covered} tables of ${tables}`);
  for (const [score, { example }] of byScore) {
    const again = recount(tableMachine(example));
    if (again !== BigInt(score)) throw new Error(`a machine scores ${again} and the search says ${score}`);
  }
  return { byScore, classes: visited };
}
