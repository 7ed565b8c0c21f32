/**
 * The arg-max read-out: the token whose code has the largest inner product with a row, the lowest token on a tie, as on the
 * CPU. Rows are those of `range`; the prediction of position p is written to `predictions[p + shift]`, so that a generated
 * token can be fed back where it belongs, without leaving the device. Where there is no such place, nothing is written.
 *
 * 2 · tokens · width operations a row, bound by memory while there are few tokens: codes are read again from the cache. As
 * many lanes as there are tokens, up to a workgroup of 64, each take every so-manieth token in ascending order and keep the
 * first largest; pairs of lanes then agree on one, the larger logit, or the lower token. A row of NaN yields `tokens`, no token.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition } from './kernel-definition.js';

/** Codes of all tokens, and rows to be read out. */
export interface ArgmaxReadoutShape {
  readonly tokens: number;
  readonly width: number;
  /** The most rows of one run. */
  readonly chunk: number;
  /** Predictions that there is room for. */
  readonly capacity: number;
  /** Added to a position: where its prediction is written. */
  readonly shift: number;
}

const WORKGROUP = 64;

/** range (2): start and count; rows (chunk, width); codes (tokens, width); predictions (capacity). */
export const argmaxReadout: KernelDefinition<ArgmaxReadoutShape> = {
  name: 'argmax-readout',
  precisions: ['f32'],

  assertShape(shape) {
    const { tokens, width, chunk, capacity, shift } = shape;
    for (const [name, value] of Object.entries({ tokens, width, chunk, capacity })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`argmax-readout: ${name} is ${value}; a whole number of 1 or more is needed`);
      }
    }
    if (!Number.isInteger(shift)) {
      throw new RangeError(`argmax-readout: shift is ${shift}; a whole number is needed`);
    }
  },

  tensors: ({ tokens, width, chunk, capacity }) => [
    { name: 'range', role: 'input', shape: [2], dtype: 'u32', purpose: 'state' },
    { name: 'rows', role: 'input', shape: [chunk, width], dtype: 'f32', purpose: 'scratch' },
    { name: 'codes', role: 'input', shape: [tokens, width], dtype: 'f32', purpose: 'weights' },
    { name: 'predictions', role: 'updated', shape: [capacity], dtype: 'u32', purpose: 'activations' },
  ],

  plan(shape, _, { limits }) {
    const groups = Math.ceil((shape.chunk * lanesOf(shape)) / WORKGROUP);
    const workgroups = foldWorkgroups(groups, limits.maxWorkgroupsPerDimension);
    return [
      {
        program: { name: 'argmax-readout', wgsl: wgsl(shape, workgroups[0]) },
        tensors: ['range', 'rows', 'codes', 'predictions'],
        workgroups,
      },
    ];
  },

  perOutputPlan: ({ tokens, width, capacity, shift }) => [
    {
      program: {
        name: 'argmax-readout',
        perOutput: { kernel: predictionAt, constants: { tokens, width, shift }, outputs: capacity },
      },
      tensors: ['range', 'rows', 'codes', 'predictions', 'predictions'],
      workgroups: [1, 1, 1],
    },
  ],

  reference({ tokens, width, capacity, shift }, { range, rows, codes, predictions }) {
    const found = predictions!.slice();
    for (let row = 0; row < range![1]!; row++) {
      let best = Number.NEGATIVE_INFINITY;
      let token = tokens;
      for (let candidate = 0; candidate < tokens; candidate++) {
        let logit = 0;
        for (let c = 0; c < width; c++) {
          logit += codes![candidate * width + c]! * rows![row * width + c]!;
        }
        if (logit > best) {
          best = logit;
          token = candidate;
        }
      }
      const place = range![0]! + row + shift;
      if (place >= 0 && place < capacity) {
        found[place] = token;
      }
    }
    return { predictions: found };
  },

  cost: ({ tokens, width, chunk }) => ({
    flops: 2 * tokens * width * chunk,
    bytesRead: 4 * width * (chunk + tokens),
    bytesWritten: 4 * chunk,
  }),
};

/** A power of two. */
function lanesOf({ tokens }: ArgmaxReadoutShape): number {
  return Math.min(WORKGROUP, 2 ** Math.ceil(Math.log2(tokens)));
}

function wgsl(shape: ArgmaxReadoutShape, columns: number): string {
  const { tokens, width, capacity, shift } = shape;
  const lanes = lanesOf(shape);
  return `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> rows: array<f32>;
@group(0) @binding(2) var<storage, read> codes: array<f32>;
@group(0) @binding(3) var<storage, read_write> predictions: array<u32>;

var<workgroup> logits: array<f32, ${WORKGROUP}>;
var<workgroup> found: array<u32, ${WORKGROUP}>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = (group.x + group.y * ${columns}u) * ${WORKGROUP / lanes}u + thread / ${lanes}u;
  let lane = thread % ${lanes}u;
  var best = -3.4e38;
  var token = ${tokens}u;
  if (row < range[1]) {
    for (var candidate = lane; candidate < ${tokens}u; candidate += ${lanes}u) {
      var logit = 0.0;
      for (var c = 0u; c < ${width}u; c++) {
        logit += codes[candidate * ${width}u + c] * rows[row * ${width}u + c];
      }
      if (logit > best) {
        best = logit;
        token = candidate;
      }
    }
  }
  logits[thread] = best;
  found[thread] = token;
  for (var reach = ${Math.floor(lanes / 2)}u; reach > 0u; reach /= 2u) {
    workgroupBarrier();
    if (lane < reach) {
      let other = logits[thread + reach];
      if (other > logits[thread] || (other == logits[thread] && found[thread + reach] < found[thread])) {
        logits[thread] = other;
        found[thread] = found[thread + reach];
      }
    }
  }
  if (lane == 0u && row < range[1]) {
    // What is before the first place wraps round to beyond the last.
    let place = ${shift < 0 ? `range[0] + row - ${-shift}u` : `range[0] + row + ${shift}u`};
    if (place < ${capacity}u) {
      predictions[place] = found[thread];
    }
  }
}
`;
}

// gpu.js translates this.
function predictionAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  range: number[],
  rows: number[],
  codes: number[],
  before: number[],
): number {
  const row = this.thread.x - this.constants.shift - range[0]!;
  if (row < 0 || row >= range[1]!) {
    return before[this.thread.x]!;
  }
  let best = -3.4e38;
  let token = this.constants.tokens;
  for (let candidate = 0; candidate < this.constants.tokens; candidate++) {
    let logit = 0;
    for (let c = 0; c < this.constants.width; c++) {
      logit += codes[candidate * this.constants.width + c]! * rows[row * this.constants.width + c]!;
    }
    if (logit > best) {
      best = logit;
      token = candidate;
    }
  }
  return token;
}
