/**
 * Windowed softmax attention: query i sees the m keys i − m < j ≤ i. It costs O(L · m) operations, and O(L) bytes. There are four
 * kernels for it, and the plan takes the first that is for the shape and the device:
 *
 * - Up to a window of 16, in f16 and heads of 64, with subgroup matrices: window-attention-matrix.ts.
 * - Up to a window of 32, with subgroups, and rows of whole loads: window-attention-direct.ts. It needs no workgroup memory and is
 *   limited by bytes.
 * - Beyond 32, rows of whole packs: tiled prefill, which leaves out the steps that no query of a tile sees. A tile of 64 queries goes
 *   over m + 64 keys or so, and reuses what it reads; it is limited by arithmetic, and its time grows as m + 64.
 * - For what is left, rows of any width and devices with little workgroup memory: window-attention-tiled.ts.
 *
 * Counted per visible pair: 2 · headDim for the score, 2 · headDim for the weighted value. In f32 that is m/4 operations a byte:
 * memory is the limit up to windows of a few dozen.
 */
import { attendReference, MOST_KEYS, visiblePairs } from './attention-bias.js';
import {
  attentionPrefillMatrixPlan,
  attentionPrefillPlan,
  attentionTileFits,
  attentionTileFor,
} from './attention-prefill.js';
import { LEAST_SCALE } from './attention-prefill-shape.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanContext, PlanStep, Precision } from './kernel-definition.js';
import { storedIn } from './packed-rows.js';
import { BYTES_OF } from './stored-numbers.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';
import { directWindow, directWindowWgsl, MOST_DIRECT_WINDOW } from './window-attention-direct.js';
import { STRIP, windowAttentionMatrixWgsl, windowByMatrices } from './window-attention-matrix.js';
import { TILED_QUERIES, tiledWindowWgsl } from './window-attention-tiled.js';

/** Causal attention of `length` queries to as many keys, through a window. */
export interface WindowAttentionShape {
  readonly heads: number;
  /** L. */
  readonly length: number;
  /** Numbers of a query, of a key and of a value. */
  readonly headDim: number;
  /** m: query i sees the keys i − m < j ≤ i. */
  readonly window: number;
  /** What q·k is multiplied by; 1 by default, as in the paper's heads. */
  readonly scale?: number;
}

const MOST_HEAD_DIM = 256;

/** q, k, v, out: (heads, L, headDim). */
export const windowAttention: KernelDefinition<WindowAttentionShape> = {
  name: 'window-attention',
  precisions: ['f32', 'f16'],

  assertShape({ heads, length, headDim, window, scale = 1 }) {
    const most = { heads: MOST_KEYS, length: MOST_KEYS, headDim: MOST_HEAD_DIM, window: MOST_KEYS };
    for (const [name, value] of Object.entries({ heads, length, headDim, window })) {
      const allowed = most[name as keyof typeof most];
      if (!Number.isSafeInteger(value) || value < 1 || value > allowed) {
        throw new RangeError(`window-attention: ${name} ${value}: accepted are whole numbers from 1 to ${allowed}`);
      }
    }
    if (!Number.isFinite(Math.fround(scale))) {
      throw new RangeError(`window-attention: scale ${scale}: accepted are numbers within the range of f32`);
    }
  },

  tensors({ heads, length, headDim }, precision) {
    const rows = { shape: [heads, length, headDim], dtype: precision, perHead: true } as const;
    return [
      { name: 'q', role: 'input', purpose: 'activations', ...rows },
      { name: 'k', role: 'input', purpose: 'kv-cache', ...rows },
      { name: 'v', role: 'input', purpose: 'kv-cache', ...rows },
      { name: 'out', role: 'output', purpose: 'activations', ...rows },
    ];
  },

  plan(shape, precision, context) {
    return (
      matrixPlan(shape, precision, context) ??
      directPlan(shape, precision, context) ??
      prefillPlan(shape, precision, context) ??
      tiledPlan(shape, precision, context)
    );
  },

  perOutputPlan({ heads, length, headDim, window, scale = 1 }) {
    const constants = { length, headDim, window, scale };
    return [
      {
        program: {
          name: 'window-attention',
          perOutput: { kernel: windowAttentionAt, constants, outputs: heads * length * headDim },
        },
        tensors: ['q', 'k', 'v', 'out'],
        workgroups: [1, 1, 1],
      },
    ];
  },

  reference({ heads, length, headDim, window, scale = 1 }, inputs) {
    const out = new Float64Array(heads * length * headDim);
    const row = (name: string, from: number, rows: number) =>
      inputs[name]!.subarray(from * headDim, (from + rows) * headDim);
    for (let h = 0; h < heads; h++) {
      const k = row('k', h * length, length);
      const v = row('v', h * length, length);
      for (let i = 0; i < length; i++) {
        const query = { keyDim: headDim, valueDim: headDim, scale, position: i, window, slope: 0 };
        out.set(attendReference(query, row('q', h * length + i, 1), k, v), (h * length + i) * headDim);
      }
    }
    return { out };
  },

  /** Products and sums of the visible pairs; exponentials are not counted. */
  cost({ heads, length, headDim, window }, precision) {
    const bytes = heads * length * headDim * BYTES_OF[precision];
    return {
      flops: heads * visiblePairs(length, 0, window) * 4 * headDim,
      bytesRead: 3 * bytes,
      bytesWritten: bytes,
    };
  },

  withHeads: (shape, heads) => ({ ...shape, heads }),
  headsOf: ({ heads }) => heads,
};

