/**
 * The token gate: from window means to the n-grams of the queries and keys. A slot's gate reads the means of two heads, of
 * windows t (its own) and t − 1 (the one before). With a and b their weights,
 *
 *     u = a·mean_t − b·mean_{t−1}            the token t − 1 places back, coordinate by coordinate
 *     s = closing · (special axes of mean_{t−1})  more than u as soon as a string starts among the last t − 1 tokens
 *     g = σ(u − s) − σ(−u − s)               u, or 0 where s closes the gate; σ is the ReLU
 *
 * A slot has the letter's coordinates and one flag, made from both special axes (the last two of a row). A query slot and a
 * key slot each has twelve numbers in `gates`, see {@link GATE_NUMBERS}, so that the weights are read and not assumed.
 *
 * Queries and keys are stored as packed halves, eight in a 16-byte block, blocks before positions: (blocks, positions, 8). A
 * thread that has one key, and one whose neighbours load neighbouring keys into a tile, then both read whole blocks, side by
 * side. Values, the means of head 0, are stored the same way in pairs: (⌈width / 2⌉, positions, 2).
 *
 * Bound by memory: 2 · slots · slotWidth coordinates a position, each from up to six numbers, most of them read again.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import { HALF_BITS_WGSL } from './half-bits.js';
import type { KernelDefinition } from './kernel-definition.js';
import { tokenGateReference } from './token-gate-reference.js';

/** Block 1 of the construction, with the layout of its output. */
export interface TokenGateShape {
  /** Heads whose means there are. */
  readonly heads: number;
  /** n: slots of a query and of a key. */
  readonly slots: number;
  /** d: coordinates of a mean; the last two are the special axes. */
  readonly width: number;
  /** Positions that `keys` and `values` have room for. */
  readonly capacity: number;
  /** The most positions of one run. */
  readonly chunk: number;
}

/**
 * The numbers of a gate, in their order: its two heads, from 0; weights of a letter's coordinate in the own and, taken off,
 * in the previous mean; the flag's weights of the first and second special axis of the own, and of the previous mean; the
 * closing weights of these axes of the previous mean; and what the second axis of head 0 takes off the closing again.
 */
export const GATE_NUMBERS = [
  'ownHead',
  'previousHead',
  'own',
  'previous',
  'ownFirst',
  'ownSecond',
  'previousFirst',
  'previousSecond',
  'closeFirst',
  'closeSecond',
  'keepSecond',
  'unused',
] as const;

const WORKGROUP = 64;

/** Blocks of eight halves that a row of `slots` slots takes. */
export function keyBlocks({ slots, width }: Pick<TokenGateShape, 'slots' | 'width'>): number {
  return Math.ceil((slots * (width - 1)) / 8);
}

/**
 * range (2): start and count; means (heads, chunk, width); gates (2 · slots, 12), those of the query first; queries (blocks,
 * chunk, 8); keys (blocks, capacity, 8); values (⌈width / 2⌉, capacity, 2).
 */
export const tokenGate: KernelDefinition<TokenGateShape> = {
  name: 'token-gate',
  precisions: ['f32'],

  assertShape(shape) {
    const { heads, slots, width, capacity, chunk } = shape;
    for (const [name, value] of Object.entries({ heads, slots, capacity, chunk })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`token-gate: ${name} is ${value}; a whole number of 1 or more is needed`);
      }
    }
    if (!Number.isInteger(width) || width < 3) {
      throw new RangeError(`token-gate: width is ${width}; 3 or more, a letter and two special axes, is needed`);
    }
    if (chunk > capacity) {
      throw new RangeError(`token-gate: chunk is ${chunk}; at most the capacity, ${capacity}, is accepted`);
    }
  },

  tensors(shape) {
    const { heads, slots, width, capacity, chunk } = shape;
    const blocks = keyBlocks(shape);
    return [
      { name: 'range', role: 'input', shape: [2], dtype: 'u32', purpose: 'state' },
      { name: 'means', role: 'input', shape: [heads, chunk, width], dtype: 'f32', purpose: 'scratch' },
      { name: 'gates', role: 'input', shape: [2 * slots, GATE_NUMBERS.length], dtype: 'f32', purpose: 'weights' },
      { name: 'queries', role: 'output', shape: [blocks, chunk, 8], dtype: 'f16', purpose: 'scratch' },
      { name: 'keys', role: 'updated', shape: [blocks, capacity, 8], dtype: 'f16', purpose: 'kv-cache' },
      {
        name: 'values',
        role: 'updated',
        shape: [Math.ceil(width / 2), capacity, 2],
        dtype: 'f16',
        purpose: 'kv-cache',
      },
    ];
  },

  plan(shape, _, { limits }) {
    const { width, chunk } = shape;
    const threads = (keyBlocks(shape) + Math.ceil(width / 2)) * chunk;
    const workgroups = foldWorkgroups(Math.ceil(threads / WORKGROUP), limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'token-gate', wgsl: wgsl(shape, workgroups[0]) },
        tensors: ['range', 'means', 'gates', 'queries', 'keys', 'values'],
        workgroups,
      },
    ];
  },

  reference: tokenGateReference,

  cost(shape) {
    const { heads, slots, width, chunk } = shape;
    const halves = 2 * 8 * keyBlocks(shape) + 2 * Math.ceil(width / 2);
    return {
      // Two products and a difference for u, four additions and two ReLUs for the gate.
      flops: 2 * slots * (width - 1) * chunk * 9,
      bytesRead: 4 * heads * width * chunk,
      bytesWritten: 2 * halves * chunk,
    };
  },
};

