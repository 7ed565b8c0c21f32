/**
 * Windowed softmax attention: query i sees the m keys i − m < j ≤ i. It costs O(L · m) operations, and O(L) bytes. There are four
 * kernels for it, and the plan takes the first that is for the shape and the device:
 *
 * - Up to a window of 16, in f16 and heads of 64, with subgroup matrices: window-attention-matrix.ts.
 * - Up to a window of 32, with subgroups, and rows of whole loads: window-attention-direct.ts. It needs no workgroup memory and is
 *   limited by bytes.
 * - Beyond 32, rows of whole packs: tiled prefill, which leaves out the steps that no query of a tile sees. A tile of 64 queries goes
 *   over m + 64 keys or so, and reuses what it reads; it is limited by arithmetic, and its time grows as m + 64.
 * - The kernel of this file, for what is left: rows of any width, and devices with little workgroup memory.
 *
 * Here a workgroup takes 64 neighbouring queries of one head, one a thread: its query and its sum of values stay in registers. The
 * keys and values that they see, 64 + m − 1 at most, pass through workgroup memory in tiles, each read once from memory and
 * shared by all 64: every row is read 1 + (m − 1)/64 times, and a neighbour's read of the same row mostly finds it in
 * cache. As many keys as there is room for make a tile, so that a small window is one tile and two barriers.
 *
 * In a small window each thread reads keys of its own; in workgroup memory a row is an odd number of packs long, so that
 * threads side by side do not meet in a bank. In a large one most tiles lie in all 64 windows, all threads read the same key
 * at the same time, and it is broadcast. The softmax is online: when a larger score comes, what was summed is scaled down.
 *
 * Counted per visible pair: 2 · headDim for the score, 2 · headDim for the weighted value. In f32 that is m/4 operations a byte:
 * memory is the limit up to windows of a few dozen. Above headDim 64 registers spill on most hardware.
 */
import { attendReference, MOST_KEYS, visiblePairs } from './attention-bias.js';
import {
  attentionPrefillMatrixPlan,
  attentionPrefillPlan,
  attentionTileFits,
  attentionTileFor,
} from './attention-prefill.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanContext, PlanStep, Precision } from './kernel-definition.js';
import { packedInput, packedOutput, packsOf, storedIn } from './packed-rows.js';
import { BYTES_OF } from './stored-numbers.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';
import { lines } from './unrolled.js';
import { directWindow, directWindowWgsl, MOST_DIRECT_WINDOW } from './window-attention-direct.js';
import { STRIP, windowAttentionMatrixWgsl, windowByMatrices } from './window-attention-matrix.js';

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

const QUERIES = 64;
const MOST_HEAD_DIM = 256;
/** Loads of a thread that are under way at once, of keys and as many of values. */
const BATCH = 4;
/** Below every score, and far from overflow when a score is taken from it. */
const LOWEST = '-1e38';

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
  // Prefill takes the largest product before it scales.
  if (window <= MOST_DIRECT_WINDOW || headDim % 4 !== 0 || scale <= 0) {
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
  return planOf(shape, context, QUERIES, (columns) => ({
    wgsl: windowAttentionWgsl(shape, precision, context, columns),
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

/** Packs of a row in workgroup memory: odd, so that rows begin in different banks. */
function strideOf(packs: number): number {
  return packs + 1 - (packs % 2);
}

/** Keys of a tile: all that the queries see, or as many as there is room for. */
function tileKeys({ headDim, window, length }: WindowAttentionShape, { limits }: PlanContext): number {
  const bytesPerKey = 2 * 16 * strideOf(packsOf(headDim));
  const seen = QUERIES + Math.min(window, length) - 1;
  return Math.min(seen, length, Math.floor(limits.maxWorkgroupStorage / bytesPerKey));
}

function windowAttentionWgsl(
  shape: WindowAttentionShape,
  precision: Precision,
  context: PlanContext,
  columns: number,
): string {
  const { heads, length, headDim, window, scale = 1 } = shape;
  const packs = packsOf(headDim);
  const stride = strideOf(packs);
  const keys = tileKeys(shape, context);
  const tiles = Math.ceil(length / QUERIES);
  const staged = keys * packs;
  const place = (b: number) => (b === 0 ? 'i' : `i + ${b * QUERIES}u`);
  return `${storedIn(precision).directive}\
${packedInput(0, 'q', headDim, precision)}\
${packedInput(1, 'k', headDim, precision)}\
${packedInput(2, 'v', headDim, precision)}\
${packedOutput(3, 'out', headDim, precision)}
var<workgroup> keys: array<vec4<f32>, ${keys * stride}>;
var<workgroup> values: array<vec4<f32>, ${keys * stride}>;

@compute @workgroup_size(${QUERIES})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.y * ${columns}u + group.x;
  if (index >= ${heads * tiles}u) {
    return;
  }
  let row = (index / ${tiles}u) * ${length}u;
  let first = (index % ${tiles}u) * ${QUERIES}u;
  let end = min(first + ${QUERIES}u, ${length}u);
  // Threads after the last query do as it does, and write nothing.
  let position = min(first + thread, ${length - 1}u);
  let oldest = max(position + 1u, ${window}u) - ${window}u;
${lines(packs, (c) => `let q${c} = q_at(row + position, ${c}u);`)}\
${lines(packs, (c) => `var sum${c} = vec4<f32>();`)}\
  var largest = ${LOWEST};
  var total = 0.0;
  for (var start = max(first + 1u, ${window}u) - ${window}u; start < end; start += ${keys}u) {
    for (var i = thread; i < ${staged}u; i += ${BATCH * QUERIES}u) {
${lines(BATCH, (b) => `let row${b} = row + min(start + (${place(b)}) / ${packs}u, ${length - 1}u);`, '      ')}\
${lines(BATCH, (b) => `let key${b} = k_at(row${b}, (${place(b)}) % ${packs}u);`, '      ')}\
${lines(BATCH, (b) => `let value${b} = v_at(row${b}, (${place(b)}) % ${packs}u);`, '      ')}\
${lines(
  BATCH,
  (b) => `\
if (${place(b)} < ${staged}u) {
        let at = ((${place(b)}) / ${packs}u) * ${stride}u + (${place(b)}) % ${packs}u;
        keys[at] = key${b};
        values[at] = value${b};
      }`,
  '      ',
)}\
    }
    workgroupBarrier();
    let until = max(min(position + 1u, start + ${keys}u), start) - start;
    for (var n = max(oldest, start) - start; n < until; n++) {
      let at = n * ${stride}u;
      var products = q0 * keys[at];
${lines(packs - 1, (c) => `products += q${c + 1} * keys[at + ${c + 1}u];`, '      ')}\
      let score = ${wgslNumber(scale)} * (products.x + products.y + (products.z + products.w));
      if (score > largest) {
        let shrink = exp(largest - score);
        total *= shrink;
${lines(packs, (c) => `sum${c} *= shrink;`, '        ')}\
        largest = score;
      }
      let weight = exp(score - largest);
      total += weight;
${lines(packs, (c) => `sum${c} += weight * values[at + ${c}u];`, '      ')}\
    }
    workgroupBarrier();
  }
  if (first + thread < ${length}u) {
${lines(packs, (c) => `set_out(row + position, ${c}u, sum${c} / total);`, '    ')}\
  }
}
`;
}

/** A number as WGSL writes it: the nearest f32. */
function wgslNumber(value: number): string {
  return `f32(${value})`;
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
