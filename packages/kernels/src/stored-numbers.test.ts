import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { decodeNumbers, encodeNumbers } from './stored-numbers.js';

const roundTrip = (numbers: number[], dtype: 'f32' | 'f16' | 'u32') => [
  ...decodeNumbers(encodeNumbers(numbers, dtype).slice().buffer as ArrayBuffer, dtype, numbers.length),
];

describe('numbers as the device stores them', () => {
  test.prop([fc.array(fc.double({ noNaN: true }))])('f32 rounds as Math.fround does', (numbers) => {
    expect(roundTrip(numbers, 'f32')).toEqual(numbers.map(Math.fround));
  });

  test.prop([fc.array(fc.nat(2 ** 32 - 1))])('u32 keeps whole numbers', (numbers) => {
    expect(roundTrip(numbers, 'u32')).toEqual(numbers);
  });

  test.prop([fc.array(fc.double({ min: -65_504, max: 65_504, noNaN: true }), { minLength: 1 })])(
    'f16 rounds to the nearest of 11 bits, and rounding again changes nothing',
    (numbers) => {
      const once = roundTrip(numbers, 'f16');
      expect(roundTrip(once, 'f16')).toEqual(once);
      for (const [i, number] of numbers.entries()) {
        // Half a unit in the last place, or half of the smallest subnormal.
        expect(Math.abs(once[i]! - number)).toBeLessThanOrEqual(Math.max(Math.abs(number) * 2 ** -11, 2 ** -25));
      }
    },
  );

  it('f16 is exact where the construction needs it: -1, 0, 1 and powers of two', () => {
    const numbers = [-1, 0, 1, 2 ** 15, 2 ** -14, 2 ** -24, 2048];
    expect(roundTrip(numbers, 'f16')).toEqual(numbers);
    expect(roundTrip([2049, 65_520], 'f16')).toEqual([2048, Number.POSITIVE_INFINITY]);
  });

  it('poison, the byte 0xFF, is NaN in f32 and f16', () => {
    const bytes = new Uint8Array(8).fill(0xff).buffer;
    expect([...decodeNumbers(bytes, 'f32', 2), ...decodeNumbers(bytes, 'f16', 4)].every(Number.isNaN)).toBe(true);
  });
});
