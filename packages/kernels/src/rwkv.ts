/**
 * RWKV's time mixing, version 4: an average of the values so far with weights that decay, by channel. With w = decay < 0 and
 * u = first constant in time,
 *
 *     out_t = (Σ_{i<t} e^((t−1−i)w + k_i) v_i + e^(u + k_t) v_t) / (Σ_{i<t} e^((t−1−i)w + k_i) + e^(u + k_t)).
 *
 * The state is three numbers a channel, whatever the length: numerator a and denominator b, both divided by e^p, and p, the
 * largest exponent so far, decayed; so no exponential overflows. Before the first step a = b = 0, and p is
 * {@link RWKV_NO_EXPONENT}. Receptance, projections and the mixture with the last input are outside.
 *
 * Three passes make it parallel in the length: each chunk of steps is reduced to what it leaves behind from
 * nothing, these are scanned with the decay of a whole chunk, and each chunk is run from the state that it really starts from. k
 * and v are read twice: least traffic and two thirds more. A thread takes a channel.
 *
 * Source: Peng et al. 2023 (arXiv 2305.13048), the numerically stable form of the appendix.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, Tensors } from './kernel-definition.js';
import { rwkvPerOutputPlan } from './rwkv-per-output.js';
import { assertCounts, chunkLength } from './scan-chunks.js';

/** How many steps and channels. */
export interface RwkvShape {
  readonly length: number;
  readonly channels: number;
}

/** p of a state that nothing went into: the neighbourhood of −∞ in f32, from which decays still can be taken. */
export const RWKV_NO_EXPONENT = -1e38;

const LONGEST_CHUNK = 256;
const WORKGROUP = 64;

/**
 * Of a channel at a step: the later exponent by an addition and a maximum, two differences and exponentials, a multiply-add and a
 * product for a, a multiply-add for b; the same with u for the output, and its division.
 */
export const RWKV_OPERATIONS = 2 * (2 + 4 + 3 + 2) + 1;

