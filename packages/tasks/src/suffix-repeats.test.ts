import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { deBruijnString } from './de-bruijn.js';
import { directConflict, directLongestConflict, directLongestRepeat, directRepeat } from './direct-repeats.js';
import { plantAgreeingRepeat, plantConflictingRepeat } from './planted-repeats.js';
import { randomSource } from './random.js';
import {
  conflictBySuffixes,
  longestConflictBySuffixes,
  longestRepeatBySuffixes,
  repeatBySuffixes,
} from './suffix-repeats.js';
import { suffixTable } from './suffix-table.js';
import type { Letters } from './vocabulary.js';

/** All four answers from the sorted suffixes are those of comparing letters, for n up to one above the longest repeat. */
function expectEqual(x: Letters): void {
  const table = suffixTable(x);
  const longest = directLongestRepeat(x);
  expect([longestRepeatBySuffixes(table), longestConflictBySuffixes(table)]).toEqual([
    longest,
    directLongestConflict(x),
  ]);
  const ngrams = new Set([1, 2, 3, 4, longest - 1, longest, longest + 1].filter((n) => n >= 1 && n < x.length));
  for (const n of ngrams) {
    expect(repeatBySuffixes(table, n), `n = ${n} in ${Array.from(x)}`).toEqual(directRepeat(x, n));
    expect(conflictBySuffixes(x, table, n), `n = ${n} in ${Array.from(x)}`).toEqual(directConflict(x, n));
  }
}

describe('the sorted suffixes give the same repeats as comparing letters', () => {
  test.prop([
    fc
      .integer({ min: 1, max: 9 })
      .chain((D) => fc.array(fc.integer({ min: 0, max: D - 1 }), { minLength: 1, maxLength: 200, size: 'max' })),
  ])('in random strings', expectEqual);

  test.prop([
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }),
  ])('in periodic strings, with a few letters behind', (period, times, tail) => {
    expectEqual([...Array(times).fill(period).flat(), ...tail]);
  });

  test.prop([fc.integer(), fc.integer({ min: 20, max: 200 }), fc.integer({ min: 1, max: 12 })])(
    'in strings over many letters with a planted repeat',
    (seed, length, n) => {
      const random = randomSource(seed);
      const x = random.letters(length, 1000);
      const conflicting = plantConflictingRepeat(random, x, n, 1000)!;
      expectEqual(conflicting);
      expectEqual(plantAgreeingRepeat(random, x, n)!);
      expect(conflictBySuffixes(conflicting, suffixTable(conflicting), n)).not.toBeNull();
    },
  );

  it('in constant strings', () => {
    for (let length = 1; length < 100; length++) {
      expectEqual(new Uint32Array(length));
      expectEqual(new Uint32Array(length).fill(1, length - 1));
    }
  });

  it('in de Bruijn strings, and with each letter behind them', () => {
    for (const [D, n] of [
      [2, 7],
      [3, 4],
      [6, 2],
      [100, 1],
    ] as const) {
      const x = deBruijnString(D, n);
      expectEqual(x);
      for (let letter = 0; letter < D; letter++) expectEqual([...x, letter]);
    }
  });
});
