import type { Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import { affine, type Weights } from './tensor.js';

/**
 * Linear attention: for every head, with φ(x) = elu(x) + 1,
 *
 *     S ← S + φ(k) vᵀ,  z ← z + φ(k),  o = Sᵀ φ(q) / (z · φ(q)),
 *
 * and out_proj of all o. Where z · φ(q) is 0, nothing has been written there, and o is 0. The state is S, (heads, keys,
 * values), and z, (heads, keys).
 *
 * Source: Katharopoulos, Vyas, Pappas and Fleuret 2020 (arXiv 2006.16236), section 3.4.
 */
export const linearAttention: Member = {
  name: 'linear-attention',
  source: 'Katharopoulos et al. 2020',
  least: { width: 1, heads: 1, keys: 1, values: 1 },
  size: { numbers: 'heads * keys * (values + 1)', tensors: '2', fixedBits: '0' },
  readable: false,
  kernel: 'linear-attention',
  sized: (n) => ({ width: n, heads: 1, keys: n, values: n }),
  weights: ({ width, heads, keys, values }) => [
    { name: 'q_proj.weight', shape: [heads * keys, width] },
    { name: 'q_proj.bias', shape: [heads * keys], draw: () => 0 },
    { name: 'k_proj.weight', shape: [heads * keys, width] },
    { name: 'k_proj.bias', shape: [heads * keys], draw: () => 0 },
    { name: 'v_proj.weight', shape: [heads * values, width] },
    { name: 'out_proj.weight', shape: [width, heads * values] },
  ],
  layer({ width, heads, keys, values }, weights): Layer {
    const { before, after } = linearAttentionParts(heads, weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [
        { name: 'S', size: heads * keys * values },
        { name: 'z', size: heads * keys },
      ],
      step(x, [s, z], store) {
        const { q, k, v } = before(x);
        const [sums, norms] = store([addOuterProducts(s, k, v, heads), z.map((norm, i) => norm + k[i])]);
        return after(readHeads(sums, q, heads), readHeads(norms, q, heads));
      },
    };
  },
};

/** What stands before the recurrence and after it. */
export function linearAttentionParts(heads: number, weights: Weights) {
  const named = (name: string) => weightNamed(weights, name);
  return {
    /** φ(q) and φ(k), (heads, keys), and v, (heads, values). */
    before: (x: Float64Array) => ({
      q: affine(named('q_proj.weight'), x, named('q_proj.bias')).map(featureMap),
      k: affine(named('k_proj.weight'), x, named('k_proj.bias')).map(featureMap),
      v: affine(named('v_proj.weight'), x),
    }),
    /** out_proj of o, from Sᵀ φ(q), (heads, values), and z · φ(q), (heads). */
    after(sums: Float64Array, norms: Float64Array): Float64Array {
      const values = sums.length / heads;
      const o = sums.map((sum, i) => {
        const norm = norms[Math.floor(i / values)];
        return norm === 0 ? 0 : sum / norm;
      });
      return affine(named('out_proj.weight'), o);
    },
  };
}

/** elu(x) + 1: 1 + x above 0, e^x below, and exactly 0 below −745. */
export function featureMap(x: number): number {
  return x > 0 ? x + 1 : Math.exp(x);
}

/**
 * S + k vᵀ for every head.
 *
 * @param s - (heads, keys, values).
 * @param k - (heads, keys).
 * @param v - (heads, values).
 */
export function addOuterProducts(s: Float64Array, k: Float64Array, v: Float64Array, heads: number): Float64Array {
  const values = v.length / heads;
  const keys = k.length / heads;
  const next = s.slice();
  for (let row = 0, at = 0; row < k.length; row++) {
    const from = Math.floor(row / keys) * values;
    for (let j = 0; j < values; j++) next[at++] += k[row] * v[from + j];
  }
  return next;
}

/** Sᵀ q for every head, (heads, values). */
export function readHeads(s: Float64Array, q: Float64Array, heads: number): Float64Array {
  const keys = q.length / heads;
  const values = s.length / q.length;
  const o = new Float64Array(heads * values);
  for (let row = 0, at = 0; row < q.length; row++) {
    const from = Math.floor(row / keys) * values;
    for (let j = 0; j < values; j++) o[from + j] += s[at++] * q[row];
  }
  return o;
}
