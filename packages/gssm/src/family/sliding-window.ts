import { counter } from './fixed-point.js';
import type { Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import type { StateFormat } from './state-format.js';
import { affine, type Weights } from './tensor.js';

/**
 * Attention over the last `window` positions, this one included, as Hard-ALiBi's window heads have it: no positions, and the
 * usual 1/√keys is part of q_proj. For every head o = Σ_j softmax_j(q · k_j) v_j, and out_proj of all o.
 *
 * The state is a cache of the last window − 1 positions, keys (window − 1, heads, keys) and values, oldest first and what is
 * not yet there in front; and how many of them are there, in ⌈log2 window⌉ bits.
 *
 * Source: Beltagy, Peters and Cohan 2020 (arXiv 2004.05150); Jiang et al. 2023 (arXiv 2310.06825).
 */
export const slidingWindow: Member = {
  name: 'sliding-window',
  source: 'Beltagy et al. 2020',
  least: { width: 1, heads: 1, keys: 1, values: 1, window: 1 },
  size: {
    numbers: '(window - 1) * heads * (keys + values)',
    tensors: '2 * min(1, window - 1)',
    fixedBits: 'ceil(log2(window))',
  },
  readable: false,
  kernel: 'window-attention',
  sized: (n) => ({ width: 16, heads: 1, keys: 16, values: 16, window: n + 1 }),
  weights: ({ width, heads, keys, values }) => [
    {
      name: 'q_proj.weight',
      shape: [heads * keys, width],
      draw: (uniform) => uniform() / Math.sqrt(width * keys),
    },
    { name: 'k_proj.weight', shape: [heads * keys, width] },
    { name: 'v_proj.weight', shape: [heads * values, width] },
    { name: 'out_proj.weight', shape: [width, heads * values] },
  ],
  layer: (parameters, weights) => windowLayer(parameters, weights),
};

/** The layer, with formats of its own for keys and values where they are given. */
export function windowLayer(
  { width, heads, keys, values, window }: Readonly<Record<string, number>>,
  weights: Weights,
  formats?: { readonly keys: StateFormat; readonly values: StateFormat },
): Layer {
  const { before, after } = windowParts(weights);
  const capacity = window - 1;
  const countBits = Math.ceil(Math.log2(window));
  return {
    inputWidth: width,
    outputWidth: width,
    state: [
      { name: 'keys', size: capacity * heads * keys, ...(formats && { format: formats.keys }) },
      { name: 'values', size: capacity * heads * values, ...(formats && { format: formats.values }) },
      { name: 'count', size: countBits === 0 ? 0 : 1, format: counter(Math.max(countBits, 1)) },
    ],
    step(x, [cachedKeys, cachedValues, [count = 0]], store) {
      const { q, k, v } = before(x);
      const seenKeys = behind(cachedKeys, k); // (window, heads, keys)
      const seenValues = behind(cachedValues, v);
      const seen = Math.min(count, capacity) + 1;
      const o = new Float64Array(heads * values);
      for (let head = 0; head < heads; head++) {
        const scores = new Float64Array(seen);
        for (let j = 0; j < seen; j++) {
          const from = (window - seen + j) * heads * keys + head * keys;
          for (let i = 0; i < keys; i++) scores[j] += q[head * keys + i] * seenKeys[from + i];
        }
        const most = scores.reduce((a, b) => Math.max(a, b));
        let total = 0;
        for (let j = 0; j < seen; j++) {
          const weight = Math.exp(scores[j] - most);
          total += weight;
          const from = (window - seen + j) * heads * values + head * values;
          for (let i = 0; i < values; i++) o[head * values + i] += weight * seenValues[from + i];
        }
        for (let i = 0; i < values; i++) o[head * values + i] /= total;
      }
      const filled = countBits === 0 ? new Float64Array() : Float64Array.of(Math.min(seen, capacity));
      store([seenKeys.subarray(heads * keys), seenValues.subarray(heads * values), filled]);
      return after(o);
    },
  };
}

/** What stands before attention, q and k, (heads, keys), and v, (heads, values), and after it. */
export function windowParts(weights: Weights) {
  const named = (name: string) => weightNamed(weights, name);
  return {
    before: (x: Float64Array) => ({
      q: affine(named('q_proj.weight'), x),
      k: affine(named('k_proj.weight'), x),
      v: affine(named('v_proj.weight'), x),
    }),
    after: (o: Float64Array) => affine(named('out_proj.weight'), o),
  };
}

/** The cache with one more position behind it. */
export function behind(cache: Float64Array, newest: Float64Array): Float64Array {
  const all = new Float64Array(cache.length + newest.length);
  all.set(cache);
  all.set(newest, cache.length);
  return all;
}
