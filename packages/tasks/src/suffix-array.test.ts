import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { deBruijnString } from './de-bruijn.js';
import { stringsOf } from './strings.js';
import { commonPrefixes, suffixArray } from './suffix-array.js';
import type { Letters } from './vocabulary.js';

/** How many letters the suffixes at i and j have in common. */
function shared(x: Letters, i: number, j: number): number {
  let count = 0;
  while (Math.max(i, j) + count < x.length && x[i + count] === x[j + count]) count += 1;
  return count;
}

/** The suffix array by comparing suffixes letter by letter; the end of the string is less than any letter. */
function sortedSuffixes(x: Letters): number[] {
  return Array.from({ length: x.length }, (_, i) => i).sort((i, j) => {
    const count = shared(x, i, j);
    return (x[i + count] ?? -1) - (x[j + count] ?? -1);
  });
}

function expectSorted(x: ArrayLike<number>, largest: number): void {
  const string = Int32Array.from(x);
  const order = suffixArray(string, largest);
  const expected = sortedSuffixes(string);
  expect([...order], `of ${string}`).toEqual(expected);
  const common = expected.map((i, rank) => (rank === 0 ? 0 : shared(string, expected[rank - 1], i)));
  expect([...commonPrefixes(string, order)], `of ${string}`).toEqual(common);
}

describe('the suffix array and its common prefixes are those of a plain sort', () => {
  it('for every short string', () => {
    for (const [D, longest] of [
      [2, 10],
      [3, 6],
      [4, 5],
    ] as const) {
      for (let length = 0; length <= longest; length++) {
        for (const x of stringsOf(D, length)) expectSorted(x, D - 1);
      }
    }
  });

  test.prop([
    fc.integer({ min: 0, max: 40 }).chain((largest) =>
      fc.record({
        largest: fc.constant(largest),
        x: fc.array(fc.integer({ min: 0, max: largest }), { maxLength: 300, size: 'max' }),
      }),
    ),
  ])('for random strings', ({ largest, x }) => {
    expectSorted(x, largest);
  });

  test.prop([
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 12 }),
    fc.integer({ min: 1, max: 40 }),
    fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
  ])('for periodic strings, with a few letters behind', (period, times, tail) => {
    expectSorted([...Array(times).fill(period).flat(), ...tail], 2);
  });

  it('for constant, rising and falling strings', () => {
    for (let length = 1; length < 70; length++) {
      expectSorted(new Int32Array(length), 0);
      expectSorted(
        Int32Array.from({ length }, (_, i) => i),
        length - 1,
      );
      expectSorted(
        Int32Array.from({ length }, (_, i) => length - 1 - i),
        length - 1,
      );
    }
  });

  it('for de Bruijn and Fibonacci strings, which take several levels', () => {
    expectSorted(deBruijnString(2, 9), 1);
    expectSorted(deBruijnString(5, 3), 4);
    let [previous, fibonacci] = ['0', '01'];
    while (fibonacci.length < 600) [previous, fibonacci] = [fibonacci, fibonacci + previous];
    expectSorted(Array.from(fibonacci, Number), 1);
  });

  it('whatever the number of buckets', () => {
    expectSorted([3, 1, 3, 1, 0, 3], 1000);
  });
});
