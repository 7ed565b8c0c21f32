/**
 * Attention prefill in CUDA C++ for f32: keys and values of 64 numbers, no bias. The tensor cores multiply numbers of 11 bits (TF32). So
 * each f32 is taken as the sum of two of them, and of the four products of two such sums the smallest is left out: three
 * products, at a third of the units' rate, which is still above what multiply-adds in f32 can reach.
 *
 * Error: what two parts do not hold is below 2^-22 of a number, and the product left out below 2^-22 of the product: about what
 * rounding to f32 is. The units cut off what they add to a sum in place of rounding it, which over many steps would show; so a
 * step has sums of its own, which are added with rounding. Numbers of 2^115 and more, which the splitting cannot hold, give NaN.
 *
 * A block takes a tile of queries, each warp some blocks of 16. Keys and values go through shared memory, the next keys on their way while
 * softmax and weighted values are worked on, the next values during the next scores. Scores become weights in the registers where
 * the weighted values need them.
 */
import type { CudaForm } from '@verbatim/gpu';
import { type AttentionPrefillShape, fullShape } from './attention-prefill-shape.js';
import { attentionPrefillTf32Text } from './attention-prefill-tf32-text.js';
import type { PlanStep } from './kernel-definition.js';

/** How a block's work is cut. */
export interface Tf32Tile {
  /** Blocks of 16 queries of a warp. */
  readonly blocksOfRows: number;
  readonly warps: number;
  /** Keys of a step, a multiple of 8. */
  readonly stepKeys: number;
  /** Blocks that a multiprocessor must have room for: it bounds the registers. */
  readonly resident: number;
}

/** What was chosen by measuring. */
export const TF32_TILE: Tf32Tile = { blocksOfRows: 2, warps: 4, stepKeys: 64, resident: 2 };

const BYTES_OF_ROW = 4 * 64;

/** The plan for a shape without bias whose keys and values have 64 numbers. */
export function attentionPrefillTf32Plan(
  shape: AttentionPrefillShape,
  tile: Tf32Tile = TF32_TILE,
): readonly PlanStep[] {
  const full = fullShape(shape);
  const rows = 16 * tile.blocksOfRows * tile.warps;
  const form: CudaForm = {
    source: attentionPrefillTf32Text(full, tile),
    entry: 'attention_prefill',
    threads: [32 * tile.warps, 1, 1],
    sharedBytes: (rows + 2 * tile.stepKeys) * BYTES_OF_ROW,
  };
  return [
    {
      program: { name: 'attention-prefill', cuda: form, features: ['cuda-sm-90'] },
      tensors: ['q', 'k', 'v', 'out'],
      workgroups: [full.heads * Math.ceil(full.queries / rows), 1, 1],
    },
  ];
}
