/**
 * One step of RWKV's time mixing, as decoding takes it: what `rwkv.ts` says, for one input. What it costs does not depend on how
 * many steps went before: the state, three numbers a channel, is read and written once. One thread a channel.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';
import { JOINED_WGSL, RWKV_OPERATIONS, rwkvReference } from './rwkv.js';
import { rwkvPerOutputPlan } from './rwkv-per-output.js';
import { assertCounts } from './scan-chunks.js';

/** How many channels. */
export interface RwkvStepShape {
  readonly channels: number;
}

const WORKGROUP = 64;

/** k, v, decay, first, out (channels); state (3, channels): a, b and p. */
export const rwkvStep: KernelDefinition<RwkvStepShape> = {
  name: 'rwkv-step',
  precisions: ['f32'],
  assertShape: ({ channels }) => assertCounts('rwkv-step', { channels }),

  tensors: ({ channels }) => [
    { name: 'k', role: 'input', shape: [channels], dtype: 'f32', purpose: 'activations' },
    { name: 'v', role: 'input', shape: [channels], dtype: 'f32', purpose: 'activations' },
    { name: 'decay', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'first', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
    { name: 'state', role: 'updated', shape: [3, channels], dtype: 'f32', purpose: 'state' },
    { name: 'out', role: 'output', shape: [channels], dtype: 'f32', purpose: 'activations' },
  ],

  plan({ channels }, _, { limits }) {
    const workgroups = foldWorkgroups(Math.ceil(channels / WORKGROUP), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'rwkv-step', wgsl: stepWgsl(channels, workgroups[0]) },
        tensors: ['k', 'v', 'decay', 'first', 'state', 'out'],
        workgroups,
      },
    ];
  },

  perOutputPlan: ({ channels }) => rwkvPerOutputPlan({ length: 1, channels }),
  reference: ({ channels }, inputs) => rwkvReference({ length: 1, channels }, inputs),

  cost: ({ channels }) => ({
    flops: RWKV_OPERATIONS * channels,
    bytesRead: 4 * 7 * channels,
    bytesWritten: 4 * 4 * channels,
  }),
};

function stepWgsl(channels: number, row: number): string {
  return `\
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;
@group(0) @binding(3) var<storage, read> first: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

${JOINED_WGSL}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let channel = id.x + id.y * ${row * WORKGROUP}u;
  if (channel < ${channels}u) {
    let before = vec3<f32>(state[channel], state[${channels}u + channel], state[${2 * channels}u + channel]);
    let own = vec3<f32>(v[channel], 1.0, k[channel]);
    let read = joined(before, own + vec3<f32>(0.0, 0.0, first[channel]));
    out[channel] = read.x / read.y;
    let now = joined(before + vec3<f32>(0.0, 0.0, decay[channel]), own);
    state[channel] = now.x;
    state[${channels}u + channel] = now.y;
    state[${2 * channels}u + channel] = now.z;
  }
}
`;
}
