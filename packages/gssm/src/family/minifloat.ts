import { roundHalfEven } from './round-half-even.js';
import type { StateFormat } from './state-format.js';
import { doubles, words } from './tensor.js';

/**
 * A binary floating-point format of IEEE 754's kind: a sign, `exponentBits`, and `fractionBits` of the significand behind
 * its leading one, with subnormal numbers, infinities and NaN. Rounded to nearest, ties to even; from half a unit beyond the
 * largest number on it is infinity. NaN is always written as the same code, but each of its codes can be read.
 */
export function minifloat(name: string, exponentBits: number, fractionBits: number): StateFormat {
  const bias = 2 ** (exponentBits - 1) - 1;
  const fractions = 2 ** fractionBits;
  const special = (2 ** exponentBits - 1) * fractions;
  const sign = 2 ** (exponentBits + fractionBits);

  const codeOf = (value: number): number => {
    if (Number.isNaN(value)) return special + fractions / 2;
    const negative = value < 0 || Object.is(value, -0) ? sign : 0;
    const magnitude = Math.abs(value);
    if (magnitude === Number.POSITIVE_INFINITY) return negative + special;
    const exponent = Math.max(exponentOf(magnitude), 1 - bias);
    // Units of the last place: `fractions` of them make the leading one, which a subnormal number does not reach. The
    // exponent's field counts one for it, so that a carry out of the significand goes into the exponent by itself.
    const units = roundHalfEven(magnitude / powerOfTwo(exponent - fractionBits));
    return negative + Math.min((exponent + bias - 1) * fractions + units, special);
  };
  const numberOf = (code: number): number => {
    const magnitude = code % sign;
    const field = Math.floor(magnitude / fractions);
    const fraction = magnitude % fractions;
    const factor = code >= sign ? -1 : 1;
    if (magnitude >= special) return fraction === 0 ? factor * Number.POSITIVE_INFINITY : Number.NaN;
    return (
      factor * (field === 0 ? fraction : fraction + fractions) * powerOfTwo(Math.max(field, 1) - bias - fractionBits)
    );
  };
  return {
    name,
    bitsPerNumber: 1 + exponentBits + fractionBits,
    bitsPerTensor: 0,
    encode: (values) => words(values.length, (i) => codeOf(values[i])),
    decode: (codes) => doubles(codes.length, (i) => numberOf(codes[i])),
  };
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** ⌊log2 magnitude⌋ of a number that is not subnormal, from its bits: a floating logarithm can miss by one. */
export function exponentOf(magnitude: number): number {
  double[0] = magnitude;
  return (halves[HIGH] >>> 20) - 1023;
}

/** 2^−1074 to 2^1023, the smallest first: `**` takes most of the time of storing a number otherwise. */
const POWERS = doubles(2098, (i) => 2 ** (i - 1074));

function powerOfTwo(exponent: number): number {
  return POWERS[exponent + 1074];
}
