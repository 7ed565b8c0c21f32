/**
 * The smallest real failure of a number system: what stands beside a certificate, which is sufficient but not necessary.
 */
import { deBruijnString, randomSource } from '@verbatim/tasks';
import { type CopyRunner, copyRunner, teacherForcedCopy } from './copy.js';
import { copyingTransformer } from './copying-transformer.js';
import type { NumberSystem, Rows } from './number-system.js';

/** Where to search, and how hard. */
export interface FailureSearch {
  readonly alphabetSize: number;
  readonly ngram: number;
  /** The shortest string tried; by default 1. */
  readonly minLength?: number;
  /** The longest string tried. */
  readonly maxLength: number;
  /** Random strings tried for each length whose strings are too many to exhaust. */
  readonly draws: number;
  readonly seed: number;
}

/** A string without conflicting repeat that exact arithmetic copies and this number system does not. */
export interface Failure {
  readonly length: number;
  readonly letters: Uint32Array;
  /** 0-based position of the first wrong letter. */
  readonly firstMismatch: number;
}

/** Up to this many strings of one length are all tried. */
const EXHAUSTED = 512;

/**
 * Searches lengths upwards: all strings of a length without a conflicting repeat while they are few; then the constant string, cuts of a de Bruijn
 * string, and random strings without a conflicting repeat. Returns the first failure, or null when none was found.
 */
export function searchSmallestFailure<R extends Rows, M>(
  { alphabetSize, ngram, minLength = 1, maxLength, draws, seed }: FailureSearch,
  numbers: NumberSystem<R, M>,
): Failure | null {
  for (let length = minLength; length <= maxLength; length++) {
    const runner = copyRunner(copyingTransformer({ alphabetSize, ngram, maxLength: length }), numbers);
    for (const letters of searchedStrings({ alphabetSize, ngram, draws, seed }, length)) {
      const failure = failureOf(runner, letters);
      if (failure !== null) return failure;
    }
  }
  return null;
}

/** Runs a string, teacher-forced; null when it is copied. */
export function failureOf(runner: CopyRunner, letters: Uint32Array): Failure | null {
  const firstMismatch = teacherForcedCopy(runner, letters).findIndex((letter, i) => letter !== letters[i]);
  return firstMismatch < 0 ? null : { length: letters.length, letters, firstMismatch };
}

/** The strings of one length that a search tries, all without a conflicting repeat. */
export function* searchedStrings(
  { alphabetSize: D, ngram: n, draws, seed }: Omit<FailureSearch, 'minLength' | 'maxLength'>,
  length: number,
): Generator<Uint32Array> {
  const every = everyConflictFree(D, n, length, EXHAUSTED);
  if (every !== null) {
    yield* every;
    return;
  }
  yield new Uint32Array(length);
  if (D ** n <= 2 ** 16) {
    const longest = deBruijnString(D, n);
    if (length <= longest.length) {
      yield longest.slice(0, length);
      yield longest.slice(longest.length - length);
    }
  }
  const random = randomSource(seed, 'failure-search', length);
  for (let draw = 0; draw < draws; draw++) yield conflictFree(D, n, length, (high) => random.integer(0, high - 1));
}

/**
 * Every string of one length without a conflicting repeat, in lexicographic order; null when there are more than `most`.
 * Letters are free until an n-gram comes back, and then forced, so that there are far fewer than D^L where n is small.
 */
export function everyConflictFree(D: number, n: number, length: number, most: number): Uint32Array[] | null {
  const found: Uint32Array[] = [];
  const letters = new Uint32Array(length);
  const free = new Array<boolean>(length);
  const next = new Map<string, number>();
  const context = (i: number) => letters.subarray(i - n, i).join();
  for (let i = 0; ; ) {
    for (; i < length; i++) {
      const forced = i < n ? undefined : next.get(context(i));
      free[i] = forced === undefined;
      letters[i] = forced ?? 0;
      if (free[i] && i >= n) next.set(context(i), 0);
    }
    if (found.push(letters.slice()) > most) return null;
    for (i--; i >= 0 && !(free[i] && letters[i] < D - 1); i--) if (free[i] && i >= n) next.delete(context(i));
    if (i < 0) return found;
    letters[i]++;
    if (i >= n) next.set(context(i), letters[i]);
    i++;
  }
}

/** A random string without a conflicting repeat: letters are free until an n-gram comes back, then forced. */
function conflictFree(D: number, n: number, length: number, below: (high: number) => number): Uint32Array {
  const letters = new Uint32Array(length);
  const next = new Map<string, number>();
  for (let i = 0; i < length; i++) {
    const context = i < n ? null : letters.subarray(i - n, i).join();
    const letter = (context === null ? undefined : next.get(context)) ?? below(D);
    if (context !== null) next.set(context, letter);
    letters[i] = letter;
  }
  return letters;
}
