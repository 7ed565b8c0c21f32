import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compare, multiply, type Rational, rationalFromNumber, subtract } from './rational.js';
import {
  bfloat16,
  float8e5m2,
  float16,
  roundingToFormat,
  roundToE4m3,
  roundToSignificand,
  significand,
} from './rounded.js';

/** Rounds to `bits` significant bits, ties to even, in exact arithmetic: the definition. */
function roundExactly(x: Rational, bits: number): Rational {
  if (x.numerator === 0n) return x;
  const magnitude = x.numerator < 0n ? -x.numerator : x.numerator;
  let exponent = magnitude.toString(2).length - x.denominator.toString(2).length;
  const power = (e: number): Rational =>
    e >= 0 ? { numerator: 1n << BigInt(e), denominator: 1n } : { numerator: 1n, denominator: 1n << BigInt(-e) };
  if (compare({ numerator: magnitude, denominator: x.denominator }, power(exponent)) < 0) exponent--;
  const unit = power(exponent - bits + 1);
  const scaledTop = magnitude * unit.denominator;
  const scaledBottom = x.denominator * unit.numerator;
  let quotient = scaledTop / scaledBottom;
  const twice = 2n * (scaledTop - quotient * scaledBottom);
  if (twice > scaledBottom || (twice === scaledBottom && quotient % 2n === 1n)) quotient++;
  const signed = x.numerator < 0n ? -quotient : quotient;
  return { numerator: signed * unit.numerator, denominator: unit.denominator };
}

const bits = fc.integer({ min: 2, max: 24 });
const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e60, max: 1e60 });

