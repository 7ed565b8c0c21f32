import type { KernelCase, KernelSuite } from './check-kernel.js';
import { type NgramLookupShape, ngramLookup } from './ngram-lookup.js';
import { uniformNumbers } from './random-numbers.js';

type Fill = (index: number) => number;

function lookupCase(
  name: string,
  shape: NgramLookupShape,
  range: readonly [number, number],
  { queries, keys }: { queries?: Fill; keys?: Fill } = {},
): KernelCase<NgramLookupShape> {
  const { capacity, chunk, blocks, width } = shape;
  const some = (seed: number, count: number, fill: Fill | undefined) =>
    fill ? Float64Array.from({ length: count }, (_, i) => fill(i)) : uniformNumbers(seed, count);
  return {
    name,
    shape,
    inputs: {
      range: Float64Array.from(range),
      queries: some(10, blocks * chunk * 8, queries),
      keys: some(11, blocks * capacity * 8, keys),
      values: uniformNumbers(12, 2 * Math.ceil(width / 2) * capacity),
    },
    // 2^x is as good as 3 + 2|x| units of its last place, here with |x| up to some hundreds.
    tolerance: { relativeNorm: 1e-4, worst: 2e-4 },
  };
}

const shape = { capacity: 257, chunk: 131, blocks: 5, width: 3, scale: 1, tiled: true };
const few = { ...shape, chunk: 3, width: 10, tiled: false };
const one = { ...few, chunk: 1 };
/** Key j alone is like the queries, in every block of eight. */
const hot =
  (capacity: number, j: number): Fill =>
  (index) =>
    Math.floor(index / 8) % capacity === j ? 1 : -1;

/** Queries as a chunk and one by one; sharp, flat and huge scores; one key of all that matters. */
export const ngramLookupSuite: KernelSuite<NgramLookupShape> = {
  definition: ngramLookup,
  cases: () => [
    lookupCase('tiles: the last queries of a string', shape, [126, 131]),
    lookupCase('tiles: the first queries', { ...shape, capacity: 131, width: 4, blocks: 1 }, [0, 131]),
    lookupCase('tiles: scores near ±200', { ...shape, scale: 40 }, [126, 131]),
    lookupCase('tiles: keys that are all equal', shape, [126, 131], { keys: () => 0.5 }),
    lookupCase('tiles: one hot key', { ...shape, scale: 10 }, [126, 131], { queries: () => 1, keys: hot(257, 67) }),
    lookupCase('tiles: the last key hot', { ...shape, scale: 10 }, [126, 131], {
      queries: () => 1,
      keys: hot(257, 256),
    }),
    lookupCase('the first position', { ...one, capacity: 1 }, [0, 1]),
    lookupCase('few queries', few, [67, 3]),
    lookupCase('few queries, the first', { ...few, capacity: 3 }, [0, 3]),
    lookupCase('one query', one, [256, 1]),
    lookupCase('one query, not the last', { ...one, width: 3, blocks: 1 }, [67, 1]),
    lookupCase('scores near ±200', { ...one, scale: 40 }, [256, 1]),
    lookupCase('one hot key', { ...one, scale: 10 }, [256, 1], { queries: () => 1, keys: hot(257, 0) }),
    lookupCase('keys that are all equal', one, [130, 1], { keys: () => 0.5 }),
  ],
};
