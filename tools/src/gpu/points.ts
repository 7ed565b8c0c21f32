/** What the throughput program times: the operations of which docs/gpu.md promises a speed. */
import {
  type AttentionDecodeShape,
  type AttentionPrefillShape,
  attentionDecode,
  attentionPrefill,
  type CheckResult,
  compareOutputs,
  type DiagonalScanShape,
  diagonalScan,
  type KernelDefinition,
  type Precision,
  type PreparedKernel,
} from '@verbatim/kernels';
import { repeatedNumbers } from './repeated-numbers.js';

/** Inputs of a point by the name of their tensor. */
export type Inputs = Readonly<Record<string, Float32Array>>;

/** One operation on one shape. */
export interface Point<S extends object = object> {
  readonly name: string;
  readonly definition: KernelDefinition<S>;
  readonly shape: S;
  readonly precisions: readonly Precision[];
  /** Which of its costs limits it. */
  readonly unit: 'GB/s' | 'TFLOP/s';
  /** How many copies, each with buffers of its own, the runs take in turn. */
  readonly copies: number;
  inputs(seed: number): Inputs;
  /** Compares outputs, or enough of them, with the reference. */
  check(kernel: PreparedKernel, inputs: Inputs, precision: Precision): Promise<CheckResult>;
}

/** 16 heads of 64, as in small models. */
const HEADS = 16;
const WIDTH = 64;

/** All points; `divisor` shortens them, to try the program where there is no GPU. */
// biome-ignore lint/suspicious/noExplicitAny: each is used with shapes of its own.
export function points(divisor = 1): readonly Point<any>[] {
  return [decode(65_536 / divisor), prefill(16_384 / divisor), scan(2 ** 20 / divisor)];
}

function decode(capacity: number): Point<AttentionDecodeShape> {
  const shape = { heads: HEADS, capacity, keyDim: WIDTH, scale: 1 / Math.sqrt(WIDTH) };
  return {
    name: 'decode',
    definition: attentionDecode,
    shape,
    precisions: ['f32', 'f16'],
    unit: 'GB/s',
    copies: 3,
    inputs: (seed) => ({
      q: repeatedNumbers(seed, HEADS * WIDTH),
      keyCache: repeatedNumbers(seed + 1, HEADS * capacity * WIDTH),
      valueCache: repeatedNumbers(seed + 2, HEADS * capacity * WIDTH),
      length: Float32Array.of(capacity),
    }),
    check: async (kernel, inputs, precision) => {
      const wanted = attentionDecode.reference(shape, inDoubles(inputs));
      return compareOutputs(attentionDecode, { shape }, precision, { out: await kernel.read('out') }, wanted);
    },
  };
}

function prefill(keys: number): Point<AttentionPrefillShape> {
  const shape = { heads: HEADS, keys, keyDim: WIDTH, scale: 1 / Math.sqrt(WIDTH), bias: 'full' } as const;
  return {
    name: 'prefill',
    definition: attentionPrefill,
    shape,
    precisions: ['f32', 'f16'],
    unit: 'TFLOP/s',
    copies: 3,
    inputs: (seed) => ({
      q: repeatedNumbers(seed, HEADS * keys * WIDTH),
      k: repeatedNumbers(seed + 1, HEADS * keys * WIDTH),
      v: repeatedNumbers(seed + 2, HEADS * keys * WIDTH),
    }),
    // All queries would take the reference minutes: a few of every head, from the first to the last.
    check: async (kernel, inputs, precision) => {
      const { q, k, v } = inDoubles(inputs);
      const out = await kernel.read('out');
      const queries = 2;
      const found: number[] = [];
      const wanted: number[] = [];
      for (const part of [0, 0.13, 0.5, 0.77, 1]) {
        const queryOffset = Math.floor(part * (keys - queries));
        const some = { ...shape, queries, queryOffset };
        const rows = (all: Float64Array) => rowsOf(all, keys, queryOffset, queries);
        wanted.push(...attentionPrefill.reference(some, { q: rows(q!), k: k!, v: v! }).out!);
        found.push(...rows(out));
      }
      return compareOutputs(
        attentionPrefill,
        { shape },
        precision,
        { out: Float64Array.from(found) },
        { out: Float64Array.from(wanted) },
      );
    },
  };
}

function scan(length: number): Point<DiagonalScanShape> {
  const channels = 256;
  const shape = { length, channels };
  return {
    name: 'scan',
    definition: diagonalScan,
    shape,
    precisions: ['f32'],
    unit: 'GB/s',
    copies: 2,
    inputs: (seed) => ({
      x: repeatedNumbers(seed, length * channels),
      // From channels that forget at once to channels that remember 16,384 steps.
      a: Float32Array.from({ length: channels }, (_, i) => 1 - 2 ** (-14 * (i / (channels - 1)))),
      c: repeatedNumbers(seed + 1, channels),
      state: new Float32Array(channels),
    }),
    // Channels are independent: some of them, over the whole length.
    check: async (kernel, inputs, precision) => {
      const some = [0, 1, 127, 254, 255];
      const out = await kernel.read('out');
      const picked = (all: ArrayLike<number>) =>
        Float64Array.from({ length: length * some.length }, (_, i) => {
          const step = Math.floor(i / some.length);
          return all[step * channels + some[i % some.length]!]!;
        });
      const few = (name: string) => Float64Array.from(some, (channel) => inputs[name]![channel]!);
      const narrow = { length, channels: some.length };
      const wanted = diagonalScan.reference(narrow, {
        x: picked(inputs.x!),
        a: few('a'),
        c: few('c'),
        state: new Float64Array(some.length),
      });
      const state = Float64Array.from(some, () => 0);
      const after = await kernel.read('state');
      for (const [i, channel] of some.entries()) {
        state[i] = after[channel]!;
      }
      return compareOutputs(diagonalScan, { shape: narrow }, precision, { out: picked(out), state }, wanted);
    },
  };
}

/** Rows `first` … of each head. */
function rowsOf(all: Float64Array, rows: number, first: number, count: number): Float64Array {
  const picked = new Float64Array(HEADS * count * WIDTH);
  for (let head = 0; head < HEADS; head++) {
    const start = (head * rows + first) * WIDTH;
    picked.set(all.subarray(start, start + count * WIDTH), head * count * WIDTH);
  }
  return picked;
}

/** Inputs as the device holds them: they are exact in f16 and f32. */
function inDoubles(inputs: Inputs): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(inputs).map(([name, numbers]) => [name, Float64Array.from(numbers)]));
}