describe('rounding to p bits', () => {
  test('rounds to nearest, ties to even, for every double', () => {
    fc.assert(
      fc.property(double, bits, (x, p) => {
        if (Math.abs(x) < 1e-250) return;
        const expected = roundExactly(rationalFromNumber(x), p);
        expect(compare(rationalFromNumber(roundToSignificand(x, p)), expected)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('rounds ties to even', () => {
    expect([2049, 2051, -2049, 4098].map((x) => roundToSignificand(x, 11))).toEqual([2048, 2052, -2048, 4096]);
  });

  test('equals Math.fround at 24 bits inside the range of binary32', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e30, max: 1e30 }), (x) => {
        if (Math.abs(x) > 1e-30) expect(roundToSignificand(x, 24)).toBe(Math.fround(x));
      }),
    );
  });

  test('an operation in doubles, rounded again, equals one rounding of the true result', () => {
    const operand = (p: number) =>
      fc
        .tuple(fc.integer({ min: -(2 ** p) + 1, max: 2 ** p - 1 }), fc.integer({ min: -30, max: 30 }))
        .map(([m, e]) => m * 2 ** e);
    const pair = bits.chain((p) => fc.tuple(fc.constant(p), operand(p), operand(p)));
    fc.assert(
      fc.property(pair, ([p, a, b]) => {
        const [x, y] = [rationalFromNumber(a), rationalFromNumber(b)];
        const check = (computed: number, truth: Rational) =>
          expect(compare(rationalFromNumber(roundToSignificand(computed, p)), roundExactly(truth, p))).toBe(0);
        check(a + b, add(x, y));
        check(a - b, subtract(x, y));
        check(a * b, multiply(x, y));
        if (b !== 0) {
          const sign = y.numerator < 0n ? -1n : 1n;
          check(a / b, multiply(x, { numerator: sign * y.denominator, denominator: sign * y.numerator }));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('t · fl(s / t) first misses s at t = 13 in f32, 11 in f16 and 22 in f64', () => {
    const firstMiss = (p: number) => {
      for (let t = 1; ; t++)
        for (let s = 1; s <= t; s++) if (roundToSignificand(t * roundToSignificand(s / t, p), p) !== s) return t;
    };
    expect([firstMiss(24), firstMiss(11), firstMiss(53)]).toEqual([13, 11, 22]);
  });

  test('refuses a significand that two roundings could get wrong', () => {
    for (const p of [1, 25, 2.5, Number.NaN]) expect(() => significand(p)).toThrow('2 to 24 are');
  });
});

describe('rounding to a format with its range', () => {
  /** All finite numbers of a format that are not negative, by the definition of IEEE 754, and infinity. */
  const numbersOf = (bits: number, exponentBits: number) => {
    const bias = 2 ** (exponentBits - 1) - 1;
    const fraction = bits - 1;
    const finite = Array.from({ length: (2 ** exponentBits - 1) * 2 ** fraction }, (_, code) => {
      const exponent = Math.floor(code / 2 ** fraction);
      const mantissa = (code % 2 ** fraction) / 2 ** fraction;
      return exponent === 0 ? mantissa * 2 ** (1 - bias) : (1 + mantissa) * 2 ** (exponent - bias);
    });
    return [...finite, Number.POSITIVE_INFINITY];
  };

  test.each([
    ['binary16', 11, 5, float16()],
    ['bfloat16', 8, 8, bfloat16()],
    ['E5M2', 3, 5, float8e5m2()],
  ] as const)(
    '%s: to the nearest of all its numbers, ties to even, infinite past the largest',
    (_, bits, exponentBits, numbers) => {
      const { smallestExponent, largestExponent, significandBits } = numbers;
      expect(significandBits).toBe(bits);
      const round = roundingToFormat(bits, smallestExponent, largestExponent);
      const all = numbersOf(bits, exponentBits);
      expect(all[1]).toBe(2 ** smallestExponent);
      const largest = all[all.length - 2];
      expect(largest).toBe(2 ** (largestExponent + 1) * (1 - 2 ** -bits));
      let wrong = 0;
      for (let i = 0; i + 1 < all.length; i++) {
        const low = all[i];
        const high = all[i + 1];
        const half = i + 2 === all.length ? largest + (largest - all[i - 1]) / 2 : (low + high) / 2;
        const even = i % 2 === 0 ? low : high;
        const near = half * (1 - 2 ** -50);
        const far = half * (1 + 2 ** -50);
        for (const sign of [1, -1])
          for (const [x, expected] of [
            [low, low],
            [near, low],
            [half, even],
            [far, high],
          ] as const)
            if (round(sign * x) !== sign * expected) wrong++;
      }
      expect(wrong).toBe(0);
      expect(round(Number.NaN)).toBeNaN();
      expect([1, -1].map((sign) => round(sign * 1e300))).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    },
  );

  test('E4M3: the 127 numbers that its codes stand for, ties to even, NaN past 448', () => {
    // The code 127, which would be 480, is NaN.
    const all = numbersOf(4, 4).slice(0, -1);
    const codes = Array.from({ length: 127 }, (_, code) =>
      code < 8 ? code * 2 ** -9 : (8 + (code % 8)) * 2 ** (Math.floor(code / 8) - 10),
    );
    expect(codes.slice(0, all.length)).toEqual(all);
    expect(codes[126]).toBe(448);
    let wrong = 0;
    for (let i = 0; i + 1 < codes.length; i++) {
      const half = (codes[i] + codes[i + 1]) / 2;
      const cases = [
        [codes[i], codes[i]],
        [half * (1 - 2 ** -50), codes[i]],
        [half, i % 2 === 0 ? codes[i] : codes[i + 1]],
        [half * (1 + 2 ** -50), codes[i + 1]],
      ] as const;
      for (const sign of [1, -1]) for (const [x, y] of cases) if (roundToE4m3(sign * x) !== sign * y) wrong++;
    }
    expect(wrong).toBe(0);
    expect([464, -464].map(roundToE4m3)).toEqual([448, -448]);
    for (const x of [464.01, -465, 1e300, Number.POSITIVE_INFINITY, Number.NaN]) expect(roundToE4m3(x)).toBeNaN();
  });
});
