/**
 * Embedding: the row of each token, out[i] = table[token[i]], for the positions start … start + count − 1 that `range` names
 * when the program runs. So the same program embeds a chunk of a prompt, or the one token that was just generated and has
 * never left the device. Other rows of `out`, a cache of all positions, stay as they are.
 *
 * It computes nothing and is bound by memory: a token and a row are read and a row is written. One thread copies one number,
 * neighbours neighbouring ones.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, Precision } from './kernel-definition.js';
import { BYTES_OF } from './stored-numbers.js';

/** A table of rows, and a cache of as many positions as there may be. */
export interface EmbeddingShape {
  /** Positions that `tokens` and `out` have room for. */
  readonly capacity: number;
  /** The most positions of one run. */
  readonly chunk: number;
  /** Rows of the table; a token is below it. */
  readonly tokens: number;
  readonly width: number;
}

const WORKGROUP = 256;

/** range (2): start and count; tokens (capacity); table (tokens, width); out (capacity, width). */
export const embedding: KernelDefinition<EmbeddingShape> = {
  name: 'embedding',
  precisions: ['f32', 'f16'],

  assertShape(shape) {
    const { capacity, chunk, tokens, width } = shape;
    for (const [name, value] of Object.entries({ capacity, chunk, tokens, width })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`embedding: ${name} is ${value}; a whole number of 1 or more is needed`);
      }
    }
    if (chunk > capacity) {
      throw new RangeError(`embedding: chunk is ${chunk}; at most the capacity, ${capacity}, is accepted`);
    }
  },

  tensors: ({ capacity, tokens, width }, precision) => [
    { name: 'range', role: 'input', shape: [2], dtype: 'u32', purpose: 'state' },
    { name: 'tokens', role: 'input', shape: [capacity], dtype: 'u32', purpose: 'activations' },
    { name: 'table', role: 'input', shape: [tokens, width], dtype: precision, purpose: 'weights' },
    { name: 'out', role: 'updated', shape: [capacity, width], dtype: precision, purpose: 'kv-cache' },
  ],

  plan({ chunk, width }, precision, { limits }) {
    const workgroups = foldWorkgroups(Math.ceil((chunk * width) / WORKGROUP), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: {
          name: 'embedding',
          wgsl: wgsl(width, precision, workgroups[0]),
          features: precision === 'f16' ? ['shader-f16'] : [],
        },
        tensors: ['range', 'tokens', 'table', 'out'],
        workgroups,
      },
    ];
  },

  perOutputPlan: ({ capacity, width }) => [
    {
      program: {
        name: 'embedding',
        perOutput: { kernel: numberAt, constants: { width }, outputs: capacity * width },
      },
      tensors: ['range', 'tokens', 'table', 'out', 'out'],
      workgroups: [1, 1, 1],
    },
  ],

  reference({ width }, { range, tokens, table, out }) {
    const [start, count] = [range![0]!, range![1]!];
    const rows = out!.slice();
    for (let i = start; i < start + count; i++) {
      for (let c = 0; c < width; c++) {
        rows[i * width + c] = table![tokens![i]! * width + c]!;
      }
    }
    return { out: rows };
  },

  cost: ({ chunk, width }, precision) => ({
    flops: 0,
    bytesRead: chunk * (4 + width * BYTES_OF[precision]),
    bytesWritten: chunk * width * BYTES_OF[precision],
  }),
};

function wgsl(width: number, precision: Precision, columns: number): string {
  return `\
${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = ${precision};

@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read> table: array<Stored>;
@group(0) @binding(3) var<storage, read_write> out: array<Stored>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.x + group.y * ${columns}u) * ${WORKGROUP}u + thread;
  let row = index / ${width}u;
  if (row < range[1]) {
    let position = range[0] + row;
    let channel = index % ${width}u;
    out[position * ${width}u + channel] = table[tokens[position] * ${width}u + channel];
  }
}
`;
}

// gpu.js translates this; rows outside of the range keep what they had.
function numberAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  range: number[],
  tokens: number[],
  table: number[],
  before: number[],
): number {
  const position = Math.floor(this.thread.x / this.constants.width);
  const channel = this.thread.x - position * this.constants.width;
  if (position < range[0]! || position >= range[0]! + range[1]!) {
    return before[this.thread.x]!;
  }
  return table[tokens[position]! * this.constants.width + channel]!;
}
