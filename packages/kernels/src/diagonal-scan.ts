/**
 * Diagonal linear scan: the recurrence of S4D with a real diagonal. Per channel, with a and c constant in time,
 *
 *     h_t = a·h_{t−1} + x_t,   y_t = c·h_t.
 *
 * The state is one number a channel, whatever the length. Least traffic: x read once, y written once. Three passes make it
 * parallel in the length: each chunk of steps is first reduced to its carry (what it leaves behind when it starts from zero), the
 * carries are scanned with a^chunk, and each chunk is then run from the state that it really starts from. That reads x
 * twice: one and a half times the least traffic. A single pass would need workgroups to wait for one another, and WebGPU
 * promises no progress to those that wait.
 *
 * Lanes are channels, four to a thread where they divide by four, so that neighbouring threads read neighbouring memory. The
 * steps of a chunk are taken in batches of eight, loads first.
 */
import { decayPowerWgsl } from './decay-power.js';
import { diagonalScanPerOutputPlan } from './diagonal-scan-per-output.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';
import { assertCounts, chunkLength } from './scan-chunks.js';
import { lines } from './unrolled.js';

/** How many steps and channels. */
export interface DiagonalScanShape {
  readonly length: number;
  readonly channels: number;
}

const LONGEST_CHUNK = 256;
const WORKGROUP = 256;
const BATCH = 8;
/** The scan of the carries: channels by segments of consecutive chunks. */
const SCAN_CHANNELS = 8;
const SCAN_SEGMENTS = 32;

