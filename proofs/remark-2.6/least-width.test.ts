import { searchSmallestFailure, significand } from '@verbatim/transformer';
import { expect, test } from 'vitest';
import { leastWidthBySearch } from './least-width.js';

test('the least width by search is one above a width at which a string of that length fails', () => {
  const asked = { alphabetSize: 26, ngram: 3, draws: 5, seed: 1 };
  const width = leastWidthBySearch({ ...asked, length: 8 }, 8);
  expect(width).toBeGreaterThan(3);
  const failure = searchSmallestFailure({ ...asked, minLength: 8, maxLength: 8 }, significand(width - 1));
  expect(failure?.length).toBe(8);
});
