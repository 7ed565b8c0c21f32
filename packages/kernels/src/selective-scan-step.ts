/**
 * One step of the selective scan, as decoding takes it: h ← exp(Δ·A)·h + Δ·B·x, y = C·h + D·x. The state, N numbers a
 * channel, is read and written once, whatever went before. One thread takes a channel.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';
import { assertCounts } from './scan-chunks.js';
import { assertStates } from './selective-scan.js';
import { lines } from './unrolled.js';

/** How many channels, and state numbers a channel. */
export interface SelectiveScanStepShape {
  readonly channels: number;
  /** A multiple of four, at most 64. */
  readonly states: number;
}

const WORKGROUP = 64;

/** x, delta, d, out (channels); a, state (channels, states); b, c (states). */
export const selectiveScanStep: KernelDefinition<SelectiveScanStepShape> = {
  name: 'selective-scan-step',
  precisions: ['f32'],
  assertShape({ channels, states }) {
    assertCounts('selective-scan-step', { channels, states });
    assertStates('selective-scan-step', states);
  },

  tensors: ({ channels, states }) => [
    { name: 'x', role: 'input', shape: [channels], dtype: 'f32', purpose: 'activations' },
    { name: 'delta', role: 'input', shape: [channels], dtype: 'f32', purpose: 'activations' },
    { name: 'a', role: 'input', shape: [channels, states], dtype: 'f32', purpose: 'weights' },
    { name: 'b', role: 'input', shape: [states], dtype: 'f32', purpose: 'activations' },
    { name: 'c', role: 'input', shape: [states], dtype: 'f32', purpose: 'activations' },
    { name: 'd', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'state', role: 'updated', shape: [channels, states], dtype: 'f32', purpose: 'state' },
    { name: 'out', role: 'output', shape: [channels], dtype: 'f32', purpose: 'activations' },
  ],

  plan(shape, _, { limits }) {
    const workgroups = foldWorkgroups(Math.ceil(shape.channels / WORKGROUP), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'selective-scan-step', wgsl: stepWgsl(shape, workgroups[0]) },
        tensors: ['x', 'delta', 'a', 'b', 'c', 'd', 'state', 'out'],
        workgroups,
      },
    ];
  },

  perOutputPlan: ({ channels, states }) => [
    {
      program: {
        name: 'selective-scan-step state',
        perOutput: { kernel: stateAt, constants: { states }, outputs: channels * states },
      },
      tensors: ['x', 'delta', 'a', 'b', 'state', 'state'],
      workgroups: [1, 1, 1],
    },
    {
      program: {
        name: 'selective-scan-step output',
        perOutput: { kernel: outputAt, constants: { states }, outputs: channels },
      },
      tensors: ['x', 'c', 'd', 'state', 'out'],
      workgroups: [1, 1, 1],
    },
  ],

  reference({ channels, states }, { x, delta, a, b, c, d, state }) {
    const h = state!.slice();
    const out = new Float64Array(channels);
    for (let i = 0; i < channels; i++) {
      out[i] = d![i]! * x![i]!;
      for (let n = 0; n < states; n++) {
        const at = i * states + n;
        h[at] = Math.exp(delta![i]! * a![at]!) * h[at]! + delta![i]! * b![n]! * x![i]!;
        out[i]! += c![n]! * h[at]!;
      }
    }
    return { out, state: h };
  },

  cost: ({ channels, states }) => ({
    flops: channels * (7 * states + 3),
    bytesRead: 4 * (3 * channels + 2 * states + 2 * channels * states),
    bytesWritten: 4 * (channels + channels * states),
  }),
};

function stepWgsl({ channels, states }: SelectiveScanStepShape, row: number): string {
  const quads = states / 4;
  return `\
const log2e = ${Math.LOG2E};

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> delta: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> d: array<f32>;
@group(0) @binding(6) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let channel = id.x + id.y * ${row * WORKGROUP}u;
  if (channel >= ${channels}u) {
    return;
  }
  let step = log2e * delta[channel];
  let push = delta[channel] * x[channel];
  let first = channel * ${quads}u;
  var y = d[channel] * x[channel];
${lines(quads, (q) => `let h${q} = exp2(step * a[first + ${q}u]) * state[first + ${q}u] + push * b[${q}];`, '  ')}\
${lines(quads, (q) => `state[first + ${q}u] = h${q}; y += dot(c[${q}], h${q});`, '  ')}\
  out[channel] = y;
}
`;
}

// gpu.js translates these. Half is added before a division that must not round down past a whole number.

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function stateAt(this: any, x: number[], delta: number[], a: number[], b: number[], state: number[]): number {
  const channel = Math.floor((this.thread.x + 0.5) / this.constants.states);
  const n = this.thread.x - channel * this.constants.states;
  const kept = Math.exp(delta[channel]! * a[this.thread.x]!) * state[this.thread.x]!;
  return kept + delta[channel]! * b[n]! * x[channel]!;
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function outputAt(this: any, x: number[], c: number[], d: number[], state: number[]): number {
  let y = d[this.thread.x]! * x[this.thread.x]!;
  for (let n = 0; n < this.constants.states; n++) {
    y += c[n]! * state[this.thread.x * this.constants.states + n]!;
  }
  return y;
}
