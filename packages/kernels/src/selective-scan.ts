/**
 * Selective scan, the recurrence of Mamba: per channel with N state numbers,
 *
 *     h_t = exp(Δ_t·A)·h_{t−1} + Δ_t·B_t·x_t,   y_t = C_t·h_t + D·x_t,
 *
 * where A (channels, N) and D (channels) are constant, Δ and x differ by channel, and B_t, C_t (N) are shared by the channels.
 *
 * The state is N numbers a channel, whatever the length. It is made parallel in the length as the diagonal scan is: chunks are
 * reduced to carries, the carries are scanned, the chunks are run from the states they really start from. What a chunk does
 * to the state before it is exp(A·ΣΔ), so a carry is N numbers and one sum of Δ. x, Δ and B are read twice; a carry costs
 * N / chunk of x, four times. A thread holds the N states of a channel in registers; every thread of a workgroup reads
 * the same B_t and C_t. The exponentials, two a state number and step, are what bounds it for N = 16.
 *
 * exp is not correctly rounded on a GPU: a decay is off by some parts in 10⁷ each step, which a state that lasts M steps
 * shows M times. Every f32 selective scan has this error; chunks do not add to it, for they take one exp of a sum.
 */

import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';
import { assertCounts, chunkLength } from './scan-chunks.js';
import { selectiveScanCudaPlan, selectiveScanCudaScratch } from './selective-scan-cuda.js';
import { selectiveScanPerOutputPlan } from './selective-scan-per-output.js';
import { lines } from './unrolled.js';

/** How many steps, channels, and state numbers a channel (N). */
export interface SelectiveScanShape {
  readonly length: number;
  readonly channels: number;
  /** A multiple of four, at most 64. */
  readonly states: number;
}

