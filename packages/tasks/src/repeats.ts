/** Repeated n-grams: what the copying construction looks up, and what makes it fail. Every answer is exact. */

import { directConflict, directLongestConflict, directLongestRepeat, directRepeat } from './direct-repeats.js';
import { assertNgram, type ConflictingRepeat, type Repeat } from './repeat.js';
import {
  conflictBySuffixes,
  longestConflictBySuffixes,
  longestRepeatBySuffixes,
  repeatBySuffixes,
} from './suffix-repeats.js';
import { suffixTable } from './suffix-table.js';
import type { Letters } from './vocabulary.js';

// Comparing letters takes time L² or more, sorting the suffixes some 10 µs at least; they meet at 100 to 200 letters.
const DIRECT_LENGTH = 64;

/**
 * The first time that x repeats n letters: two equal n-grams at different positions, overlaps allowed. Of all such pairs,
 * the one with the earliest second position, and of those the one with the earliest first. Its probability is p_ngram.
 *
 * @param x - (L) letters, any integers from 0 to 2³² − 1; special tokens may be among them.
 * @param n - an integer of at least 1; above L − 1 there is no repeat.
 * @throws RangeError if n is anything else, or a letter of a long x is.
 */
export function repeatedNgram(x: Letters, n: number): Repeat | null {
  assertNgram(n);
  if (n >= x.length) {
    return null;
  }
  return x.length <= DIRECT_LENGTH ? directRepeat(x, n) : repeatBySuffixes(suffixTable(x), n);
}

/**
 * The first time that what follows n letters of x depends on more than these: two equal n-grams, each followed by a letter,
 * and the letters differ. Of all such pairs, the one with the earliest second position, and of those the one with the
 * earliest first. The construction with key length n fails on x if and only if there is one; its probability is p_conflict.
 *
 * @param x - (L) letters, any integers from 0 to 2³² − 1; for the stop variant, `x COPY`.
 * @param n - an integer of at least 1; above L − 2 there is no conflict.
 * @throws RangeError if n is anything else, or a letter of a long x is.
 */
export function conflictingRepeat(x: Letters, n: number): ConflictingRepeat | null {
  assertNgram(n);
  if (n + 1 >= x.length) {
    return null;
  }
  return x.length <= DIRECT_LENGTH ? directConflict(x, n) : conflictBySuffixes(x, suffixTable(x), n);
}

/** A longest substring that occurs twice. */
export interface LongestRepeat extends Repeat {
  /** How many letters it has, at least 1. */
  readonly length: number;
}

/**
 * The longest substring that x has at two different positions, overlaps allowed; of several, the one with the earliest
 * second position, and of its positions the earliest two. `null` if all letters are different.
 *
 * @param x - (L) letters, any integers from 0 to 2³² − 1.
 * @throws RangeError if a letter is anything else.
 */
export function longestRepeatedSubstring(x: Letters): LongestRepeat | null {
  const table = suffixTable(x);
  const length = longestRepeatBySuffixes(table);
  const repeat = length === 0 ? null : repeatBySuffixes(table, length);
  return repeat && { length, ...repeat };
}

/**
 * The least n ≥ 1 for which no n-gram of x is repeated: one more than the longest repeated substring.
 *
 * @param x - (L) letters, any integers from 0 to 2³² − 1.
 * @returns 1 … max(L, 1).
 * @throws RangeError if a letter of a long x is anything else.
 */
export function smallestNgramWithoutRepeat(x: Letters): number {
  return 1 + (x.length <= DIRECT_LENGTH ? directLongestRepeat(x) : longestRepeatBySuffixes(suffixTable(x)));
}

/**
 * The least n ≥ 1 for which x has no conflicting repeat: the least key length with which the construction copies x. There
 * is none for any greater n either, since a conflict for n + 1 gives one for n: leave the first letter of both n-grams
 * out, and they are equal still and followed by the same two letters.
 *
 * @param x - (L) letters, any integers from 0 to 2³² − 1; for the stop variant, `x COPY`.
 * @returns 1 … max(L − 1, 1).
 * @throws RangeError if a letter of a long x is anything else.
 */
export function smallestNgramWithoutConflict(x: Letters): number {
  return 1 + (x.length <= DIRECT_LENGTH ? directLongestConflict(x) : longestConflictBySuffixes(suffixTable(x)));
}
