import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { stateBits } from './state-bits.js';

describe('log2 of the number of states', () => {
  test.prop([fc.nat({ max: 100_000 })])('is exact at powers of two of any size', (exponent) => {
    expect(stateBits(1n << BigInt(exponent))).toBe(exponent);
  });

  test.prop([fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })])(
    'agrees with floating point where that is exact',
    (n) => {
      expect(stateBits(BigInt(n))).toBeCloseTo(Math.log2(n), 12);
    },
  );

  it('is right far beyond the doubles', () => {
    expect(stateBits(3n ** 100_000n)).toBe(158_496.25007211562);
    expect(stateBits(256n ** 8192n)).toBe(65_536);
  });

  it('refuses a machine without states', () => {
    expect(() => stateBits(0n)).toThrow(RangeError);
  });
});
