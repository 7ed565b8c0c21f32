import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compare, multiply, type Rational, rational, rationalFromNumber, subtract, toNumber } from './rational.js';

const fraction: fc.Arbitrary<Rational> = fc
  .tuple(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.bigInt({ min: 1n, max: 2n ** 80n }))
  .map(([numerator, denominator]) => rational(numerator, denominator));

const same = (a: Rational, b: Rational) => a.numerator * b.denominator === b.numerator * a.denominator;

describe('rationals', () => {
  test('form a field as far as they are used', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(same(add(a, b), add(b, a))).toBe(true);
        expect(same(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(true);
        expect(same(subtract(add(a, b), b), a)).toBe(true);
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)));
      }),
    );
  });

  test('read doubles exactly and give them back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }), (x) => {
        if (Math.abs(x) > 1e-200 || x === 0) expect(toNumber(rationalFromNumber(x))).toBe(x === 0 ? 0 : x);
      }),
    );
  });

  test('give the nearest double of quotients far beyond a double’s range', () => {
    const huge = 3n ** 5000n;
    expect(toNumber({ numerator: huge, denominator: 4n * huge })).toBe(0.25);
    expect(toNumber({ numerator: huge, denominator: 3n * huge })).toBe(1 / 3);
    expect(toNumber({ numerator: -huge * 2n, denominator: 3n * huge })).toBe(-2 / 3);
  });

  test('refuse infinity', () => {
    expect(() => rationalFromNumber(Number.POSITIVE_INFINITY)).toThrow('not a rational');
  });
});
