/** A kernel that is small enough for tests of what runs kernels: each head's row times the head's factor. */
import type { KernelDefinition } from './kernel-definition.js';

/** `heads` rows of `length` numbers. */
export interface ScalingShape {
  readonly heads: number;
  readonly length: number;
}

const WORKGROUP = 64;

/** x (heads, length); factors (heads); a table of two that is not per head; out (heads, length), scratch (heads, length). */
export const scaling: KernelDefinition<ScalingShape> = {
  name: 'scaling',
  precisions: ['f32', 'f16'],
  assertShape({ heads, length }) {
    if (!Number.isInteger(heads * length) || heads < 1 || length < 1) {
      throw new RangeError(`scaling: ${heads} heads of ${length}; whole numbers of 1 or more are needed`);
    }
  },
  tensors: ({ heads, length }, precision) => [
    { name: 'x', role: 'input', shape: [heads, length], dtype: precision, purpose: 'activations', perHead: true },
    { name: 'factors', role: 'input', shape: [heads], dtype: 'f32', purpose: 'weights', perHead: true },
    { name: 'shift', role: 'input', shape: [1], dtype: 'u32', purpose: 'weights' },
    { name: 'out', role: 'output', shape: [heads, length], dtype: precision, purpose: 'activations', perHead: true },
  ],
  plan({ heads, length }, precision) {
    const wgsl = `\
${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = ${precision};
@group(0) @binding(0) var<storage, read> x: array<Stored>;
@group(0) @binding(1) var<storage, read> factors: array<f32>;
@group(0) @binding(2) var<storage, read> shift: u32;
@group(0) @binding(3) var<storage, read_write> out: array<Stored>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < ${heads * length}u) {
    out[id.x] = Stored(f32(x[id.x]) * factors[id.x / ${length}u] + f32(shift));
  }
}
`;
    const features = precision === 'f16' ? ['shader-f16'] : [];
    return [
      {
        program: { name: 'scaling', wgsl, features },
        tensors: ['x', 'factors', 'shift', 'out'],
        workgroups: [Math.ceil((heads * length) / WORKGROUP), 1, 1],
      },
    ];
  },
  perOutputPlan: ({ heads, length }) => [
    {
      program: {
        name: 'scaling',
        perOutput: {
          kernel: function (x: number[], factors: number[], shift: number[]) {
            return x[this.thread.x]! * factors[Math.floor(this.thread.x / this.constants.length)]! + shift[0]!;
          },
          constants: { length },
          outputs: heads * length,
        },
      },
      tensors: ['x', 'factors', 'shift', 'out'],
      workgroups: [1, 1, 1],
    },
  ],
  reference: ({ length }, { x, factors, shift }) => ({
    out: x!.map((number, i) => number * factors![Math.floor(i / length)]! + shift![0]!),
  }),
  cost: ({ heads, length }) => ({
    flops: 2 * heads * length,
    bytesRead: 4 * heads * length,
    bytesWritten: 4 * heads * length,
  }),
  headsOf: ({ heads }) => heads,
  withHeads: (shape, heads) => ({ ...shape, heads }),
};

/** Inputs for it. */
export function scalingInputs({ heads, length }: ScalingShape) {
  return {
    x: Float64Array.from({ length: heads * length }, (_, i) => (i % 17) - 8),
    factors: Float64Array.from({ length: heads }, (_, head) => head + 1),
    shift: Float64Array.of(3),
  };
}
