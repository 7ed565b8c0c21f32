import { describe, expect, it } from 'vitest';
import { countConflictFreeStrings, countRepeatFreeStrings, repeatFreeCounts } from './repeat-count.js';
import { conflictingRepeat, repeatedNgram } from './repeats.js';
import { stringsOf } from './strings.js';
import type { Letters } from './vocabulary.js';

/** Sizes small enough to list every string. */
const SIZES = [2, 3, 4].flatMap((alphabetSize) =>
  [1, 2, 3, 4].flatMap((ngram) =>
    Array.from({ length: { 2: 12, 3: 8, 4: 6 }[alphabetSize]! }, (_, i) => ({ alphabetSize, ngram, length: i + 1 })),
  ),
);

function listed(alphabetSize: number, length: number, counts: (x: Letters) => boolean): bigint {
  let count = 0n;
  for (const x of stringsOf(alphabetSize, length)) {
    if (counts(x)) count += 1n;
  }
  return count;
}

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));

describe('strings without a repeated n-gram', () => {
  it('are as many as listing every string finds', () => {
    for (const { alphabetSize, ngram, length } of SIZES) {
      const count = listed(alphabetSize, length, (x) => repeatedNgram(x, ngram) === null);
      expect(countRepeatFreeStrings(alphabetSize, length, ngram), `D=${alphabetSize} n=${ngram} L=${length}`).toBe(
        count,
      );
    }
  });

  it('are counted for every length by one search', () => {
    for (const [D, L, n] of [
      [2, 25, 4],
      [3, 12, 2],
      [30, 7, 3],
      [5, 3, 8],
      [4, 9, 1],
    ] as const) {
      const counts = repeatFreeCounts(D, L, n);
      expect(counts).toEqual([1n, ...Array.from({ length: L }, (_, i) => countRepeatFreeStrings(D, i + 1, n))]);
    }
  });

  // Van Aardenne-Ehrenfest and de Bruijn (1951): (D!)^(D^(n−1)) / Dⁿ cycles, each cut open at Dⁿ places.
  it.each([
    [2, 1],
    [2, 2],
    [2, 3],
    [2, 4],
    [2, 5],
    [3, 1],
    [3, 2],
    [4, 2],
  ])('end with the de Bruijn strings: D = %i, n = %i', (D, n) => {
    const longest = D ** n + n - 1;
    expect(countRepeatFreeStrings(D, longest, n)).toBe(factorial(D) ** BigInt(D ** (n - 1)));
    expect(countRepeatFreeStrings(D, longest + 1, n)).toBe(0n);
  });

  it('are all strings when there is one window, and those of different letters when n = 1', () => {
    expect(countRepeatFreeStrings(1000, 40, 40)).toBe(1000n ** 40n);
    expect(countRepeatFreeStrings(1000, 3, 1)).toBe(1000n * 999n * 998n);
    expect(countRepeatFreeStrings(2, 2 ** 40, 30)).toBe(0n);
  });

  // Two windows, so the n-gram that repeats is one letter n times over, and there are D of those.
  it('counts n-grams too many for a table', () => {
    expect(countRepeatFreeStrings(12, 10, 9)).toBe(12n ** 10n - 12n);
    expect(countRepeatFreeStrings(2 ** 31, 10, 9)).toBe(2n ** 310n - 2n ** 31n);
  });
});

describe('strings without a conflicting repeat', () => {
  it('are as many as listing every string finds', () => {
    for (const { alphabetSize, ngram, length } of SIZES) {
      const count = listed(alphabetSize, length, (x) => conflictingRepeat(x, ngram) === null);
      expect(countConflictFreeStrings(alphabetSize, length, ngram), `D=${alphabetSize} n=${ngram} L=${length}`).toBe(
        count,
      );
    }
  });

  it('are all strings up to n + 1 letters', () => {
    expect(countConflictFreeStrings(7, 2, 3)).toBe(7n ** 2n);
    expect(countConflictFreeStrings(7, 3, 3)).toBe(7n ** 3n);
    expect(countConflictFreeStrings(7, 4, 3)).toBe(7n ** 4n);
    expect(countConflictFreeStrings(7, 5, 3)).toBeLessThan(7n ** 5n);
  });

  // Each is a path of new n-grams into a cycle, on which it goes round for good.
  it('are no more in number once each must repeat', () => {
    const longest = 2 ** 3 + 3;
    expect(countConflictFreeStrings(2, longest, 3)).toBe(listed(2, longest, (x) => conflictingRepeat(x, 3) === null));
    expect(countConflictFreeStrings(2, 10 ** 9, 3)).toBe(countConflictFreeStrings(2, longest, 3));
  });
});

it.each([
  [1, 5, 2, 'alphabet size D = 1: accepted is an integer from 2'],
  [2.5, 5, 2, 'alphabet size D = 2.5: accepted is an integer from 2'],
  [2, 0, 2, 'string length L = 0: accepted is an integer of at least 1'],
  [2, 5.5, 2, 'string length L = 5.5: accepted is an integer of at least 1'],
  [2, 5, 0, 'n-gram length n = 0: accepted is an integer of at least 1'],
  [2, 5, Number.NaN, 'n-gram length n = NaN: accepted is an integer of at least 1'],
])('refuses D = %d, L = %d, n = %d in one line', (D, L, n, message) => {
  for (const count of [repeatFreeCounts, countRepeatFreeStrings, countConflictFreeStrings]) {
    expect(() => count(D, L, n)).toThrow(RangeError);
    expect(() => count(D, L, n)).toThrow(message);
  }
});
