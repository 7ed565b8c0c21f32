/** What attention prefill is checked on, tiled and naive alike. */
import { alibiSlopes, NO_WINDOW } from './attention-bias.js';
import { attentionPrefill } from './attention-prefill.js';
import { type AttentionPrefillShape, fullShape } from './attention-prefill-shape.js';
import type { KernelCase, KernelSuite } from './check-kernel.js';
import type { Tensors } from './kernel-definition.js';
import { uniformNumbers } from './random-numbers.js';

/** Random inputs; queries and keys lie in ±`size`. */
export function randomAttention(
  shape: AttentionPrefillShape,
  { seed = 1, size = 1, windows }: { seed?: number; size?: number; windows?: readonly number[] } = {},
): Record<string, Float64Array> {
  const { heads, keys, queries, keyDim, valueDim, bias } = fullShape(shape);
  return {
    q: uniformNumbers(seed, heads * queries * keyDim, -size, size),
    k: uniformNumbers(seed + 1, heads * keys * keyDim, -size, size),
    v: uniformNumbers(seed + 2, heads * keys * valueDim),
    ...(bias === 'hard-alibi' ? { windows: Float64Array.from(windows ?? []) } : {}),
    ...(bias === 'alibi' ? { slopes: alibiSlopes(heads) } : {}),
  };
}

/** Codes of −1 and 1: a query that equals a key scores `keyDim`, every other pair less; copying by key looks like this. */
function copying(shape: AttentionPrefillShape): Tensors {
  const { heads, keys, keyDim, valueDim } = fullShape(shape);
  const sign = (number: number) => (number < 0 ? -1 : 1);
  const k = uniformNumbers(5, heads * keys * keyDim).map(sign);
  const q = new Float64Array(k.length);
  for (let h = 0; h < heads; h++) {
    for (let i = 0; i < keys; i++) {
      // Query i asks for the key at ⌊i/2⌋, in whatever tile that is.
      const from = (h * keys + (i >> 1)) * keyDim;
      q.set(k.subarray(from, from + keyDim), (h * keys + i) * keyDim);
    }
  }
  return { q, k, v: uniformNumbers(6, heads * keys * valueDim) };
}

/** Every query scores ±200 at the extremes and one key, in the middle, is as hot as can be. */
function hotKey(shape: AttentionPrefillShape): Tensors {
  const { heads, keys, keyDim, valueDim } = fullShape(shape);
  const q = new Float64Array(heads * keys * keyDim).fill(1);
  const k = uniformNumbers(7, heads * keys * keyDim, -200 / keyDim, 100 / keyDim);
  for (let h = 0; h < heads; h++) {
    k.fill(200 / keyDim, (h * keys + (keys >> 1)) * keyDim, (h * keys + (keys >> 1) + 1) * keyDim);
    k.fill(-200 / keyDim, h * keys * keyDim, (h * keys + 1) * keyDim);
  }
  return { q, k, v: uniformNumbers(8, heads * keys * valueDim) };
}

/** Scores that are a function of head and key alone: all queries are `size`, and a key is its score over the sum of those. */
function scored(
  shape: AttentionPrefillShape,
  size: number,
  score: (head: number, key: number) => number,
): Record<string, Float64Array> {
  const { heads, keys, queries, keyDim, valueDim } = fullShape(shape);
  return {
    q: new Float64Array(heads * queries * keyDim).fill(size),
    k: Float64Array.from({ length: heads * keys * keyDim }, (_, i) => {
      const row = Math.floor(i / keyDim);
      return score(Math.floor(row / keys), row % keys) / (size * keyDim);
    }),
    v: uniformNumbers(9, heads * keys * valueDim),
  };
}

/** A running maximum meets each order of scores, from key to key and from step to step; all are without rounding, in f16 as well. */
function ordered(shape: AttentionPrefillShape): Tensors {
  const orders = [
    (key: number) => key - 150,
    (key: number) => 150 - key,
    (key: number) => 75 - Math.abs(key - 150),
    () => 33,
  ];
  return scored(shape, 1, (head, key) => orders[head]!(key) / 2);
}

/**
 * Scores as large as f16 makes them, in f32 without rounding, and each of them that of many keys: these must share the weight
 * equally, however coarse the numbers are at that size. The last head's grow from what is ordinary towards the first key.
 */
function huge(shape: AttentionPrefillShape): Tensors {
  const orders = [
    (key: number) => 2 ** 34 * (1 + (key % 5)),
    (key: number) => -(2 ** 34) * (1 + (key % 5)),
    (key: number) => 2 ** 34 * Math.floor(key / 64),
    (key: number) => 2 ** (2 + 4 * Math.floor((shape.keys - key) / 36)),
  ];
  return scored(shape, 2 ** 15, (head, key) => orders[head]!(key));
}

function made(
  name: string,
  shape: AttentionPrefillShape,
  options: Parameters<typeof randomAttention>[1] = {},
): KernelCase<AttentionPrefillShape> {
  return { name, shape, inputs: randomAttention(shape, options) };
}

