/**
 * The smallest real failure of a number system: what stands beside a certificate, which is sufficient but not necessary.
 */
import { conflictingRepeat, deBruijnString, randomSource } from '@verbatim/tasks';
import { copyRunner, teacherForcedCopy } from './copy.js';
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

/** Up to this many strings of one length are exhausted. */
const EXHAUSTED = 512;

/**
 * Searches lengths upwards: all strings of a length while they are few; then the constant string, cuts of a de Bruijn
 * string, and random strings without a conflicting repeat. Returns the first failure, or null when none was found.
 */
export function searchSmallestFailure<R extends Rows, M>(
  { alphabetSize, ngram, minLength = 1, maxLength, draws, seed }: FailureSearch,
  numbers: NumberSystem<R, M>,
): Failure | null {
  for (let length = minLength; length <= maxLength; length++) {
    const runner = copyRunner(copyingTransformer({ alphabetSize, ngram, maxLength: length }), numbers);
    for (const letters of candidates(alphabetSize, ngram, length, draws, seed)) {
      if (conflictingRepeat(letters, ngram) !== null) continue;
      const output = teacherForcedCopy(runner, letters);
      const firstMismatch = output.findIndex((letter, i) => letter !== letters[i]);
      if (firstMismatch >= 0) return { length, letters, firstMismatch };
    }
  }
  return null;
}

function* candidates(D: number, n: number, length: number, draws: number, seed: number): Generator<Uint32Array> {
  if (D ** length <= EXHAUSTED) {
    for (let code = 0; code < D ** length; code++)
      yield Uint32Array.from({ length }, (_, i) => Math.floor(code / D ** i) % D);
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
