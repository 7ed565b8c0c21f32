import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { equalFractions, fractionText, lessThan } from './fraction.js';
import { conflictBound, lemmaBound, repeatBound } from './repeat-bounds.js';
import { stringsOf } from './strings.js';

describe('the bounds', () => {
  it('are the formulas', () => {
    expect(fractionText(lemmaBound(10, 7, 3))).toBe('49/1000');
    expect(fractionText(repeatBound(10, 7, 3))).toBe('1/100'); // C(5, 2) = 10
    expect(fractionText(conflictBound(10, 7, 3))).toBe('27/5000'); // C(4, 2) = 6, times 9/10
  });

  it('are the expected numbers of pairs of windows, by listing every pair of every string', () => {
    for (const [D, L, n] of [
      [2, 8, 3],
      [2, 7, 1],
      [3, 5, 2],
      [4, 4, 1],
    ] as const) {
      let repeats = 0n;
      let conflicts = 0n;
      for (const x of stringsOf(D, L)) {
        for (let j = 1; j + n <= L; j++) {
          for (let i = 0; i < j; i++) {
            if (x.subarray(i, i + n).join() === x.subarray(j, j + n).join()) {
              repeats += 1n;
              if (j + n < L && x[i + n] !== x[j + n]) conflicts += 1n;
            }
          }
        }
      }
      const denominator = BigInt(D) ** BigInt(L);
      expect(equalFractions(repeatBound(D, L, n), { numerator: repeats, denominator })).toBe(true);
      expect(equalFractions(conflictBound(D, L, n), { numerator: conflicts, denominator })).toBe(true);
    }
  });

  it('are 0 where there are no two windows, except that of the lemma', () => {
    for (const length of [1, 3, 4]) {
      expect(repeatBound(2, length, 4).numerator).toBe(0n);
      expect(conflictBound(2, length, 4).numerator).toBe(0n);
      expect(lemmaBound(2, length, 4).numerator).toBeGreaterThan(0n);
    }
    expect([repeatBound(2, 5, 4).numerator, conflictBound(2, 5, 4).numerator]).toEqual([1n, 0n]);
    expect(conflictBound(2, 6, 4).numerator).toBe(1n);
  });

  test.prop([fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 1, max: 200 })])(
    'are sharper one after the other',
    (D, L, n) => {
      expect(lessThan(repeatBound(D, L, n), lemmaBound(D, L, n))).toBe(true);
      expect(lessThan(repeatBound(D, L, n), conflictBound(D, L, n))).toBe(false);
    },
  );

  it('stay exact for lengths whose square is no exact double', () => {
    expect(lemmaBound(2, 2 ** 40 + 1, 1).numerator).toBe(2n ** 80n + 2n ** 41n + 1n);
  });
});

it.each([
  [1, 5, 2, 'alphabet size D = 1: accepted is an integer from 2'],
  [2, 0, 2, 'string length L = 0: accepted is an integer of at least 1'],
  [2, 2 ** 53, 2, 'string length L = 9007199254740992: accepted is an integer of at least 1'],
  [2, 5, 0.5, 'n-gram length n = 0.5: accepted is an integer of at least 1'],
])('refuse D = %d, L = %d, n = %d in one line', (D, L, n, message) => {
  for (const bound of [lemmaBound, repeatBound, conflictBound]) {
    expect(() => bound(D, L, n)).toThrow(RangeError);
    expect(() => bound(D, L, n)).toThrow(message);
  }
});
