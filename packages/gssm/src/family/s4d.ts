import type { Hyperparameters, Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import type { Weights } from './tensor.js';

/**
 * The diagonal state space model: for every channel u of the input and every n < N/2
 *
 *     h_n ← e^(Δ A_n) h_n + (e^(Δ A_n) − 1)/A_n · u,   y = 2 Re Σ_n C_n h_n + D u,
 *
 * where A_n = −e^log_A_real + i A_imag and Δ = e^log_dt: zero-order hold with B = 1. Of each pair of conjugates one is kept,
 * so that N real numbers are stored for each channel, (width, N/2, 2): real and imaginary parts.
 *
 * Source: Gu, Gupta, Goel and Ré 2022 (arXiv 2206.11893), with the names of their reference program; initialised as S4D-Lin,
 * A_n = −1/2 + iπn.
 */
export const s4d: Member = {
  name: 's4d',
  source: 'Gu et al. 2022',
  least: { width: 1, state: 2 },
  size: { numbers: 'width * state', tensors: '1', fixedBits: '0' },
  readable: false,
  kernel: 'diagonal-scan',
  sized: (n) => ({ width: n, state: 64 }),
  check({ state }) {
    if (state % 2 !== 0) throw new RangeError(`state = ${state}: accepted is an even number, for conjugate pairs`);
  },
  weights: ({ width, state }) => [
    { name: 'log_dt', shape: [width], draw: logTimeStep },
    { name: 'log_A_real', shape: [width, state / 2], draw: () => Math.log(0.5) },
    { name: 'A_imag', shape: [width, state / 2], draw: (_, index) => Math.PI * (index % (state / 2)) },
    { name: 'C', shape: [width, state / 2, 2], draw: (uniform) => uniform() },
    { name: 'D', shape: [width], draw: (uniform) => uniform() },
  ],
  layer({ width, state }, weights): Layer {
    const { decay, gain, after } = s4dParts({ width, state }, weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [{ name: 'h', size: width * state }],
      step(x, [h], store) {
        const next = new Float64Array(h.length);
        for (let i = 0; i < h.length; i += 2) {
          const u = x[Math.floor(i / state)];
          next[i] = decay[i] * h[i] - decay[i + 1] * h[i + 1] + gain[i] * u;
          next[i + 1] = decay[i] * h[i + 1] + decay[i + 1] * h[i] + gain[i + 1] * u;
        }
        const [kept] = store([next]);
        return after(kept, x);
      },
    };
  },
};

/** The factors of h and of u, (width, N/2, 2) each, and y from h, (width, N/2, 2), and u. */
export function s4dParts({ width, state }: Hyperparameters, weights: Weights) {
  const modes = state / 2;
  const [logDt, logReal, imaginary, c, d] = ['log_dt', 'log_A_real', 'A_imag', 'C', 'D'].map(
    (name) => weightNamed(weights, name).values,
  );
  const decay = new Float64Array(width * state);
  const gain = new Float64Array(width * state);
  for (let i = 0; i < width * modes; i++) {
    const dt = Math.exp(logDt[Math.floor(i / modes)]);
    const [re, im] = [-Math.exp(logReal[i]), imaginary[i]];
    const radius = Math.exp(dt * re);
    decay[2 * i] = radius * Math.cos(dt * im);
    decay[2 * i + 1] = radius * Math.sin(dt * im);
    const norm = re * re + im * im;
    gain[2 * i] = ((decay[2 * i] - 1) * re + decay[2 * i + 1] * im) / norm;
    gain[2 * i + 1] = (decay[2 * i + 1] * re - (decay[2 * i] - 1) * im) / norm;
  }
  const after = (h: Float64Array, x: Float64Array): Float64Array =>
    x.map((u, channel) => {
      let sum = 0;
      for (let i = channel * state; i < (channel + 1) * state; i += 2) sum += c[i] * h[i] - c[i + 1] * h[i + 1];
      return 2 * sum + d[channel] * u;
    });
  return { decay, gain, after };
}

/** The logarithm of a step between 0.001 and 0.1, uniform in the logarithm. */
export function logTimeStep(uniform: () => number): number {
  return Math.log(0.001) + ((uniform() + 1) / 2) * Math.log(100);
}
