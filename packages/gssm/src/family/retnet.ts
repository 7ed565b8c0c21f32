import type { Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import { addOuterProducts, readHeads } from './linear-attention.js';
import { affine, type Weights } from './tensor.js';

/**
 * Retention: for every head, with pairs of key coordinates as complex numbers,
 *
 *     S ← γ e^(−iθ) S + (k/√keys) vᵀ,  o = Sᵀ q,
 *
 * and out_proj of all o. This is equation 3 of the paper, before the rotation is moved into queries and keys: turning S back
 * at each step comes to turning q and k forward by nθ at position n, and no position is kept. γ = 1 − 2^(−5−head) and
 * θ_i = 10000^(−2i/keys) as in the paper. Its group norm and swish gate keep nothing and are left out.
 *
 * The state is S, (heads, keys, values).
 *
 * Source: Sun et al. 2023 (arXiv 2307.08621).
 */
export const retnet: Member = {
  name: 'retnet',
  source: 'Sun et al. 2023',
  least: { width: 1, heads: 1, keys: 2, values: 1 },
  size: { numbers: 'heads * keys * values', tensors: '1', fixedBits: '0' },
  readable: false,
  kernel: 'retnet',
  sized: (n) => ({ width: 2 * n, heads: 1, keys: 2 * n, values: 4 * n }),
  check({ keys }) {
    if (keys % 2 !== 0) throw new RangeError(`keys = ${keys}: accepted is an even number, for pairs that rotate`);
  },
  weights: ({ width, heads, keys, values }) => [
    { name: 'q_proj.weight', shape: [heads * keys, width] },
    { name: 'k_proj.weight', shape: [heads * keys, width] },
    { name: 'v_proj.weight', shape: [heads * values, width] },
    { name: 'out_proj.weight', shape: [width, heads * values] },
  ],
  layer({ width, heads, keys, values }, weights): Layer {
    const { before, after } = retentionParts(keys, weights);
    const angles = Array.from({ length: keys / 2 }, (_, i) => retentionAngle(i, keys));
    const turned = (s: Float64Array): Float64Array => {
      const next = new Float64Array(s.length);
      for (let row = 0; row < heads * keys; row += 2) {
        const gamma = retentionDecay(Math.floor(row / keys));
        const angle = angles[(row % keys) / 2];
        const [cos, sin] = [gamma * Math.cos(angle), gamma * Math.sin(angle)];
        for (let i = row * values, j = i + values; i < (row + 1) * values; i++, j++) {
          next[i] = cos * s[i] + sin * s[j];
          next[j] = cos * s[j] - sin * s[i];
        }
      }
      return next;
    };
    return {
      inputWidth: width,
      outputWidth: width,
      state: [{ name: 'S', size: heads * keys * values }],
      step(x, [s], store) {
        const { q, k, v } = before(x);
        const [kept] = store([addOuterProducts(turned(s), k, v, heads)]);
        return after(readHeads(kept, q, heads));
      },
    };
  },
};

/** What stands before the recurrence, with k divided by √keys, and after it: q, k (heads, keys); v, o (heads, values). */
export function retentionParts(keys: number, weights: Weights) {
  const named = (name: string) => weightNamed(weights, name);
  const scale = 1 / Math.sqrt(keys);
  return {
    before: (x: Float64Array) => ({
      q: affine(named('q_proj.weight'), x),
      k: affine(named('k_proj.weight'), x).map((value) => value * scale),
      v: affine(named('v_proj.weight'), x),
    }),
    after: (o: Float64Array) => affine(named('out_proj.weight'), o),
  };
}

/** γ of a head. */
function retentionDecay(head: number): number {
  return 1 - 2 ** (-5 - head);
}

/** θ of the i-th pair of coordinates. */
export function retentionAngle(pair: number, keys: number): number {
  return 10000 ** ((-2 * pair) / keys);
}
