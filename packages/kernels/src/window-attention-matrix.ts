/**
 * Attention in f16 through a window of up to 16 keys, for heads of 64, by subgroup matrices; window-attention.ts says when.
 *
 * A subgroup goes down a strip of 16 tiles of 16 queries. A tile sees keys of itself and of the tile before it, 32 in all: what a tile
 * loads as factors serves the next one too, so that each row is read once, and once more where a strip begins. Scores go through
 * workgroup memory, where two threads share a row, and come back as weights that are divided by their sum already.
 */
import type { PlanContext, Precision } from './kernel-definition.js';
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
import { floatText, lines } from './unrolled.js';
import type { WindowAttentionShape } from './window-attention.js';

const HEAD = 64;
const TILE = 16;
const TILES = 16;
/** Queries of a workgroup, which is a subgroup. */
export const STRIP = TILE * TILES;
/** Elements of 8 halves in a row, and with the one that puts rows into different banks. */
const UNITS = HEAD / 8;
const STAGED = UNITS + 1;
/** Elements of a row of 32 scores in f32, and of 32 weights in f16, both odd. */
const SCORES = 2 * (TILE / 4) + 1;
const WEIGHTS = 2 * (TILE / 8) + 1;
const LOADS = (TILE * UNITS) / SUBGROUP;
const BLOCKS = HEAD / 16;
const SHARED_BYTES = 16 * TILE * (3 * STAGED + SCORES + WEIGHTS);

/** Whether the kernel is for a shape on a device. */
export function windowByMatrices(
  { headDim, window }: WindowAttentionShape,
  precision: Precision,
  context: PlanContext,
): boolean {
  return (
    precision === 'f16' &&
    headDim === HEAD &&
    window <= TILE &&
    hasMatrices(context) &&
    context.limits.maxWorkgroupStorage >= SHARED_BYTES
  );
}

