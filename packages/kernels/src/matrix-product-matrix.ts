/**
 * The matrix product in f16 by subgroup matrices, where the sides fit; matrix-product.ts says when.
 *
 * A workgroup of eight subgroups computes a tile of 128 x 128, a subgroup 64 x 32 of it: eight sums of 16 x 16, which are 64 registers of
 * a thread. Four left and two right factors make eight products. They come from workgroup memory, where 32 columns of a and 32 rows of b
 * lie while the next are on their way: straight from the tensors, where Dawn checks the bounds of every one, it took four times as long. In
 * memory, 32 rows of a, or 32 columns of b, are a piece: arrays of their own, so that offsets are constants.
 *
 * Sums leave through workgroup memory, a piece a subgroup, and are rounded on the way out.
 */
import type { PlanContext, Precision } from './kernel-definition.js';
import type { MatrixProductShape } from './matrix-product.js';
import {
  hasMatrices,
  loadFactor,
  MATRIX_HEADER,
  multiplyAdd,
  PACKED_8,
  SUBGROUP,
  storeSum,
  ZERO_MATRIX,
} from './subgroup-matrices.js';
import { inOrder, lines } from './unrolled.js';

/** The side of a workgroup's tile. */
export const MATRIX_TILE = 128;
const SUBGROUPS = 8;
const THREADS = SUBGROUPS * SUBGROUP;
/** Sums of a subgroup, down and across, and subgroups of a tile across. */
const DOWN = 4;
const ACROSS = 2;
const SUBGROUPS_ACROSS = MATRIX_TILE / (16 * ACROSS);
/** How much of `inner` is in workgroup memory at a time, and rows or columns of a piece. */
const SLICE = 32;
/** Elements of 8 halves in a row of a piece, and with the one that puts rows into different banks. */
const UNITS = SLICE / 8;
const STAGED = UNITS + 1;
/** Elements of a piece; the last four put its neighbour into other banks. */
const PIECE = SLICE * STAGED + 4;
/** Pieces of a, before as many of b. */
const PIECES = MATRIX_TILE / SLICE;
/** Elements of a row of sums, 4 an element, odd. */
const SUMS = 4 * ACROSS + 1;
/** Elements of a slice of a, or of b, that a thread brings. */
const LOADS = (MATRIX_TILE * UNITS) / THREADS;
/** Rows of tiles that are computed together, so that what they share stays in cache. */
const BAND = 8;
const SHARED_BYTES = 16 * 2 * PIECES * PIECE;

/** Whether the kernel is for a shape on a device; one that names the tile of the other kernel is not. */
export function multipliesByMatrices(
  { rows, inner, columns, tile }: MatrixProductShape,
  precision: Precision,
  context: PlanContext,
): boolean {
  return (
    precision === 'f16' &&
    tile === undefined &&
    rows % MATRIX_TILE === 0 &&
    columns % MATRIX_TILE === 0 &&
    inner % 16 === 0 &&
    hasMatrices(context) &&
    context.limits.maxWorkgroupStorage >= SHARED_BYTES &&
    context.limits.maxWorkgroupInvocations >= THREADS
  );
}

/** The shader; `folded` is the width of the folded row of workgroups. */
export function matrixProductMatrixWgsl(shape: MatrixProductShape, folded: number): string {
  const { rows, columns } = shape;
  const [tileRows, tileColumns] = [rows / MATRIX_TILE, columns / MATRIX_TILE];
  const sums = inOrder(DOWN).flatMap((i) => inOrder(ACROSS).map((j) => `sum${i}_${j}`));
  return `${MATRIX_HEADER}@group(0) @binding(0) var<storage, read> a: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4<u32>>;

// Pieces of a, then of b; at the end the sums of each subgroup.
var<workgroup> pieces: array<array<vec4<u32>, ${PIECE}>, ${2 * PIECES}>;

${PACKED_8}
${loaders(shape)}\
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * ${folded}u;
  if (index >= ${tileRows * tileColumns}u) {
    return;
  }
  // Down a band of ${BAND} rows of tiles, then across: what runs at a time is about as high as it is wide.
  let band = index / ${BAND * tileColumns}u * ${BAND}u;
  let height = min(${BAND}u, ${tileRows}u - band);
  let in_band = index % ${BAND * tileColumns}u;
  let first_row = (band + in_band % height) * ${MATRIX_TILE}u;
  let first_unit = in_band / height * ${MATRIX_TILE / 8}u;
  let subgroup = thread / ${SUBGROUP}u;
  let down = subgroup / ${SUBGROUPS_ACROSS}u;
  let across = subgroup % ${SUBGROUPS_ACROSS}u;
${lines(sums.length, (i) => `var ${sums[i]} = ${ZERO_MATRIX};`)}\
${loop(shape)}\
${output(columns)}\
}
`;
}

