import { exactRationals, float64, significand } from '@verbatim/transformer';
import { expect, it } from 'vitest';
import { flagError, isWithin, letterError } from './gate-error.js';

it('allows no error in exact arithmetic, nor where rounding does not show', () => {
  const size = { alphabetSize: 3, ngram: 30 };
  expect(letterError(size, exactRationals())).toBe(0);
  expect(flagError(exactRationals())).toBe(0);
  expect(letterError({ alphabetSize: 3, ngram: 8 }, float64())).toBe(0);
  expect(letterError(size, float64())).toBeGreaterThan(0);
  expect(letterError(size, significand(11))).toBeGreaterThan(letterError(size, float64()));
});

it('allows no error in a closed slot, nor in the flag of a letter', () => {
  const errors = { letter: 0.25, flag: 0.5 };
  expect(isWithin([1.25, 0], [1, 0], errors)).toBe(true);
  expect(isWithin([1.26, 0], [1, 0], errors)).toBe(false);
  expect(isWithin([1, 0.1], [1, 0], errors)).toBe(false);
  expect(isWithin([0.25, 2.5], [0, 2], errors)).toBe(true);
  expect(isWithin([0, 2.6], [0, 2], errors)).toBe(false);
  expect(isWithin([0.1, 0], [0, 0], errors)).toBe(false);
  expect(isWithin([0, 0], [0, 0], errors)).toBe(true);
});
