/**
 * Families of machines whose update on a token may not be any map of the states. The output is free in all of them.
 *
 * A search lists the maps of the letters, with symmetric ones left out: the letters can be exchanged, so their maps are listed in one
 * order; and a machine can be renamed by any map of the states that keeps the family, so not every start is needed.
 */

/** A map of the states 0 … N − 1. */
export type StateMap = readonly number[];

/** The maps of the letters, and what COPY may then do. */
export interface LetterMaps {
  readonly letters: readonly StateMap[];
  /** The best that COPY can do: see `BestCopy`. */
  readonly bestCopy: BestCopy;
}

/**
 * A map of the family that has g(e(p)) = p for as many p as possible: `before[p]` is e(p), the state before COPY that the string
 * which is said from p leads to. That string is copied if COPY leads to p from there.
 */
export type BestCopy = (before: StateMap) => StateMap;

/** A family of machines. */
export interface UpdateFamily {
  readonly name: string;
  readonly words: string;
  /** Whether there are such machines with N states. */
  exists(states: number): boolean;
  /** The starts that have to be looked at; the others are renamed ones. */
  starts(states: number): readonly number[];
  letterMaps(alphabetSize: number, states: number): Iterable<LetterMaps>;
}

/** All lists of `length` numbers below `values` of which `allows` allows each next one. */
function* lists(
  length: number,
  values: number,
  allows: (front: readonly number[], next: number) => boolean,
  front: readonly number[] = [],
): Generator<readonly number[]> {
  if (front.length === length) {
    yield front;
    return;
  }
  for (let next = 0; next < values; next++) {
    if (allows(front, next)) yield* lists(length, values, allows, [...front, next]);
  }
}

/** All ways to choose `count` of the items, with repetition and without order. */
function* choices<T>(items: readonly T[], count: number, from = 0, front: readonly T[] = []): Generator<readonly T[]> {
  if (front.length === count) {
    yield front;
    return;
  }
  for (let next = from; next < items.length; next++) yield* choices(items, count, next, [...front, items[next]!]);
}

/** The family whose maps are all in a list, the same for each token. */
function ofMaps(
  name: string,
  words: string,
  maps: (states: number) => readonly StateMap[],
  bestCopy: (maps: readonly StateMap[]) => BestCopy,
  starts: (states: number) => readonly number[] = () => [0],
  exists: (states: number) => boolean = () => true,
): UpdateFamily {
  return {
    name,
    words,
    exists,
    starts,
    *letterMaps(alphabetSize, states) {
      const all = maps(states);
      const best = bestCopy(all);
      for (const letters of choices(all, alphabetSize)) yield { letters, bestCopy: best };
    },
  };
}

/** Any one-to-one part of a map can be completed to a map, and to a permutation: one p for each state before COPY is met. */
const oneForEach = (): BestCopy => (before) => {
  const map = new Array<number>(before.length).fill(-1);
  const free = new Set(before.map((_, state) => state));
  before.forEach((from, p) => {
    if (map[from] !== -1) return;
    map[from] = p;
    free.delete(p);
  });
  const rest = [...free];
  return map.map((to) => (to === -1 ? rest.pop()! : to));
};

/** The best of a list, by trying all. */
const byTrying =
  (maps: readonly StateMap[]): BestCopy =>
  (before) => {
    let [best, most] = [maps[0]!, -1];
    for (const map of maps) {
      let met = 0;
      for (let p = 0; p < before.length; p++) if (map[before[p]!] === p) met++;
      if (met > most) [best, most] = [map, met];
    }
    return best;
  };

const anyMap = ofMaps('any', 'any update', (states) => [...lists(states, states, () => true)], oneForEach);

const permutations = ofMaps(
  'permutation',
  'every token permutes the states',
  (states) => [...lists(states, states, (front, next) => !front.includes(next))],
  oneForEach,
);

const monotone = ofMaps(
  'monotone',
  'the states are ordered and no token reverses the order of two',
  (states) => [...lists(states, states, (front, next) => front.length === 0 || next >= front[front.length - 1]!)],
  byTrying,
  // Renamed in reverse order a machine is monotone still.
  (states) => Array.from({ length: Math.ceil(states / 2) }, (_, start) => start),
);

/** q and m with q^m = N and q prime, or null if N is no power of a prime. */
function fieldPower(states: number): { readonly q: number; readonly m: number } | null {
  for (let q = 2; q <= states; q++) {
    if (states % q !== 0) continue;
    // The least divisor above 1 is a prime.
    let [power, m] = [q, 1];
    for (; power < states; m++) power *= q;
    return power === states ? { q, m } : null;
  }
  return null;
}

/** For each matrix A over F_q the maps s → A·s + b, one for each b; states are vectors of m coordinates. */
function affineMaps(states: number): readonly (readonly StateMap[])[] {
  const { q, m } = fieldPower(states)!;
  const vectors = [...lists(m, q, () => true)];
  const numberOf = (vector: readonly number[]) => vector.reduce((number, coordinate) => number * q + coordinate, 0);
  return [...lists(m * m, q, () => true)].map((matrix) =>
    vectors.map((shift) =>
      vectors.map((vector) =>
        numberOf(shift.map((b, row) => vector.reduce((sum, x, column) => sum + matrix[row * m + column]! * x, b) % q)),
      ),
    ),
  );
}

const hasField = (states: number) => states > 1 && fieldPower(states) !== null;

const affine = ofMaps(
  'affine',
  'the states are vectors over a prime field, and each token a has a matrix and a shift of its own, s → A_a s + b_a',
  (states) => affineMaps(states).flat(),
  byTrying,
  () => [0],
  hasField,
);

const oneMatrix: UpdateFamily = {
  name: 'one-matrix',
  words: 'the states are vectors over a prime field, and all tokens, COPY too, share a matrix, s → A s + b_a',
  exists: hasField,
  starts: () => [0],
  *letterMaps(alphabetSize, states) {
    for (const maps of affineMaps(states)) {
      const bestCopy = byTrying(maps);
      for (const letters of choices(maps, alphabetSize)) yield { letters, bestCopy };
    }
  },
};

/** Any update, and the restricted families. */
export const UPDATE_FAMILIES = { any: anyMap, permutation: permutations, affine, oneMatrix, monotone };
