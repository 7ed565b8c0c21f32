/**
 * Diagonal linear scan: the recurrence of S4D with a real diagonal. Per channel, with a and c constant in time,
 *
 *     h_t = a·h_{t−1} + x_t,   y_t = c·h_t.
 *
 * The state is one number a channel, whatever the length. x is read once and y written once, which is the least: a workgroup holds a
 * tile of steps in registers, finds out what the tile starts from while other tiles do the same, and runs it from there. How it finds
 * out, without waiting for anybody without bound, is in `diagonal-scan-look-back.ts`. Of what one tile shares with others there are two
 * numbers a tile and channel. A length of one tile starts from the state, in one dispatch.
 *
 * Lanes are channels, four to a thread where they divide by four, so that neighbouring threads read neighbouring memory. Within a tile,
 * threads with the same channels have consecutive steps; what their steps leave behind is folded by one thread a channel.
 *
 * Where |a| > 1, f32 must hold what any such part leaves behind from zero, and what the state before it becomes over it: inputs that keep
 * a growing state small do so step by step, and not in parts. A state that is exactly 0 stays 0, whatever a power of a would be.
 */
import { clearWgsl } from './diagonal-scan-look-back.js';
import { diagonalScanPerOutputPlan } from './diagonal-scan-per-output.js';
import { carryWords, type ScanTiles, scanTiles } from './diagonal-scan-tiles.js';
import { tileWgsl } from './diagonal-scan-wgsl.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanContext, PlanStep, TensorSpec } from './kernel-definition.js';
import { assertCounts } from './scan-chunks.js';

/** How many steps and channels. */
export interface DiagonalScanShape {
  readonly length: number;
  readonly channels: number;
}

const CLEAR_WORKGROUP = 256;

/** x, out (length, channels); a, c (channels); state (channels) is h before the first step, then after the last. */
export const diagonalScan: KernelDefinition<DiagonalScanShape> = {
  name: 'diagonal-scan',
  precisions: ['f32'],
  assertShape: ({ length, channels }) => assertCounts('diagonal-scan', { length, channels }),

  tensors: (shape) => tiledTensors(shape, scanTiles(shape)),
  plan: (shape, _, context) => tiledPlan(shape, scanTiles(shape), context),
  perOutputPlan: diagonalScanPerOutputPlan,

  reference({ length, channels }, { x, a, c, state }) {
    const h = state!.slice();
    const out = new Float64Array(length * channels);
    for (let t = 0; t < length; t++) {
      for (let i = 0; i < channels; i++) {
        h[i] = a![i]! * h[i]! + x![t * channels + i]!;
        out[t * channels + i] = c![i]! * h[i]!;
      }
    }
    return { out, state: h };
  },

  // A multiply-add and a product a step and channel.
  cost: ({ length, channels }) => ({
    flops: 3 * length * channels,
    bytesRead: 4 * (length * channels + 3 * channels),
    bytesWritten: 4 * (length * channels + channels),
  }),
};

/** The tensors for a cut: what tiles share is scratch. */
export function tiledTensors(shape: DiagonalScanShape, cut: ScanTiles): TensorSpec[] {
  const { length, channels } = shape;
  const words = carryWords(shape, cut);
  return [
    { name: 'x', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
    { name: 'a', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'c', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'state', role: 'updated', shape: [channels], dtype: 'f32', purpose: 'state' },
    { name: 'out', role: 'output', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
    ...(words === 0
      ? []
      : [{ name: 'carries', role: 'scratch', shape: [words], dtype: 'u32', purpose: 'scratch' } as const]),
  ];
}

/** The WGSL plan for a cut. */
export function tiledPlan(shape: DiagonalScanShape, cut: ScanTiles, { limits }: PlanContext): PlanStep[] {
  const most = limits.maxWorkgroupsPerDimension;
  const perTile = foldWorkgroups(cut.tiles * cut.groups, most);
  const scan: PlanStep = {
    program: { name: 'diagonal-scan', wgsl: tileWgsl(shape, cut, perTile[0]) },
    tensors: ['x', 'a', 'c', 'state', 'out'],
    workgroups: perTile,
  };
  const words = carryWords(shape, cut);
  if (words === 0) {
    return [scan];
  }
  const perVector = foldWorkgroups(Math.ceil(words / 4 / CLEAR_WORKGROUP), most);
  return [
    {
      program: { name: 'diagonal-scan clear', wgsl: clearWgsl(shape, words, CLEAR_WORKGROUP, perVector[0]) },
      tensors: ['state', 'carries'],
      workgroups: perVector,
    },
    { ...scan, tensors: [...scan.tensors, 'carries'] },
  ];
}
