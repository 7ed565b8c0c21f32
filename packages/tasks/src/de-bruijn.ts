/**
 * De Bruijn strings: every n-gram over D letters exactly once. Cut open, they are the longest strings without a repeated
 * n-gram, Dⁿ + n − 1 letters, and so the worst case that copying by n-gram look-up must get right.
 */

import { vocabulary } from './vocabulary.js';

// 1 GiB of letters.
const LONGEST_CYCLE = 2 ** 28;

/**
 * The lexicographically least de Bruijn cycle of order n over D letters: read in a circle, it holds each of the Dⁿ n-grams
 * once. It is the concatenation, in lexicographic order, of the Lyndon words whose length divides n (Fredricksen and
 * Maiorana, 1978), which Duval's algorithm lists without recursion.
 *
 * @param alphabetSize - D ≥ 2.
 * @param order - n ≥ 1.
 * @returns (Dⁿ) letters.
 * @throws RangeError if D or n is out of its range, or Dⁿ exceeds 2²⁸.
 */
export function deBruijnCycle(alphabetSize: number, order: number): Uint32Array {
  vocabulary(alphabetSize);
  if (!Number.isInteger(order) || order < 1) {
    throw new RangeError(`de Bruijn order n = ${order}: accepted is an integer of at least 1`);
  }
  const length = alphabetSize ** order;
  if (length > LONGEST_CYCLE) {
    throw new RangeError(`de Bruijn cycle of ${alphabetSize}^${order} letters: accepted are at most ${LONGEST_CYCLE}`);
  }
  const cycle = new Uint32Array(length);
  let written = 0;
  const word = new Uint32Array(order); // only its first `size` letters count
  let size = 1;
  while (size > 0) {
    if (order % size === 0) {
      cycle.set(word.subarray(0, size), written);
      written += size;
    }
    // The next Lyndon word of at most n letters: repeat this one to n letters, drop the largest letters at its end, and
    // raise the last letter that is left.
    for (let i = size; i < order; i++) {
      word[i] = word[i - size];
    }
    size = order;
    while (size > 0 && word[size - 1] === alphabetSize - 1) {
      size -= 1;
    }
    if (size > 0) {
      word[size - 1] += 1;
    }
  }
  return cycle;
}

/**
 * {@link deBruijnCycle} cut open: every n-gram occurs exactly once, and one more letter would repeat one.
 *
 * @returns (Dⁿ + n − 1) letters.
 * @throws RangeError as for the cycle.
 */
export function deBruijnString(alphabetSize: number, order: number): Uint32Array {
  const cycle = deBruijnCycle(alphabetSize, order);
  const string = new Uint32Array(cycle.length + order - 1);
  string.set(cycle);
  string.set(cycle.subarray(0, order - 1), cycle.length);
  return string;
}
