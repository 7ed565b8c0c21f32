/**
 * The matrix product, out = a · b, of any shape (M, K) × (K, N): the operation that everything dense is made of, and the
 * arithmetic ceiling of later measurements. Sums are f32.
 *
 * 2·M·K·N operations on M·K + K·N + M·N numbers: bound by arithmetic once the sides are some hundreds. A workgroup of 256
 * threads computes a square tile of the result. It brings slices of 16 columns of a and 16 rows of b into shared memory,
 * which each row and column of the tile reads again, and each thread keeps 8 × 8 results in registers (4 × 4 in the small
 * tile): 16 numbers loaded for 64 multiply-adds. The tile is 128 wide where that leaves enough workgroups, else 64. Rows are
 * loaded four numbers at a time where K and N are multiples of four.
 *
 * In f16, a device that multiplies matrices in its subgroups does so where the sides fit: matrix-product-matrix.ts.
 */
import type { DeviceLimits } from '@verbatim/gpu';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, Precision } from './kernel-definition.js';
import { MATRIX_TILE, matrixProductMatrixWgsl, multipliesByMatrices } from './matrix-product-matrix.js';
import { BYTES_OF } from './stored-numbers.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';
import { inOrder } from './unrolled.js';

/** (rows, inner) × (inner, columns). */
export interface MatrixProductShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** The side of a workgroup's tile; by default what the shape and the device suggest. */
  readonly tile?: 64 | 128;
}

/** Threads along each side of a tile. */
const SIDE = 16;
/** How much of `inner` is in shared memory at a time. */
const SLICE = 16;
/** Keeps columns of the transposed slice of a in different banks. */
const PADDING = 4;
/** Fewer workgroups than this leave a large device idle. */
const ENOUGH_WORKGROUPS = 128;

/** a (rows, inner); b (inner, columns); out (rows, columns). */
export const matrixProduct: KernelDefinition<MatrixProductShape> = {
  name: 'matrix-product',
  precisions: ['f32', 'f16'],

  assertShape({ rows, inner, columns, tile }) {
    for (const [name, value] of Object.entries({ rows, inner, columns })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`matrix-product: ${name} is ${value}; a whole number of 1 or more is needed`);
      }
    }
    if (tile !== undefined && tile !== 64 && tile !== 128) {
      throw new RangeError(`matrix-product: tile is ${tile}; accepted are 64 and 128`);
    }
  },

  tensors: ({ rows, inner, columns }, precision) => [
    { name: 'a', role: 'input', shape: [rows, inner], dtype: precision, purpose: 'activations' },
    { name: 'b', role: 'input', shape: [inner, columns], dtype: precision, purpose: 'weights' },
    { name: 'out', role: 'output', shape: [rows, columns], dtype: precision, purpose: 'activations' },
  ],

  plan(shape, precision, context) {
    const { limits } = context;
    const byMatrices = multipliesByMatrices(shape, precision, context);
    const tile = byMatrices ? MATRIX_TILE : (shape.tile ?? suggestedTile(shape, limits));
    const tiles = Math.ceil(shape.rows / tile) * Math.ceil(shape.columns / tile);
    const workgroups = foldWorkgroups(tiles, limits.maxWorkgroupsPerDimension);
    return [
      {
        program: {
          name: 'matrix-product',
          wgsl: byMatrices
            ? matrixProductMatrixWgsl(shape, workgroups[0])
            : wgsl(shape, tile, precision, workgroups[0]),
          features: byMatrices ? MATRIX_FEATURES : precision === 'f16' ? ['shader-f16'] : [],
        },
        tensors: ['a', 'b', 'out'],
        workgroups,
      },
    ];
  },

  perOutputPlan: ({ rows, inner, columns }) => [
    {
      program: {
        name: 'matrix-product',
        perOutput: { kernel: productAt, constants: { inner, columns }, outputs: rows * columns },
      },
      tensors: ['a', 'b', 'out'],
      workgroups: [1, 1, 1],
    },
  ],

  reference({ rows, inner, columns }, { a, b }) {
    const out = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let k = 0; k < inner; k++) {
          out[i * columns + j]! += a![i * inner + k]! * b![k * columns + j]!;
        }
      }
    }
    return { out };
  },

  cost: ({ rows, inner, columns }, precision) => ({
    flops: 2 * rows * inner * columns,
    bytesRead: BYTES_OF[precision] * inner * (rows + columns),
    bytesWritten: BYTES_OF[precision] * rows * columns,
  }),
};

/** Bytes of shared memory. */
function sharedBytes(tile: number): number {
  return 4 * SLICE * (2 * tile + PADDING);
}

function suggestedTile({ rows, columns }: MatrixProductShape, limits: DeviceLimits): 64 | 128 {
  const large = Math.ceil(rows / 128) * Math.ceil(columns / 128);
  return large >= ENOUGH_WORKGROUPS && sharedBytes(128) <= limits.maxWorkgroupStorage ? 128 : 64;
}

