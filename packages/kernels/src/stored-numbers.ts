/** Tensors to and from the bytes that a device holds. */
import { Float16Array } from '@petamoriken/float16';
import type { Dtype } from './kernel-definition.js';

/** Bytes of one number. */
export const BYTES_OF: Readonly<Record<Dtype, number>> = { f32: 4, f16: 2, u32: 4 };

/** Numbers as the device stores them, each rounded to nearest; may be the array that was given. */
export function encodeNumbers(numbers: ArrayLike<number>, dtype: Dtype): Float32Array | Uint32Array | Uint16Array {
  if (dtype === 'f32') {
    return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  }
  if (dtype === 'u32') {
    return Uint32Array.from(numbers);
  }
  // The constructor is twenty times faster than `from`.
  return new Uint16Array(new Float16Array(numbers).buffer);
}

/** The inverse of {@link encodeNumbers}, exact. */
export function decodeNumbers(bytes: ArrayBuffer, dtype: Dtype, count: number): Float64Array {
  if (dtype === 'f32') {
    return Float64Array.from(new Float32Array(bytes, 0, count));
  }
  if (dtype === 'u32') {
    return Float64Array.from(new Uint32Array(bytes, 0, count));
  }
  const values = halves();
  return Float64Array.from(new Uint16Array(bytes, 0, count), (bits) => values[bits]!);
}

let everyHalf: Float64Array | undefined;

/** The value of each of the 65,536 halves. */
function halves(): Float64Array {
  everyHalf ??= Float64Array.from(new Float16Array(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).buffer));
  return everyHalf;
}
