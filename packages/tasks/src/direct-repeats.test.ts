import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { directConflict, directLongestConflict, directLongestRepeat, directRepeat } from './direct-repeats.js';

const string = fc
  .integer({ min: 1, max: 4 })
  .chain((D) => fc.array(fc.integer({ min: 0, max: D - 1 }), { maxLength: 30, size: 'max' }));
const ngram = fc.integer({ min: 1, max: 8 });

/** All pairs of windows that satisfy `wanted`, by second and then by first position. */
function pairs(last: number, wanted: (first: number, second: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let second = 0; second <= last; second++) {
    for (let first = 0; first < second; first++) {
      if (wanted(first, second)) found.push([first, second]);
    }
  }
  return found;
}

const window = (x: number[], i: number, n: number): string => x.slice(i, i + n).join();
const repeats = (x: number[], n: number) => pairs(x.length - n, (i, j) => window(x, i, n) === window(x, j, n));
const conflicts = (x: number[], n: number) =>
  pairs(x.length - n - 1, (i, j) => window(x, i, n) === window(x, j, n) && x[i + n] !== x[j + n]);

/** The greatest n for which there are any, or 0. */
function greatest(x: number[], some: (x: number[], n: number) => unknown[]): number {
  return x.reduce((best, _, i) => (some(x, i + 1).length > 0 ? i + 1 : best), 0);
}

describe('by comparing letters', () => {
  test.prop([string, ngram])('the first repeat is the first of all pairs of equal n-grams', (x, n) => {
    const [first] = repeats(x, n);
    expect(directRepeat(x, n)).toEqual(first ? { first: first[0], second: first[1] } : null);
  });

  test.prop([string, ngram])('the first conflict is the first pair that is followed by different letters', (x, n) => {
    const [first] = conflicts(x, n);
    expect(directConflict(x, n)).toEqual(
      first ? { first: first[0], second: first[1], next: [x[first[0] + n], x[first[1] + n]] } : null,
    );
  });

  test.prop([string])('the longest are the greatest n for which there is one', (x) => {
    expect(directLongestRepeat(x)).toBe(greatest(x, repeats));
    expect(directLongestConflict(x)).toBe(greatest(x, conflicts));
  });

  it('finds repeats that overlap, and no conflict where one letter goes on', () => {
    expect(directRepeat([0, 0, 0, 0], 3)).toEqual({ first: 0, second: 1 });
    expect(directConflict([0, 0, 0, 0], 1)).toBeNull();
    expect(directConflict([0, 0, 0, 1], 2)).toEqual({ first: 0, second: 1, next: [0, 1] });
    expect([directLongestRepeat([0, 0, 0, 1]), directLongestConflict([0, 0, 0, 1])]).toEqual([2, 2]);
  });

  it('needs no letter after a repeat, but after a conflict', () => {
    expect(directRepeat([1, 2, 0, 1, 2], 2)).toEqual({ first: 0, second: 3 });
    expect(directConflict([1, 2, 0, 1, 2], 2)).toBeNull();
    expect(directConflict([1, 2, 0, 1, 2, 1], 2)).toEqual({ first: 0, second: 3, next: [0, 1] });
  });
});