/** By subgroup matrices; null where they are not for the shape or the device. */
function matrixPlan(
  shape: WindowAttentionShape,
  precision: Precision,
  context: PlanContext,
): readonly PlanStep[] | null {
  return windowByMatrices(shape, precision, context)
    ? planOf(shape, context, STRIP, (columns) => ({
        wgsl: windowAttentionMatrixWgsl(shape, columns),
        features: MATRIX_FEATURES,
      }))
    : null;
}

/** Straight from memory; null where that is not for the shape or the device. */
function directPlan(
  shape: WindowAttentionShape,
  precision: Precision,
  context: PlanContext,
): readonly PlanStep[] | null {
  const direct = directWindow(shape, precision, context);
  return (
    direct &&
    planOf(shape, context, direct.rows, (columns) => ({
      wgsl: directWindowWgsl(shape, precision, direct, columns),
      features: ['subgroups'],
    }))
  );
}

/** Tiled prefill with a window; null for a small window, or where no tile fits. */
function prefillPlan(
  { heads, length, headDim, window, scale = 1 }: WindowAttentionShape,
  precision: Precision,
  context: PlanContext,
): readonly PlanStep[] | null {
  const prefill = { heads, keys: length, keyDim: headDim, scale, bias: 'full' } as const;
  // Prefill takes the largest product, and hides what a query does not see, before it scales.
  if (window <= MOST_DIRECT_WINDOW || headDim % 4 !== 0 || scale < LEAST_SCALE) {
    return null;
  }
  const byMatrices = attentionPrefillMatrixPlan(prefill, precision, context, window);
  if (byMatrices !== null || !attentionTileFits(prefill, context)) {
    return byMatrices;
  }
  const tile = attentionTileFor(prefill, context);
  return attentionPrefillPlan(prefill, precision, context, tile, window);
}

/** Keys and values through workgroup memory, for every shape. */
function tiledPlan(shape: WindowAttentionShape, precision: Precision, context: PlanContext): readonly PlanStep[] {
  return planOf(shape, context, TILED_QUERIES, (columns) => ({
    wgsl: tiledWindowWgsl(shape, precision, context, columns),
    features: storedIn(precision).features,
  }));
}

/** One program whose workgroups have `rows` queries each. */
function planOf(
  { heads, length }: WindowAttentionShape,
  { limits }: PlanContext,
  rows: number,
  program: (columns: number) => { readonly wgsl: string; readonly features: readonly string[] },
): readonly PlanStep[] {
  const workgroups = foldWorkgroups(heads * Math.ceil(length / rows), limits.maxWorkgroupsPerDimension);
  return [
    { program: { name: 'window-attention', ...program(workgroups[0]) }, tensors: ['q', 'k', 'v', 'out'], workgroups },
  ];
}

/**
 * gpu.js translates this: the largest score first, then the weighted sum. It wants another name for each loop's variables;
 * `first` is an f32 to it, and WGSL counts those by `+= 1`.
 */
function windowAttentionAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  q: number[],
  k: number[],
  v: number[],
): number {
  // A GPU's quotient may be off in the last place, and its floor by one: the remainder puts that right.
  let row = Math.floor(this.thread.x / this.constants.headDim);
  row += Math.floor((this.thread.x - row * this.constants.headDim + 0.5) / this.constants.headDim);
  const column = this.thread.x - row * this.constants.headDim;
  let head = Math.floor(row / this.constants.length);
  head += Math.floor((row - head * this.constants.length + 0.5) / this.constants.length);
  const start = head * this.constants.length;
  const first = Math.max(start, row + 1 - this.constants.window);
  let largest = -1e30;
  for (let j = first; j <= row; j += 1) {
    let product = 0;
    for (let d = 0; d < this.constants.headDim; d++) {
      product += q[row * this.constants.headDim + d]! * k[j * this.constants.headDim + d]!;
    }
    largest = Math.max(largest, this.constants.scale * product);
  }
  let total = 0;
  let sum = 0;
  for (let n = first; n <= row; n += 1) {
    let again = 0;
    for (let c = 0; c < this.constants.headDim; c++) {
      again += q[row * this.constants.headDim + c]! * k[n * this.constants.headDim + c]!;
    }
    const weight = Math.exp(this.constants.scale * again - largest);
    total += weight;
    sum += weight * v[n * this.constants.headDim + column]!;
  }
  return sum / total;
}
