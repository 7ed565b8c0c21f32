import { describe, expect, it } from 'vitest';
import { leastLetterError, obeysLetterBound } from './letter-bound.js';

const sizes = (alphabetSize: number, length: number, states: bigint) => ({ alphabetSize, length, states });

describe('the bound on letters', () => {
  it('lets nothing be wrong with D^L states, and nothing be right beyond guessing with one', () => {
    expect(obeysLetterBound(sizes(3, 4, 81n), { wrong: 0n, letters: 324n })).toBe(true);
    expect(obeysLetterBound(sizes(3, 4, 80n), { wrong: 0n, letters: 324n })).toBe(false);
    expect(obeysLetterBound(sizes(3, 4, 1n), { wrong: 216n, letters: 324n })).toBe(true);
    expect(obeysLetterBound(sizes(3, 4, 1n), { wrong: 215n, letters: 324n })).toBe(false);
    expect(obeysLetterBound(sizes(3, 4, 1n), { wrong: 300n, letters: 324n })).toBe(true);
  });

  it('is met with equality where h(δ) is rational', () => {
    // D = 4, δ = 1/2: the rate is 2 − 1 − log2(3)/2, so two letters take 2^2/3 states.
    const half = { wrong: 1n, letters: 2n };
    expect(obeysLetterBound(sizes(4, 2, 2n), half)).toBe(true);
    expect(obeysLetterBound(sizes(4, 4, 1n), half)).toBe(false);
    // δ = 3/4: guessing.
    expect(obeysLetterBound(sizes(4, 4, 1n), { wrong: 3n, letters: 4n })).toBe(true);
  });

  it.each([
    [2, 8, 16n],
    [2, 20, 3n],
    [3, 5, 100n],
    [26, 300, 2n ** 700n],
  ])('agrees with its own line: D = %i, L = %i', (D, L, states) => {
    const line = leastLetterError(sizes(D, L, states));
    const parts = 10n ** 15n;
    const at = (error: number) => ({ wrong: BigInt(Math.round(error * 1e15)), letters: parts });
    expect(line).toBeGreaterThan(0);
    expect(obeysLetterBound(sizes(D, L, states), at(line + 1e-9))).toBe(true);
    expect(obeysLetterBound(sizes(D, L, states), at(line - 1e-9))).toBe(false);
  });

  it('has its ends at 0 and at guessing', () => {
    expect(leastLetterError(sizes(5, 3, 125n))).toBe(0);
    expect(leastLetterError(sizes(5, 3, 1n))).toBeCloseTo(0.8, 6);
  });

  it('is asked about errors only', () => {
    expect(() => obeysLetterBound(sizes(2, 2, 1n), { wrong: 3n, letters: 2n })).toThrow(RangeError);
    expect(() => obeysLetterBound(sizes(2, 2, 0n), { wrong: 0n, letters: 2n })).toThrow(RangeError);
  });
});
