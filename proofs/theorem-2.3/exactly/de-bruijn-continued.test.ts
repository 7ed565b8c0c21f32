import { conflictingRepeat, repeatedNgram } from '@verbatim/tasks';
import { expect, it } from 'vitest';
import { deBruijnOrders } from '../../common/sizes.js';
import { continuations } from './de-bruijn-continued.js';

it.each(deBruijnOrders(27))('repeats n-grams alike, then with a conflict, then with nothing after: %o', (order) => {
  const { alphabetSize, ngram } = order;
  const strings = continuations(alphabetSize, ngram);
  expect(strings.map(({ length }) => length - alphabetSize ** ngram)).toEqual([2 * ngram, 2 * ngram, ngram]);
  expect(strings.map((letters) => repeatedNgram(letters, ngram) !== null)).toEqual([true, true, true]);
  expect(strings.map((letters) => conflictingRepeat(letters, ngram) !== null)).toEqual([false, true, false]);
});