/** The cases of both kernels. */
export function attentionCases(): readonly KernelCase<AttentionPrefillShape>[] {
  const full = { bias: 'full' } as const;
  const windowed = { bias: 'hard-alibi' } as const;
  const copy: AttentionPrefillShape = { heads: 2, keys: 150, keyDim: 32, valueDim: 8, scale: 2, ...full };
  const hot: AttentionPrefillShape = { heads: 1, keys: 131, keyDim: 16, ...full };
  const equal: AttentionPrefillShape = { heads: 2, keys: 100, keyDim: 8, ...windowed };
  return [
    made('random numbers, L = 257', { heads: 1, keys: 257, keyDim: 64, valueDim: 32, scale: 1 / 8, ...full }),
    made('L = 1', { heads: 3, keys: 1, keyDim: 4, ...full }),
    made('heads of 64', { heads: 2, keys: 130, keyDim: 64, scale: 1 / 8, ...full }),
    made(
      'heads of 64 with windows, queries from the middle',
      { heads: 4, keys: 200, queries: 90, queryOffset: 50, keyDim: 64, scale: 1 / 8, ...windowed },
      { windows: [1, 40, 65, NO_WINDOW] },
    ),
    made('L = 67, values wider than keys', { heads: 2, keys: 67, keyDim: 12, valueDim: 100, ...full }),
    made('L a multiple of every tile', { heads: 1, keys: 128, keyDim: 16, ...full }),
    made('heads of 128', { heads: 1, keys: 35, keyDim: 128, scale: 1 / Math.sqrt(128), ...full }),
    made('the last 37 of 131 positions', { heads: 2, keys: 131, queries: 37, keyDim: 20, ...full }),
    made('queries from the middle', { heads: 2, keys: 131, queries: 65, queryOffset: 40, keyDim: 8, ...full }),
    made(
      'windows of 1, 2, 31, 64, 65, more than L, and none',
      { heads: 7, keys: 200, keyDim: 16, ...windowed },
      { windows: [1, 2, 31, 64, 65, 1000, NO_WINDOW] },
    ),
    made(
      'a window that starts mid-tile, queries from the middle',
      { heads: 2, keys: 300, queries: 70, queryOffset: 200, keyDim: 16, valueDim: 4, ...windowed },
      { windows: [45, 7] },
    ),
    made('ALiBi', { heads: 8, keys: 150, keyDim: 16, scale: 1 / 4, bias: 'alibi' }),
    made('ALiBi, the last 33 of 150 positions', { heads: 3, keys: 150, queries: 33, keyDim: 16, bias: 'alibi' }),
    { name: 'codes that copy', shape: copy, inputs: copying(copy) },
    { name: 'one hot key and scores near ±200', shape: hot, inputs: hotKey(hot) },
    { name: 'one hot key in heads of 64', shape: { ...hot, keyDim: 64 }, inputs: hotKey({ ...hot, keyDim: 64 }) },
    {
      name: 'all keys equal: the mean of the window',
      shape: equal,
      inputs: { ...randomAttention(equal, { windows: [10, NO_WINDOW] }), k: new Float64Array(2 * 100 * 8).fill(0.5) },
    },
    made('tiny numbers', { heads: 1, keys: 67, keyDim: 8, ...full }, { size: 1e-4 }),
    made('large numbers', { heads: 1, keys: 67, keyDim: 8, ...full }, { size: 5 }),
  ];
}

/** Heads of 64, for which one thread per output takes long, from less than a tile to several steps of each. */
function longCases(): readonly KernelCase<AttentionPrefillShape>[] {
  const heads = (count: number, keys: number, some: Partial<AttentionPrefillShape> = {}): AttentionPrefillShape => ({
    heads: count,
    keys,
    keyDim: 64,
    bias: 'full',
    ...some,
  });
  const orders = heads(4, 300, { queries: 70 });
  return [
    made('heads of 64, L = 1', heads(2, 1)),
    made('heads of 64, L = 64', heads(1, 64, { scale: 1 / 8 })),
    made('heads of 64, L = 129', heads(3, 129, { scale: 1 / 4 })),
    made('heads of 64, L = 450', heads(2, 450, { scale: 1 / 8 })),
    made('heads of 64, the last 200 of 331 positions', heads(1, 331, { queries: 200 })),
    made('heads of 64, queries from the middle', heads(3, 333, { queries: 65, queryOffset: 140 }), { size: 2 }),
    { name: 'scores that grow, fall, rise and fall, and do not change', shape: orders, inputs: ordered(orders) },
    { name: 'scores up to 10^11, many of them equal', shape: orders, inputs: huge(orders) },
  ];
}

export const attentionPrefillSuite: KernelSuite<AttentionPrefillShape> = {
  definition: attentionPrefill,
  cases: attentionCases,
  longCases,
};
