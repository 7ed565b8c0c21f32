import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { bytesLaw } from './bytes-fit.js';
import { lawAt } from './law.js';

const LENGTHS = [256, 1024, 4096, 16384, 65536, 1_048_576];
const law = (bytes: (length: number) => number, lengths = LENGTHS) =>
  bytesLaw(
    's',
    lengths.map((length) => ({ length, bytes: bytes(length) })),
  );

describe('the law of counted bytes', () => {
  test('is exact: a constant, a line, a square', () => {
    expect(law(() => 262_144)).toMatchObject({
      constant: 262_144,
      coefficient: 0,
      exponent: 0,
      exponentInterval: [0, 0],
    });
    expect(law((length) => 4096 + 8192 * length)).toMatchObject({
      constant: 4096,
      coefficient: 8192,
      exponent: 1,
      exponentInterval: [1, 1],
      confidence: 1,
      note: null,
    });
    expect(law((length) => 64 + 3 * length + 4 * length ** 2)).toMatchObject({
      constant: 64,
      linear: 3,
      coefficient: 4,
      exponent: 2,
      exponentInterval: [2, 2],
      note: null,
    });
  });

  property.prop([fc.nat({ max: 2 ** 20 }), fc.nat({ max: 2 ** 16 }), fc.nat({ max: 64 })])(
    'gives back every polynomial',
    (constant, linear, square) => {
      const bytes = (length: number) => constant + linear * length + square * length ** 2;
      const fitted = law(bytes);
      expect(fitted.exponent).toBe(square > 0 ? 2 : linear > 0 ? 1 : 0);
      for (const length of [1, 777, 2 ** 20]) expect(lawAt(fitted, length)).toBe(bytes(length));
    },
  );

  test('sees one byte that does not fit, and says how far off the law is', () => {
    const off = law((length) => 8192 * length + (length === 4096 ? 1 : 0));
    expect(off).toMatchObject({ exponent: 1, exponentInterval: [1, 1] });
    expect(off.note).toMatch(/^the bytes are within \S+ % of this law$/);
    const rounded = law((length) => 256 * Math.ceil((8 * length + 100) / 256), [1000, 3000, 10_000, 33_333, 100_001]);
    expect(rounded.exponent).toBe(1);
    expect(rounded.note).toMatch(/within 0\.\d+ %/);
  });

  test('sees a square under a large line', () => {
    expect(law((length) => 8192 * length).exponent).toBe(1);
    expect(law((length) => 8192 * length + length ** 2 / 256).exponent).toBe(2);
  });

  test('is unknown where bytes follow another law, or there are too few points', () => {
    const other = law((length) => Math.floor(length ** 1.5));
    expect(other).toMatchObject({
      exponentInterval: null,
      note: 'the bytes are more than 1 % off any law a + b·L + c·L²',
    });
    expect(other.exponent).toBeCloseTo(1.5, 2);
    expect(law((length) => 8 * length, [256, 512])).toMatchObject({
      exponentInterval: null,
      note: '2 lengths do not tell a law from another; four or more are needed',
    });
    expect(() => law(() => 0.5)).toThrow('0.5 bytes at length 256; whole numbers are needed');
    expect(() => law(() => 1, [4, 4])).toThrow('length 4 twice');
  });
});
