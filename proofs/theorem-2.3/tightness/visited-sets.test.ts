import { repeatFreeCounts } from '@verbatim/tasks';
import { expect, it } from 'vitest';
import { countsByVisitedSets } from './visited-sets.js';

it.each([
  [2, 1],
  [2, 2],
  [2, 3],
  [2, 4],
  [3, 1],
  [3, 2],
  [4, 2],
  [16, 1],
])('counts the strings without a repeated n-gram of every length: D = %i, n = %i', (D, n) => {
  const counts = countsByVisitedSets(D, n);
  expect(counts).toEqual(repeatFreeCounts(D, D ** n + n, n));
  expect(counts.at(-1)).toBe(0n);
  expect(counts.at(-2)).toBeGreaterThan(0n);
});

it('refuses more n-grams than there are bits', () => {
  expect(() => countsByVisitedSets(2, 5)).toThrow(new RangeError('D^n = 32: accepted is at most 16'));
});
