/** S4D, Mamba and RWKV, whose kernels are scans. */
import { diagonalScan, diagonalScanStep, rwkv, rwkvStep, selectiveScan, selectiveScanStep } from '@verbatim/kernels';
import type { Hyperparameters } from '../family/layer.js';
import { mambaParts } from '../family/mamba.js';
import { NO_EXPONENT, rwkvParts } from '../family/rwkv.js';
import { s4dParts } from '../family/s4d.js';
import type { Weights } from '../family/tensor.js';
import type { Recurrence } from './recurrence.js';

/**
 * The kernel's diagonal is real: it has the magnitudes of the factors. Their angles are taken off on the host: h is that of
 * the layer turned back by nφ at position n, as the inputs are. So real and imaginary parts are channels of their own.
 */
export function s4dRecurrence({ width, state }: Hyperparameters, weights: Weights): Recurrence {
  const { decay, gain, after } = s4dParts({ width, state }, weights);
  const channels = width * state;
  const a = new Float64Array(channels);
  const angles = new Float64Array(channels / 2);
  for (let i = 0; i < channels; i += 2) {
    a[i] = Math.hypot(decay[i], decay[i + 1]);
    a[i + 1] = a[i];
    angles[i / 2] = Math.atan2(decay[i + 1], decay[i]);
  }
  const turned = (pairs: Float64Array, turns: number) => {
    const next = new Float64Array(channels);
    for (let i = 0; i < channels; i += 2) {
      const [cos, sin] = [Math.cos(turns * angles[i / 2]), Math.sin(turns * angles[i / 2])];
      next[i] = cos * pairs[i] - sin * pairs[i + 1];
      next[i + 1] = sin * pairs[i] + cos * pairs[i + 1];
    }
    return next;
  };
  return {
    kernel: diagonalScan,
    step: diagonalScanStep,
    shape: { channels },
    // The output is h itself: what is read from it is turned first.
    constants: { a, c: new Float64Array(channels).fill(1) },
    start: { state: new Float64Array(channels) },
    before: (u) => ({ rows: { x: gain.map((factor, i) => factor * u[Math.floor(i / state)]), u } }),
    at: ({ x, u }, position) => ({ x: turned(x, -position), u }),
    after: (out, { u }, _, position) => ({ y: after(turned(out, position), u) }),
    state: ({ state: h }, _, read) => [turned(h, read - 1)],
  };
}

/** See {@link Recurrence}. */
export function mambaRecurrence(parameters: Hyperparameters, weights: Weights): Recurrence {
  const { width, expand, state: states, convolution } = parameters;
  const channels = expand * width;
  const { a, skip, before, after } = mambaParts(parameters, weights);
  return {
    kernel: selectiveScan,
    step: selectiveScanStep,
    shape: { channels, states },
    constants: { a, d: skip },
    start: { state: new Float64Array(channels * states) },
    hostStart: { conv: new Float64Array(channels * (convolution - 1)) },
    before(x, { conv }) {
      const { u, dt, b, c, gate, kept } = before(x, conv);
      return { rows: { x: u, delta: dt, b, c, gate }, kept: { conv: kept } };
    },
    after: (out, { gate }) => ({ y: after(out, gate) }),
    state: ({ state }, { conv }) => [state, conv],
  };
}

/** See {@link Recurrence}. */
export function rwkvRecurrence({ width }: Hyperparameters, weights: Weights): Recurrence {
  const { first, decay, before, after } = rwkvParts(weights);
  return {
    kernel: rwkv,
    step: rwkvStep,
    shape: { channels: width },
    constants: { first, decay },
    start: { state: new Float64Array(3 * width).fill(NO_EXPONENT, 2 * width) },
    hostStart: { att: new Float64Array(width), ffn: new Float64Array(width) },
    before(x, host) {
      const { att, ...rows } = before(x, host.att);
      return { rows: { ...rows, x }, kept: { att } };
    },
    after(wkv, { x, r }, host) {
      const { y, ffn } = after(x, wkv, r, host.ffn);
      return { y, kept: { ffn } };
    },
    state({ state }, { att, ffn }) {
      const [a, b, p] = [0, 1, 2].map((part) => state.subarray(part * width, (part + 1) * width));
      return [att, a, b, p, ffn];
    },
  };
}
