import { describe, expect, it } from 'vitest';
import { exhaustiveError } from './exhaustive-error.js';
import { lowerBound } from './lower-bound.js';
import { stringsOf } from './machines.testing.js';
import { registerMachine } from './register.js';
import { generateCopy } from './run.js';

/** Every (D, L) with at most 4,096 strings, D ≤ 6, L ≤ 12. */
const sizes = [2, 3, 4, 5, 6].flatMap((alphabetSize) =>
  Array.from({ length: 12 }, (_, i) => [alphabetSize, i + 1] as const).filter(([d, l]) => d ** l <= 4096),
);

describe('the register machine', () => {
  it.each(sizes)('copies exactly the k-periodic strings, for all k: D = %i, L = %i', (alphabetSize, length) => {
    for (let kept = 1; kept <= length; kept++) {
      const machine = registerMachine(alphabetSize, length, kept);
      for (const x of stringsOf(alphabetSize, length)) {
        const periodic = x.every((letter, i) => i < kept || letter === x[i - kept]);
        const copied = generateCopy(machine, x).every((letter, i) => letter === x[i]);
        if (copied !== periodic) expect.fail(`k = ${kept}, x = ${x}: copied ${copied}, periodic ${periodic}`);
      }
    }
  });

  it.each(sizes)('meets the lower bound with equality, for all k: D = %i, L = %i', (alphabetSize, length) => {
    for (let kept = 0; kept <= length; kept++) {
      const machine = registerMachine(alphabetSize, length, kept);
      expect(machine.states).toBe(BigInt(alphabetSize) ** BigInt(kept));
      const { copied, total } = exhaustiveError(machine, length);
      expect(copied).toBe(machine.states);
      expect({ numerator: total - copied, denominator: total }).toEqual(
        lowerBound(machine.states, alphabetSize, length),
      );
    }
  });

  it('says what it kept with its period when the string has another', () => {
    expect([...generateCopy(registerMachine(4, 5, 2), [0, 1, 2, 3, 1])]).toEqual([1, 3, 1, 3, 1]);
  });

  it('is one state that always emits the letter 0 for k = 0', () => {
    expect([...generateCopy(registerMachine(3, 4, 0), [2, 1, 2, 1])]).toEqual([0, 0, 0, 0]);
  });

  it('refuses more letters than the string has', () => {
    expect(() => registerMachine(2, 3, 4)).toThrow(
      new RangeError('register of k = 4 letters: accepted is at most L = 3'),
    );
  });

  it.each([-1, 1.5, Number.NaN])('refuses to keep %s letters', (kept) => {
    expect(() => registerMachine(2, 3, kept)).toThrow(RangeError);
  });

  it.each([0, -1, 2.5])('refuses strings of %s letters', (length) => {
    expect(() => registerMachine(2, length, 0)).toThrow(RangeError);
  });

  it.each([1, 0, 2.5])('refuses an alphabet of %s letters', (alphabetSize) => {
    expect(() => registerMachine(alphabetSize, 3, 1)).toThrow(RangeError);
  });
});
