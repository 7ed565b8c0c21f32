/** How large a tensor is. */
import type { TensorSpec } from './kernel-definition.js';
import { BYTES_OF } from './stored-numbers.js';

/** How many numbers a tensor has. */
export function countOf({ shape }: Pick<TensorSpec, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Bytes of a tensor. */
export function bytesOf(spec: Pick<TensorSpec, 'shape' | 'dtype'>): number {
  return countOf(spec) * BYTES_OF[spec.dtype];
}
