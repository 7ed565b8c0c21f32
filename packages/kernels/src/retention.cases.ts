/** Inputs that linear attention and RetNet are both checked on. */
import type { KernelCase } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import type { RetentionShape } from './retention.js';

/** heads, length, keyDim, valueDim. */
export type Sizes = readonly [number, number, number, number];

/** Tensors that differ from random numbers. */
export type Overrides = Partial<Record<'q' | 'k' | 'v' | 'state' | 'decay', Float64Array>>;

/** Random inputs but for `own`. */
export function retentionInputs(
  [heads, length, keyDim, valueDim]: Sizes,
  own: Overrides,
): Record<string, Float64Array> {
  return {
    q: uniformNumbers(1, heads * length * keyDim),
    k: uniformNumbers(2, heads * length * keyDim),
    v: uniformNumbers(3, heads * length * valueDim),
    state: uniformNumbers(4, heads * keyDim * valueDim),
    ...own,
  };
}

/** Cases by name, sizes and overrides, for both. No output is beyond f16, whose largest number is 65,504. */
export const SHARED: readonly (readonly [string, Sizes, Overrides?])[] = [
  ['length 67, dimensions that are no multiple of a tile', [3, 67, 12, 20]],
  ['more than one tile of keys and of values', [1, 130, 80, 72]],
  ['one step', [2, 1, 8, 4]],
  ['one step more than a chunk', [1, 65, 4, 4]],
  ['enough chunks for batches of the scan', [1, 515, 8, 4]],
  ['a state and nothing new', [1, 131, 4, 8], { v: fill(131 * 8, 0), state: fill(32, 1) }],
  [
    'large magnitudes',
    [1, 67, 4, 4],
    { k: fill(268, 200), q: fill(268, -200), v: uniformNumbers(5, 268, -1e-3, 1e-3) },
  ],
];

/** Cases that do not differ with a decay. */
export const UNDECAYED: typeof SHARED = [
  ['random numbers, length 257', [2, 257, 16, 16]],
  ['length 131, heads of 64', [1, 131, 64, 64]],
  ['exactly one chunk', [1, 64, 4, 4]],
  ['one key, and queries that all find it', [1, 131, 4, 4], { ...oneHotKey(131, 70), state: new Float64Array(16) }],
  ['all keys equal', [1, 131, 4, 4], { k: fill(131 * 4, 0.5) }],
  ['small magnitudes', [1, 67, 4, 4], { v: uniformNumbers(5, 67 * 4, -1e-2, 1e-2), state: fill(16, 1e-2) }],
];

/** All keys are zero but the one at `step`; all queries are it. */
function oneHotKey(length: number, step: number): Overrides {
  const k = fill(length * 4, 0);
  k[step * 4 + 1] = 1;
  const q = Float64Array.from({ length: length * 4 }, (_, i) => (i % 4 === 1 ? 1 : 0));
  return { k, q };
}

/** `count` equal numbers. */
export function fill(count: number, value: number): Float64Array {
  return new Float64Array(count).fill(value);
}

/** A case with these sizes. */
export function retentionCase<S extends object>(
  name: string,
  sizes: Sizes,
  inputs: Record<string, Float64Array>,
  shapeOf: (shape: Omit<RetentionShape, 'featureMap'>) => S,
): KernelCase<S> {
  const [heads, length, keyDim, valueDim] = sizes;
  return { name, shape: shapeOf({ heads, length, keyDim, valueDim }), inputs };
}

/** Cases of the step kernels: the sizes without a length. */
export const STEPS: readonly (readonly [string, Sizes, Overrides?])[] = [
  ['random numbers', [3, 1, 64, 64]],
  ['dimensions that are no multiple of a tile', [2, 1, 12, 20]],
  ['more than one tile of values', [1, 1, 20, 132]],
  ['one key and one value pack', [1, 1, 4, 4]],
  ['large magnitudes', [1, 1, 4, 4], { k: fill(4, 200), q: fill(4, -200), v: uniformNumbers(5, 4, -0.1, 0.1) }],
];
