/**
 * Attention decode: one query a head against a cache of keys and values, as generation takes it at every step. It reads each
 * key and value once and does one multiply-add a number read, so memory is the limit: what counts is to keep it busy.
 *
 * One head would occupy one workgroup; so the cache is split, and a second step merges. A workgroup takes (head, split) and
 * passes over its keys in chunks of 256:
 *
 * 1. scores: eight threads a key, neighbours neighbouring packs of four numbers, so that a row is read whole; their partial
 *    products meet in workgroup memory, and thread n has the score of key n. Up to eight loads of a thread are under way.
 * 2. values: as many threads a row as it has packs, up to 32, each with its sum in registers; each weighs by the exponential
 *    of the score, over the largest so far: when a chunk brings a larger one, the sums so far are scaled down.
 *
 * Three barriers a chunk, and a tree at the end. What a split leaves is its largest score, its sum of weights and its weighted
 * value; the merge brings all splits to the same largest score and adds them.
 *
 * The length is in a tensor and not in the shader: many steps can be submitted at once. The splits share the keys that there
 * are, at least 128 each; those that get none leave at once and are not read. Hard-ALiBi only reads its window.
 */
import {
  type AttentionBias,
  assertBias,
  attendReference,
  biasTensorNames,
  biasTensors,
  MOST_KEYS,
  NO_WINDOW,
} from './attention-bias.js';
import { attentionDecodeCuda } from './attention-decode-cuda.js';
import { attentionDecodeAt } from './attention-decode-per-output.js';
import { attentionDecodeMergeWgsl, attentionDecodeSplitWgsl, LEAST_KEYS } from './attention-decode-wgsl.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';
import { storedIn } from './packed-rows.js';
import { BYTES_OF } from './stored-numbers.js';

/** The bases of softmax: the paper's is e; powers of 2 are exact for whole scores. */
export const SOFTMAX_BASES = ['e', '2'] as const;

/** One query a head, at the last position of a cache. */
export interface AttentionDecodeShape {
  readonly heads: number;
  /** The most keys that the cache holds; how many it does hold is in the tensor `length`. */
  readonly capacity: number;
  /** Numbers of a query and of a key. */
  readonly keyDim: number;
  /** Numbers of a value; `keyDim` by default. */
  readonly valueDim?: number;
  /** What q·k is multiplied by; 1 by default, as in the paper's heads. */
  readonly scale?: number;
  /** Weights are base^score; e by default. */
  readonly base?: (typeof SOFTMAX_BASES)[number];
  /** What is added to a score, before the power is taken; `full` by default. */
  readonly bias?: AttentionBias;
  /** How many parts the keys of a head are split into, at most; by default enough to keep a large GPU busy. */
  readonly splits?: number;
}

/** A shape with nothing left to default. */
export type FullAttentionDecodeShape = Required<AttentionDecodeShape>;

/** Workgroups that keep a large GPU busy. */
const ENOUGH_WORKGROUPS = 2048;

/** Fills in the defaults. */
export function fullDecodeShape(shape: AttentionDecodeShape): FullAttentionDecodeShape {
  const { heads, capacity, keyDim, valueDim = keyDim, scale = 1, base = 'e', bias = 'full' } = shape;
  const enough = Math.min(Math.ceil(capacity / LEAST_KEYS), Math.ceil(ENOUGH_WORKGROUPS / heads));
  const { splits = enough } = shape;
  return { heads, capacity, keyDim, valueDim, scale, base, bias, splits };
}

/**
 * q (heads, keyDim); keyCache (heads, capacity, keyDim); valueCache (heads, capacity, valueDim); length (1), at most the
 * capacity; windows or slopes (heads) where the bias has them; out (heads, valueDim), zeros while the length is 0.
 */
