/**
 * Repeats from the sorted suffixes, in linear time. Suffixes that start with the same n letters are neighbours: a *class*
 * is a maximal run of ranks between which at least n letters are common, so the positions of one n-gram.
 */

import type { ConflictingRepeat, Repeat } from './repeat.js';
import type { SuffixTable } from './suffix-table.js';
import type { Letters } from './vocabulary.js';

/** Calls `visit` with the ranks from `start` up to, without, `end` of each class of two positions or more. */
function forEachClass({ common }: SuffixTable, n: number, visit: (start: number, end: number) => void): void {
  let start = 0;
  for (let rank = 1; rank <= common.length; rank++) {
    if (rank === common.length || common[rank] < n) {
      if (rank - start > 1) {
        visit(start, rank);
      }
      start = rank;
    }
  }
}

/** The repeated n-gram with the earliest second position, and of those the earliest first. */
export function repeatBySuffixes(table: SuffixTable, n: number): Repeat | null {
  const { order } = table;
  let repeat: Repeat | null = null;
  forEachClass(table, n, (start, end) => {
    let first = order.length;
    let second = order.length;
    for (let rank = start; rank < end; rank++) {
      const position = order[rank];
      if (position < first) {
        second = first;
        first = position;
      } else if (position < second) {
        second = position;
      }
    }
    // A position belongs to one class, so the earliest second position decides the first one too.
    if (repeat === null || second < repeat.second) {
      repeat = { first, second };
    }
  });
  return repeat;
}

/**
 * The conflicting repeat of an n-gram with the earliest second position, and of those the earliest first. Up to its second
 * position a class is followed by one letter only, so its first position is the first of the class, and its second the
 * earliest that is followed by another letter than that.
 */
export function conflictBySuffixes(x: Letters, table: SuffixTable, n: number): ConflictingRepeat | null {
  const { order } = table;
  let conflict: ConflictingRepeat | null = null;
  forEachClass(table, n, (start, end) => {
    let first = order[start];
    for (let rank = start + 1; rank < end; rank++) {
      first = Math.min(first, order[rank]);
    }
    const agreed = x[first + n]; // it exists: another n-gram of the class starts later
    let second = conflict?.second ?? order.length;
    const before = second;
    for (let rank = start; rank < end; rank++) {
      const position = order[rank];
      if (position < second && position + n < order.length && x[position + n] !== agreed) {
        second = position;
      }
    }
    if (second < before) {
      conflict = { first, second, next: [agreed, x[second + n]] };
    }
  });
  return conflict;
}

/** The length of the longest repeated substring: two suffixes have no more in common than some neighbours. */
export function longestRepeatBySuffixes({ common }: SuffixTable): number {
  let longest = 0;
  for (const shared of common) {
    longest = Math.max(longest, shared);
  }
  return longest;
}

/**
 * The greatest length n of a conflicting repeat, or 0. Neighbours with exactly n letters in common are one unless a suffix
 * ends there, and that can only be the lesser of the two, being a prefix of the other. No other pair need be looked at: of
 * the class of a conflicting n-gram, the suffix that ends with it, if any, comes first, and the others are sorted by the
 * letter that follows, so somewhere two neighbours are followed by different letters.
 */
export function longestConflictBySuffixes({ order, common }: SuffixTable): number {
  let longest = 0;
  for (let rank = 1; rank < order.length; rank++) {
    if (common[rank] > longest && order[rank - 1] + common[rank] < order.length) {
      longest = common[rank];
    }
  }
  return longest;
}
