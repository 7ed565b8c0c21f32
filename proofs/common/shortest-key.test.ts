import { expect, test } from 'vitest';
import { shortestKey } from './shortest-key.js';

test('keys are the shortest with which a string of L letters need not repeat one', () => {
  expect([1n, 2n, 3n, 5n, 6n, 10n, 11n].map((length) => shortestKey(2, length))).toEqual([1, 1, 2, 2, 3, 3, 4]);
  expect([26n, 27n, 677n, 678n].map((length) => shortestKey(26, length))).toEqual([1, 2, 2, 3]);
});
