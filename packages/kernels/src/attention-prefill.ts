/**
 * Causal softmax attention of all queries at once, in memory that grows with L and not with its square.
 *
 *   out_i = Σ_{j ≤ i} exp(s_ij) v_j / Σ_{j ≤ i} exp(s_ij),   s_ij = scale · q_i·k_j + bias(i, j)
 *
 * The idea (online softmax, as in FlashAttention-2): a workgroup keeps a tile of queries and goes over the keys in steps. After
 * each step it knows, for each query, the largest score so far, the sum of exponentials relative to it, and the weighted sum
 * of values relative to it; a new largest score shrinks both sums. No score ever leaves the workgroup. Steps that no query
 * of the tile sees, after the diagonal or before a Hard-ALiBi window, are not taken.
 *
 * Work: 2·(keyDim + valueDim) operations for each visible pair, L²/2 pairs a head. Traffic: each workgroup reads the keys and
 * values that it sees once, so a tile of 64 queries does 32 operations for each byte it reads (f32, keyDim = valueDim).
 *
 * Within a workgroup a thread owns `rows` queries by 4 keys of the scores, then the same queries by 4 value columns of the
 * result: it reads rows + 4 vectors from shared memory for 16·rows multiply-adds. Shared memory holds the queries, then a tile of
 * keys whose place the values take, then the exponentials. Its arrays are split by micro-tile row (q0, q1 …), so that one
 * index serves all of them: what is spent on addresses and bounds checks is spent once. Columns are rotated by the thread's
 * place, which puts what neighbours read at once into different banks. The smallest tile, 8 queries by 32 keys, takes
 * 160·d + 1,024 bytes for heads of d numbers: 16 KiB, the least that WebGPU promises, are enough for heads of 96, and heads of
 * 128 need 21,504 bytes.
 *
 * In f16, heads of 64 go through the units for matrices where a device has them: attention-prefill-matrix.ts. In f32, many queries of
 * heads of 64 are taken 128 at a time: attention-prefill-square.ts.
 */
import { type DeviceLimits, FeatureMissingError, LimitExceededError } from '@verbatim/gpu';
import { biasTensorNames } from './attention-bias.js';
import { attentionPrefillCudaPlan, hasPrefillCuda, prefillTileFor } from './attention-prefill-cuda.js';
import { attentionPrefillMatrixWgsl, MATRIX_QUERIES, prefillsByMatrices } from './attention-prefill-matrix.js';
import { attendPerOutput, perOutputConstants } from './attention-prefill-per-output.js';
import {
  type AttentionPrefillShape,
  assertAttentionPrefillShape,
  attentionPrefillCost,
  attentionPrefillReference,
  attentionPrefillTensors,
  type FullAttentionPrefillShape,
  fullShape,
} from './attention-prefill-shape.js';
import { attentionPrefillSquareWgsl, prefillsBySquares, SQUARE_QUERIES } from './attention-prefill-square.js';
import { attentionPrefillTf32Plan } from './attention-prefill-tf32.js';
import { type AttentionTile, sharedBytesOf, threadsOf } from './attention-prefill-tile.js';
import { attentionPrefillWgsl } from './attention-prefill-wgsl.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanContext, PlanStep, Precision } from './kernel-definition.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';

/** Tiles from the largest down. A larger tile reads less and reuses more; a smaller one makes more workgroups. */
export const ATTENTION_TILES: readonly AttentionTile[] = [
  { queries: 64, keys: 64, rows: 8 },
  { queries: 64, keys: 32, rows: 4 },
  { queries: 32, keys: 32, rows: 4 },
  { queries: 16, keys: 32, rows: 2 },
  { queries: 8, keys: 32, rows: 1 },
];

/** Workgroups that keep a large GPU busy: about four for each of its multiprocessors. */
const BUSY_WORKGROUPS = 512;

/**
 * The largest tile that fits the device and leaves it enough workgroups; else the smallest that fits.
 *
 * @throws LimitExceededError when none fits.
 */
export function attentionTileFor(shape: AttentionPrefillShape, { limits }: Pick<PlanContext, 'limits'>): AttentionTile {
  const full = fullShape(shape);
  const fitting = fittingTiles(full, limits);
  const smallest = fitting.at(-1);
  if (smallest === undefined) {
    const least = Math.min(...ATTENTION_TILES.map((tile) => sharedBytesOf(full, tile)));
    throw new LimitExceededError('maxComputeWorkgroupStorageSize', least, limits.maxWorkgroupStorage, {
      what: `attention-prefill with keys of ${full.keyDim} and values of ${full.valueDim} numbers`,
    });
  }
  return fitting.find((tile) => full.heads * Math.ceil(full.queries / tile.queries) >= BUSY_WORKGROUPS) ?? smallest;
}

/** Whether any tile fits the device. */
export function attentionTileFits(shape: AttentionPrefillShape, { limits }: Pick<PlanContext, 'limits'>): boolean {
  return fittingTiles(fullShape(shape), limits).length > 0;
}