function wgsl(shape: TokenGateShape, columns: number): string {
  const { slots, width, capacity, chunk } = shape;
  const letters = width - 2;
  const blocks = keyBlocks(shape);
  return `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> means: array<f32>;
@group(0) @binding(2) var<storage, read> gates: array<f32>;
@group(0) @binding(3) var<storage, read_write> queries: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> keys: array<vec4<u32>>;
@group(0) @binding(5) var<storage, read_write> values: array<u32>;

${HALF_BITS_WGSL}
fn mean(head: u32, row: u32, channel: u32) -> f32 {
  return means[(head * ${chunk}u + row) * ${width}u + channel];
}

/// Coordinate c of a gate's slot at a row of the chunk.
fn gated(gate: u32, row: u32, c: u32) -> f32 {
  let at = gate * ${GATE_NUMBERS.length}u;
  let own = u32(gates[at]);
  let previous = u32(gates[at + 1u]);
  let previousFirst = mean(previous, row, ${letters}u);
  let previousSecond = mean(previous, row, ${letters + 1}u);
  var u = 0.0;
  if (c < ${letters}u) {
    u = gates[at + 2u] * mean(own, row, c) - gates[at + 3u] * mean(previous, row, c);
  } else {
    u = gates[at + 4u] * mean(own, row, ${letters}u) + gates[at + 5u] * mean(own, row, ${letters + 1}u)
      - (gates[at + 6u] * previousFirst + gates[at + 7u] * previousSecond);
  }
  let s = gates[at + 8u] * previousFirst + gates[at + 9u] * previousSecond - gates[at + 10u] * mean(0u, row, ${letters + 1}u);
  return max(u - s, 0.0) - max(-u - s, 0.0);
}

/// The bits of coordinate k of a row of slots, whose gates start with \`first\`; 0 beyond the last slot.
fn coordinate(first: u32, row: u32, k: u32) -> u32 {
  let slot = k / ${width - 1}u;
  if (slot >= ${slots}u) {
    return 0u;
  }
  return halfBits(gated(first + slot, row, k % ${width - 1}u));
}

fn block(first: u32, row: u32, index: u32) -> vec4<u32> {
  var words = vec4<u32>();
  for (var pair = 0u; pair < 4u; pair++) {
    let k = 8u * index + 2u * pair;
    words[pair] = coordinate(first, row, k) | (coordinate(first, row, k + 1u) << 16u);
  }
  return words;
}

fn value(row: u32, channel: u32) -> u32 {
  if (channel >= ${width}u) {
    return 0u;
  }
  return halfBits(mean(0u, row, channel));
}

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.x + group.y * ${columns}u) * ${WORKGROUP}u + thread;
  let part = index / ${chunk}u;
  let row = index % ${chunk}u;
  if (row >= range[1]) {
    return;
  }
  let position = range[0] + row;
  if (part < ${blocks}u) {
    queries[part * ${chunk}u + row] = block(0u, row, part);
    keys[part * ${capacity}u + position] = block(${slots}u, row, part);
  } else if (part < ${blocks + Math.ceil(width / 2)}u) {
    let pair = part - ${blocks}u;
    values[pair * ${capacity}u + position] = value(row, 2u * pair) | (value(row, 2u * pair + 1u) << 16u);
  }
}
`;
}