/** Eight halves of a tensor; zeros past the end of what is summed over. */
function loaders({ inner, columns }: MatrixProductShape): string {
  return `\
fn a_at(row: u32, unit: u32) -> vec4<u32> {
  if (unit >= ${inner / 8}u) {
    return vec4<u32>();
  }
  return a[row * ${inner / 8}u + unit];
}
fn b_at(row: u32, unit: u32) -> vec4<u32> {
  if (row >= ${inner}u) {
    return vec4<u32>();
  }
  return b[row * ${columns / 8}u + unit];
}

`;
}

/** Over slices, with the next one on its way to registers while one is multiplied. */
function loop({ inner }: MatrixProductShape): string {
  const bRows = THREADS / (MATRIX_TILE / 8);
  const bring = (slice: string, indent: string) =>
    lines(
      LOADS,
      (i) =>
        `let a${i} = a_at(first_row + thread / ${UNITS}u + ${(i * THREADS) / UNITS}u, (${slice}) * ${UNITS}u + thread % ${UNITS}u);`,
      indent,
    ) +
    lines(
      LOADS,
      (i) =>
        `let b${i} = b_at((${slice}) * ${SLICE}u + thread / ${MATRIX_TILE / 8}u + ${i * bRows}u, first_unit + thread % ${MATRIX_TILE / 8}u);`,
      indent,
    );
  const put = (indent: string) =>
    lines(LOADS, (i) => `pieces[a_piece + ${(i * THREADS) / UNITS / SLICE}u][a_place] = a${i};`, indent) +
    lines(LOADS, (i) => `pieces[b_piece][b_place + ${i * bRows * STAGED}u] = b${i};`, indent);
  const factors = (k: number) =>
    lines(
      DOWN,
      (i) =>
        `let left${k}_${i} = ${loadFactor('left', `pieces[left${i >> 1}]`, (i % 2) * 16 * STAGED + 2 * k, STAGED)};`,
      '    ',
    ) +
    lines(
      ACROSS,
      (j) => `let right${k}_${j} = ${loadFactor('right', 'pieces[right]', k * 16 * STAGED + 2 * j, STAGED)};`,
      '    ',
    );
  return `\
  let a_piece = thread / ${SLICE * UNITS}u;
  let a_place = thread / ${UNITS}u % ${SLICE}u * ${STAGED}u + thread % ${UNITS}u;
  let b_piece = ${PIECES}u + thread % ${MATRIX_TILE / 8}u / ${UNITS}u;
  let b_place = thread / ${MATRIX_TILE / 8}u * ${STAGED}u + thread % ${UNITS}u;
  let left0 = down * 2u;
  let left1 = left0 + 1u;
  let right = ${PIECES}u + across;
  {
${bring('0u', '    ')}${put('    ')}\
  }
  workgroupBarrier();
  for (var slice = 1u; slice <= ${Math.ceil(inner / SLICE)}u; slice++) {
${bring('slice', '    ')}${[0, 1].map((k) => factors(k) + products(k)).join('')}\
    workgroupBarrier();
${put('    ')}\
    workgroupBarrier();
  }
`;
}

function products(k: number): string {
  return inOrder(ACROSS)
    .map((j) => lines(DOWN, (i) => multiplyAdd(`left${k}_${i}`, `right${k}_${j}`, `sum${i}_${j}`), '    '))
    .join('');
}

/** 16 rows of a subgroup at a time. */
function output(columns: number): string {
  const units = 2 * ACROSS;
  const rowsAtOnce = SUBGROUP / units;
  return `\
  let lane = thread % ${SUBGROUP}u;
  let own = lane / ${units}u * ${SUMS}u + lane % ${units}u * 2u;
  let to = (first_row + down * ${16 * DOWN}u + lane / ${units}u) * ${columns / 8}u + first_unit + across * ${units}u + lane % ${units}u;
${inOrder(DOWN)
  .map(
    (i) => `\
  workgroupBarrier();
${lines(ACROSS, (j) => storeSum('pieces[subgroup]', 4 * j, `sum${i}_${j}`, SUMS))}\
  workgroupBarrier();
${lines(16 / rowsAtOnce, (part) => {
  const at = `own + ${part * rowsAtOnce * SUMS}u`;
  const sum = (place: string) => `bitcast<vec4<f32>>(pieces[subgroup][${place}])`;
  return `out[to + ${((16 * i + part * rowsAtOnce) * columns) / 8}u] = packed8(${sum(at)}, ${sum(`${at} + 1u`)});`;
})}`,
  )
  .join('')}`;
}
