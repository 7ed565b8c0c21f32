import { exponentOf } from './minifloat.js';
import { roundHalfEven } from './round-half-even.js';
import type { StateFormat } from './state-format.js';
import { doubles } from './tensor.js';

const BIAS = 127;
const LARGEST_CODE = 255;

/**
 * Whole numbers times one power of two for the whole tensor, as in the Microscaling formats (OCP MX 1.0, where a block has 32
 * numbers). The power is 2^e, e from −127 to 128, the least at which the largest magnitude is not cut off: at most
 * (2^(bits−1) − 1)·2^e. The whole numbers are rounded to nearest, ties to even, and stored in two's complement, the exponent
 * behind them with 127 added. NaN counts as 0; beyond the largest power what is too large is cut off.
 *
 * The power of two makes reading exact, and writing what was read changes no number.
 */
export function sharedExponent(bits: number): StateFormat {
  const largest = 2 ** (bits - 1) - 1;
  const modulus = 2 ** bits;
  const exponentFor = (magnitude: number): number => {
    if (magnitude === 0) return -BIAS;
    // Where it is too small it is so by one.
    const close = exponentOf(magnitude) - bits + 2;
    const exponent = largest * 2 ** close < magnitude ? close + 1 : close;
    return Math.min(Math.max(exponent, -BIAS), LARGEST_CODE - BIAS);
  };
  return {
    name: `int${bits}`,
    bitsPerNumber: bits,
    bitsPerTensor: 8,
    encode(values) {
      const numbers = values.map((value) => (Number.isNaN(value) ? 0 : value));
      const exponent = exponentFor(numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
      const scale = 2 ** exponent;
      const codes = new Uint32Array(values.length + 1);
      numbers.forEach((value, i) => {
        const whole = Math.max(-largest, Math.min(largest, roundHalfEven(value / scale)));
        codes[i] = whole < 0 ? whole + modulus : whole;
      });
      codes[values.length] = exponent + BIAS;
      return codes;
    },
    decode(codes) {
      const scale = 2 ** (codes[codes.length - 1] - BIAS);
      return doubles(codes.length - 1, (i) => (codes[i] >= modulus / 2 ? codes[i] - modulus : codes[i]) * scale);
    },
  };
}