const LONGEST_CHUNK = 128;
const MOST_STATES = 64;
const WORKGROUP = 128;
const BATCH = 4;

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

  tensors(shape) {
    const { length, channels, states } = shape;
    // As many as the plan in CUDA C++ takes of them, at least.
    const chunks = Math.max(
      Math.ceil(length / chunkOf(shape)),
      Math.ceil(selectiveScanCudaScratch(shape) / (channels * states)),
    );
    return [
      { name: 'x', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      { name: 'delta', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      { name: 'a', role: 'input', shape: [channels, states], dtype: 'f32', purpose: 'weights' },
      { name: 'b', role: 'input', shape: [length, states], dtype: 'f32', purpose: 'activations' },
      { name: 'c', role: 'input', shape: [length, states], dtype: 'f32', purpose: 'activations' },
      { name: 'd', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
      { name: 'state', role: 'updated', shape: [channels, states], dtype: 'f32', purpose: 'state' },
      { name: 'out', role: 'output', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      // Four states of all channels together, so that neighbouring threads write neighbouring memory.
      { name: 'carries', role: 'scratch', shape: [chunks, states / 4, channels, 4], dtype: 'f32', purpose: 'scratch' },
      { name: 'spans', role: 'scratch', shape: [chunks, channels], dtype: 'f32', purpose: 'scratch' },
    ];
  },

  plan(shape, _, { limits }) {
    const { length, channels, states } = shape;
    const threads = Math.ceil(length / chunkOf(shape)) * channels;
    const perChunk = foldWorkgroups(Math.ceil(threads / WORKGROUP), limits.maxWorkgroupsPerDimension);
    const perState = foldWorkgroups(Math.ceil((channels * states) / 4 / WORKGROUP), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'selective-scan carries', wgsl: carriesWgsl(shape, perChunk[0]) },
        tensors: ['x', 'delta', 'a', 'b', 'carries', 'spans'],
        workgroups: perChunk,
      },
      {
        program: { name: 'selective-scan scan of carries', wgsl: scanWgsl(shape, perState[0]) },
        tensors: ['a', 'spans', 'state', 'carries'],
        workgroups: perState,
      },
      {
        program: { name: 'selective-scan outputs', wgsl: outputsWgsl(shape, perChunk[0]) },
        tensors: ['x', 'delta', 'a', 'b', 'c', 'd', 'carries', 'out'],
        workgroups: perChunk,
      },
    ];
  },

  cudaPlan: (shape) => selectiveScanCudaPlan(shape),

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

function chunkOf({ length, channels }: SelectiveScanShape): number {
  return chunkLength(length, channels, LONGEST_CHUNK);
}

function headOf(shape: SelectiveScanShape, row: number): string {
  const { length, channels, states } = shape;
  const chunk = chunkOf(shape);
  return `\
const steps = ${length}u;
const channels = ${channels}u;
const quads = ${states / 4}u;
const chunk = ${chunk}u;
const chunks = ${Math.ceil(length / chunk)}u;
const row = ${row * WORKGROUP}u;
// exp(z) is taken as exp2(z·log2 e), the exponential that GPUs have.
const log2e = ${Math.LOG2E};
`;
}

/** Where a thread of the first and last pass is. */
const PLACE = `\
  let item = id.x + id.y * row;
  if (item >= chunks * channels) {
    return;
  }
  let channel = item % channels;
  let index = item / channels;
  let first = index * chunk;
  let end = min(first + chunk, steps);`;

function carriesWgsl(shape: SelectiveScanShape, row: number): string {
  const quads = shape.states / 4;
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> delta: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> carries: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> spans: array<f32>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
${PLACE}
${lines(quads, (q) => `let a${q} = log2e * a[channel * quads + ${q}u];`, '  ')}\
${lines(quads, (q) => `var h${q} = vec4<f32>();`, '  ')}\
  var span = 0.0;
  for (var t = first; t < end; t++) {
    let step = delta[t * channels + channel];
    let push = step * x[t * channels + channel];
    span += step;
${lines(quads, (q) => `h${q} = exp2(step * a${q}) * h${q} + push * b[t * quads + ${q}u];`, '    ')}\
  }
${lines(quads, (q) => `carries[(index * quads + ${q}u) * channels + channel] = h${q};`, '  ')}\
  spans[item] = span;
}
`;
}

function scanWgsl(shape: SelectiveScanShape, row: number): string {
  const carry = (k: number) => `carries[(i + ${k}u) * quads * channels + item]`;
  const kept = (k: number) => `exp2(spans[(i + ${k}u) * channels + channel] * decay)`;
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> spans: array<f32>;
@group(0) @binding(2) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> carries: array<vec4<f32>>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= quads * channels) {
    return;
  }
  let channel = item % channels;
  let at = channel * quads + item / channels;
  let decay = log2e * a[at];
  var h = state[at];
  var i = 0u;
  for (; i + ${BATCH}u <= chunks; i += ${BATCH}u) {
${lines(BATCH, (k) => `let own${k} = ${carry(k)}; let kept${k} = ${kept(k)};`, '    ')}\
${lines(BATCH, (k) => `${carry(k)} = h; h = kept${k} * h + own${k};`, '    ')}\
  }
  for (; i < chunks; i++) {
    let own = ${carry(0)};
    ${carry(0)} = h;
    h = ${kept(0)} * h + own;
  }
  state[at] = h;
}
`;
}

function outputsWgsl(shape: SelectiveScanShape, row: number): string {
  const quads = shape.states / 4;
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> delta: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> d: array<f32>;
@group(0) @binding(6) var<storage, read> carries: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
${PLACE}
  let through = d[channel];
${lines(quads, (q) => `let a${q} = log2e * a[channel * quads + ${q}u];`, '  ')}\
${lines(quads, (q) => `var h${q} = carries[(index * quads + ${q}u) * channels + channel];`, '  ')}\
  for (var t = first; t < end; t++) {
    let step = delta[t * channels + channel];
    let input = x[t * channels + channel];
    let push = step * input;
    var y = through * input;
${lines(quads, (q) => `h${q} = exp2(step * a${q}) * h${q} + push * b[t * quads + ${q}u];`, '    ')}\
${lines(quads, (q) => `y += dot(c[t * quads + ${q}u], h${q});`, '    ')}\
    out[t * channels + channel] = y;
  }
}
`;
}
