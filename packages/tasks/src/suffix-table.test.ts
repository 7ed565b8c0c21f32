import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { suffixTable } from './suffix-table.js';

it('sorts the suffixes and tells what neighbours have in common', () => {
  // 1, 1213, 13, 213, 21213 … of 2121 3: by letters 1213 < 13 < 21213 < 213 < 3.
  const { order, common } = suffixTable([2, 1, 2, 1, 3]);
  expect([...order]).toEqual([1, 3, 0, 2, 4]);
  expect([...common]).toEqual([0, 1, 0, 2, 0]);
});

it('has nothing to sort in an empty string', () => {
  const { order, common } = suffixTable([]);
  expect([order.length, common.length]).toEqual([0, 0]);
});

const LARGEST_LETTER = 2 ** 32 - 1;

test.prop([
  fc.uniqueArray(fc.integer({ min: 0, max: LARGEST_LETTER }), { minLength: 1, maxLength: 8 }),
  fc.array(fc.nat(), { minLength: 1, maxLength: 120 }),
])('depends on the order of the letters only, however large they are', (letters, choices) => {
  const increasing = [...letters].sort((a, b) => a - b);
  const ranks = choices.map((choice) => choice % letters.length);
  expect(suffixTable(ranks.map((rank) => increasing[rank]))).toEqual(suffixTable(ranks));
});

it('takes the largest letters there are', () => {
  const x = [LARGEST_LETTER, 0, LARGEST_LETTER, LARGEST_LETTER - 1];
  expect([...suffixTable(x).order]).toEqual([1, 3, 0, 2]);
});

it.each([
  [[0, -1], 'letter -1 at position 1: accepted is an integer from 0 to 4294967295'],
  [[1.5], 'letter 1.5 at position 0: accepted is an integer from 0 to 4294967295'],
  [[0, 0, 2 ** 32], 'letter 4294967296 at position 2: accepted is an integer from 0 to 4294967295'],
  [[Number.NaN], 'letter null at position 0: accepted is an integer from 0 to 4294967295'],
])('refuses %j in one line', (x, message) => {
  expect(() => suffixTable(x)).toThrow(new RangeError(message));
});
