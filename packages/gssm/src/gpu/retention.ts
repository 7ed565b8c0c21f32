/** Linear attention and RetNet, whose kernels have the same plan, and gated DeltaNet. */
import {
  gatedDeltanet,
  gatedDeltanetStep,
  linearAttention,
  linearAttentionStep,
  retnet,
  retnetDecays,
  retnetStep,
} from '@verbatim/kernels';
import { gatedDeltanetParts } from '../family/gated-deltanet.js';
import type { Hyperparameters } from '../family/layer.js';
import { linearAttentionParts } from '../family/linear-attention.js';
import { retentionAngle, retentionParts } from '../family/retnet.js';
import type { Weights } from '../family/tensor.js';
import { padded, type Recurrence, unpadded } from './recurrence.js';

/** The kernels read four numbers at once. */
const whole = (size: number) => 4 * Math.ceil(size / 4);

/** With a column of ones behind the values, z is a column of S, and z · φ(q) a number of the output. */
export function linearAttentionRecurrence({ heads, keys, values }: Hyperparameters, weights: Weights): Recurrence {
  const { before, after } = linearAttentionParts(heads, weights);
  const [keyDim, valueDim] = [whole(keys), whole(values + 1)];
  return {
    kernel: linearAttention,
    step: linearAttentionStep,
    // φ is the host's: of the zeros behind a row it would make ones.
    shape: { heads, keyDim, valueDim, featureMap: 'identity' },
    constants: {},
    start: { state: new Float64Array(heads * keyDim * valueDim) },
    before(x) {
      const { q, k, v } = before(x);
      const withOnes = padded(v, values, valueDim);
      for (let head = 0; head < heads; head++) withOnes[head * valueDim + values] = 1;
      return { rows: { q: padded(q, keys, keyDim), k: padded(k, keys, keyDim), v: withOnes } };
    },
    after: (out) => ({ y: after(unpadded(out, valueDim, values), column(out, valueDim, values)) }),
    state({ state }) {
      const rows = unpadded(state, keyDim * valueDim, keys * valueDim);
      return [unpadded(rows, valueDim, values), column(rows, valueDim, values)];
    },
  };
}

/**
 * The kernel does not rotate. Its S is that of the layer turned forward by nθ at position n, as the queries and keys that the host
 * gives it are; in doubles, so that the angle of a late position is as good as that of an early one.
 */
export function retnetRecurrence({ heads, keys, values }: Hyperparameters, weights: Weights): Recurrence {
  const { before, after } = retentionParts(keys, weights);
  const [keyDim, valueDim] = [whole(keys), whole(values)];
  const angles = Array.from({ length: keys / 2 }, (_, pair) => retentionAngle(pair, keys));
  /** Rows of `columns` numbers, (heads, keys, columns), turned by `turns` times their angles. */
  const turned = (rows: Float64Array, columns: number, turns: number) => {
    const next = new Float64Array(rows.length);
    for (let row = 0; row < heads * keys; row += 2) {
      const angle = turns * angles[(row % keys) / 2];
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let i = row * columns, j = i + columns; i < (row + 1) * columns; i++, j++) {
        next[i] = cos * rows[i] - sin * rows[j];
        next[j] = sin * rows[i] + cos * rows[j];
      }
    }
    return next;
  };
  return {
    kernel: retnet,
    step: retnetStep,
    shape: { heads, keyDim, valueDim },
    constants: { decay: retnetDecays(heads) },
    start: { state: new Float64Array(heads * keyDim * valueDim) },
    before: (x) => ({ rows: before(x) }),
    at: ({ q, k, v }, position) => ({
      q: padded(turned(q, 1, position), keys, keyDim),
      k: padded(turned(k, 1, position), keys, keyDim),
      v: padded(v, values, valueDim),
    }),
    after: (out) => ({ y: after(unpadded(out, valueDim, values)) }),
    state({ state }, _, read) {
      const rows = unpadded(state, keyDim * valueDim, keys * valueDim);
      return [turned(unpadded(rows, valueDim, values), values, 1 - read)];
    },
  };
}

/** See {@link Recurrence}. */
export function gatedDeltanetRecurrence(parameters: Hyperparameters, weights: Weights): Recurrence {
  const { heads, keys, values, convolution } = parameters;
  const { before, after } = gatedDeltanetParts(parameters, weights);
  return {
    kernel: gatedDeltanet,
    step: gatedDeltanetStep,
    shape: { heads, keyDim: keys, valueDim: values },
    constants: {},
    start: { state: new Float64Array(heads * keys * values) },
    hostStart: { conv: new Float64Array((convolution - 1) * heads * (2 * keys + values)) },
    before(x, { conv }) {
      const { kept, ...rows } = before(x, conv);
      return { rows, kept: { conv: kept } };
    },
    after: (out) => ({ y: after(out) }),
    state: ({ state }, { conv }) => [state, conv],
  };
}

/** One number of every row. */
function column(rows: Float64Array, width: number, at: number): Float64Array {
  return rows.filter((_, i) => i % width === at);
}
