/** What a device can do at best: a large copy for its memory, a large matrix product for its arithmetic. */
import { type KernelDefinition, type MatrixProductShape, matrixProduct } from '@verbatim/kernels';
import { uniformRow } from './numbers.js';
import { spread } from './part.js';
import type { KernelSubject } from './subject.js';

/** How many numbers are copied, a multiple of 1,024. */
export interface CopyShape {
  readonly count: number;
}

const WORKGROUP = 256;
/** Workgroups in a row; further rows take the rest. */
const ROW = 2 ** 15;

const copyKernel: KernelDefinition<CopyShape> = {
  name: 'copy',
  precisions: ['f32'],
  assertShape({ count }) {
    if (!Number.isSafeInteger(count) || count < 1 || count % (4 * WORKGROUP) !== 0) {
      throw new RangeError(`copy: count ${count}: accepted are multiples of ${4 * WORKGROUP}`);
    }
  },
  tensors: ({ count }) => [
    { name: 'x', role: 'input', shape: [count], dtype: 'f32', purpose: 'activations' },
    { name: 'out', role: 'output', shape: [count], dtype: 'f32', purpose: 'activations' },
  ],
  plan({ count }) {
    const groups = count / (4 * WORKGROUP);
    return [
      {
        program: { name: 'copy', wgsl: COPY_WGSL },
        tensors: ['x', 'out'],
        workgroups: [Math.min(groups, ROW), Math.ceil(groups / ROW), 1],
      },
    ];
  },
  cudaPlan({ count }) {
    const source = COPY_CUDA;
    return [
      {
        program: { name: 'copy', cuda: { source, entry: 'copy', threads: [WORKGROUP, 1, 1] } },
        tensors: ['x', 'out'],
        workgroups: [count / (4 * WORKGROUP), 1, 1],
      },
    ];
  },
  reference: (_, { x }) => ({ out: x!.slice() }),
  cost: ({ count }) => ({ flops: 0, bytesRead: 4 * count, bytesWritten: 4 * count }),
};

const COPY_WGSL = `\
@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4<f32>>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = id.x + id.y * ${ROW * WORKGROUP}u;
  if (at < arrayLength(&x)) {
    out[at] = x[at];
  }
}
`;

const COPY_CUDA = `\
extern "C" __global__ void copy(const uint4 *__restrict__ x, uint4 *__restrict__ out) {
  const unsigned int at = blockIdx.x * ${WORKGROUP}u + threadIdx.x;
  out[at] = x[at];
}
`;

/** Numbers into another buffer. */
export const copySubject: KernelSubject<CopyShape> = {
  kind: 'kernel',
  definition: copyKernel,
  shapeAt: (_, length) => ({ count: length }),
  inputs: () => ({ x: uniformRow('x') }),
  parts: ({ count }) =>
    spread(count / 1024, 5).map((block) => ({
      shape: { count: 1024 },
      given: { x: 1024 * block },
      results: { out: { from: 0, place: (index) => 1024 * block + index } },
    })),
};

/** A product of two square matrices. */
export const productSubject: KernelSubject<MatrixProductShape> = {
  kind: 'kernel',
  definition: matrixProduct,
  shapeAt: (_, length) => ({ rows: length, inner: length, columns: length }),
  inputs: () => ({ a: uniformRow('a'), b: uniformRow('b') }),
  // A row of the result needs all of b.
  parts: ({ rows, inner, columns }) =>
    spread(rows, 3).map((row) => ({
      shape: { rows: 1, inner, columns },
      given: { a: row * inner },
      results: { out: { from: 0, place: (index) => row * columns + index } },
    })),
};
