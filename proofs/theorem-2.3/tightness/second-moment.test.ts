import { stringsOf } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { jointProbabilities, pairEvent } from './pair-events.js';
import { apartBound, meanOf, moments, secondMomentBound } from './second-moment.js';

describe('two events of a string', () => {
  const joint = jointProbabilities(12, 3);

  it('share equations where they overlap at the same distance', () => {
    expect(joint(pairEvent('repeat', 0, 4, 3), pairEvent('repeat', 1, 4, 3))).toEqual({ rank: 4, differing: 0 });
    expect(joint(pairEvent('repeat', 0, 4, 3), pairEvent('repeat', 0, 4, 3))).toEqual({ rank: 3, differing: 0 });
  });

  it('close a circle where three windows are equal', () => {
    expect(joint(pairEvent('repeat', 0, 3, 3), pairEvent('repeat', 3, 3, 3))).toEqual({ rank: 6, differing: 0 });
    expect(joint(pairEvent('repeat', 0, 3, 3), pairEvent('repeat', 0, 6, 3))).toEqual({ rank: 6, differing: 0 });
  });

  it('exclude each other where one goes on and the other does not', () => {
    expect(joint(pairEvent('start', 1, 4, 3), pairEvent('start', 2, 4, 3))).toBeNull();
    expect(joint(pairEvent('conflict', 1, 4, 3), pairEvent('conflict', 2, 4, 3))).toBeNull();
  });

  it('count the same inequality once', () => {
    const a = pairEvent('conflict', 2, 4, 3);
    expect(joint(a, a)).toEqual({ rank: 3, differing: 1 });
    expect(joint(a, pairEvent('conflict', 1, 6, 3))?.differing).toBe(2);
  });
});

describe('the moments', () => {
  it('are those of strings that can be listed by hand', () => {
    // Binary, n = 1, L = 3: 000 and 111 have three equal pairs, the other six strings one.
    const size = { alphabetSize: 2, ngram: 1, length: 3 };
    const { mean, meanSquare } = moments('repeat', size);
    expect(Number(mean.numerator) / Number(mean.denominator)).toBe(12 / 8);
    expect(Number(meanSquare.numerator) / Number(meanSquare.denominator)).toBe((2 * 9 + 6) / 8);
  });

  it('bound nothing where there is no pair', () => {
    expect(secondMomentBound(moments('conflict', { alphabetSize: 2, ngram: 4, length: 5 }))).toEqual({
      numerator: 0n,
      denominator: 1n,
    });
    expect(apartBound('conflict', { alphabetSize: 2, ngram: 3, length: 7 }).numerator).toBe(0n);
    expect(apartBound('conflict', { alphabetSize: 2, ngram: 3, length: 8 }).numerator).toBeGreaterThan(0n);
  });

  it.each(['repeat', 'start', 'conflict'] as const)('have the mean of counted pairs: %s', (kind) => {
    const [D, n, L] = [3, 2, 7];
    let count = 0;
    for (const x of stringsOf(D, L)) {
      for (let i = 0; i < L; i++) {
        for (let j = i + 1; j + n <= L; j++) {
          const equal = x[i] === x[j] && x[i + 1] === x[j + 1];
          const goesOn = i > 0 && x[i - 1] === x[j - 1];
          const conflicts = j + n < L && x[i + n] !== x[j + n];
          if (equal && (kind === 'repeat' || (kind === 'start' ? !goesOn : conflicts))) count++;
        }
      }
    }
    const { numerator, denominator } = meanOf(kind, { alphabetSize: D, ngram: n, length: L });
    expect(BigInt(count) * denominator).toBe(numerator * BigInt(D) ** BigInt(L));
  });
});
