import { expect, it } from 'vitest';
import { slotCode, slotOfToken, tokenCodes } from './token-codes.js';

it('codes letters in binary, least significant bit first, and BOS and COPY on an axis each', () => {
  expect(tokenCodes(3)).toEqual([
    [-1, -1, 0, 0],
    [1, -1, 0, 0],
    [-1, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ]);
});

it('gives BOS and COPY the same flag in a slot', () => {
  expect(slotOfToken(3, 1)).toEqual([1, -1, 0]);
  expect(slotOfToken(3, 3)).toEqual([0, 0, 2]);
  expect(slotOfToken(3, 4)).toEqual([0, 0, 2]);
});

it('codes the slots of an n-gram', () => {
  expect(slotCode(3, 2)).toEqual([-1, 1, 0]);
  expect(slotCode(3, 'start')).toEqual([0, 0, 2]);
  expect(slotCode(3, null)).toEqual([0, 0, 0]);
});
