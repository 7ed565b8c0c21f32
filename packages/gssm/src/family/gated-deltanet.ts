import type { Hyperparameters, Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import { addOuterProducts, readHeads } from './linear-attention.js';
import { shortConvolution } from './short-convolution.js';
import { affine, sigmoid, silu, softplus, type Weights } from './tensor.js';

const SMALLEST_NORM = 1e-12;

/**
 * Gated DeltaNet: for every head
 *
 *     S ← α S (I − β k kᵀ) + β v kᵀ,  o = S q/√keys,
 *
 * so that what S held under the key k gives way to v. q, k and v come from projections, short convolutions and silu; q and k
 * are divided by their norms; β = sigmoid(b_proj x), α = e^(−e^A_log · softplus(a_proj x + dt_bias)). The gated norm before
 * out_proj keeps nothing and is left out.
 *
 * The state is S, (heads, keys, values), transposed against the formula, and the last convolution − 1 projected inputs of q, k
 * and v.
 *
 * Source: Yang, Kautz and Hatamizadeh 2024 (arXiv 2412.06464).
 */
export const gatedDeltanet: Member = {
  name: 'gated-deltanet',
  source: 'Yang et al. 2024',
  least: { width: 1, heads: 1, keys: 1, values: 1, convolution: 1 },
  size: {
    numbers: 'heads * (keys * values + (convolution - 1) * (2 * keys + values))',
    tensors: '1 + min(1, convolution - 1)',
    fixedBits: '0',
  },
  readable: false,
  kernel: 'gated-deltanet',
  sized: (n) => ({ width: n, heads: 1, keys: n, values: 2 * n, convolution: 4 }),
  weights: ({ width, heads, keys, values, convolution }) => [
    { name: 'q_proj.weight', shape: [heads * keys, width] },
    { name: 'k_proj.weight', shape: [heads * keys, width] },
    { name: 'v_proj.weight', shape: [heads * values, width] },
    { name: 'conv1d.weight', shape: [heads * (2 * keys + values), 1, convolution] },
    { name: 'a_proj.weight', shape: [heads, width] },
    { name: 'b_proj.weight', shape: [heads, width] },
    { name: 'A_log', shape: [heads], draw: (uniform) => Math.log(8.5 + 7.5 * uniform()) },
    { name: 'dt_bias', shape: [heads], draw: (uniform) => -4.6 + 2.3 * uniform() },
    { name: 'out_proj.weight', shape: [width, heads * values] },
  ],
  layer(parameters, weights): Layer {
    const { width, heads, keys, values, convolution } = parameters;
    const { before, after } = gatedDeltanetParts(parameters, weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [
        { name: 'S', size: heads * keys * values },
        { name: 'conv', size: (convolution - 1) * heads * (2 * keys + values) },
      ],
      step(x, [s, conv], store) {
        const { q, k, v, alpha, beta, kept } = before(x, conv);
        const decayed = s.map((value, i) => alpha[Math.floor(i / (keys * values))] * value);
        const held = readHeads(decayed, k, heads);
        const change = v.map((value, j) => beta[Math.floor(j / values)] * (value - held[j]));
        const [stored] = store([addOuterProducts(decayed, k, change, heads), kept]);
        return after(readHeads(stored, q, heads));
      },
    };
  },
};

/** What stands before the recurrence and after it. */
export function gatedDeltanetParts({ heads, keys, values }: Hyperparameters, weights: Weights) {
  const named = (name: string) => weightNamed(weights, name);
  const rate = named('A_log').values.map(Math.exp);
  const bias = named('dt_bias').values;
  const channels = heads * (2 * keys + values);
  return {
    /** q, k, (heads, keys), v, (heads, values), α, β, (heads); and the projected inputs that are kept, of those before. */
    before(x: Float64Array, conv: Float64Array) {
      const projected = new Float64Array(channels);
      projected.set(affine(named('q_proj.weight'), x));
      projected.set(affine(named('k_proj.weight'), x), heads * keys);
      projected.set(affine(named('v_proj.weight'), x), 2 * heads * keys);
      const { y, kept } = shortConvolution(named('conv1d.weight'), projected, conv);
      const activated = y.map(silu);
      return {
        q: normalised(activated.subarray(0, heads * keys), keys),
        k: normalised(activated.subarray(heads * keys, 2 * heads * keys), keys),
        v: activated.subarray(2 * heads * keys),
        alpha: affine(named('a_proj.weight'), x).map((sum, head) => Math.exp(-rate[head] * softplus(sum + bias[head]))),
        beta: affine(named('b_proj.weight'), x).map(sigmoid),
        kept,
      };
    },
    /** The output, from S q, (heads, values). */
    after: (read: Float64Array) =>
      affine(
        named('out_proj.weight'),
        read.map((value) => value / Math.sqrt(keys)),
      ),
  };
}

/** Every head's vector divided by its Euclidean norm; one of zeros stays as it is. */
function normalised(vectors: Float64Array, width: number): Float64Array {
  const unit = new Float64Array(vectors.length);
  for (let from = 0; from < vectors.length; from += width) {
    const vector = vectors.subarray(from, from + width);
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    unit.set(
      vector.map((value) => value / Math.max(norm, SMALLEST_NORM)),
      from,
    );
  }
  return unit;
}
