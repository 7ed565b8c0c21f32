/**
 * The window means of many heads at once: mean[t][i] is the mean of the last min(windows[t], i + 1) rows up to position i.
 * This is block 1 of the copying construction, whose heads have W_q = W_k = 0: all scores are equal, so every position that
 * a head's Hard-ALiBi window lets it see weighs the same, and the head outputs a plain mean.
 *
 * Where the windows of consecutive heads grow, each is the one before and some rows more, so a thread that takes eight heads
 * in turn adds each row once; where a window is smaller than the one before, the sum starts again. A sum is always over the
 * window's own rows, never a difference of two longer sums, so that sums of codes in {−1, 0, +1} are whole numbers and exact.
 * One thread has one channel of one position, neighbours neighbouring channels.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';

/** All heads read the same rows. */
export interface WindowMeansShape {
  readonly heads: number;
  /** Positions that `rows` has room for. */
  readonly capacity: number;
  /** The most positions of one run. */
  readonly chunk: number;
  readonly width: number;
}

const WORKGROUP = 64;
/** Heads that a thread takes in turn: fewer threads add more rows twice, more threads keep the device busier. */
const HEADS_PER_THREAD = 8;

/** range (2): start and count; windows (heads); rows (capacity, width); means (heads, chunk, width). */
export const windowMeans: KernelDefinition<WindowMeansShape> = {
  name: 'window-means',
  precisions: ['f32'],

  assertShape(shape) {
    const { heads, capacity, chunk, width } = shape;
    for (const [name, value] of Object.entries({ heads, capacity, chunk, width })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`window-means: ${name} is ${value}; a whole number of 1 or more is needed`);
      }
    }
    if (chunk > capacity) {
      throw new RangeError(`window-means: chunk is ${chunk}; at most the capacity, ${capacity}, is accepted`);
    }
  },

  tensors: ({ heads, capacity, chunk, width }) => [
    { name: 'range', role: 'input', shape: [2], dtype: 'u32', purpose: 'state' },
    { name: 'windows', role: 'input', shape: [heads], dtype: 'u32', purpose: 'weights' },
    { name: 'rows', role: 'input', shape: [capacity, width], dtype: 'f32', purpose: 'kv-cache' },
    { name: 'means', role: 'output', shape: [heads, chunk, width], dtype: 'f32', purpose: 'scratch' },
  ],

  plan(shape, _, { limits }) {
    const { heads, chunk, width } = shape;
    const threads = Math.ceil(heads / HEADS_PER_THREAD) * chunk * width;
    const workgroups = foldWorkgroups(Math.ceil(threads / WORKGROUP), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'window-means', wgsl: wgsl(shape, workgroups[0]) },
        tensors: ['range', 'windows', 'rows', 'means'],
        workgroups,
      },
    ];
  },

  perOutputPlan: ({ heads, chunk, width }) => [
    {
      program: {
        name: 'window-means',
        perOutput: { kernel: meanAt, constants: { chunk, width }, outputs: heads * chunk * width },
      },
      tensors: ['range', 'windows', 'rows', 'means'],
      workgroups: [1, 1, 1],
    },
  ],

  reference({ heads, chunk, width }, { range, windows, rows }) {
    const [start, count] = [range![0]!, range![1]!];
    const means = new Float64Array(heads * chunk * width);
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < count; i++) {
        const seen = Math.min(windows![head]!, start + i + 1);
        for (let c = 0; c < width; c++) {
          let sum = 0;
          for (let back = 0; back < seen; back++) {
            sum += rows![(start + i - back) * width + c]!;
          }
          means[(head * chunk + i) * width + c] = sum / seen;
        }
      }
    }
    return { means };
  },

  cost: ({ heads, chunk, width }) => ({
    // The least there can be: an addition and a division for each head, where each window is one longer than that before. Sums
    // of this kernel start again every eight heads, so that it adds more.
    flops: 2 * heads * chunk * width,
    bytesRead: 4 * chunk * width,
    bytesWritten: 4 * heads * chunk * width,
  }),
};

function wgsl({ heads, chunk, width }: WindowMeansShape, columns: number): string {
  return `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> windows: array<u32>;
@group(0) @binding(2) var<storage, read> rows: array<f32>;
@group(0) @binding(3) var<storage, read_write> means: array<f32>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.x + group.y * ${columns}u) * ${WORKGROUP}u + thread;
  let first = index / ${chunk * width}u * ${HEADS_PER_THREAD}u;
  let row = index / ${width}u % ${chunk}u;
  let channel = index % ${width}u;
  if (first >= ${heads}u || row >= range[1]) {
    return;
  }
  let position = range[0] + row;
  var sum = 0.0;
  var seen = 0u;
  for (var head = first; head < min(first + ${HEADS_PER_THREAD}u, ${heads}u); head++) {
    let window = min(windows[head], position + 1u);
    if (window < seen) {
      sum = 0.0;
      seen = 0u;
    }
    for (; seen < window; seen++) {
      sum += rows[(position - seen) * ${width}u + channel];
    }
    means[(head * ${chunk}u + row) * ${width}u + channel] = sum / f32(seen);
  }
}
`;
}

// gpu.js translates this.
// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function meanAt(this: any, range: number[], windows: number[], rows: number[]): number {
  const head = Math.floor(this.thread.x / (this.constants.chunk * this.constants.width));
  const rest = this.thread.x - head * this.constants.chunk * this.constants.width;
  const row = Math.floor(rest / this.constants.width);
  const channel = rest - row * this.constants.width;
  const position = range[0]! + row;
  const seen = Math.min(windows[head]!, position + 1);
  let sum = 0;
  for (let back = 0; back < seen; back++) {
    sum += rows[(position - back) * this.constants.width + channel]!;
  }
  return sum / seen;
}
