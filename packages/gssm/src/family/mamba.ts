import type { Hyperparameters, Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import { logTimeStep } from './s4d.js';
import { shortConvolution } from './short-convolution.js';
import { affine, silu, softplus, type Weights } from './tensor.js';

/**
 * Mamba's block: a selective state space model behind a short convolution. With E = expand · width channels and N = state,
 *
 *     u, z = in_proj x;  u ← silu(conv1d u);  δ, B, C = x_proj u;  Δ = softplus(dt_proj δ)
 *     h_en ← e^(Δ_e A_en) h_en + Δ_e B_n u_e;  y_e = Σ_n C_n h_en + D_e u_e;  out_proj (y ⊙ silu(z))
 *
 * with A = −e^A_log and δ of ⌈width/16⌉ numbers. The state is h, (E, N), and the last convolution − 1 inputs u of conv1d; the
 * authors' program keeps one more of these, which is never read.
 *
 * Source: Gu and Dao 2023 (arXiv 2312.00752), with the names of their program.
 */
export const mamba: Member = {
  name: 'mamba',
  source: 'Gu and Dao 2023',
  least: { width: 1, expand: 1, state: 1, convolution: 1 },
  size: {
    numbers: 'expand * width * (state + convolution - 1)',
    tensors: '1 + min(1, convolution - 1)',
    fixedBits: '0',
  },
  readable: false,
  kernel: 'selective-scan',
  sized: (n) => ({ width: n, expand: 2, state: 16, convolution: 4 }),
  weights({ width, expand, state, convolution }) {
    const inner = expand * width;
    const rank = Math.ceil(width / 16);
    return [
      { name: 'in_proj.weight', shape: [2 * inner, width] },
      { name: 'conv1d.weight', shape: [inner, 1, convolution] },
      { name: 'conv1d.bias', shape: [inner], draw: (uniform) => uniform() / Math.sqrt(convolution) },
      { name: 'x_proj.weight', shape: [rank + 2 * state, inner] },
      { name: 'dt_proj.weight', shape: [inner, rank] },
      {
        name: 'dt_proj.bias',
        shape: [inner],
        // What softplus makes a step between 0.001 and 0.1.
        draw: (uniform) => Math.log(Math.expm1(Math.exp(logTimeStep(uniform)))),
      },
      { name: 'A_log', shape: [inner, state], draw: (_, index) => Math.log((index % state) + 1) },
      { name: 'D', shape: [inner], draw: () => 1 },
      { name: 'out_proj.weight', shape: [width, inner] },
    ];
  },
  layer(parameters, weights): Layer {
    const { width, expand, state, convolution } = parameters;
    const inner = expand * width;
    const { a, skip, before, after } = mambaParts(parameters, weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [
        { name: 'h', size: inner * state },
        { name: 'conv', size: inner * (convolution - 1) },
      ],
      step(x, [h, conv], store) {
        const { u, dt, b, c, gate, kept } = before(x, conv);
        const next = h.map((old, i) => {
          const e = Math.floor(i / state);
          return Math.exp(dt[e] * a[i]) * old + dt[e] * b[i % state] * u[e];
        });
        const [stored] = store([next, kept]);
        const y = u.map((input, e) => {
          let sum = 0;
          for (let n = 0; n < state; n++) sum += c[n] * stored[e * state + n];
          return sum + skip[e] * input;
        });
        return after(y, gate);
      },
    };
  },
};

/** A, (E, N), D, (E), and what stands before the recurrence and after it. */
export function mambaParts({ width, expand, state }: Hyperparameters, weights: Weights) {
  const inner = expand * width;
  const rank = Math.ceil(width / 16);
  const named = (name: string) => weightNamed(weights, name);
  const bias = named('conv1d.bias').values;
  return {
    a: named('A_log').values.map((log) => -Math.exp(log)),
    skip: named('D').values,
    /** u, Δ and z, (E); B and C, (N); and the last inputs of conv1d that are kept, of those before it. */
    before(x: Float64Array, conv: Float64Array) {
      const projected = affine(named('in_proj.weight'), x);
      const { y, kept } = shortConvolution(named('conv1d.weight'), projected.subarray(0, inner), conv);
      const u = y.map((sum, e) => silu(sum + bias[e]));
      const selected = affine(named('x_proj.weight'), u);
      return {
        u,
        dt: affine(named('dt_proj.weight'), selected.subarray(0, rank), named('dt_proj.bias')).map(softplus),
        b: selected.subarray(rank, rank + state),
        c: selected.subarray(rank + state),
        gate: projected.subarray(inner),
        kept,
      };
    },
    after: (y: Float64Array, gate: Float64Array) =>
      affine(
        named('out_proj.weight'),
        y.map((value, e) => value * silu(gate[e])),
      ),
  };
}
