import { describe, expect, test } from 'vitest';
import { compare, rationalFromNumber } from './rational.js';

describe('powers of two in doubles', () => {
  test('are exact for whole exponents', () => {
    let power = 1;
    for (let e = 0; e >= -1074; e--, power /= 2) expect(2 ** e).toBe(power);
  });

  test('lie within the two units in the last place that the certificate assumes', () => {
    // y = 2^(−k/64) within 2 ulp ⇔ (y − 2ulp)^64 < 2^−k < (y + 2ulp)^64, checked in whole numbers.
    for (let k = 1; k < 64 * 40; k += 7) {
      const y = 2 ** (-k / 64);
      const ulp = 2 ** (Math.floor(Math.log2(y)) - 52);
      const truth = { numerator: 1n, denominator: 2n ** BigInt(k) };
      const to64 = (x: number) => {
        const { numerator, denominator } = rationalFromNumber(x);
        return { numerator: numerator ** 64n, denominator: denominator ** 64n };
      };
      expect(compare(to64(y - 2 * ulp), truth)).toBe(-1);
      expect(compare(to64(y + 2 * ulp), truth)).toBe(1);
    }
  });
});
