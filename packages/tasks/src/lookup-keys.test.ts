import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { unambiguousKeys } from './lookup-keys.js';
import { stringsOf } from './strings.js';

/** The definition, by comparing every n-gram with every other. */
function byDefinition(x: ArrayLike<number>, n: number, k: number): number[] {
  const ngrams = Array.from({ length: Math.max(x.length - n + 1, 0) }, (_, i) =>
    Array.from(x)
      .slice(i, i + n)
      .join(),
  );
  return ngrams.flatMap((ngram, i) =>
    i + n + k <= x.length && ngrams.filter((other) => other === ngram).length === 1 ? [i] : [],
  );
}

describe('unambiguous keys', () => {
  it('occur once and have an answer behind them', () => {
    //                       0  1  2  3  4  5  6
    expect(unambiguousKeys([0, 1, 0, 1, 2, 3, 4], 2, 2)).toEqual([1, 3]); // 01 occurs twice; after 23 there is 4 only
    expect(unambiguousKeys([0, 1, 0, 1, 2, 3, 4], 2, 1)).toEqual([1, 3, 4]);
  });

  it('do not include one that occurs again where no answer follows', () => {
    expect(unambiguousKeys([0, 1, 2, 0, 1], 2, 1)).toEqual([1, 2]); // 12 and 20, and not the first 01
  });

  it('are none in a string of one letter, or in one that is too short', () => {
    expect(unambiguousKeys([3, 3, 3, 3, 3], 2, 1)).toEqual([]);
    expect(unambiguousKeys([0, 1, 2], 2, 2)).toEqual([]);
    expect(unambiguousKeys([], 1, 1)).toEqual([]);
  });

  it.each([
    [2, 10],
    [3, 6],
  ])('are those of the definition in every string: D = %i, L up to %i', (alphabetSize, longest) => {
    for (let length = 0; length <= longest; length++) {
      for (const x of stringsOf(alphabetSize, length)) {
        for (const n of [1, 2, 3]) {
          const [found, expected] = [unambiguousKeys(x, n, 2), byDefinition(x, n, 2)];
          if (found.join() !== expected.join()) expect.fail(`x = ${x}, n = ${n}: ${found} instead of ${expected}`);
        }
      }
    }
  });

  test.prop([
    fc.array(fc.nat({ max: 5 }), { maxLength: 200 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 9 }),
  ])('are those of the definition in long strings', (x, n, k) => {
    expect(unambiguousKeys(x, n, k)).toEqual(byDefinition(x, n, k));
  });

  it.each([
    [0, 1],
    [1.5, 1],
    [1, 0],
    [1, -1],
  ])('are refused for n = %s, k = %s', (n, k) => {
    expect(() => unambiguousKeys([0, 1, 2], n, k)).toThrow(RangeError);
  });
});