function wgsl(shape: MatrixProductShape, tile: number, precision: Precision, folded: number): string {
  const { rows, inner, columns } = shape;
  const fours = inner % 4 === 0 && columns % 4 === 0;
  const parts = tile / 64;
  const ownRows = inOrder(4 * parts);
  const ownFours = inOrder(parts);
  const loads = inOrder((tile * SLICE) / 4 / (SIDE * SIDE));
  const bound = fours ? 'vec4<Stored>' : 'Stored';
  return `\
${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = ${precision};

@group(0) @binding(0) var<storage, read> a: array<${bound}>;
@group(0) @binding(1) var<storage, read> b: array<${bound}>;
@group(0) @binding(2) var<storage, read_write> out: array<${bound}>;

// A slice of a, transposed, and one of b, in fours.
var<workgroup> aSlice: array<f32, ${SLICE * (tile + PADDING)}>;
var<workgroup> bSlice: array<vec4<f32>, ${(SLICE * tile) / 4}>;

${fours ? loadFours(shape) : loadOnes(shape)}
@compute @workgroup_size(${SIDE * SIDE})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let tile = group.x + group.y * ${folded}u;
  if (tile >= ${Math.ceil(rows / tile) * Math.ceil(columns / tile)}u) {
    return;
  }
  let firstRow = tile / ${Math.ceil(columns / tile)}u * ${tile}u;
  let firstColumn = tile % ${Math.ceil(columns / tile)}u * ${tile}u;
  let x = thread % ${SIDE}u;
  let y = thread / ${SIDE}u;
${ownRows.flatMap((i) => ownFours.map((j) => `  var sum${i}_${j} = vec4<f32>();`)).join('\n')}

  for (var firstInner = 0u; firstInner < ${inner}u; firstInner += ${SLICE}u) {
    workgroupBarrier();
${loads
  .map(
    (load) => `    {
      let index = thread + ${load * SIDE * SIDE}u;
      let row = index / ${SLICE / 4}u;
      let k = index % ${SLICE / 4}u * 4u;
      let four = aFour(firstRow + row, firstInner + k);
      aSlice[k * ${tile + PADDING}u + row] = four.x;
      aSlice[(k + 1u) * ${tile + PADDING}u + row] = four.y;
      aSlice[(k + 2u) * ${tile + PADDING}u + row] = four.z;
      aSlice[(k + 3u) * ${tile + PADDING}u + row] = four.w;
      bSlice[index] = bFour(firstInner + index / ${tile / 4}u, firstColumn + index % ${tile / 4}u * 4u);
    }`,
  )
  .join('\n')}
    workgroupBarrier();
    for (var k = 0u; k < ${SLICE}u; k++) {
${ownFours.map((j) => `      let b${j} = bSlice[k * ${tile / 4}u + x + ${j * SIDE}u];`).join('\n')}
${ownRows
  .map((i) => {
    const at = `k * ${tile + PADDING}u + y * 4u + ${Math.floor(i / 4) * 64 + (i % 4)}u`;
    return `      let a${i} = aSlice[${at}];\n${ownFours.map((j) => `      sum${i}_${j} += a${i} * b${j};`).join('\n')}`;
  })
  .join('\n')}
    }
  }
${ownRows
  .flatMap((i) =>
    ownFours.map(
      (j) =>
        `  store(firstRow + y * 4u + ${Math.floor(i / 4) * 64 + (i % 4)}u, firstColumn + x * 4u + ${j * 64}u, sum${i}_${j});`,
    ),
  )
  .join('\n')}
}
`;
}

function loadFours({ rows, inner, columns }: MatrixProductShape): string {
  return `\
fn aFour(row: u32, k: u32) -> vec4<f32> {
  if (row >= ${rows}u || k >= ${inner}u) {
    return vec4<f32>();
  }
  return vec4<f32>(a[row * ${inner / 4}u + k / 4u]);
}

fn bFour(k: u32, column: u32) -> vec4<f32> {
  if (k >= ${inner}u || column >= ${columns}u) {
    return vec4<f32>();
  }
  return vec4<f32>(b[k * ${columns / 4}u + column / 4u]);
}

fn store(row: u32, column: u32, four: vec4<f32>) {
  if (row < ${rows}u && column < ${columns}u) {
    out[row * ${columns / 4}u + column / 4u] = vec4<Stored>(four);
  }
}
`;
}

function loadOnes({ rows, inner, columns }: MatrixProductShape): string {
  return `\
fn aFour(row: u32, k: u32) -> vec4<f32> {
  var four = vec4<f32>();
  for (var i = 0u; i < 4u; i++) {
    if (row < ${rows}u && k + i < ${inner}u) {
      four[i] = f32(a[row * ${inner}u + k + i]);
    }
  }
  return four;
}

fn bFour(k: u32, column: u32) -> vec4<f32> {
  var four = vec4<f32>();
  for (var i = 0u; i < 4u; i++) {
    if (k < ${inner}u && column + i < ${columns}u) {
      four[i] = f32(b[k * ${columns}u + column + i]);
    }
  }
  return four;
}

fn store(row: u32, column: u32, four: vec4<f32>) {
  for (var i = 0u; i < 4u; i++) {
    if (row < ${rows}u && column + i < ${columns}u) {
      out[row * ${columns}u + column + i] = Stored(four[i]);
    }
  }
}
`;
}

// gpu.js translates this.
// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function productAt(this: any, a: number[], b: number[]): number {
  const row = Math.floor(this.thread.x / this.constants.columns);
  const column = this.thread.x - row * this.constants.columns;
  let sum = 0;
  for (let k = 0; k < this.constants.inner; k++) {
    sum += a[row * this.constants.inner + k]! * b[k * this.constants.columns + column]!;
  }
  return sum;
}
