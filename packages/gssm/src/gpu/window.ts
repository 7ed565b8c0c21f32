/** Attention over a window, whose kernel has the last keys and values among its inputs and no state. */
import { windowAttention } from '@verbatim/kernels';
import type { Hyperparameters } from '../family/layer.js';
import { behind, windowParts } from '../family/sliding-window.js';
import type { Weights } from '../family/tensor.js';
import { padded, type Recurrence, unpadded } from './recurrence.js';

/** Keys and values have one width in the kernel: zeros stand behind the narrower. */
export function windowRecurrence({ heads, keys, values, window }: Hyperparameters, weights: Weights): Recurrence {
  const { before, after } = windowParts(weights);
  const headDim = Math.max(keys, values);
  const capacity = window - 1;
  return {
    kernel: windowAttention,
    again: capacity,
    shape: { heads, headDim, window },
    constants: {},
    start: {},
    hostStart: {
      keys: new Float64Array(capacity * heads * keys),
      values: new Float64Array(capacity * heads * values),
    },
    before(x, host) {
      const { q, k, v } = before(x);
      return {
        rows: { q: padded(q, keys, headDim), k: padded(k, keys, headDim), v: padded(v, values, headDim) },
        kept: {
          keys: behind(host.keys, k).subarray(heads * keys),
          values: behind(host.values, v).subarray(heads * values),
        },
      };
    },
    after: (out) => ({ y: after(unpadded(out, headDim, values)) }),
    state: (_, host, read) => [
      host.keys,
      host.values,
      capacity === 0 ? new Float64Array() : Float64Array.of(Math.min(read, capacity)),
    ],
  };
}
