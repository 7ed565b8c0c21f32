import { countConflictFreeStrings, countRepeatFreeStrings } from '@verbatim/tasks';
import { expect, it } from 'vitest';
import { hasLongKey, longKeyCounts, primitiveWords } from './long-keys.js';

it('lists the numbers of primitive words', () => {
  expect(primitiveWords(2, 6)).toEqual([0n, 2n, 2n, 6n, 12n, 30n, 54n]);
  expect(primitiveWords(3, 2)).toEqual([0n, 3n, 6n]);
});

it.each([
  [2, 14],
  [3, 9],
  [4, 7],
  [26, 5],
])('counts repeats and conflicts as a search does, for all n ≤ L ≤ 2n + 1: D = %i, L ≤ %i', (D, longest) => {
  let sizes = 0;
  for (let length = 1; length <= longest; length++) {
    for (let ngram = 1; ngram <= length; ngram++) {
      const size = { alphabetSize: D, ngram, length };
      if (!hasLongKey(size)) continue;
      sizes++;
      const all = BigInt(D) ** BigInt(length);
      expect(longKeyCounts(size), `n = ${ngram}, L = ${length}`).toEqual({
        repeats: all - countRepeatFreeStrings(D, length, ngram),
        conflicts: all - countConflictFreeStrings(D, length, ngram),
      });
    }
  }
  expect(sizes).toBeGreaterThan(5);
});

it('is wrong one letter further, where two runs find room', () => {
  const size = { alphabetSize: 2, ngram: 3, length: 8 };
  expect(hasLongKey(size)).toBe(false);
  expect(longKeyCounts(size).repeats).not.toBe(2n ** 8n - countRepeatFreeStrings(2, 8, 3));
});
