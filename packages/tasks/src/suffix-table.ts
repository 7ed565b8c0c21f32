/** The sorted suffixes of a string over any letters: all that its long repeats are read from. */

import { commonPrefixes, suffixArray } from './suffix-array.js';
import { assertLetters, type Letters } from './vocabulary.js';

/** The suffixes of a string x of L letters in lexicographic order. */
export interface SuffixTable {
  /** (L) the positions at which the suffixes start. */
  readonly order: Int32Array;
  /** (L) how many letters the suffixes of ranks r − 1 and r have in common. */
  readonly common: Int32Array;
}

/**
 * Sorts the suffixes of x, in time O(L) and that of sorting the letters that occur.
 *
 * @throws RangeError if a letter is no integer from 0 to 2³² − 1.
 */
export function suffixTable(x: Letters): SuffixTable {
  assertLetters(x, 2 ** 32);
  const { string, largest } = denseLetters(x);
  const order = suffixArray(string, largest);
  return { order, common: commonPrefixes(string, order) };
}

/** x with its letters replaced by their ranks 0, 1, … among those that occur, so that the buckets stay at most L. */
function denseLetters(x: Letters): { string: Int32Array; largest: number } {
  const letters = Uint32Array.from(x);
  const occurring = [...new Set(letters)].sort((a, b) => a - b);
  const ranks = new Map(occurring.map((letter, rank) => [letter, rank]));
  return { string: Int32Array.from(letters, (letter) => ranks.get(letter)!), largest: occurring.length - 1 };
}