export const attentionDecode: KernelDefinition<AttentionDecodeShape> = {
  name: 'attention-decode',
  precisions: ['f32', 'f16'],

  assertShape(shape) {
    const { heads, capacity, keyDim, valueDim, scale, base, bias, splits } = fullDecodeShape(shape);
    const most = { heads: 65_535, capacity: MOST_KEYS, keyDim: 2 ** 20, valueDim: 2 ** 12, splits: 2 ** 16 };
    for (const [name, value] of Object.entries({ heads, capacity, keyDim, valueDim, splits })) {
      const allowed = most[name as keyof typeof most];
      if (!Number.isSafeInteger(value) || value < 1 || value > allowed) {
        throw new RangeError(`attention-decode: ${name} ${value}: accepted are whole numbers from 1 to ${allowed}`);
      }
    }
    if (!Number.isFinite(Math.fround(scale))) {
      throw new RangeError(`attention-decode: scale ${scale}: accepted are numbers within the range of f32`);
    }
    if (!SOFTMAX_BASES.includes(base)) {
      throw new RangeError(`attention-decode: base ${base}: accepted are ${SOFTMAX_BASES.join(', ')}`);
    }
    assertBias(bias);
  },

  tensors(shape, precision) {
    const { heads, capacity, keyDim, valueDim, bias, splits } = fullDecodeShape(shape);
    const stored = { dtype: precision, perHead: true } as const;
    const scratch = { role: 'scratch', dtype: 'f32', purpose: 'scratch', perHead: true } as const;
    return [
      { name: 'q', role: 'input', shape: [heads, keyDim], purpose: 'activations', ...stored },
      { name: 'keyCache', role: 'input', shape: [heads, capacity, keyDim], purpose: 'kv-cache', ...stored },
      { name: 'valueCache', role: 'input', shape: [heads, capacity, valueDim], purpose: 'kv-cache', ...stored },
      { name: 'length', role: 'input', shape: [1], dtype: 'u32', purpose: 'state' },
      ...biasTensors(bias, heads),
      { name: 'out', role: 'output', shape: [heads, valueDim], purpose: 'activations', ...stored },
      { name: 'splitValues', shape: [heads, splits, valueDim], ...scratch },
      { name: 'splitStatistics', shape: [heads, splits, 2], ...scratch },
    ];
  },

  plan(shape, precision, { limits }) {
    const full = fullDecodeShape(shape);
    const { heads, splits, bias } = full;
    const { features } = storedIn(precision);
    const windows = bias === 'hard-alibi' ? ['windows'] : [];
    const workgroups = foldWorkgroups(heads * splits, limits.maxWorkgroupsPerDimension);
    const wgsl = attentionDecodeSplitWgsl(full, precision, workgroups[0]);
    return [
      {
        program: { name: 'attention-decode split', wgsl, features },
        tensors: ['q', 'keyCache', 'valueCache', 'length', 'splitValues', 'splitStatistics', ...biasTensorNames(bias)],
        workgroups,
      },
      {
        program: { name: 'attention-decode merge', wgsl: attentionDecodeMergeWgsl(full, precision), features },
        tensors: ['splitValues', 'splitStatistics', 'length', 'out', ...windows],
        workgroups: [heads, 1, 1],
      },
    ];
  },

  cudaPlan(shape, precision) {
    const full = fullDecodeShape(shape);
    const { form, splits } = attentionDecodeCuda(full, precision);
    const perHead = biasTensorNames(full.bias);
    return [
      {
        program: { name: 'attention-decode', cuda: form },
        tensors: ['q', 'keyCache', 'valueCache', 'length', ...perHead, 'splitValues', 'splitStatistics', 'out'],
        workgroups: [splits, full.heads, 1],
      },
    ];
  },

  perOutputPlan(shape) {
    const { heads, capacity, keyDim, valueDim, scale, base, bias } = fullDecodeShape(shape);
    const constants = {
      capacity,
      keyDim,
      valueDim,
      scale,
      logOfBase: logOf(base),
      windowed: bias === 'hard-alibi' ? 1 : 0,
      sloped: bias === 'alibi' ? 1 : 0,
    };
    // A head without windows and slopes is given the length in their place, and does not read it.
    const perHead = biasTensorNames(bias)[0] ?? 'length';
    return [
      {
        program: {
          name: 'attention-decode',
          perOutput: { kernel: attentionDecodeAt, constants, outputs: heads * valueDim },
        },
        tensors: ['q', 'keyCache', 'valueCache', 'length', perHead, 'out'],
        workgroups: [1, 1, 1],
      },
    ];
  },

  reference(shape, inputs) {
    const { heads, capacity, keyDim, valueDim, scale, base } = fullDecodeShape(shape);
    const out = new Float64Array(heads * valueDim);
    const length = Math.min(inputs.length![0]!, capacity);
    if (length === 0) {
      return { out };
    }
    for (let h = 0; h < heads; h++) {
      const query = {
        keyDim,
        valueDim,
        // base^score = e^(score · log base)
        scale: scale * logOf(base),
        position: length - 1,
        window: inputs.windows?.[h] ?? NO_WINDOW,
        slope: (inputs.slopes?.[h] ?? 0) * logOf(base),
      };
      const q = inputs.q!.subarray(h * keyDim, (h + 1) * keyDim);
      const k = inputs.keyCache!.subarray(h * capacity * keyDim);
      const v = inputs.valueCache!.subarray(h * capacity * valueDim);
      out.set(attendReference(query, q, k, v), h * valueDim);
    }
    return { out };
  },

  /** Of a full cache, every key visible: the length and the windows are data. Exponentials are not counted. */
  cost(shape, precision) {
    const { heads, capacity, keyDim, valueDim, bias } = fullDecodeShape(shape);
    const numbers = heads * (keyDim + capacity * (keyDim + valueDim));
    return {
      flops: 2 * heads * capacity * (keyDim + valueDim),
      bytesRead: numbers * BYTES_OF[precision] + 4 + (bias === 'full' ? 0 : 4 * heads),
      bytesWritten: heads * valueDim * BYTES_OF[precision],
    };
  },

  withHeads: (shape, heads) => ({ ...shape, heads }),
  headsOf: ({ heads }) => heads,
};

function logOf(base: (typeof SOFTMAX_BASES)[number]): number {
  return base === '2' ? Math.LN2 : 1;
}
