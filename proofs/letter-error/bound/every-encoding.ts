/**
 * The bound without any machine. A string leaves one of |S| states. An autoregressive answer is decided by the state: the
 * answers are a *codebook* of at most |S| strings, and the least error has each string answered by the nearest. A
 * teacher-forced letter is decided by the state and the letters before it: the strings are *parted* into at most |S| classes, and the
 * least error says the most frequent letter that follows those letters in the class. All codebooks and all partitions of a
 * tiny size are listed; no GSSM, of however many parameters, does better than the best of them.
 */
import { type Effort, exhaustion, type Method } from '@verbatim/evidence';
import { obeysLetterBound } from '@verbatim/gssm';
import { stringsOf } from '@verbatim/tasks';
import type { StringSize } from '../../common/gssm-machines.js';
import { BOUND_WORDS, type LetterStatement, letterFailure } from './letter-count.js';

/** D, L and the most states. */
export interface EncodingSize extends StringSize {
  readonly mostStates: number;
}

interface Encoding extends StringSize {
  /** Codebook: the numbers of the answers. Partition: the class of each string. */
  readonly of: readonly number[];
  readonly states: number;
}

const size = (alphabetSize: number, length: number, mostStates = alphabetSize ** length): EncodingSize => ({
  alphabetSize,
  length,
  mostStates,
});

const CODEBOOKS_QUICK = [
  size(2, 1),
  size(2, 2),
  size(2, 3),
  size(2, 4, 4),
  size(3, 1),
  size(3, 2),
  size(4, 1),
  size(4, 2, 3),
];
const PARTITIONS_QUICK = [size(2, 1), size(2, 2), size(2, 3), size(3, 1), size(4, 1), size(5, 1), size(3, 2, 2)];

const CODEBOOKS: Record<Effort, readonly EncodingSize[]> = {
  quick: CODEBOOKS_QUICK,
  standard: [...CODEBOOKS_QUICK, size(2, 4), size(4, 2), size(2, 5, 3), size(3, 3, 3), size(5, 2, 4)],
  deep: [...CODEBOOKS_QUICK, size(2, 4), size(4, 2), size(2, 5, 5), size(3, 3, 5), size(5, 2, 6), size(2, 6, 4)],
};

const PARTITIONS: Record<Effort, readonly EncodingSize[]> = {
  quick: PARTITIONS_QUICK,
  standard: [...PARTITIONS_QUICK, size(3, 2), size(2, 4, 2), size(7, 1), size(8, 1)],
  deep: [...PARTITIONS_QUICK, size(3, 2), size(2, 4, 3), size(9, 1), size(10, 1)],
};

/** Every non-empty set of at most so many numbers below `all`, in order. */
function* subsets(all: number, most: number, from = 0, chosen: readonly number[] = []): Generator<readonly number[]> {
  if (chosen.length > 0) yield chosen;
  if (chosen.length === most) return;
  for (let next = from; next < all; next++) yield* subsets(all, most, next + 1, [...chosen, next]);
}

/** Every way to part `all` strings into at most so many classes: classes are numbered as they first appear. */
function* partitions(all: number, most: number, front: readonly number[] = [], used = 0): Generator<readonly number[]> {
  if (front.length === all) {
    yield front;
    return;
  }
  for (let part = 0; part < Math.min(used + 1, most); part++) {
    yield* partitions(all, most, [...front, part], Math.max(used, part + 1));
  }
}

/** C(all, 1) + … + C(all, most). */
function countSubsets(all: number, most: number): number {
  let sum = 0;
  for (let j = 1, choose = 1; j <= most; j++) {
    choose = (choose * (all - j + 1)) / j;
    sum += choose;
  }
  return sum;
}

/** S(all, 1) + … + S(all, most), Stirling numbers of the second kind. */
function countPartitions(all: number, most: number): number {
  let row = [1];
  for (let n = 1; n <= all; n++) {
    row = Array.from({ length: n + 1 }, (_, j) => (row[j - 1] ?? 0) + j * (row[j] ?? 0));
  }
  return row.slice(1, most + 1).reduce((sum, count) => sum + count, 0);
}

/** Strings of one size, kept: all encodings of the size need them. */
const allStrings = (() => {
  const made = new Map<string, readonly Uint32Array[]>();
  return ({ alphabetSize, length }: StringSize): readonly Uint32Array[] => {
    const key = `${alphabetSize},${length}`;
    const strings = made.get(key) ?? [...stringsOf(alphabetSize, length)];
    made.set(key, strings);
    return strings;
  };
})();

