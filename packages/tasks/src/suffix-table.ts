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
 * Sorts the suffixes of x, in time O(L) for letters that do not exceed L, else in the time that sorting the letters takes.
 *
 * @throws RangeError if a letter is no integer from 0 to 2³² − 1.
 */
export function suffixTable(x: Letters): SuffixTable {
  assertLetters(x, 2 ** 32);
  const { string, largest } = smallLetters(x);
  const order = suffixArray(string, largest);
  return { order, common: commonPrefixes(string, order) };
}

/** x, its letters replaced by their ranks if they are so large that more buckets than letters would be needed. */
function smallLetters(x: Letters): { string: Int32Array; largest: number } {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    largest = Math.max(largest, x[i]);
  }
  if (largest <= x.length) {
    return { string: Int32Array.from(x), largest };
  }
  const sorted = Uint32Array.from(x).sort();
  const occurring = sorted.filter((letter, i) => i === 0 || letter !== sorted[i - 1]);
  const string = new Int32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    string[i] = rankOf(x[i], occurring);
  }
  return { string, largest: occurring.length - 1 };
}

/** Where a letter stands among the increasing letters, which have it. */
function rankOf(letter: number, letters: Uint32Array): number {
  let low = 0;
  let high = letters.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (letters[middle] < letter) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
