import { expect, it } from 'vitest';
import {
  deBruijnOrders,
  grid,
  gridsInWords,
  sizesInRange,
  sizesOf,
  sizesWithoutForcedRepeat,
  sizesWithoutUnigrams,
  stringsIn,
  stringsOfSizes,
} from './sizes.js';

const grids = [grid(2, 5, 3), grid(3, 4, 2), grid(5, 3, 1)];

it('counts the strings of grids and of their sizes alike', () => {
  expect(stringsIn(grids)).toBe(3 * (2 + 4 + 8 + 16 + 32) + 2 * (3 + 9 + 27 + 81) + 5 + 25 + 125);
  expect(stringsOfSizes(sizesOf(grids))).toBe(stringsIn(grids));
});

it("lists the theorem's range, 2n ≤ L ≤ Dⁿ, smallest first", () => {
  const sizes = sizesInRange(grids).map(({ length, alphabetSize, ngram }) => [length, alphabetSize, ngram]);
  expect(sizes).toEqual([
    [2, 2, 1],
    [2, 3, 1],
    [2, 5, 1],
    [3, 3, 1],
    [3, 5, 1],
    [4, 2, 2],
    [4, 3, 2],
  ]);
});

it('leaves out exactly the sizes whose strings all have a repeat', () => {
  const lengths = [...sizesWithoutForcedRepeat([grid(2, 9, 2)])].map(({ ngram, length }) => [ngram, length]);
  expect(lengths).toEqual([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [2, 3],
    [2, 4],
    [2, 5],
  ]);
});

it('leaves out n = 1', () => {
  expect([...sizesWithoutUnigrams([grid(2, 2, 2)])].map(({ ngram }) => ngram)).toEqual([2, 2]);
});

it('lists the orders of de Bruijn strings, powers of two or not', () => {
  const orders = deBruijnOrders(9).map(({ alphabetSize, ngram }) => `${alphabetSize}^${ngram}`);
  expect(orders).toEqual(['2^1', '3^1', '4^1', '5^1', '6^1', '7^1', '8^1', '9^1', '2^2', '3^2', '2^3']);
});

it('says grids in words', () => {
  expect(gridsInWords(grids.slice(0, 2))).toBe('D = 2 with L ≤ 5 and n ≤ 3, D = 3 with L ≤ 4 and n ≤ 2');
});
