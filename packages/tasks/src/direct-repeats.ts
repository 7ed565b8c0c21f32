/**
 * Repeats by comparing letters, in no memory: for short strings nothing is faster, and exhaustion asks millions of times.
 * `suffix-repeats.ts` gives the same answers for long ones.
 */

import type { ConflictingRepeat, Repeat } from './repeat.js';
import type { Letters } from './vocabulary.js';

function equalNgrams(x: Letters, i: number, j: number, n: number): boolean {
  let offset = 0;
  while (offset < n && x[i + offset] === x[j + offset]) {
    offset += 1;
  }
  return offset === n;
}

/** The repeated n-gram with the earliest second position, and of those the earliest first. */
export function directRepeat(x: Letters, n: number): Repeat | null {
  for (let second = 1; second + n <= x.length; second++) {
    for (let first = 0; first < second; first++) {
      if (equalNgrams(x, first, second, n)) {
        return { first, second };
      }
    }
  }
  return null;
}

/** The conflicting repeat of an n-gram with the earliest second position, and of those the earliest first. */
export function directConflict(x: Letters, n: number): ConflictingRepeat | null {
  for (let second = 1; second + n < x.length; second++) {
    for (let first = 0; first < second; first++) {
      if (x[first + n] !== x[second + n] && equalNgrams(x, first, second, n)) {
        return { first, second, next: [x[first + n], x[second + n]] };
      }
    }
  }
  return null;
}

/** The length of the longest repeated substring: for each distance, the longest run of letters equal at that distance. */
export function directLongestRepeat(x: Letters): number {
  let longest = 0;
  for (let distance = 1; distance + longest < x.length; distance++) {
    let run = 0;
    for (let i = 0; i + distance < x.length; i++) {
      run = x[i] === x[i + distance] ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
  }
  return longest;
}

/** The greatest length of a conflicting repeat, or 0: the longest such run that a different letter ends. */
export function directLongestConflict(x: Letters): number {
  let longest = 0;
  for (let distance = 1; distance + longest + 1 < x.length; distance++) {
    let run = 0;
    for (let i = 0; i + distance < x.length; i++) {
      if (x[i] === x[i + distance]) {
        run += 1;
      } else {
        longest = Math.max(longest, run);
        run = 0;
      }
    }
  }
  return longest;
}
