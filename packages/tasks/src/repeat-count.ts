/**
 * How many strings have no repeated n-gram, and how many no conflicting repeat, in whole numbers. A string without a
 * repeated n-gram is a walk in the de Bruijn graph that visits no n-gram twice. Whether it is one does not depend on the
 * names of its letters, so the search visits only strings whose letters are 0, 1, 2 … in the order of their first
 * appearance: one with k different letters stands for D(D−1)…(D−k+1) strings.
 */

import { assertSizes } from './repeat-bounds.js';

/** The n-grams on the way. */
interface NgramSet {
  has(key: number): boolean;
  add(key: number): void;
  delete(key: number): void;
}

// Up to so many n-grams are kept as bytes, 16 MiB; a search over more has short strings, and a set of few keys.
const LARGEST_TABLE = 2 ** 24;

function ngramSet(ngrams: number): NgramSet {
  if (ngrams > LARGEST_TABLE) {
    return new Set<number>();
  }
  const there = new Uint8Array(ngrams);
  return {
    has: (key) => there[key] === 1,
    add: (key) => {
      there[key] = 1;
    },
    delete: (key) => {
      there[key] = 0;
    },
  };
}

/**
 * The strings without a repeated n-gram up to renaming of letters, by depth-first search.
 *
 * @param letters - how many different letters a string may have.
 * @returns (L+1, letters+1) at [m][k] the number of such strings of m letters of which k are different.
 */
function renamedCounts(letters: number, length: number, ngram: number): number[][] {
  const counts = Array.from({ length: length + 1 }, () => new Array<number>(letters + 1).fill(0));
  const withoutOldest = letters ** (ngram - 1);
  const seen = ngramSet(letters ** ngram);
  // From a string of m letters, k of them different, whose last n − or all, if fewer − are the digits of `key`.
  const extend = (m: number, k: number, key: number): void => {
    const kept = (key % withoutOldest) * letters;
    const longer = m + 1;
    for (let letter = 0; letter <= k && letter < letters; letter++) {
      const next = kept + letter;
      const isNgram = longer >= ngram;
      if (isNgram && seen.has(next)) {
        continue;
      }
      const different = letter === k ? k + 1 : k;
      counts[longer][different] += 1;
      if (longer < length) {
        if (isNgram) seen.add(next);
        extend(longer, different, next);
        if (isNgram) seen.delete(next);
      }
    }
  };
  counts[0][0] = 1;
  extend(0, 0, 0);
  return counts;
}

/** D(D−1)…(D−k+1), for k from 0 to `last`. */
function fallingFactorials(alphabetSize: number, last: number): bigint[] {
  const products = [1n];
  for (let k = 0; k < last; k++) {
    products.push(products[k] * BigInt(Math.max(alphabetSize - k, 0)));
  }
  return products;
}

/** R(0) … R(last); `last` is at most Dⁿ + n − 1. */
function searchedCounts(alphabetSize: number, last: number, ngram: number): bigint[] {
  const weights = fallingFactorials(alphabetSize, last);
  if (ngram === 1) {
    return weights;
  }
  if (last <= ngram) {
    return weights.map((_, m) => BigInt(alphabetSize) ** BigInt(m));
  }
  return renamedCounts(Math.min(alphabetSize, last), last, ngram).map((row) =>
    row.reduce((sum, count, k) => sum + BigInt(count) * weights[k], 0n),
  );
}

/**
 * R(0), R(1) … R(L), where R(m) is the number of the Dᵐ strings of m letters that have no repeated n-gram, from one search.
 * R(m) = 0 for m > Dⁿ + n − 1, where there are more windows than n-grams.
 *
 * The time is that of visiting each of the strings counted, up to renaming: some 20 ns each. Without a search go n = 1,
 * where the letters are all different, and L ≤ n, where there is only one window.
 *
 * @returns (L+1) counts.
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function repeatFreeCounts(alphabetSize: number, length: number, ngram: number): bigint[] {
  assertSizes(alphabetSize, length, ngram);
  const longest = Math.min(length, alphabetSize ** ngram + ngram - 1);
  const counts = searchedCounts(alphabetSize, longest, ngram);
  return Array.from({ length: length + 1 }, (_, m) => counts[m] ?? 0n);
}

/**
 * R(L): how many of the D^L strings of L letters have no repeated n-gram. Time as for {@link repeatFreeCounts}, none for
 * L > Dⁿ + n − 1.
 *
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function countRepeatFreeStrings(alphabetSize: number, length: number, ngram: number): bigint {
  assertSizes(alphabetSize, length, ngram);
  return length > alphabetSize ** ngram + ngram - 1 ? 0n : repeatFreeCounts(alphabetSize, length, ngram)[length];
}

/**
 * C(L): how many of the D^L strings of L letters have no conflicting repeat of an n-gram. For L ≥ n,
 *
 *     C(L) = R(L) + Σ (D·R(m) − R(m+1)), the sum over m = n … L−1,
 *
 * and for L < n all strings count. Proof. Take a string that has a repeated n-gram and no conflict, and let its first m + 1
 * letters be the shortest part with a repeat. There are D·R(m) − R(m+1) such parts. Their last n-gram, at position j, has
 * occurred once before, at i. Each of the later letters is forced: to avoid a conflict it must be the letter p = j − i
 * places back, and then the n-gram that ends with it is the one p places back as well. So each part has at most one
 * continuation to L letters, and that one has no conflict: every n-gram from position j on equals the one p places back
 * and has the same next letter, hence equals one of the n-grams at i … j−1 and has its next letter; and those before
 * position j are all different.
 *
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function countConflictFreeStrings(alphabetSize: number, length: number, ngram: number): bigint {
  assertSizes(alphabetSize, length, ngram);
  const D = BigInt(alphabetSize);
  if (length < ngram) {
    return D ** BigInt(length);
  }
  // Beyond the longest string without a repeat nothing is added.
  const last = Math.min(length, alphabetSize ** ngram + ngram);
  const R = repeatFreeCounts(alphabetSize, last, ngram);
  let count = R[last];
  for (let m = ngram; m < last; m++) {
    count += D * R[m] - R[m + 1];
  }
  return count;
}
