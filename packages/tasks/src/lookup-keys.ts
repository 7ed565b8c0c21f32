/** The keys by which what follows them in a string can be asked for without ambiguity. */

import { assertCount } from './length-range.js';
import { assertNgram } from './repeat.js';
import { suffixTable } from './suffix-table.js';
import type { Letters } from './vocabulary.js';

/**
 * Where x has an n-gram that occurs nowhere else in x, overlaps and the end of x included, and that k letters follow. Only
 * such an n-gram has one answer: a key that occurs twice may be followed by different letters, and a scorer that knows one of
 * the two calls the other wrong.
 *
 * @param x - (L) letters, any integers from 0 to 2³² − 1.
 * @param ngram - n ≥ 1, the length of the key.
 * @param answerLength - k ≥ 1.
 * @returns the positions, increasing; none is greater than L − n − k.
 * @throws RangeError if n, k or a letter is out of its range.
 */
export function unambiguousKeys(x: Letters, ngram: number, answerLength: number): number[] {
  assertNgram(ngram);
  assertCount('answer length k =', answerLength);
  const last = x.length - ngram - answerLength;
  const { order, common } = suffixTable(x);
  const positions: number[] = [];
  // Suffixes that start with the same n letters are neighbours.
  for (let rank = 0; rank < order.length; rank++) {
    const repeated = common[rank] >= ngram || (rank + 1 < order.length && common[rank + 1] >= ngram);
    if (!repeated && order[rank] <= last) {
      positions.push(order[rank]);
    }
  }
  return positions.sort((a, b) => a - b);
}
