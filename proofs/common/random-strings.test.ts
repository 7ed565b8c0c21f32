import { conflictingRepeat, repeatedNgram } from '@verbatim/tasks';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomStrings, STRING_SHARES, withoutConflict } from './random-strings.js';

const drawn = fc.sample(fc.noBias(randomStrings()), { numRuns: 2000, seed: 1 });
const share = (holds: (string: (typeof drawn)[number]) => boolean) => drawn.filter(holds).length / drawn.length;

it('draws letters of the alphabet, over the whole range of D, n and L', () => {
  expect(drawn.every(({ alphabetSize, letters }) => letters.every((letter) => letter < alphabetSize))).toBe(true);
  for (const [value, low, high] of [
    [(string: (typeof drawn)[number]) => string.alphabetSize, 2, 64],
    [(string: (typeof drawn)[number]) => string.ngram, 1, 8],
    [(string: (typeof drawn)[number]) => string.letters.length, 1, 200],
  ] as const) {
    const values = drawn.map(value);
    expect([Math.min(...values), Math.max(...values)]).toEqual([low, high]);
    // Uniform: half of the draws in the upper half of the range, give or take five standard deviations.
    const upperHalf = values.filter((v) => v > (low + high) / 2).length / values.length;
    expect(Math.abs(upperHalf - 0.5)).toBeLessThan(0.06);
  }
});

it('draws many strings of each kind: without a repeat, and three times the least share of every other kind', () => {
  expect(share(({ letters, ngram }) => repeatedNgram(letters, ngram) === null)).toBeGreaterThan(0.1);
  for (const { name, has, least } of STRING_SHARES) {
    expect(share(has), name).toBeGreaterThan(3 * least);
  }
});

it('draws as many of each kind where D, n and L are smaller', () => {
  const largest = { alphabetSize: 33, ngram: 6, length: 30 };
  const smaller = fc.sample(fc.noBias(randomStrings(undefined, largest)), { numRuns: 2000, seed: 1 });
  for (const { name, has, least } of STRING_SHARES) {
    expect(smaller.filter(has).length / smaller.length, name).toBeGreaterThan(2 * least);
  }
  expect(Math.max(...smaller.map(({ letters }) => letters.length))).toBe(30);
  expect(smaller.every(({ alphabetSize, ngram }) => alphabetSize <= 33 && ngram <= 6)).toBe(true);
});

it('says whether a repeat was planted: only strings that have a repeat, and none of other shapes', () => {
  expect(drawn.every(({ planted, letters, ngram }) => !planted || repeatedNgram(letters, ngram) !== null)).toBe(true);
  const others = fc.sample(fc.noBias(randomStrings(['plain', 'grown'])), { numRuns: 200, seed: 1 });
  expect(others.some(({ planted }) => planted)).toBe(false);
});

it('takes every conflict out of a string, and changes nothing else', () => {
  const text = (letters: Uint32Array) => letters.join('');
  expect(text(withoutConflict(Uint32Array.from([0, 1, 0, 0, 1, 2]), 1))).toBe('010101');
  expect(text(withoutConflict(Uint32Array.from([0, 1, 2, 2]), 1))).toBe('0122');
  expect(drawn.every(({ letters, ngram }) => conflictingRepeat(withoutConflict(letters, ngram), ngram) === null)).toBe(
    true,
  );
});
