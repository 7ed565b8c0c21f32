/** The bits of a state as one number: its tensors in order, of each the codes of its numbers, then that of its scale. */

import type { StateTensor } from './layer.js';
import type { StateFormat } from './state-format.js';

/** A tensor of a state, and how it is stored. */
export type StoredTensor = StateTensor & { readonly format: StateFormat };

/** The bits that a tensor takes: an empty one none, not even for a scale. */
export function tensorBits({ size, format }: StoredTensor): number {
  return size === 0 ? 0 : size * format.bitsPerNumber + format.bitsPerTensor;
}

/** The codes of a tensor's numbers, rounded to its format. */
export function encodeTensor({ size, format }: StoredTensor, values: Float64Array): Uint32Array {
  return size === 0 ? new Uint32Array() : format.encode(values);
}

/** The numbers that they stand for. */
export function decodeTensor({ size, format }: StoredTensor, codes: Uint32Array): Float64Array {
  return size === 0 ? new Float64Array() : format.decode(codes);
}

function fieldBits({ size, format }: StoredTensor, field: number): number {
  return field < size ? format.bitsPerNumber : format.bitsPerTensor;
}

/** Each code in its bits, the first most significant. */
export function patternOfCodes(tensors: readonly StoredTensor[], codes: readonly Uint32Array[]): bigint {
  const digits = tensors.map((tensor, i) =>
    Array.from(codes[i], (code, field) => code.toString(2).padStart(fieldBits(tensor, field), '0')).join(''),
  );
  return BigInt(`0b0${digits.join('')}`);
}

/** The codes whose pattern is that number, which is below 2^(all bits). */
export function codesOfPattern(tensors: readonly StoredTensor[], pattern: bigint): Uint32Array[] {
  const bits = tensors.reduce((sum, tensor) => sum + tensorBits(tensor), 0);
  const digits = pattern.toString(2).padStart(bits, '0');
  let at = 0;
  return tensors.map((tensor) => {
    const fields = tensor.size === 0 ? 0 : tensor.size + Math.sign(tensor.format.bitsPerTensor);
    return Uint32Array.from({ length: fields }, (_, field) => {
      const from = at;
      at += fieldBits(tensor, field);
      return Number.parseInt(digits.slice(from, at), 2);
    });
  });
}
