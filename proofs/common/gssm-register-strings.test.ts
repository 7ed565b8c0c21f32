import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { nearlyPeriodic } from '../theorem-2.7/tight/nearly-periodic.js';
import { hasPeriod } from './gssm-register-strings.js';

describe('the period of a string', () => {
  it.each([
    [[0, 0, 0], 0, true],
    [[1, 1, 1], 0, false],
    [[1, 1, 1], 1, true],
    [[1, 0, 1], 1, false],
    [[1, 0, 1], 2, true],
    [[0, 1, 1], 2, false],
    [[0, 1, 1], 3, true],
  ])('of %j is %i: %s', (letters, k, periodic) => {
    expect(hasPeriod(letters, k)).toBe(periodic);
  });

  test.prop([fc.array(fc.nat({ max: 1 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 12 })])(
    'is k if and only if the first k letters, repeated, give it',
    (letters, k) => {
      expect(hasPeriod(letters, k)).toBe(letters.every((letter, i) => letter === letters[i % k]));
    },
  );
});

describe('the random strings', () => {
  it('have period k in half of the cases, and where the letter replaced is not repeated', () => {
    const drawn = fc.sample(fc.noBias(nearlyPeriodic(60)), { seed: 1, numRuns: 1000 });
    const periodic = drawn.filter(({ letters, kept }) => hasPeriod(letters, kept)).length;
    expect(periodic).toBeGreaterThan(500);
    expect(periodic).toBeLessThan(750);
    for (const { letters, kept, alphabetSize } of drawn) {
      expect(kept).toBeLessThanOrEqual(letters.length);
      expect(Math.max(...letters)).toBeLessThan(alphabetSize);
    }
  });
});
