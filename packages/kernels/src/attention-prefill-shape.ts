/** What the two kernels of attention prefill share: shape, tensors, reference and cost. */
import {
  type AttentionBias,
  assertBias,
  attendReference,
  biasTensors,
  MOST_KEYS,
  NO_WINDOW,
  visiblePairs,
} from './attention-bias.js';
import type { Cost, Precision, TensorSpec, Tensors } from './kernel-definition.js';
import { BYTES_OF } from './stored-numbers.js';

/** Scores times less than this do not stay above what an unseen key scores. */
export const LEAST_SCALE = 1e-6;

/** Causal attention of many queries at once. */
export interface AttentionPrefillShape {
  readonly heads: number;
  /** Keys of the sequence, L. */
  readonly keys: number;
  /** Queries; `keys` by default. */
  readonly queries?: number;
  /** Query i stands at position `queryOffset + i` of the keys; by default the queries are the last positions. */
  readonly queryOffset?: number;
  /** Numbers of a query and of a key, a multiple of 4. */
  readonly keyDim: number;
  /** Numbers of a value, a multiple of 4; `keyDim` by default. */
  readonly valueDim?: number;
  /** What q·k is multiplied by, from 1e-6 on; 1 by default, as in the paper's heads. Many models take 1/√keyDim. */
  readonly scale?: number;
  readonly bias: AttentionBias;
}

/** A shape with nothing left to default. */
export type FullAttentionPrefillShape = Required<AttentionPrefillShape>;

/** Fills in the defaults. */
export function fullShape(shape: AttentionPrefillShape): FullAttentionPrefillShape {
  const { keys, queries = keys, queryOffset = keys - queries, keyDim, valueDim = keyDim, scale = 1 } = shape;
  return { ...shape, queries, queryOffset, valueDim, scale };
}

/** @throws RangeError naming what is wrong with the shape and what is accepted. */
export function assertAttentionPrefillShape(shape: AttentionPrefillShape): void {
  const { heads, keys, queries, queryOffset, keyDim, valueDim, scale, bias } = fullShape(shape);
  assertWhole('heads', heads, 1, 65_535);
  assertWhole('keys', keys, 1, MOST_KEYS);
  assertWhole('queries', queries, 1, keys);
  assertWhole('queryOffset', queryOffset, 0, keys - queries);
  for (const [name, value] of [
    ['keyDim', keyDim],
    ['valueDim', valueDim],
  ] as const) {
    if (!Number.isInteger(value) || value < 4 || value % 4 !== 0) {
      throw new RangeError(`${name} ${value}: accepted are multiples of 4`);
    }
  }
  if (!(scale >= LEAST_SCALE && scale < 1e6)) {
    throw new RangeError(`scale ${scale}: accepted are numbers from 1e-6 to below 1e6`);
  }
  assertBias(bias);
}

function assertWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} ${value}: accepted are whole numbers from ${least} to ${most}`);
  }
}

/** q, k, v, what the bias needs, out. */
export function attentionPrefillTensors(shape: AttentionPrefillShape, precision: Precision): readonly TensorSpec[] {
  const { heads, keys, queries, keyDim, valueDim, bias } = fullShape(shape);
  const stored = { dtype: precision, perHead: true } as const;
  return [
    { name: 'q', role: 'input', shape: [heads, queries, keyDim], purpose: 'activations', ...stored },
    { name: 'k', role: 'input', shape: [heads, keys, keyDim], purpose: 'kv-cache', ...stored },
    { name: 'v', role: 'input', shape: [heads, keys, valueDim], purpose: 'kv-cache', ...stored },
    ...biasTensors(bias, heads),
    { name: 'out', role: 'output', shape: [heads, queries, valueDim], purpose: 'activations', ...stored },
  ];
}

/** Every query of every head by itself, in f64. */
export function attentionPrefillReference(shape: AttentionPrefillShape, inputs: Tensors): { out: Float64Array } {
  const { heads, keys, queries, queryOffset, keyDim, valueDim, scale } = fullShape(shape);
  const out = new Float64Array(heads * queries * valueDim);
  for (let h = 0; h < heads; h++) {
    const window = inputs.windows?.[h] ?? NO_WINDOW;
    const slope = inputs.slopes?.[h] ?? 0;
    const k = inputs.k!.subarray(h * keys * keyDim, (h + 1) * keys * keyDim);
    const v = inputs.v!.subarray(h * keys * valueDim, (h + 1) * keys * valueDim);
    for (let i = 0; i < queries; i++) {
      const row = h * queries + i;
      const q = inputs.q!.subarray(row * keyDim, (row + 1) * keyDim);
      const query = { keyDim, valueDim, scale, position: queryOffset + i, window, slope };
      out.set(attendReference(query, q, k, v), row * valueDim);
    }
  }
  return { out };
}

/**
 * The least work: 2·keyDim for each score and 2·valueDim for each weighted value of a visible pair. Windows are data and not
 * shape: without `windows` all heads are counted as seeing every key up to their own.
 */
export function attentionPrefillCost(
  shape: AttentionPrefillShape,
  precision: Precision,
  windows?: ArrayLike<number>,
): Cost {
  const { heads, keys, queries, queryOffset, keyDim, valueDim, bias } = fullShape(shape);
  let pairs = 0;
  for (let h = 0; h < heads; h++) {
    pairs += visiblePairs(queries, queryOffset, windows?.[h] ?? NO_WINDOW);
  }
  const numbersRead = heads * (queries * keyDim + keys * (keyDim + valueDim));
  return {
    flops: 2 * (keyDim + valueDim) * pairs,
    bytesRead: numbersRead * BYTES_OF[precision] + (bias === 'full' ? 0 : 4 * heads),
    bytesWritten: heads * queries * valueDim * BYTES_OF[precision],
  };
}
