/**
 * Attention prefill in CUDA C++ for Hopper: f16, keys and values of 64 numbers, no bias. Both products run on the tensor cores, and
 * exponentials are as scarce: in a clock, a multiprocessor makes 16 of them, and its tensor cores do the multiply-adds of 16
 * pairs (query, key). So the one must run beside the other, and nothing else may take long.
 *
 * A block has a producer, one thread that asks the copy engine for tiles, and one or three warpgroups that consume them, with 64
 * queries each. Keys and values go through a ring in shared memory, 128 a step, from the diagonal to the first key. A
 * consumer issues the scores of the next step and the weighted values of this one together, waits, and makes weights of the
 * scores in its registers, where the tensor cores take them from. Meanwhile it is another warpgroup's turn at the tensor cores.
 *
 * Softmax does not look for the maximum of each step: weights are relative to the largest score of the first step, and sums
 * that become too large tell when that no longer does. The result is the same softmax; see `softmax` in the text.
 *
 * Blocks stay and draw tiles of queries from a counter, those that see most keys first, so that all end at about the same
 * time; heads whose keys and values fit into the second cache together are worked on together.
 */
import type { CudaForm, CudaTensorMap } from '@verbatim/gpu';
import { attentionPrefillCudaText, prefillSharedBytes, STEP_KEYS } from './attention-prefill-cuda-text.js';
import { type AttentionPrefillShape, fullShape } from './attention-prefill-shape.js';
import type { PlanStep } from './kernel-definition.js';

/** How many queries a block takes at once, and with what. */
export interface PrefillTile {
  /** Consumers of a block, 64 queries each; above 1 they take turns. */
  readonly warpgroups: number;
  /** Blocks on a multiprocessor at once. */
  readonly resident: number;
  /** Registers of a thread; over all threads of a multiprocessor they are 65,536. */
  readonly producerRegisters: number;
  readonly consumerRegisters: number;
  /** The most blocks of a launch: as many as an H100 or H200 holds at once on its 132 multiprocessors. */
  readonly blocks: number;
}

/** Tiles of 64 queries, where larger ones would be too few. */
export const SMALL_TILE: PrefillTile = {
  warpgroups: 1,
  resident: 2,
  producerRegisters: 40,
  consumerRegisters: 216,
  blocks: 264,
};

/** Tiles of 192 queries, which read a third of what small ones do. */
export const LARGE_TILE: PrefillTile = {
  warpgroups: 3,
  resident: 1,
  producerRegisters: 32,
  consumerRegisters: 160,
  blocks: 132,
};

/** What is the only width of heads. */
const WIDTH = 64;
const BYTES_OF_ROW = 2 * WIDTH;
/** Half of the second cache of an H100. */
const CACHED_BYTES = 24 * 2 ** 20;

/** Whether there is a form for a shape; `attention-prefill-tf32.ts` has that in f32. */
export function hasPrefillCuda(shape: AttentionPrefillShape): boolean {
  const { keyDim, valueDim, bias } = fullShape(shape);
  return keyDim === WIDTH && valueDim === WIDTH && bias === 'full';
}

/**
 * Large tiles where there are four thirds of one for each block: at 16 heads from 1,921 queries on. So measured there, at 1,024, where
 * small tiles are ahead by 27 %, and at 2,048 and 4,096, where large ones are by 5 and 27 %.
 */
export function prefillTileFor(shape: AttentionPrefillShape): PrefillTile {
  return 3 * tilesOf(shape, LARGE_TILE) >= 4 * LARGE_TILE.blocks ? LARGE_TILE : SMALL_TILE;
}

/** The plan for a shape that has a form, with a given tile. */
export function attentionPrefillCudaPlan(shape: AttentionPrefillShape, tile: PrefillTile): readonly PlanStep[] {
  const full = fullShape(shape);
  const { heads, keys, queries } = full;
  const tiles = tilesOf(full, tile);
  const headsAtOnce = Math.min(heads, Math.max(1, Math.floor(CACHED_BYTES / (2 * BYTES_OF_ROW * keys))));
  const rowsOfTile = WIDTH * tile.warpgroups;
  const form: CudaForm = {
    source: attentionPrefillCudaText(full, tile, { headsAtOnce, blockEach: tiles <= tile.blocks }),
    entry: 'attention_prefill',
    threads: [128 * (tile.warpgroups + 1), 1, 1],
    sharedBytes: prefillSharedBytes(tile),
    tensorMaps: [
      tensorMap(0, heads, queries, rowsOfTile),
      tensorMap(1, heads, keys, STEP_KEYS),
      tensorMap(2, heads, keys, STEP_KEYS),
    ],
  };
  return [
    {
      program: { name: 'attention-prefill', cuda: form, features: ['cuda-sm-90a'] },
      tensors: ['q', 'k', 'v', 'out'],
      workgroups: [Math.min(tiles, tile.blocks), 1, 1],
    },
  ];
}

function tilesOf(shape: AttentionPrefillShape, { warpgroups }: PrefillTile): number {
  const { heads, queries } = fullShape(shape);
  return heads * Math.ceil(queries / (64 * warpgroups));
}

/** (heads, rows, 64) in f16, copied some rows of one head at a time. */
function tensorMap(binding: number, heads: number, rows: number, rowsAtOnce: number): CudaTensorMap {
  return {
    binding,
    dtype: 'f16',
    sizes: [WIDTH, rows, heads],
    strides: [BYTES_OF_ROW, rows * BYTES_OF_ROW],
    box: [WIDTH, rowsAtOnce, 1],
    swizzle: '128B',
  };
}
