/** What appending to a cache is checked on. */
import { type CacheAppendShape, cacheAdvance, cacheAppend } from './cache-append.js';
import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';

function append(name: string, shape: CacheAppendShape, length: number): KernelCase<CacheAppendShape> {
  const { heads, capacity, keyDim, valueDim = keyDim } = shape;
  return {
    name,
    shape,
    inputs: {
      key: uniformNumbers(1, heads * keyDim),
      value: uniformNumbers(2, heads * valueDim),
      keyCache: uniformNumbers(3, heads * capacity * keyDim),
      valueCache: uniformNumbers(4, heads * capacity * valueDim),
      length: Float64Array.of(length),
    },
    // Nothing is computed: every number is exactly as it was.
    tolerance: { relativeNorm: 0, worst: 0 },
  };
}

/** Appending and its cases. */
export const cacheAppendSuite: KernelSuite<CacheAppendShape> = {
  definition: cacheAppend,
  cases: () => [
    append('an empty cache', { heads: 3, capacity: 5, keyDim: 8 }, 0),
    append('the middle of a cache', { heads: 16, capacity: 67, keyDim: 64 }, 30),
    append('the last place', { heads: 2, capacity: 67, keyDim: 8, valueDim: 20 }, 66),
    append('a full cache, which is left as it is', { heads: 2, capacity: 67, keyDim: 8 }, 67),
    append('keys of 7 numbers and values of 1', { heads: 3, capacity: 131, keyDim: 7, valueDim: 1 }, 65),
  ],
};

/** Advancing and its cases. */
export const cacheAdvanceSuite: KernelSuite<Readonly<Record<never, never>>> = {
  definition: cacheAdvance,
  cases: () => [
    { name: 'an empty cache', shape: {}, inputs: { length: Float64Array.of(0) } },
    { name: 'a long one', shape: {}, inputs: { length: Float64Array.of(1_000_000) } },
  ],
};
