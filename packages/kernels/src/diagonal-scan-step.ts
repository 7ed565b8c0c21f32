/**
 * One step of the diagonal linear scan, as decoding takes it: h ← a·h + x, y = c·h. What it costs does not depend on how
 * many steps went before: the state, one number a channel, is read and written once. One thread a channel.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';
import { assertCounts } from './scan-chunks.js';

/** How many channels. */
export interface DiagonalScanStepShape {
  readonly channels: number;
}

const WORKGROUP = 64;

/** x, a, c, out, state: all (channels). */
export const diagonalScanStep: KernelDefinition<DiagonalScanStepShape> = {
  name: 'diagonal-scan-step',
  precisions: ['f32'],
  assertShape: ({ channels }) => assertCounts('diagonal-scan-step', { channels }),

  tensors: ({ channels }) => [
    { name: 'x', role: 'input', shape: [channels], dtype: 'f32', purpose: 'activations' },
    { name: 'a', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'c', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'state', role: 'updated', shape: [channels], dtype: 'f32', purpose: 'state' },
    { name: 'out', role: 'output', shape: [channels], dtype: 'f32', purpose: 'activations' },
  ],

  plan({ channels }, _, { limits }) {
    const workgroups = foldWorkgroups(Math.ceil(channels / WORKGROUP), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'diagonal-scan-step', wgsl: stepWgsl(channels, workgroups[0]) },
        tensors: ['x', 'a', 'c', 'state', 'out'],
        workgroups,
      },
    ];
  },

  perOutputPlan: ({ channels }) => [
    {
      program: { name: 'diagonal-scan-step state', perOutput: { kernel: stateAt, constants: {}, outputs: channels } },
      tensors: ['x', 'a', 'state', 'state'],
      workgroups: [1, 1, 1],
    },
    {
      program: { name: 'diagonal-scan-step output', perOutput: { kernel: outputAt, constants: {}, outputs: channels } },
      tensors: ['c', 'state', 'out'],
      workgroups: [1, 1, 1],
    },
  ],

  reference(_, { x, a, c, state }) {
    const h = state!.map((before, i) => a![i]! * before + x![i]!);
    return { out: h.map((now, i) => c![i]! * now), state: h };
  },

  cost: ({ channels }) => ({ flops: 3 * channels, bytesRead: 16 * channels, bytesWritten: 8 * channels }),
};

function stepWgsl(channels: number, row: number): string {
  return `\
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> c: array<f32>;
@group(0) @binding(3) var<storage, read_write> state: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let channel = id.x + id.y * ${row * WORKGROUP}u;
  if (channel < ${channels}u) {
    let h = a[channel] * state[channel] + x[channel];
    state[channel] = h;
    out[channel] = c[channel] * h;
  }
}
`;
}

// gpu.js translates these.

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function stateAt(this: any, x: number[], a: number[], state: number[]): number {
  return a[this.thread.x]! * state[this.thread.x]! + x[this.thread.x]!;
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function outputAt(this: any, c: number[], state: number[]): number {
  return c[this.thread.x]! * state[this.thread.x]!;
}
