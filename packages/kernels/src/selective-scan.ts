/**
 * Selective scan, the recurrence of Mamba: per channel with N state numbers,
 *
 *     h_t = exp(Δ_t·A)·h_{t−1} + Δ_t·B_t·x_t,   y_t = C_t·h_t + D·x_t,
 *
 * where A (channels, N) and D (channels) are constant, Δ and x differ by channel, and B_t, C_t (N) are shared by the channels.
 *
 * The state is N numbers a channel, whatever the length. It is made parallel in the length by segments, of which there are as few as
 * fill a large card. All of them run at once from zero and write their outputs; what they leave behind is scanned, where what a segment
 * does to the state before it is exp(A·ΣΔ); then what a segment really started from is added to its outputs. That is a second
 * evaluation of the exponentials only as far into a segment as the state before it lasts: a chunk by which nothing of it is left in
 * f32 is skipped. How far that is is computed, and not assumed of Δ and A. Where a state lasts through all segments, everything is
 * evaluated twice.
 *
 * Where states grow, Δ·A > 0, f32 must hold exp(Δ·A) of each step, what a segment leaves from zero, and what the state before it becomes
 * over it: inputs that keep a growing state small do so step by step, and not in segments. exp(A·ΣΔ) itself may be more than f32 holds: a
 * state that is exactly 0 stays 0, and of others, subnormal ones aside, the product is then more than f32 holds too.
 *
 * exp is not correctly rounded on a GPU: a decay is off by some parts in 10⁷ each step, which a state that lasts M steps
 * shows M times. Every f32 selective scan has this error; segments do not add to it, for they take one exp of a sum.
 */

import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanContext, PlanStep, TensorSpec } from './kernel-definition.js';
import { assertCounts } from './scan-chunks.js';
import { CORRECT_WORKGROUP, correctWgsl, START_WORKGROUP, startsWgsl } from './selective-scan-correct-wgsl.js';
import { selectiveScanCudaPlan, selectiveScanCudaScratch } from './selective-scan-cuda.js';
import { type SegmentCut, scratchLayout, segmentCut, threadForm } from './selective-scan-cut.js';
import { selectiveScanPerOutputPlan } from './selective-scan-per-output.js';
import { segmentsWgsl } from './selective-scan-segments-wgsl.js';

/** How many steps, channels, and state numbers a channel (N). */
export interface SelectiveScanShape {
  readonly length: number;
  readonly channels: number;
  /** A multiple of four, at most 64. */
  readonly states: number;
}

const MOST_STATES = 64;

/** @throws RangeError unless `states` is what a thread can hold in groups of four. */
export function assertStates(kernel: string, states: number): void {
  if (states % 4 !== 0 || states > MOST_STATES) {
    throw new RangeError(`${kernel}: states ${states}: accepted are multiples of 4 up to ${MOST_STATES}`);
  }
}

/** x, delta, out (length, channels); a, state (channels, states); b, c (length, states); d (channels). */
export const selectiveScan: KernelDefinition<SelectiveScanShape> = {
  name: 'selective-scan',
  precisions: ['f32'],
  assertShape({ length, channels, states }) {
    assertCounts('selective-scan', { length, channels, states });
    assertStates('selective-scan', states);
  },

  tensors: (shape) => segmentedTensors(shape, segmentCut(shape)),
  plan: (shape, _, context) => segmentedPlan(shape, segmentCut(shape), context),
  cudaPlan: (shape, _, { limits }) => selectiveScanCudaPlan(shape, limits),

  perOutputPlan: selectiveScanPerOutputPlan,

  reference({ length, channels, states }, { x, delta, a, b, c, d, state }) {
    const h = state!.slice();
    const out = new Float64Array(length * channels);
    for (let t = 0; t < length; t++) {
      for (let i = 0; i < channels; i++) {
        const step = delta![t * channels + i]!;
        const input = x![t * channels + i]!;
        let y = d![i]! * input;
        for (let n = 0; n < states; n++) {
          const at = i * states + n;
          h[at] = Math.exp(step * a![at]!) * h[at]! + step * b![t * states + n]! * input;
          y += c![t * states + n]! * h[at]!;
        }
        out[t * channels + i] = y;
      }
    }
    return { out, state: h };
  },

  // A state number takes Δ·A, its exponential, and three multiply-adds but one addition: 7. A channel takes Δ·x and D·x + y: 3.
  cost: ({ length, channels, states }) => ({
    flops: length * channels * (7 * states + 3),
    bytesRead: 4 * (2 * length * channels + 2 * length * states + 2 * channels * states + channels),
    bytesWritten: 4 * (length * channels + channels * states),
  }),
};

/** The tensors for a cut. */
export function segmentedTensors(shape: SelectiveScanShape, cut: SegmentCut): TensorSpec[] {
  const { length, channels, states } = shape;
  // One scratch serves both plans.
  const vectors = Math.max(scratchLayout(shape, cut).vectors, Math.ceil(selectiveScanCudaScratch(shape) / 4));
  return [
    { name: 'x', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
    { name: 'delta', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
    { name: 'a', role: 'input', shape: [channels, states], dtype: 'f32', purpose: 'weights' },
    { name: 'b', role: 'input', shape: [length, states], dtype: 'f32', purpose: 'activations' },
    { name: 'c', role: 'input', shape: [length, states], dtype: 'f32', purpose: 'activations' },
    { name: 'd', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'state', role: 'updated', shape: [channels, states], dtype: 'f32', purpose: 'state' },
    { name: 'out', role: 'output', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
    { name: 'carries', role: 'scratch', shape: [vectors, 4], dtype: 'f32', purpose: 'scratch' },
  ];
}

/** The WGSL plan for a cut. */
export function segmentedPlan(shape: SelectiveScanShape, cut: SegmentCut, context: PlanContext): PlanStep[] {
  const { channels, states } = shape;
  const most = context.limits.maxWorkgroupsPerDimension;
  const layout = scratchLayout(shape, cut);
  const form = threadForm(shape, context);
  const perSegment = foldWorkgroups(cut.count * Math.ceil(channels / form.across), most);
  const perState = foldWorkgroups(Math.ceil((channels * states) / 4 / START_WORKGROUP), most);
  const perChunk = foldWorkgroups(cut.chunks * Math.ceil(channels / CORRECT_WORKGROUP), most);
  return [
    {
      program: {
        name: 'selective-scan segments',
        wgsl: segmentsWgsl(shape, cut, layout, form, perSegment[0]),
        ...(form.parts > 1 && { features: ['subgroups'] }),
      },
      tensors: ['x', 'delta', 'a', 'b', 'c', 'd', 'carries', 'out'],
      workgroups: perSegment,
    },
    {
      program: { name: 'selective-scan starts', wgsl: startsWgsl(shape, cut, layout, perState[0]) },
      tensors: ['a', 'state', 'carries'],
      workgroups: perState,
    },
    {
      program: { name: 'selective-scan correction', wgsl: correctWgsl(shape, cut, layout, perChunk[0]) },
      tensors: ['delta', 'a', 'c', 'carries', 'out'],
      workgroups: perChunk,
    },
  ];
}