function fittingTiles(full: FullAttentionPrefillShape, limits: DeviceLimits): readonly AttentionTile[] {
  return ATTENTION_TILES.filter(
    (tile) =>
      sharedBytesOf(full, tile) <= limits.maxWorkgroupStorage && threadsOf(tile) <= limits.maxWorkgroupInvocations,
  );
}

/**
 * The plan with a given tile; see `AttentionTile` for what a tile may be. With `window` all heads of a shape without bias see that
 * many keys, and no tensor tells it.
 */
export function attentionPrefillPlan(
  shape: AttentionPrefillShape,
  precision: Precision,
  { limits }: Pick<PlanContext, 'limits'>,
  tile: AttentionTile,
  window?: number,
): readonly PlanStep[] {
  const full = fullShape(shape);
  const tiles = Math.ceil(full.queries / tile.queries);
  const workgroups = foldWorkgroups(full.heads * tiles, limits.maxWorkgroupsPerDimension);
  return [
    {
      program: {
        name: 'attention-prefill',
        wgsl: attentionPrefillWgsl(full, precision, tile, workgroups[0], window),
        features: precision === 'f16' ? ['shader-f16'] : [],
      },
      tensors: ['q', 'k', 'v', ...biasTensorNames(full.bias), 'out'],
      workgroups,
    },
  ];
}

/**
 * The plan by subgroup matrices; null where they are not for the shape, the precision or the device. `window` is as in
 * `attentionPrefillPlan`.
 */
export function attentionPrefillMatrixPlan(
  shape: AttentionPrefillShape,
  precision: Precision,
  context: PlanContext,
  window?: number,
): readonly PlanStep[] | null {
  const full = fullShape(shape);
  if (precision !== 'f16' || !prefillsByMatrices(full, context)) {
    return null;
  }
  const tiles = Math.ceil(full.queries / MATRIX_QUERIES);
  const workgroups = foldWorkgroups(full.heads * tiles, context.limits.maxWorkgroupsPerDimension);
  return [
    {
      program: {
        name: 'attention-prefill-matrix',
        wgsl: attentionPrefillMatrixWgsl(full, workgroups[0], window),
        features: MATRIX_FEATURES,
      },
      tensors: ['q', 'k', 'v', ...biasTensorNames(full.bias), 'out'],
      workgroups,
    },
  ];
}

/** The plan with 8 x 8 scores a thread, for shapes and devices that `hasPrefillSquare` names. */
export function attentionPrefillSquarePlan(
  shape: AttentionPrefillShape,
  { limits }: Pick<PlanContext, 'limits'>,
): readonly PlanStep[] {
  const full = fullShape(shape);
  const tiles = Math.ceil(full.queries / SQUARE_QUERIES);
  const workgroups = foldWorkgroups(full.heads * tiles, limits.maxWorkgroupsPerDimension);
  return [
    {
      program: { name: 'attention-prefill', wgsl: attentionPrefillSquareWgsl(full, workgroups[0]) },
      tensors: ['q', 'k', 'v', 'out'],
      workgroups,
    },
  ];
}

/** Tiled causal attention with online softmax. */
export const attentionPrefill: KernelDefinition<AttentionPrefillShape> = {
  name: 'attention-prefill',
  precisions: ['f32', 'f16'],
  assertShape: assertAttentionPrefillShape,
  tensors: attentionPrefillTensors,
  plan(shape, precision, context) {
    if (prefillsBySquares(fullShape(shape), precision, context)) {
      return attentionPrefillSquarePlan(shape, context);
    }
    return (
      attentionPrefillMatrixPlan(shape, precision, context) ??
      attentionPrefillPlan(shape, precision, context, attentionTileFor(shape, context))
    );
  },
  cudaPlan(shape, precision) {
    if (!hasPrefillCuda(shape)) {
      const { keyDim, valueDim, bias } = fullShape(shape);
      const asked = `attention-prefill in ${precision}, keys of ${keyDim} and values of ${valueDim} numbers, bias ${bias}`;
      throw new FeatureMissingError('WGSL', `${asked} (in CUDA C++ there are keys and values of 64, bias full)`);
    }
    return precision === 'f32'
      ? attentionPrefillTf32Plan(shape)
      : attentionPrefillCudaPlan(shape, prefillTileFor(shape));
  },
  perOutputPlan(shape) {
    const { heads, queries, valueDim, bias } = fullShape(shape);
    const outputs = heads * queries * valueDim;
    return [
      {
        program: {
          name: 'attention-prefill',
          perOutput: { kernel: attendPerOutput, constants: perOutputConstants(shape), outputs },
        },
        tensors: ['q', 'k', 'v', ...(bias === 'full' ? ['q'] : biasTensorNames(bias)), 'out'],
        workgroups: [outputs, 1, 1],
      },
    ];
  },
  reference: attentionPrefillReference,
  cost: attentionPrefillCost,
  withHeads: (shape, heads) => ({ ...shape, heads }),
  headsOf: ({ heads }) => heads,
};
