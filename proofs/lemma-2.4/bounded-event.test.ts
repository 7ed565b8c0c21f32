import { expect, it } from 'vitest';
import {
  boundsBelowOne,
  conflictWithinPairs,
  repeatBelowLemmaBound,
  repeatWithinPairs,
  withinBound,
} from './bounded-event.js';

// D = 2, n = 2, L = 3: one pair of windows, equal in 000 and 111, so that p_ngram is 1/4.
const size = { alphabetSize: 2, ngram: 2, length: 3 };
const quarter = { numerator: 2n, denominator: 8n };

it('takes the bound of pairs as met, and that of the lemma as not to be reached', () => {
  expect(withinBound({ event: repeatWithinPairs, size, probability: quarter })).toBe(true);
  expect(withinBound({ event: repeatWithinPairs, size, probability: { numerator: 3n, denominator: 8n } })).toBe(false);
  const two = { ...size, length: 2 };
  const one = { numerator: 1n, denominator: 1n };
  expect(withinBound({ event: repeatBelowLemmaBound, size: two, probability: one })).toBe(false);
  expect(withinBound({ event: repeatWithinPairs, size: two, probability: { numerator: 0n, denominator: 1n } })).toBe(
    true,
  );
});

it('says in how many cases a bound says something', () => {
  // C(3, 2) / 4, C(2, 2) / 4 and 0 for repeats, C(2, 2) / 8, 0 and 0 for conflicts; L² / 4 is 4, 9/4 and 1.
  const sizes = [4, 3, 2].map((length) => ({ ...size, length }));
  expect(boundsBelowOne([repeatWithinPairs, conflictWithinPairs], sizes)).toContain('in 3 of the 6 cases');
  expect(boundsBelowOne([repeatBelowLemmaBound], sizes)).toContain('in 0 of the 3 cases');
});
