import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { pointMass, skewedCopies, tabulatedCopies, uniformCopies } from './distributions.js';
import { atMost, equalFractions, fractionText } from './fraction.js';
import {
  conflictProbability,
  probabilityThat,
  repeatProbability,
  uniformConflictProbability,
  uniformRepeatProbability,
} from './repeat-probability.js';

const letters = (text: string) => Uint32Array.from(text, Number);

describe('the probability of an event', () => {
  it('adds up the strings for which it happens', () => {
    const table = tabulatedCopies(2, [
      { letters: letters('001'), weight: 1 },
      { letters: letters('011'), weight: 2 },
      { letters: letters('111'), weight: 5 },
    ]);
    expect(fractionText(probabilityThat(table, (x) => x[1] === 1))).toBe('7/8');
    expect(fractionText(probabilityThat(table, (x) => x[0] === 0))).toBe('3/8');
    expect(fractionText(probabilityThat(table, () => true))).toBe('1');
    expect(fractionText(probabilityThat(table, () => false))).toBe('0');
  });

  it('adds fractions of different denominators, in lowest terms', () => {
    const probabilities = [
      { numerator: 1n, denominator: 2n },
      { numerator: 1n, denominator: 3n },
      { numerator: 1n, denominator: 6n },
    ];
    const mixed = {
      ...pointMass([0], 3),
      *support() {
        for (const [letter, probability] of probabilities.entries()) {
          yield { letters: Uint32Array.of(letter), probability };
        }
      },
    };
    expect(probabilityThat(mixed, (x) => x[0] !== 1)).toEqual({ numerator: 2n, denominator: 3n });
    expect(probabilityThat(mixed, () => true)).toEqual({ numerator: 1n, denominator: 1n });
  });

  it('is that of an i.i.d. letter, whatever the others are', () => {
    expect(fractionText(probabilityThat(skewedCopies([1, 0, 4, 2], 3), (x) => x[2] === 2))).toBe('4/7');
  });
});

describe('p_ngram and p_conflict', () => {
  it('of a point mass are 0 or 1', () => {
    expect(fractionText(repeatProbability(pointMass(letters('0110'), 2), 1))).toBe('1');
    expect(fractionText(repeatProbability(pointMass(letters('0110'), 2), 2))).toBe('0');
    // 0 comes back at the end only, and 1 is followed by 1, then by 0.
    expect(fractionText(conflictProbability(pointMass(letters('0110'), 2), 1))).toBe('1');
    expect(fractionText(conflictProbability(pointMass(letters('0101'), 2), 1))).toBe('0');
    expect(fractionText(repeatProbability(pointMass(letters('0101'), 2), 1))).toBe('1');
  });

  // The birthday problem with two days: three letters of two repeat for certain, two do with probability 1/2.
  it('of uniform letters are small numbers that can be found by hand', () => {
    expect(fractionText(uniformRepeatProbability(2, 2, 1))).toBe('1/2');
    expect(fractionText(uniformRepeatProbability(2, 3, 1))).toBe('1');
    // 001 and 110 have a conflict for n = 1, no other string of three letters has one.
    expect(fractionText(uniformConflictProbability(2, 3, 1))).toBe('1/4');
  });

  it('are the same by counting and by listing', () => {
    for (const [D, L] of [
      [2, 9],
      [3, 6],
      [5, 4],
    ] as const) {
      const distribution = uniformCopies(D, L);
      for (let n = 1; n <= L + 1; n++) {
        const repeat = uniformRepeatProbability(D, L, n);
        const conflict = uniformConflictProbability(D, L, n);
        expect(equalFractions(repeat, repeatProbability(distribution, n))).toBe(true);
        expect(equalFractions(conflict, conflictProbability(distribution, n))).toBe(true);
        expect([repeat.denominator, conflict.denominator]).toEqual(Array(2).fill(BigInt(D) ** BigInt(L)));
      }
    }
  });

  // Birthdays: 23 are the first group in which a shared one is likelier than not.
  it('meet the birthday problem', () => {
    const half = { numerator: 1n, denominator: 2n };
    expect(atMost(uniformRepeatProbability(365, 22, 1), half)).toBe(true);
    expect(atMost(uniformRepeatProbability(365, 23, 1), half)).toBe(false);
  });

  test.prop([fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 })])(
    'a conflict is no more likely than a repeat, and a longer n-gram repeats no more often',
    (D, L, n) => {
      const repeat = uniformRepeatProbability(D, L, n);
      expect(atMost(uniformConflictProbability(D, L, n), repeat)).toBe(true);
      expect(atMost(uniformRepeatProbability(D, L, n + 1), repeat)).toBe(true);
      expect(atMost(repeat, uniformRepeatProbability(D, L + 1, n))).toBe(true);
    },
  );

  it.each([0, 1.5, -2, Number.NaN])('refuse n = %d in one line', (n) => {
    const message = `n-gram length n = ${n}: accepted is an integer of at least 1`;
    for (const probability of [repeatProbability, conflictProbability]) {
      expect(() => probability(uniformCopies(2, 3), n)).toThrow(new RangeError(message));
    }
    for (const probability of [uniformRepeatProbability, uniformConflictProbability]) {
      expect(() => probability(2, 3, n)).toThrow(new RangeError(message));
    }
  });
});
