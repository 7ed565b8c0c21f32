/** Strings made to repeat an n-gram: uniform strings over many letters hardly ever do. */

import { distinctPair } from './distinct-pair.js';
import type { RandomSource } from './random.js';
import { assertNgram } from './repeat.js';
import { type Letters, vocabulary } from './vocabulary.js';

/** Writes the letters from `first` on over those from `second` on, one by one, up to `end`; the two may overlap. */
function repeat(x: Uint32Array, first: number, second: number, end: number): void {
  for (let i = second; i < end; i++) {
    x[i] = x[i - second + first];
  }
}

/**
 * A copy of x with a repeated n-gram that agrees in all that follows: from a random second position, at most L − n, to the
 * end, x says again what follows a random earlier position. Nothing less will do, since equal n-grams with equal next
 * letters make the n-grams one letter later equal as well: a repeat without a conflict goes on to the end. The letters that
 * are kept may have conflicting repeats of their own, or with what was written.
 *
 * @param x - (L) letters.
 * @param n - at least 1.
 * @returns (L) letters, or `null` if x has less than n + 1.
 * @throws RangeError if n is no integer of at least 1.
 */
export function plantAgreeingRepeat(random: RandomSource, x: Letters, n: number): Uint32Array | null {
  assertNgram(n);
  if (x.length < n + 1) {
    return null;
  }
  const planted = Uint32Array.from(x);
  const [first, second] = distinctPair(random, x.length - n);
  repeat(planted, first, second, x.length);
  return planted;
}

/**
 * A copy of x with a conflicting repeat: an n-gram at a random position is written over that at a random later one, and the
 * letter behind it is drawn from the D − 1 that do not follow the first.
 *
 * @param x - (L) letters of the alphabet.
 * @param n - at least 1.
 * @param alphabetSize - D ≥ 2.
 * @returns (L) letters, or `null` if x has less than n + 2.
 * @throws RangeError if n or D is out of its range.
 */
export function plantConflictingRepeat(
  random: RandomSource,
  x: Letters,
  n: number,
  alphabetSize: number,
): Uint32Array | null {
  assertNgram(n);
  vocabulary(alphabetSize);
  if (x.length < n + 2) {
    return null;
  }
  const planted = Uint32Array.from(x);
  const [first, second] = distinctPair(random, x.length - n - 1);
  repeat(planted, first, second, second + n);
  const draw = random.integer(0, alphabetSize - 2);
  planted[second + n] = draw < planted[first + n] ? draw : draw + 1;
  return planted;
}
