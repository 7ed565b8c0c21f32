import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  atMost,
  equalFractions,
  type Fraction,
  fractionText,
  fractionToNumber,
  inLowestTerms,
  lessThan,
} from './fraction.js';

const fraction = (numerator: bigint, denominator: bigint): Fraction => ({ numerator, denominator });

/** Parts below 2²⁶, so that double arithmetic compares them without rounding. */
const small = fc
  .tuple(fc.integer({ min: -(2 ** 26), max: 2 ** 26 }), fc.integer({ min: 1, max: 2 ** 26 }))
  .map(([a, b]) => ({ exact: fraction(BigInt(a), BigInt(b)), a, b }));

const positive = fc.tuple(fc.bigInt({ min: 1n, max: 2n ** 900n }), fc.bigInt({ min: 1n, max: 2n ** 900n }));

/** A finite double of at least 0 as a fraction, from its bits. */
function exactValue(x: number): Fraction {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const exponent = bits >> 52n;
  const significand = (bits & (2n ** 52n - 1n)) + (exponent === 0n ? 0n : 2n ** 52n);
  return fraction(significand << (exponent === 0n ? 1n : exponent), 2n ** 1075n);
}

/** The double that follows a finite one of at least 0. */
function nextDouble(x: number): number {
  const view = Float64Array.of(x);
  new BigUint64Array(view.buffer)[0] += 1n;
  return view[0];
}

describe('comparison', () => {
  test.prop([small, small])('agrees with double arithmetic on small parts', (p, q) => {
    expect(lessThan(p.exact, q.exact)).toBe(p.a * q.b < q.a * p.b);
    expect(atMost(p.exact, q.exact)).toBe(p.a * q.b <= q.a * p.b);
    expect(equalFractions(p.exact, q.exact)).toBe(p.a * q.b === q.a * p.b);
  });

  test.prop([positive, positive, fc.bigInt({ min: 1n, max: 2n ** 200n })])(
    'does not depend on the terms',
    ([a, b], [c, d], factor) => {
      const [p, q, expanded] = [fraction(a, b), fraction(c, d), fraction(a * factor, b * factor)];
      expect(equalFractions(p, expanded)).toBe(true);
      expect(lessThan(expanded, q)).toBe(lessThan(p, q));
      expect(atMost(q, expanded)).toBe(!lessThan(p, q));
    },
  );

  it('tells apart what doubles cannot', () => {
    const third = fraction(1n, 3n);
    const above = fraction(10n ** 40n + 1n, 3n * 10n ** 40n);
    expect(fractionToNumber(third)).toBe(fractionToNumber(above));
    expect([lessThan(third, above), atMost(above, third), equalFractions(third, above)]).toEqual([true, false, false]);
  });
});

describe('lowest terms', () => {
  test.prop([positive])('have the same value and no common divisor', ([a, b]) => {
    const { numerator, denominator } = inLowestTerms(fraction(a, b));
    expect(numerator * b).toBe(denominator * a);
    let [divisor, rest] = [numerator, denominator];
    while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
    expect(divisor).toBe(1n);
  });

  it('keep the sign, and zero is 0/1', () => {
    expect(inLowestTerms(fraction(-6n, 4n))).toEqual(fraction(-3n, 2n));
    expect(inLowestTerms(fraction(0n, 7n))).toEqual(fraction(0n, 1n));
  });

  it.each([
    [6n, 16n, '3/8'],
    [4n, 2n, '2'],
    [0n, 9n, '0'],
    [-1n, 3n, '-1/3'],
  ])('%d/%d is %s as text', (a, b, text) => {
    expect(fractionText(fraction(a, b))).toBe(text);
  });
});

describe('as a double', () => {
  test.prop([fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }), fc.integer({ min: 0, max: 900 })])(
    'a fraction that is a double is that double',
    (numerator, shift) => {
      expect(fractionToNumber(fraction(numerator, 2n ** BigInt(shift)))).toBe(Number(numerator) * 2 ** -shift);
      expect(fractionToNumber(fraction(numerator << BigInt(shift), 1n))).toBe(Number(numerator) * 2 ** shift);
    },
  );

  test.prop([positive])('any other is next to its value', ([a, b]) => {
    const value = fractionToNumber(fraction(a, b));
    const below = value === 0 ? fraction(0n, 1n) : exactValue(value - (nextDouble(value) - value));
    expect(lessThan(below, fraction(a, b))).toBe(true);
    expect(lessThan(fraction(a, b), exactValue(nextDouble(value)))).toBe(true);
  });

  it('comes out right where numerator and denominator are far beyond the range of doubles', () => {
    const huge = 10n ** 5000n;
    expect(fractionToNumber(fraction(huge, 3n * huge))).toBe(1 / 3);
    expect(fractionToNumber(fraction(7n * huge + 1n, huge))).toBe(7);
    expect(fractionToNumber(fraction(huge, huge * 2n ** 1060n))).toBe(2 ** -1060); // subnormal
    expect(fractionToNumber(fraction(huge * 2n ** 1023n, huge))).toBe(2 ** 1023);
  });

  it('is 0 below the range and infinite above', () => {
    expect(fractionToNumber(fraction(1n, 10n ** 5000n))).toBe(0);
    expect(fractionToNumber(fraction(1n, 2n ** 1074n))).toBe(Number.MIN_VALUE);
    expect(fractionToNumber(fraction(1n, 2n ** 1076n))).toBe(0);
    expect(fractionToNumber(fraction(10n ** 5000n, 3n))).toBe(Number.POSITIVE_INFINITY);
    expect(fractionToNumber(fraction(2n ** 1024n, 1n))).toBe(Number.POSITIVE_INFINITY);
    expect(fractionToNumber(fraction((2n ** 53n - 1n) * 2n ** 971n, 1n))).toBe(Number.MAX_VALUE);
    expect(fractionToNumber(fraction(0n, 10n ** 5000n))).toBe(0);
  });
});
