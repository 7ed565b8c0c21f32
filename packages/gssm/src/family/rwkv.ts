import type { Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import { affine, sigmoid, type Weights } from './tensor.js';

const EPSILON = 1e-5;
/** Before the first token; a and b are 0 then, so that any number will do. */
export const NO_EXPONENT = -1e38;

/**
 * A layer of RWKV version 4: time mixing and channel mixing, each behind a layer norm and added to its input. With w =
 * −e^time_decay and u = time_first, and k, v, r from a mixture of this input and the last one,
 *
 *     wkv = (Σ_{i<t} e^((t−1−i)w + k_i) v_i + e^(u + k_t) v_t) / (Σ_{i<t} e^((t−1−i)w + k_i) + e^(u + k_t)).
 *
 * Numerator and denominator are kept divided by e^p, where p is the largest exponent so far, decayed: so no exponential
 * overflows. The state are five vectors: the last input of time mixing, a, b and p, and the last input of channel mixing.
 *
 * Source: Peng et al. 2023 (arXiv 2305.13048), section "numerically stable" of the appendix, with the names of version 4's
 * programs.
 */
export const rwkv: Member = {
  name: 'rwkv',
  source: 'Peng et al. 2023, version 4',
  least: { width: 1, hidden: 1 },
  size: { numbers: '5 * width', tensors: '5', fixedBits: '0' },
  readable: false,
  kernel: 'rwkv',
  sized: (n) => ({ width: n, hidden: 4 * n }),
  weights: ({ width, hidden }) => [
    ...['ln1', 'ln2'].flatMap((norm) => [
      { name: `${norm}.weight`, shape: [width], draw: () => 1 },
      { name: `${norm}.bias`, shape: [width], draw: () => 0 },
    ]),
    { name: 'att.time_decay', shape: [width], draw: (uniform) => 4 * uniform() - 1 },
    { name: 'att.time_first', shape: [width], draw: (uniform) => uniform() },
    ...['att.time_mix_k', 'att.time_mix_v', 'att.time_mix_r', 'ffn.time_mix_k', 'ffn.time_mix_r'].map((name) => ({
      name,
      shape: [width],
      draw: (uniform: () => number) => (uniform() + 1) / 2,
    })),
    ...['key', 'value', 'receptance', 'output'].map((name) => ({ name: `att.${name}.weight`, shape: [width, width] })),
    { name: 'ffn.key.weight', shape: [hidden, width] },
    { name: 'ffn.receptance.weight', shape: [width, width] },
    { name: 'ffn.value.weight', shape: [width, hidden] },
  ],
  layer({ width }, weights): Layer {
    const { first, decay, before, after } = rwkvParts(weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [
        { name: 'att.x', size: width },
        { name: 'att.a', size: width },
        { name: 'att.b', size: width },
        { name: 'att.p', size: width, start: NO_EXPONENT },
        { name: 'ffn.x', size: width },
      ],
      step(x, [lastAtt, a, b, p, lastFfn], store) {
        const { k, v, r, att } = before(x, lastAtt);
        const next = [a, b, p].map((vector) => new Float64Array(vector.length));
        const wkv = new Float64Array(width);
        for (let i = 0; i < width; i++) {
          const here = weighted(a[i], b[i], p[i], v[i], first[i] + k[i]);
          wkv[i] = here[0] / here[1];
          weighted(a[i], b[i], p[i] + decay[i], v[i], k[i]).forEach((value, part) => {
            next[part][i] = value;
          });
        }
        const { y, ffn } = after(x, wkv, r, lastFfn);
        store([att, ...next, ffn]);
        return y;
      },
    };
  },
};

/** u and w, (width), and what stands before wkv and after it. */
export function rwkvParts(weights: Weights) {
  const named = (name: string) => weightNamed(weights, name);
  const mixed = (name: string, now: Float64Array, last: Float64Array) => {
    const mix = named(name).values;
    return now.map((value, i) => value * mix[i] + last[i] * (1 - mix[i]));
  };
  return {
    first: named('att.time_first').values,
    decay: named('att.time_decay').values.map((log) => -Math.exp(log)),
    /** k, v and r, (width), and the input of time mixing that is kept, of the last one. */
    before(x: Float64Array, lastAtt: Float64Array) {
      const att = layerNorm(weights, 'ln1', x);
      return {
        k: affine(named('att.key.weight'), mixed('att.time_mix_k', att, lastAtt)),
        v: affine(named('att.value.weight'), mixed('att.time_mix_v', att, lastAtt)),
        r: affine(named('att.receptance.weight'), mixed('att.time_mix_r', att, lastAtt)),
        att,
      };
    },
    /** The output, (width), and the input of channel mixing that is kept, of the last one. */
    after(x: Float64Array, wkv: Float64Array, r: Float64Array, lastFfn: Float64Array) {
      const gated = wkv.map((value, i) => sigmoid(r[i]) * value);
      const mixedIn = affine(named('att.output.weight'), gated).map((value, i) => x[i] + value);
      const ffn = layerNorm(weights, 'ln2', mixedIn);
      const hidden = affine(named('ffn.key.weight'), mixed('ffn.time_mix_k', ffn, lastFfn));
      const receptance = affine(named('ffn.receptance.weight'), mixed('ffn.time_mix_r', ffn, lastFfn));
      const value = affine(
        named('ffn.value.weight'),
        hidden.map((sum) => Math.max(sum, 0) ** 2),
      );
      return { y: mixedIn.map((sum, i) => sum + sigmoid(receptance[i]) * value[i]), ffn };
    },
  };
}

/** e^p·(a, b) + e^k·(v, 1) as (a', b', p') with p' = max(p, k). */
function weighted(a: number, b: number, p: number, v: number, k: number): [number, number, number] {
  const most = Math.max(p, k);
  const [old, now] = [Math.exp(p - most), Math.exp(k - most)];
  return [old * a + now * v, old * b + now, most];
}

function layerNorm(weights: Weights, name: string, x: Float64Array): Float64Array {
  const scale = weightNamed(weights, `${name}.weight`).values;
  const shift = weightNamed(weights, `${name}.bias`).values;
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + EPSILON)) * scale[i] + shift[i]);
}
