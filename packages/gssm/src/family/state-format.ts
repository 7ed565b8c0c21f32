/**
 * How the numbers of a state are stored. A state is kept as the codes of its numbers and as nothing else, so that the set
 * of states is finite and its size is known: every pattern of the bits is a state.
 */

import { fixedPoint } from './fixed-point.js';
import { minifloat } from './minifloat.js';
import { sharedExponent } from './shared-exponent.js';

/** A way of storing one tensor of a state. */
export interface StateFormat {
  /** As `stateFormat` takes it, where it can be named there. */
  readonly name: string;
  /** The bits of one number, 1 … 32. */
  readonly bitsPerNumber: number;
  /** What a tensor takes beside its numbers, whatever their number: 8 for a shared exponent, else 0. */
  readonly bitsPerTensor: number;
  /**
   * Rounds numbers to the format.
   *
   * @param values - (n) doubles, any of them NaN or infinite.
   * @returns (n) codes below 2^bitsPerNumber, and one more below 2^bitsPerTensor where that is not 0.
   */
  encode(values: Float64Array): Uint32Array;
  /** The (n) numbers that such codes stand for. Every code has a number, though not every number a code of its own. */
  decode(codes: Uint32Array): Float64Array;
}

const FLOATS: { readonly [name: string]: StateFormat } = {
  f32: minifloat('f32', 8, 23),
  f16: minifloat('f16', 5, 10),
  bf16: minifloat('bf16', 8, 7),
};

/** The names that `stateFormat` takes, for messages. */
export const STATE_FORMATS =
  'f32, f16, bf16, int8, int4 and fixedK.F with K = 2 … 32 bits, F < K of them behind the point';

/**
 * The format of a name.
 *
 * - `f32`, `f16`, `bf16`: IEEE 754 binary32 and binary16, and bfloat16, with infinities, NaN and subnormal numbers. Rounding
 *   is to nearest, ties to even, in one step from the double; beyond the largest number it gives infinity.
 * - `int8`, `int4`: whole numbers from −127 to 127 or −7 to 7 times one power of two for the tensor, the least at which no
 *   number is cut off, stored in 8 bits. Ties to even; NaN becomes 0.
 * - `fixedK.F`: K-bit two's complement, the last F bits behind the point. Ties to even; what is too large is cut off at the
 *   ends of the range; NaN becomes 0.
 *
 * @throws RangeError for another name.
 */
export function stateFormat(name: string): StateFormat {
  const float = Object.hasOwn(FLOATS, name) ? FLOATS[name] : undefined;
  if (float) return float;
  if (name === 'int8') return sharedExponent(8);
  if (name === 'int4') return sharedExponent(4);
  const match = /^fixed([1-9][0-9]?)\.(0|[1-9][0-9]?)$/.exec(name);
  const [bits, fraction] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (bits < 2 || bits > 32 || fraction >= bits)
    throw new RangeError(`state format ${JSON.stringify(name)}: accepted are ${STATE_FORMATS}`);
  const step = 2 ** -fraction;
  return fixedPoint({ name, bits, step, least: -(2 ** (bits - 1)) * step });
}