/** k, v, out (length, channels); decay, first (channels); state (3, channels): a, b and p, before and after. */
export const rwkv: KernelDefinition<RwkvShape> = {
  name: 'rwkv',
  precisions: ['f32'],
  assertShape: ({ length, channels }) => assertCounts('rwkv', { length, channels }),

  tensors(shape) {
    const { length, channels } = shape;
    return [
      { name: 'k', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      { name: 'v', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      { name: 'decay', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
      { name: 'first', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
      { name: 'state', role: 'updated', shape: [3, channels], dtype: 'f32', purpose: 'state' },
      { name: 'out', role: 'output', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      {
        name: 'carries',
        role: 'scratch',
        shape: [layoutOf(shape).chunks, 3, channels],
        dtype: 'f32',
        purpose: 'scratch',
      },
    ];
  },

  plan(shape, _, { limits }) {
    const { chunks } = layoutOf(shape);
    const fold = (threads: number) => foldWorkgroups(Math.ceil(threads / WORKGROUP), limits.maxWorkgroupsPerDimension);
    const perChunk = fold(chunks * shape.channels);
    const perChannel = fold(shape.channels);
    return [
      {
        program: { name: 'rwkv carries', wgsl: carriesWgsl(shape, perChunk[0]) },
        tensors: ['k', 'v', 'decay', 'carries'],
        workgroups: perChunk,
      },
      {
        program: { name: 'rwkv scan of carries', wgsl: scanWgsl(shape, perChannel[0]) },
        tensors: ['decay', 'state', 'carries'],
        workgroups: perChannel,
      },
      {
        program: { name: 'rwkv outputs', wgsl: outputsWgsl(shape, perChunk[0]) },
        tensors: ['k', 'v', 'decay', 'first', 'carries', 'state', 'out'],
        workgroups: perChunk,
      },
    ];
  },

  perOutputPlan: rwkvPerOutputPlan,
  reference: rwkvReference,

  cost: ({ length, channels }) => ({
    flops: RWKV_OPERATIONS * length * channels,
    bytesRead: 4 * (2 * length * channels + 5 * channels),
    bytesWritten: 4 * (length * channels + 3 * channels),
  }),
};

/** The recurrence, step by step. */
export function rwkvReference(
  { length, channels }: RwkvShape,
  { k, v, decay, first, state }: Tensors,
): Record<string, Float64Array> {
  const left = state!.slice();
  const out = new Float64Array(length * channels);
  for (let i = 0; i < channels; i++) {
    let [a, b, p] = [0, 1, 2].map((row) => state![row * channels + i]!) as [number, number, number];
    for (let t = 0; t < length; t++) {
      const key = k![t * channels + i]!;
      const value = v![t * channels + i]!;
      const read = joined(a, b, p, value, first![i]! + key);
      out[t * channels + i] = read[0] / read[1];
      [a, b, p] = joined(a, b, p + decay![i]!, value, key);
    }
    [a, b, p].forEach((number, row) => {
      left[row * channels + i] = number;
    });
  }
  return { out, state: left };
}

/** e^p·(a, b) + e^q·(v, 1), divided by e^most; and most, the larger of p and q. */
function joined(a: number, b: number, p: number, v: number, q: number): [number, number, number] {
  const most = Math.max(p, q);
  const [old, now] = [Math.exp(p - most), Math.exp(q - most)];
  return [old * a + now * v, old * b + now, most];
}

/** The same of two sums, (a, b, p) each. */
export const JOINED_WGSL = `\
fn joined(before: vec3<f32>, after: vec3<f32>) -> vec3<f32> {
  let most = max(before.z, after.z);
  return vec3<f32>(exp(before.z - most) * before.xy + exp(after.z - most) * after.xy, most);
}
`;

function layoutOf({ length, channels }: RwkvShape): { readonly chunk: number; readonly chunks: number } {
  const chunk = chunkLength(length, channels, LONGEST_CHUNK);
  return { chunk, chunks: Math.ceil(length / chunk) };
}

function headOf(shape: RwkvShape, row: number): string {
  const { chunk, chunks } = layoutOf(shape);
  return `\
const steps = ${shape.length}u;
const channels = ${shape.channels}u;
const chunk = ${chunk}u;
const chunks = ${chunks}u;
const row = ${row * WORKGROUP}u;
`;
}

/** Where a thread of the first and last pass is. */
const PLACE = `\
  let item = id.x + id.y * row;
  if (item >= chunks * channels) {
    return;
  }
  let channel = item % channels;
  let start = item / channels * chunk;
  let end = min(start + chunk, steps);
  let over = vec3<f32>(0.0, 0.0, decay[channel]);
  let carry = item / channels * 3u * channels + channel;`;

/** Writes and reads three numbers that lie `channels` apart. */
const put = (tensor: string, at: string) =>
  ['x', 'y', 'z'].map((part, i) => `${tensor}[${at} + ${i}u * channels] = sum.${part};`).join(' ');
const get = (tensor: string, at: string) =>
  `vec3<f32>(${[0, 1, 2].map((i) => `${tensor}[${at} + ${i}u * channels]`).join(', ')})`;

function carriesWgsl(shape: RwkvShape, row: number): string {
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;
@group(0) @binding(3) var<storage, read_write> carries: array<f32>;

${JOINED_WGSL}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
${PLACE}
  var sum = vec3<f32>(v[start * channels + channel], 1.0, k[start * channels + channel]);
  for (var t = start + 1u; t < end; t++) {
    sum = joined(sum + over, vec3<f32>(v[t * channels + channel], 1.0, k[t * channels + channel]));
  }
  ${put('carries', 'carry')}
}
`;
}

/** Leaves in place of each carry the state that its chunk starts from. */
function scanWgsl(shape: RwkvShape, row: number): string {
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> decay: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> carries: array<f32>;

${JOINED_WGSL}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let channel = id.x + id.y * row;
  if (channel >= channels) {
    return;
  }
  let over = vec3<f32>(0.0, 0.0, f32(chunk) * decay[channel]);
  var sum = ${get('state', 'channel')};
  for (var i = 0u; i < chunks; i++) {
    let carry = i * 3u * channels + channel;
    let own = ${get('carries', 'carry')};
    ${put('carries', 'carry')}
    sum = joined(sum + over, own);
  }
}
`;
}

function outputsWgsl(shape: RwkvShape, row: number): string {
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;
@group(0) @binding(3) var<storage, read> first: array<f32>;
@group(0) @binding(4) var<storage, read> carries: array<f32>;
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<storage, read_write> out: array<f32>;

${JOINED_WGSL}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
${PLACE}
  let bonus = vec3<f32>(0.0, 0.0, first[channel]);
  var sum = ${get('carries', 'carry')};
  for (var t = start; t < end; t++) {
    let own = vec3<f32>(v[t * channels + channel], 1.0, k[t * channels + channel]);
    let read = joined(sum, own + bonus);
    out[t * channels + channel] = read.x / read.y;
    sum = joined(sum + over, own);
  }
  if (end == steps) {
    ${put('state', 'channel')}
  }
}
`;
}
