import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { counter, FLAG_BIT, SIGN_BIT } from './fixed-point.js';
import { stateFormat } from './state-format.js';

const NAMES = ['f32', 'f16', 'bf16', 'int8', 'int4', 'fixed2.1', 'fixed5.0', 'fixed8.7', 'fixed32.16'];
const doubles = fc.oneof(
  fc.double(),
  fc.double({ min: -4, max: 4 }),
  fc.integer({ min: -20, max: 20 }).map((n) => n / 8),
);
const round = (name: string, value: number) => {
  const format = stateFormat(name);
  return format.decode(format.encode(Float64Array.of(value)))[0];
};
const bits32 = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0];

describe('a number that is stored', () => {
  test.prop([doubles])('as f32 is what the processor makes of it, code for code', (value) => {
    const { encode, decode } = stateFormat('f32');
    const codes = encode(Float64Array.of(value));
    expect(codes[0]).toBe(bits32(value));
    expect(decode(codes)[0]).toBe(Math.fround(value));
  });

  test.prop([fc.nat({ max: 2 ** 31 - 1 }), fc.boolean()])(
    'as f32 is read from every code as the processor reads it',
    (low, negative) => {
      const code = low + (negative ? 2 ** 31 : 0);
      expect(stateFormat('f32').decode(Uint32Array.of(code))[0]).toBe(new Float32Array(Uint32Array.of(code).buffer)[0]);
    },
  );

  it.each([
    ['f16', 1, 0x3c00, 1],
    ['f16', -2, 0xc000, -2],
    ['f16', 65504, 0x7bff, 65504],
    ['f16', 65519.99, 0x7bff, 65504],
    ['f16', 65520, 0x7c00, Number.POSITIVE_INFINITY],
    ['f16', 2049, 0x6800, 2048],
    ['f16', 2051, 0x6802, 2052],
    ['f16', 2 ** -24, 0x0001, 2 ** -24],
    ['f16', 2 ** -25, 0x0000, 0],
    ['f16', 1.5 * 2 ** -24, 0x0002, 2 ** -23],
    // One rounding, not two: by way of f32 this would be the tie 1 + 2^-11, and go down.
    ['f16', 1 + 2 ** -11 + 2 ** -40, 0x3c01, 1 + 2 ** -10],
    ['bf16', 1 + 2 ** -8, 0x3f80, 1],
    ['bf16', 1 + 3 * 2 ** -8, 0x3f82, 1 + 2 ** -6],
    ['bf16', -3.3895313892515355e38, 0xff7f, -3.3895313892515355e38],
    ['bf16', 2 ** 128, 0x7f80, Number.POSITIVE_INFINITY],
    ['fixed2.1', 0.75, 3, 0.5],
    ['fixed2.1', -9, 0, -1],
    ['fixed4.1', 0.25, 8, 0],
    ['fixed4.1', 0.75, 10, 1],
    ['fixed4.1', Number.NaN, 8, 0],
  ])('as %s: %d has the code %i and is %d', (name, value, code, read) => {
    expect(stateFormat(name).encode(Float64Array.of(value))[0]).toBe(code);
    expect(round(name, value)).toBe(read);
  });

  it.each(['f32', 'f16', 'bf16'])('as %s keeps NaN, the infinities and the sign of zero', (name) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0])
      expect(round(name, value)).toBe(value);
  });

  it('as one bit is a sign or a flag, and as a counter stays at its end', () => {
    expect([...SIGN_BIT.decode(SIGN_BIT.encode(Float64Array.of(-3, -0.2, 0, 0.2, 7)))]).toEqual([-1, -1, -1, 1, 1]);
    expect([...FLAG_BIT.decode(FLAG_BIT.encode(Float64Array.of(-3, 0.5, 0.6, 7)))]).toEqual([0, 0, 1, 1]);
    expect([...counter(3).decode(counter(3).encode(Float64Array.of(0, 6, 7, 8, 900)))]).toEqual([0, 6, 7, 7, 7]);
  });
});

describe('numbers with one exponent for all', () => {
  it.each([
    // The largest decides: 127 units or 7 of them at the least power of two that holds it.
    ['int8', [127, -1, 0.5], [127, 255, 0, 127], [127, -1, 0]],
    ['int8', [127.5, 3, 5], [64, 2, 2, 128], [128, 4, 4]],
    ['int4', [7, -7, 2.5], [7, 9, 2, 127], [7, -7, 2]],
    ['int4', [0.875, 0.0625], [7, 0, 124], [0.875, 0]],
    ['int4', [0, 0], [0, 0, 0], [0, 0]],
    ['int4', [Number.NaN, 1], [0, 4, 125], [0, 1]],
    ['int4', [Number.POSITIVE_INFINITY, 1], [7, 0, 255], [7 * 2 ** 128, 0]],
  ])('%s: %j', (name, values, codes, read) => {
    const format = stateFormat(name);
    expect([...format.encode(Float64Array.from(values))]).toEqual(codes);
    expect([...format.decode(Uint32Array.from(codes))]).toEqual(read);
  });

  test.prop([
    fc.constantFrom('int8', 'int4'),
    fc.array(fc.double({ noNaN: true, min: -1e30, max: 1e30 }), { minLength: 1 }),
  ])('take the least exponent at which none is cut off', (name, values) => {
    const format = stateFormat(name);
    const codes = format.encode(Float64Array.from(values));
    const most = 2 ** (format.bitsPerNumber - 1) - 1;
    const exponent = codes[values.length] - 127;
    const largest = Math.max(...values.map(Math.abs));
    expect(most * 2 ** exponent).toBeGreaterThanOrEqual(largest);
    if (exponent > -127) expect(most * 2 ** (exponent - 1)).toBeLessThan(largest);
  });
});

describe('every format', () => {
  test.prop([fc.constantFrom(...NAMES), fc.array(doubles, { minLength: 1, maxLength: 6 })])(
    'writes codes in its bits, and what was read is written without a change',
    (name, values) => {
      const format = stateFormat(name);
      const codes = format.encode(Float64Array.from(values));
      codes.forEach((code, i) => {
        expect(code).toBeLessThan(2 ** (i < values.length ? format.bitsPerNumber : format.bitsPerTensor));
      });
      const read = format.decode(codes);
      expect(read).toHaveLength(values.length);
      expect(format.decode(format.encode(read))).toEqual(read);
    },
  );

  test.prop([
    fc.constantFrom(...NAMES.filter((name) => !name.startsWith('int'))),
    doubles,
    fc.nat({ max: 2 ** 31 - 1 }),
  ])('rounds to a nearest number: no other code is nearer', (name, value, drawn) => {
    fc.pre(!Number.isNaN(value));
    const format = stateFormat(name);
    const read = round(name, value);
    const other = format.decode(Uint32Array.of(drawn % 2 ** format.bitsPerNumber))[0];
    fc.pre(Number.isFinite(read) && Number.isFinite(other));
    expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(other - value));
  });

  it.each(['f64', 'fixed1.0', 'fixed33.0', 'fixed8.8', 'fixed8', 'int2', '', 'toString', ' f32'])(
    '%j is none',
    (name) => {
      expect(() => stateFormat(name)).toThrow(
        `state format ${JSON.stringify(name)}: accepted are f32, f16, bf16, int8, int4 and fixedK.F`,
      );
    },
  );
});
