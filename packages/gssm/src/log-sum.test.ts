import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type LogTerm, log2Bounds, signOfLogSum } from './log-sum.js';

const term = (factor: number | bigint, of: number | bigint): LogTerm => ({ factor: BigInt(factor), of: BigInt(of) });

describe('bounds of a logarithm', () => {
  test.prop([fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: 1, max: 40 })])(
    'enclose it: 2^low ≤ n^(2^bits) ≤ 2^high, within three units',
    (n, bits) => {
      const [low, high] = log2Bounds(n, bits);
      expect(high - low).toBeLessThanOrEqual(3n);
      // Compared as powers, for as many bits as powers can be taken.
      const few = Math.min(bits, 10);
      const scale = 1n << BigInt(bits - few);
      const power = n ** (1n << BigInt(few));
      expect(1n << (low / scale)).toBeLessThanOrEqual(power);
      expect(1n << ((high + scale - 1n) / scale)).toBeGreaterThanOrEqual(power);
    },
  );

  it('are exact for powers of two, and agree with known digits', () => {
    expect(log2Bounds(1n, 64)).toEqual([0n, 0n]);
    expect(log2Bounds(1n << 100n, 8)).toEqual([100n << 8n, 100n << 8n]);
    const [low, high] = log2Bounds(3n, 64);
    // log2 3 = 1.58496250072115618145373894394781650875981440769248…
    const digits = (158496250072115618145373894394781650875981440769248n << 64n) / 10n ** 50n;
    expect(low <= digits && digits <= high).toBe(true);
  });
});

describe('the sign of a sum of logarithms', () => {
  test.prop([
    fc.array(fc.tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: 1, max: 60 })), {
      minLength: 1,
      maxLength: 6,
    }),
  ])('is that of the product of powers', (pairs) => {
    const product = (sign: number) =>
      pairs.reduce((all, [c, n]) => (c * sign > 0 ? all * BigInt(n) ** BigInt(c * sign) : all), 1n);
    const difference = product(1) - product(-1);
    expect(signOfLogSum(pairs.map(([c, n]) => term(c, n)))).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0);
  });

  it('is found where the sum is 0, and where it is so close that many bits are needed', () => {
    expect(signOfLogSum([term(2, 12), term(-1, 16), term(-2, 3)])).toBe(0);
    expect(signOfLogSum([term(7n * 10n ** 40n, 6), term(-7n * 10n ** 40n, 2), term(-7n * 10n ** 40n, 3)])).toBe(0);
    const large = 10n ** 60n;
    expect(signOfLogSum([term(1, large + 1n), term(-1, large)])).toBe(1);
    expect(signOfLogSum([term(-1, large + 1n), term(1, large)])).toBe(-1);
    expect(signOfLogSum([])).toBe(0);
  });

  it('is not that of a number without a logarithm', () => {
    expect(() => signOfLogSum([term(1, 0)])).toThrow('logarithm of 0: accepted is an integer of at least 1');
  });
});
