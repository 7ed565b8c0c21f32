import { conflictingRepeat } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { certificate } from './certificate.js';
import { copyRunner, exhaustTeacherForced, teacherForcedCopy } from './copy.js';
import { copyingTransformer } from './copying-transformer.js';
import { everyConflictFree } from './failure-search.js';
import { float64 } from './float64.js';
import type { NumberSystem } from './number-system.js';
import { type FrontierSearch, precisionFrontier } from './precision-frontier.js';
import { bfloat16, float16, float32, significand } from './rounded.js';

const frontier = (alphabetSize: number, ngram: number, numbers: unknown, more: Partial<FrontierSearch> = {}) =>
  precisionFrontier(
    { alphabetSize, ngram, draws: 4, seed: 1, operations: { atBound: 2e7, past: 2e6 }, ...more },
    numbers as NumberSystem,
  );

describe('the two sides of a bound', () => {
  test.each([
    [2, 1, significand(6), 61n, 6],
    [2, 2, significand(6), 15n, 26],
    [2, 3, significand(7), 63n, 236],
    [2, 10, bfloat16(), 3n, 8],
    [26, 3, significand(6), 1n, 26],
  ] as const)(
    'D = %i, n = %i: every string at the bound is copied, and one letter more is not certified',
    (D, n, numbers, length, strings) => {
      const found = frontier(D, n, numbers);
      expect(found.certifiedLength).toBe(length);
      expect(found.atBound).toEqual({ every: true, strings, failure: null });
      const size = { alphabetSize: D, ngram: n };
      expect(certificate({ ...size, maxLength: length }, numbers).certified).toBe(true);
      expect(certificate({ ...size, maxLength: length + 1n }, numbers).reason).toBe(found.reasonPast);
      expect(found.past.upTo).toBeGreaterThan(Number(length));
    },
  );

  test('where strings are too many, some are run, and where one is too long, none is', () => {
    const some = frontier(2, 8, bfloat16(), { operations: { atBound: 2e6, past: 0 } });
    expect(some.certifiedLength).toBe(15n);
    expect(some.atBound).toEqual({ every: false, strings: 7, failure: null });
    expect(some.past).toEqual({ upTo: null, strings: 0, failure: null });
    for (const numbers of [float64(), float32()]) {
      const { atBound, past } = frontier(2, 8, numbers);
      expect(atBound).toBeNull();
      expect(past).toEqual({ upTo: null, strings: 0, failure: null });
    }
  });

  test('a string is found that fails where nothing is certified', () => {
    const { certifiedLength, atBound, past } = frontier(26, 3, significand(3));
    expect(certifiedLength).toBeNull();
    expect(atBound).toBeNull();
    const { length, letters, firstMismatch } = past.failure!;
    expect(past.upTo).toBe(length);
    expect(conflictingRepeat(letters, 3)).toBeNull();
    const size = { alphabetSize: 26, ngram: 3, maxLength: length };
    const output = (numbers: unknown) =>
      teacherForcedCopy(copyRunner(copyingTransformer(size), numbers as NumberSystem), letters);
    expect(output(significand(3))[firstMismatch]).not.toBe(letters[firstMismatch]);
    expect(output(float64())).toEqual(letters);
  });

  test('binary16 really overflows at twice the length that is certified', () => {
    const { certifiedLength, reasonPast, past } = frontier(2, 1, float16(), { operations: { atBound: 0, past: 1e7 } });
    expect(certifiedLength).toBe(2n ** 14n - 1n);
    expect(reasonPast).toBe('the sum of all weights may exceed 2^15 and overflow');
    expect(past.failure!.letters.every((letter) => letter === 1)).toBe(true);
    expect(past.failure!.length).toBeGreaterThan(32_700);
    expect(past.failure!.length).toBeLessThanOrEqual(32_770);
  });
});

test('strings without a conflicting repeat are listed as filtering all strings lists them', () => {
  for (const [D, n, length] of [
    [2, 1, 7],
    [2, 3, 8],
    [3, 2, 6],
    [4, 5, 4],
    [2, 2, 1],
  ] as const) {
    const runner = copyRunner(copyingTransformer({ alphabetSize: D, ngram: n, maxLength: length }), float64());
    const filtered = [...exhaustTeacherForced(runner, length)]
      .map(({ letters }) => letters)
      .filter((letters) => conflictingRepeat(letters, n) === null);
    expect(everyConflictFree(D, n, length, filtered.length)).toEqual(filtered);
    expect(everyConflictFree(D, n, length, filtered.length - 1)).toBeNull();
  }
});
