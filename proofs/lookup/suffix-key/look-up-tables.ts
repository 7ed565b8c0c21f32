/** What a string answers: its look-up table, and when two tables need two states. */
import { unambiguousKeys } from '@verbatim/tasks';

/** From each key that has one answer to that answer. */
export type LookUpTable = ReadonlyMap<string, string>;

/** The look-up table of a string: every n-gram that occurs once and that k letters follow, with these letters. */
export function lookUpTable(x: ArrayLike<number>, ngram: number, answerLength: number): LookUpTable {
  const letters = Array.from(x);
  return new Map(
    unambiguousKeys(letters, ngram, answerLength).map((at) => [
      letters.slice(at, at + ngram).join(),
      letters.slice(at + ngram, at + ngram + answerLength).join(),
    ]),
  );
}

/** Whether some key has different answers: then no one state can stand for both. */
export function inConflict(one: LookUpTable, other: LookUpTable): boolean {
  for (const [key, answer] of one) {
    const others = other.get(key);
    if (others !== undefined && others !== answer) return true;
  }
  return false;
}

/** The different tables of a list. */
export function distinctTables(tables: Iterable<LookUpTable>): LookUpTable[] {
  const found = new Map<string, LookUpTable>();
  for (const table of tables)
    found.set(
      [...table]
        .map((pair) => pair.join(':'))
        .sort()
        .join(';'),
      table,
    );
  return [...found.values()];
}

/** Bounds of a number: equal when it is known. */
export interface Between {
  readonly least: number;
  readonly most: number;
}

/** Each step of the search looks at all pairs of tables. */
const MOST_PAIRS = 300_000_000;

/**
 * How many states the tables need: the least number of groups without a conflict inside, since tables that do not conflict
 * have one common continuation. That is the chromatic number of their conflict graph. Tables are put one after the other, the one with
 * the fewest groups left first, into a group without conflict or a new one (DSATUR with backtracking).
 *
 * @param mostSteps - when the search takes longer, the bounds found so far are returned.
 */
export function statesNeeded(
  tables: readonly LookUpTable[],
  mostSteps = Math.floor(MOST_PAIRS / tables.length ** 2),
): Between {
  const conflicts = tables.map((one) => tables.map((other) => inConflict(one, other)));
  const clique = greedyClique(conflicts);
  const group = new Int32Array(tables.length).fill(-1);
  clique.forEach((table, i) => {
    group[table] = i;
  });
  let best = tables.length;
  let steps = 0;
  const place = (placed: number, groups: number): void => {
    if (groups >= best || steps++ > mostSteps) return;
    if (placed === tables.length) {
      best = groups;
      return;
    }
    let next = -1;
    let taken = new Set<number>();
    let [mostTaken, degree] = [-1, -1];
    for (let table = 0; table < tables.length; table++) {
      if (group[table] !== -1) continue;
      const around = new Set<number>();
      let conflicting = 0;
      for (let other = 0; other < tables.length; other++) {
        if (!conflicts[table]![other]) continue;
        conflicting++;
        if (group[other] !== -1) around.add(group[other]!);
      }
      if (around.size > mostTaken || (around.size === mostTaken && conflicting > degree)) {
        [next, taken, mostTaken, degree] = [table, around, around.size, conflicting];
      }
    }
    for (let candidate = 0; candidate <= groups && candidate < best - 1; candidate++) {
      if (taken.has(candidate)) continue;
      group[next] = candidate;
      place(placed + 1, Math.max(groups, candidate + 1));
      group[next] = -1;
      if (best === clique.length) return;
    }
  };
  place(clique.length, clique.length);
  return { least: steps > mostSteps ? clique.length : best, most: best };
}

/** Tables all in conflict with one another: from each start, the one with most conflicts among those left. */
function greedyClique(conflicts: readonly (readonly boolean[])[]): number[] {
  let best: number[] = [];
  for (let start = 0; start < conflicts.length; start++) {
    const clique = [start];
    let left = conflicts.flatMap((_, other) => (conflicts[start]![other] ? [other] : []));
    while (left.length > 0) {
      let [next, most] = [left[0]!, -1];
      for (const candidate of left) {
        const degree = left.filter((other) => conflicts[candidate]![other]).length;
        if (degree > most) [next, most] = [candidate, degree];
      }
      clique.push(next);
      left = left.filter((other) => conflicts[next]![other]);
    }
    if (clique.length > best.length) best = clique;
  }
  return best;
}