function nearestAnswers(encoding: Encoding): number {
  const strings = allStrings(encoding);
  let wrong = 0;
  for (const x of strings) {
    let nearest = x.length;
    for (const answer of encoding.of) {
      let different = 0;
      for (let i = 0; i < x.length; i++) if (strings[answer]![i] !== x[i]) different++;
      if (different < nearest) nearest = different;
    }
    wrong += nearest;
  }
  return wrong;
}

function mostFrequentLetters(encoding: Encoding): number {
  const strings = allStrings(encoding);
  const { alphabetSize, length, states, of } = encoding;
  let wrong = 0;
  for (let i = 0, prefixes = 1; i < length; i++, prefixes *= alphabetSize) {
    // (states, prefixes, D): strings are in lexicographic order, so those with one prefix are neighbours.
    const counts = new Uint32Array(states * prefixes * alphabetSize);
    const each = strings.length / prefixes;
    strings.forEach((x, string) => {
      counts[(of[string]! * prefixes + Math.floor(string / each)) * alphabetSize + x[i]!]!++;
    });
    for (let group = 0; group < counts.length; group += alphabetSize) {
      let [sum, most] = [0, 0];
      for (let letter = 0; letter < alphabetSize; letter++) {
        const count = counts[group + letter]!;
        sum += count;
        if (count > most) most = count;
      }
      wrong += sum - most;
    }
  }
  return wrong;
}

function everyEncoding(
  name: string,
  words: string,
  sizes: (effort: Effort) => readonly EncodingSize[],
  list: (size: EncodingSize) => Iterable<Encoding>,
  count: (strings: number, mostStates: number) => number,
  leastWrong: (encoding: Encoding) => number,
  statement: LetterStatement,
): Method {
  const errorOf = (encoding: Encoding) => ({
    wrong: BigInt(leastWrong(encoding)),
    letters: BigInt(encoding.length * encoding.alphabetSize ** encoding.length),
  });
  const sizesOf = ({ alphabetSize, length, states }: Encoding) => ({ alphabetSize, length, states: BigInt(states) });
  const decided = new Map<string, boolean>();
  return exhaustion<Encoding>({
    name,
    domain: (effort) =>
      `${words}, for (D, L, most states) = ` +
      `${sizes(effort)
        .map(({ alphabetSize, length, mostStates }) => `(${alphabetSize}, ${length}, ${mostStates})`)
        .join(', ')}: ${BOUND_WORDS}`,
    *cases(effort) {
      for (const one of sizes(effort)) yield* list(one);
    },
    size: (effort) =>
      sizes(effort).reduce(
        (sum, { alphabetSize, length, mostStates }) => sum + count(alphabetSize ** length, mostStates),
        0,
      ),
    holds(encoding) {
      const error = errorOf(encoding);
      const { alphabetSize, length, states } = encoding;
      const key = `${alphabetSize},${length},${states},${error.wrong}`;
      const holds = decided.get(key) ?? statement(sizesOf(encoding), error);
      decided.set(key, holds);
      return holds;
    },
    describe: ({ alphabetSize, length, of }) => ({ alphabetSize, length, [name.replace('every-', '')]: [...of] }),
    explain: (encoding) => letterFailure('The encoding', sizesOf(encoding), errorOf(encoding)),
  });
}

/** Every codebook, every string answered by the nearest. */
export function everyCodebook(statement: LetterStatement = obeysLetterBound, only?: readonly EncodingSize[]): Method {
  return everyEncoding(
    'every-codebook',
    'every set of at most |S| answers, each string answered by the nearest',
    (effort) => only ?? CODEBOOKS[effort],
    function* ({ alphabetSize, length, mostStates }) {
      for (const of of subsets(alphabetSize ** length, mostStates))
        yield { alphabetSize, length, of, states: of.length };
    },
    countSubsets,
    nearestAnswers,
    statement,
  );
}

/** Every partition, every letter guessed from its class and the letters before it. */
export function everyPartition(statement: LetterStatement = obeysLetterBound, only?: readonly EncodingSize[]): Method {
  return everyEncoding(
    'every-partition',
    'every partition of all strings into at most |S| classes, each letter guessed from the class and the letters before it',
    (effort) => only ?? PARTITIONS[effort],
    function* ({ alphabetSize, length, mostStates }) {
      for (const of of partitions(alphabetSize ** length, mostStates)) {
        yield { alphabetSize, length, of, states: Math.max(...of) + 1 };
      }
    },
    countPartitions,
    mostFrequentLetters,
    statement,
  );
}

/** Small enough for controls. */
export const CONTROL_ENCODINGS: readonly EncodingSize[] = [size(2, 1), size(2, 2), size(3, 1), size(2, 3, 3)];