/** The shader; `columns` is the width of the folded row of workgroups. */
export function windowAttentionMatrixWgsl(
  { heads, length, window, scale = 1 }: WindowAttentionShape,
  columns: number,
): string {
  const strips = Math.ceil(length / STRIP);
  const unit = floatText(scale * Math.LOG2E);
  const place = (i: number) => `(lane / ${UNITS}u + ${(i * SUBGROUP) / UNITS}u) * ${STAGED}u + lane % ${UNITS}u`;
  const bring = (name: string, tile: string, indent: string) =>
    lines(
      LOADS,
      (i) =>
        `let ${name}_${i} = ${name}_at(base, ${tile} * ${TILE}u + lane / ${UNITS}u + ${(i * SUBGROUP) / UNITS}u, lane % ${UNITS}u);`,
      indent,
    );
  const put = (name: string, array: string, indent: string) =>
    lines(LOADS, (i) => `${array}[${place(i)}] = ${name}_${i};`, indent);
  return `${MATRIX_HEADER}@group(0) @binding(0) var<storage, read> q: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4<u32>>;

// The queries of a tile, and then its results.
var<workgroup> rows: array<vec4<u32>, ${TILE * STAGED}>;
var<workgroup> keys: array<vec4<u32>, ${TILE * STAGED}>;
var<workgroup> values: array<vec4<u32>, ${TILE * STAGED}>;
var<workgroup> scores: array<vec4<u32>, ${TILE * SCORES}>;
var<workgroup> weights: array<vec4<u32>, ${TILE * WEIGHTS}>;

${PACKED_8}${['q', 'k', 'v']
  .map(
    (name) => `fn ${name}_at(base: u32, row: u32, unit: u32) -> vec4<u32> {
  return ${name}[(base + min(row, ${length - 1}u)) * ${UNITS}u + unit];
}
`,
  )
  .join('')}
@compute @workgroup_size(${SUBGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * ${columns}u;
  if (index >= ${heads * strips}u) {
    return;
  }
  let base = index / ${strips}u * ${length}u;
  let first_tile = index % ${strips}u * ${TILES}u;
  let lane = thread;
  let row = lane % ${TILE}u;
  let part = lane / ${TILE}u;
  // The tile before the strip; where there is none it is masked.
  let before = max(first_tile, 1u) - 1u;
${bring('k', 'before', '  ')}${bring('v', 'before', '  ')}${put('k', 'keys', '  ')}${put('v', 'values', '  ')}\
  workgroupBarrier();
${lines(BLOCKS, (c) => `var old_key${c} = ${loadFactor('right', 'keys', 2 * c, STAGED, 'column')};`)}\
${lines(BLOCKS, (c) => `var old_value${c} = ${loadFactor('right', 'values', 2 * c, STAGED)};`)}\
  for (var tile = first_tile; tile < first_tile + ${TILES}u; tile++) {
    workgroupBarrier();
${bring('q', 'tile', '    ')}${bring('k', 'tile', '    ')}${bring('v', 'tile', '    ')}\
${put('q', 'rows', '    ')}${put('k', 'keys', '    ')}${put('v', 'values', '    ')}\
    workgroupBarrier();
${lines(BLOCKS, (c) => `let key${c} = ${loadFactor('right', 'keys', 2 * c, STAGED, 'column')};`, '    ')}\
${lines(BLOCKS, (c) => `let value${c} = ${loadFactor('right', 'values', 2 * c, STAGED)};`, '    ')}\
    var old_sum = ${ZERO_MATRIX};
    var sum = ${ZERO_MATRIX};
${lines(BLOCKS, (c) => `let query${c} = ${loadFactor('left', 'rows', 2 * c, STAGED)};`, '    ')}\
${lines(BLOCKS, (c) => multiplyAdd(`query${c}`, `old_key${c}`, 'old_sum'), '    ')}\
${lines(BLOCKS, (c) => multiplyAdd(`query${c}`, `key${c}`, 'sum'), '    ')}\
    ${storeSum('scores', 0, 'old_sum', SCORES)}
    ${storeSum('scores', TILE / 4, 'sum', SCORES)}
    workgroupBarrier();
    // Columns: 16 keys of the tile before, then 16 of this one. A thread has one of the two.
${lines(4, (i) => `var s${i} = bitcast<vec4<f32>>(scores[row * ${SCORES}u + part * 4u + ${i}u]) * ${unit};`, '    ')}\
    let column = vec4<u32>(${TILE}u * part) + vec4<u32>(0u, 1u, 2u, 3u);
    let oldest = max(row + ${TILE + 1 - window}u, select(0u, ${TILE}u, tile == 0u));
${lines(4, (i) => `s${i} = select(vec4<f32>(-1e38), s${i}, (column + ${4 * i}u >= vec4<u32>(oldest)) & (column + ${4 * i}u <= vec4<u32>(row + ${TILE}u)));`, '    ')}\
    let top4 = max(max(s0, s1), max(s2, s3));
    var top = max(max(top4.x, top4.y), max(top4.z, top4.w));
    top = max(top, subgroupShuffleXor(top, ${TILE}u));
${lines(4, (i) => `s${i} = exp2(s${i} - top);`, '    ')}\
    let sum4 = (s0 + s1) + (s2 + s3);
    var total = (sum4.x + sum4.y) + (sum4.z + sum4.w);
    total += subgroupShuffleXor(total, ${TILE}u);
    let inverse = 1.0 / total;
    weights[row * ${WEIGHTS}u + part * 2u] = packed8(s0 * inverse, s1 * inverse);
    weights[row * ${WEIGHTS}u + part * 2u + 1u] = packed8(s2 * inverse, s3 * inverse);
    workgroupBarrier();
    let old_weight = ${loadFactor('left', 'weights', 0, WEIGHTS)};
    let weight = ${loadFactor('left', 'weights', TILE / 8, WEIGHTS)};
${lines(BLOCKS, (c) => `var o${c} = subgroup_matrix_result<f16, 16, 16>();`, '    ')}\
${lines(BLOCKS, (c) => multiplyAdd('old_weight', `old_value${c}`, `o${c}`), '    ')}\
${lines(BLOCKS, (c) => multiplyAdd('weight', `value${c}`, `o${c}`), '    ')}\
${lines(BLOCKS, (c) => storeSum('rows', 2 * c, `o${c}`, STAGED), '    ')}\
    workgroupBarrier();
${lines(
  LOADS,
  (i) => `\
let to${i} = tile * ${TILE}u + lane / ${UNITS}u + ${(i * SUBGROUP) / UNITS}u;
    if (to${i} < ${length}u) {
      out[(base + to${i}) * ${UNITS}u + lane % ${UNITS}u] = rows[${place(i)}];
    }`,
  '    ',
)}\
${lines(BLOCKS, (c) => `old_key${c} = key${c};`, '    ')}\
${lines(BLOCKS, (c) => `old_value${c} = value${c};`, '    ')}\
  }
}
`;
}
