/** Phone books: N entries of different names and different numbers, then a name. */
import { type Effort, type Evidence, exact, type Method } from '@verbatim/evidence';
import { inConflict, type LookUpTable, statesNeeded } from './look-up-tables.js';

/** How many names and numbers there are, and how many entries a book has. */
interface BookSize {
  readonly names: number;
  readonly numbers: number;
  readonly entries: number;
}

const size = (names: number, numbers: number, entries: number): BookSize => ({ names, numbers, entries });

const QUICK = [size(2, 2, 1), size(3, 2, 1), size(2, 2, 2), size(3, 2, 2), size(3, 3, 2), size(3, 3, 3), size(4, 4, 1)];

const SIZES: Record<Effort, readonly BookSize[]> = {
  quick: QUICK,
  standard: [...QUICK, size(4, 2, 2), size(4, 3, 2), size(4, 3, 3), size(4, 4, 2), size(3, 4, 3), size(4, 4, 3)],
  deep: [
    ...QUICK,
    size(4, 2, 2),
    size(4, 3, 2),
    size(4, 3, 3),
    size(4, 4, 2),
    size(4, 4, 3),
    size(4, 4, 4),
    size(5, 3, 2),
    size(5, 4, 3),
  ],
};

/** All ways to choose `count` of the numbers 0 … all − 1 in a row, different ones. */
function* sequences(all: number, count: number, front: readonly number[] = []): Generator<readonly number[]> {
  if (front.length === count) {
    yield front;
    return;
  }
  for (let next = 0; next < all; next++) if (!front.includes(next)) yield* sequences(all, count, [...front, next]);
}

/** Every book as its table from names to numbers; the order of the lines does not matter. */
function books({ names, numbers, entries }: BookSize): LookUpTable[] {
  const found: LookUpTable[] = [];
  for (const chosen of sequences(names, entries)) {
    if (chosen.some((name, i) => i > 0 && name < chosen[i - 1]!)) continue;
    for (const given of sequences(numbers, entries)) {
      found.push(new Map(chosen.map((name, i) => [String(name), String(given[i])])));
    }
  }
  return found;
}

/** V·(V − 1)·…·(V − N + 1). */
const fallingPower = (numbers: number, entries: number) =>
  Array.from({ length: entries }, (_, i) => numbers - i).reduce((product, factor) => product * factor, 1);

/**
 * Books with the same names and different numbers are pairwise in conflict: V!/(V − N)! states are needed, log2 of which is the sum
 * of log2(V − i) for i < N. The states that all books together need are counted.
 *
 * @param proved - the number of states that is claimed to be needed at least; another for controls.
 */
export function phoneBooks(proved = fallingPower): Method {
  return {
    method: 'exact',
    name: 'phone-books',
    async run(context) {
      const sizes = SIZES[context.effort];
      const rows: object[] = [];
      const found = await exact<BookSize>({
        name: 'phone-books',
        domain: () =>
          `all books of N entries with different names of M and different numbers of V, (M, V, N) = ${sizes
            .map(({ names, numbers, entries }) => `(${names}, ${numbers}, ${entries})`)
            .join(
              ', ',
            )}: books with the same names are pairwise in conflict, and V!/(V − N)! ≤ the states that are needed ≤ the different books`,
        cases: () => sizes,
        holds(bookSize) {
          const { names, numbers, entries } = bookSize;
          const all = books(bookSize);
          const sameNames = all.filter((book) => [...book.keys()].join() === [...all[0]!.keys()].join());
          const apart = sameNames.every((one, i) => sameNames.every((other, j) => i === j || inConflict(one, other)));
          const states = statesNeeded(all);
          const least = proved(numbers, entries);
          rows.push({
            names,
            numbers,
            entries,
            provedStates: least,
            neededStates: states.least === states.most ? states.least : `${states.least}–${states.most}`,
            books: all.length,
          });
          return apart && sameNames.length >= least && least <= states.least;
        },
        describe: ({ names, numbers, entries }) => ({ names, numbers, entries }),
        explain: ({ names, numbers, entries }) =>
          `${proved(numbers, entries)} states are claimed to be needed for ${entries} of ${names} names and ${numbers} numbers.`,
      }).run(context);
      const evidence: Evidence = { ...found, numbers: JSON.parse(JSON.stringify(rows)) };
      return evidence;
    },
  };
}
