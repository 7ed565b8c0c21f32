import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { exhaustiveError } from './exhaustive-error.js';
import { lowerBound } from './lower-bound.js';
import { randomAutomaton } from './random-automaton.js';

describe('the lower bound', () => {
  it('is 1 − |S|/D^L, and 0 when there is a state for every string', () => {
    expect(lowerBound(3n, 2, 3)).toEqual({ numerator: 5n, denominator: 8n });
    expect(lowerBound(8n, 2, 3)).toEqual({ numerator: 0n, denominator: 8n });
    expect(lowerBound(9n, 2, 3)).toEqual({ numerator: 0n, denominator: 8n });
  });

  test.prop([fc.integer({ min: 2, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }), fc.nat()])(
    'is respected by random automata',
    (alphabetSize, states, length, seed) => {
      const { copied, total } = exhaustiveError(randomAutomaton(alphabetSize, states, seed), length);
      const { numerator, denominator } = lowerBound(BigInt(states), alphabetSize, length);
      expect(total).toBe(denominator);
      expect(total - copied).toBeGreaterThanOrEqual(numerator);
    },
  );

  it.each([
    [0n, 2, 1],
    [1n, 1, 1],
    [1n, 2, 0],
  ])('refuses |S| = %s, D = %s, L = %s', (states, alphabetSize, length) => {
    expect(() => lowerBound(states, alphabetSize, length)).toThrow(RangeError);
  });
});