/** x, out (length, channels); a, c (channels); state (channels) is h before the first step, then after the last. */
export const diagonalScan: KernelDefinition<DiagonalScanShape> = {
  name: 'diagonal-scan',
  precisions: ['f32'],
  assertShape: ({ length, channels }) => assertCounts('diagonal-scan', { length, channels }),

  tensors(shape) {
    const { length, channels } = shape;
    const { chunks } = layoutOf(shape);
    return [
      { name: 'x', role: 'input', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      { name: 'a', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
      { name: 'c', role: 'input', shape: [channels], dtype: 'f32', purpose: 'weights' },
      { name: 'state', role: 'updated', shape: [channels], dtype: 'f32', purpose: 'state' },
      { name: 'out', role: 'output', shape: [length, channels], dtype: 'f32', purpose: 'activations' },
      { name: 'carries', role: 'scratch', shape: [chunks, channels], dtype: 'f32', purpose: 'scratch' },
    ];
  },

  plan(shape, _, { limits }) {
    const { lanes, chunks } = layoutOf(shape);
    const perChunk = foldWorkgroups(Math.ceil((chunks * lanes) / WORKGROUP), limits.maxWorkgroupsPerDimension);
    const perChannel = foldWorkgroups(Math.ceil(shape.channels / SCAN_CHANNELS), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'diagonal-scan carries', wgsl: carriesWgsl(shape, perChunk[0]) },
        tensors: ['x', 'a', 'carries'],
        workgroups: perChunk,
      },
      {
        program: { name: 'diagonal-scan scan of carries', wgsl: scanWgsl(shape, perChannel[0]) },
        tensors: ['a', 'state', 'carries'],
        workgroups: perChannel,
      },
      {
        program: { name: 'diagonal-scan outputs', wgsl: outputsWgsl(shape, perChunk[0]) },
        tensors: ['x', 'a', 'c', 'carries', 'state', 'out'],
        workgroups: perChunk,
      },
    ];
  },

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

/** How the scan is cut: `width` channels a thread, `lanes` threads a chunk. */
function layoutOf({ length, channels }: DiagonalScanShape): {
  width: 1 | 4;
  lanes: number;
  chunk: number;
  chunks: number;
} {
  const width = channels % 4 === 0 ? 4 : 1;
  const lanes = channels / width;
  const chunk = chunkLength(length, lanes, LONGEST_CHUNK);
  return { width, lanes, chunk, chunks: Math.ceil(length / chunk) };
}

function headOf(shape: DiagonalScanShape, row: number): string {
  const { width, lanes, chunk, chunks } = layoutOf(shape);
  return `\
alias Lane = ${width === 4 ? 'vec4<f32>' : 'f32'};
const steps = ${shape.length}u;
const lanes = ${lanes}u;
const chunk = ${chunk}u;
const chunks = ${chunks}u;
const row = ${row * WORKGROUP}u;
`;
}

/** Where a thread of the first and last pass is. */
const PLACE = `\
  let item = id.x + id.y * row;
  if (item >= chunks * lanes) {
    return;
  }
  let lane = item % lanes;
  var t = item / lanes * chunk;
  let end = min(t + chunk, steps);
  let decay = a[lane];`;

function carriesWgsl(shape: DiagonalScanShape, row: number): string {
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read_write> carries: array<Lane>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
${PLACE}
  var h = Lane();
  for (; t + ${BATCH}u <= end; t += ${BATCH}u) {
${lines(BATCH, (k) => `let x${k} = x[(t + ${k}u) * lanes + lane];`, '    ')}\
${lines(BATCH, (k) => `h = decay * h + x${k};`, '    ')}\
  }
  for (; t < end; t++) {
    h = decay * h + x[t * lanes + lane];
  }
  carries[item] = h;
}
`;
}

function scanWgsl(shape: DiagonalScanShape, row: number): string {
  const { chunk, chunks } = layoutOf(shape);
  const own = (k: number) => `carries[(i + ${k}u) * channels + channel]`;
  return `\
const channels = ${shape.channels}u;
const chunk = ${chunk}u;
const chunks = ${chunks}u;
const segment = ${Math.ceil(chunks / SCAN_SEGMENTS)}u;

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> carries: array<f32>;

${decayPowerWgsl('f32')}
var<workgroup> ends: array<array<f32, ${SCAN_CHANNELS}>, ${SCAN_SEGMENTS}>;

@compute @workgroup_size(${SCAN_CHANNELS}, ${SCAN_SEGMENTS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let channel = (group.x + group.y * ${row}u) * ${SCAN_CHANNELS}u + local.x;
  let first = local.y * segment;
  // Lanes beyond the last channel have nothing to scan, and wait with the others.
  let end = select(0u, min(first + segment, chunks), channel < channels);
  let decay = a[min(channel, channels - 1u)];
  let over = decayPower(decay, chunk);

  // What this segment leaves behind from zero.
  var h = 0.0;
  var i = first;
  for (; i + ${BATCH}u <= end; i += ${BATCH}u) {
${lines(BATCH, (k) => `let own${k} = ${own(k)};`, '    ')}\
${lines(BATCH, (k) => `h = decayed(h, over) + own${k};`, '    ')}\
  }
  for (; i < end; i++) {
    h = decayed(h, over) + ${own(0)};
  }
  ends[local.y][local.x] = h;
  workgroupBarrier();

  // What it starts from.
  let overSegment = decayPower(decay, chunk * segment);
  h = state[min(channel, channels - 1u)];
  for (var s = 0u; s < local.y; s++) {
    h = decayed(h, overSegment) + ends[s][local.x];
  }
  i = first;
  for (; i + ${BATCH}u <= end; i += ${BATCH}u) {
${lines(BATCH, (k) => `let own${k} = ${own(k)};`, '    ')}\
${lines(BATCH, (k) => `${own(k)} = h; h = decayed(h, over) + own${k};`, '    ')}\
  }
  for (; i < end; i++) {
    let own = ${own(0)};
    ${own(0)} = h;
    h = decayed(h, over) + own;
  }
}
`;
}

function outputsWgsl(shape: DiagonalScanShape, row: number): string {
  return `${headOf(shape, row)}
@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read> c: array<Lane>;
@group(0) @binding(3) var<storage, read> carries: array<Lane>;
@group(0) @binding(4) var<storage, read_write> state: array<Lane>;
@group(0) @binding(5) var<storage, read_write> out: array<Lane>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
${PLACE}
  let read = c[lane];
  var h = carries[item];
  for (; t + ${BATCH}u <= end; t += ${BATCH}u) {
${lines(BATCH, (k) => `let x${k} = x[(t + ${k}u) * lanes + lane];`, '    ')}\
${lines(BATCH, (k) => `h = decay * h + x${k}; out[(t + ${k}u) * lanes + lane] = read * h;`, '    ')}\
  }
  for (; t < end; t++) {
    h = decay * h + x[t * lanes + lane];
    out[t * lanes + lane] = read * h;
  }
  if (end == steps) {
    state[lane] = h;
  }
}
`;
}
