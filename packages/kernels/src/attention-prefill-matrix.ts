/**
 * Attention prefill in f16 for heads of 64, by subgroup matrices; `attention-prefill.ts` tells the idea.
 *
 * A workgroup of four subgroups takes 64 queries, 16 a subgroup, and goes over the keys 32 at a time. Queries stay in matrices, and so
 * do the weighted values. A step has two halves between two barriers: softmax, while the next keys and values arrive; then weighted
 * values and the next scores. Scores go to workgroup memory, where two threads share a row, and come back as weights in f16.
 *
 * No thread can scale a row of a matrix, so the score that a row's weights are relative to changes only when another is larger by more
 * than a factor of 2^8: rarely, and then all go through workgroup memory. Weights are at most 2^8, far from the end of f16.
 */

import { NO_WINDOW } from './attention-bias.js';
import { type FullAttentionPrefillShape, LEAST_SCALE } from './attention-prefill-shape.js';
import type { PlanContext } from './kernel-definition.js';
import {
  hasMatrices,
  loadFactor,
  loadSum,
  MATRIX_HEADER,
  multiplyAdd,
  PACKED_8,
  SUBGROUP,
  storeSum,
  ZERO_MATRIX,
} from './subgroup-matrices.js';
import { floatText, lines } from './unrolled.js';

/** Queries of a workgroup. */
export const MATRIX_QUERIES = 64;
const SUBGROUPS = 4;
const THREADS = SUBGROUPS * SUBGROUP;
/** Queries of a subgroup. */
const ROWS = MATRIX_QUERIES / SUBGROUPS;
/** Keys of a step. */
const KEYS = 32;
const HEAD = 64;
/** Elements of a row: of scores (4 numbers an element), weights, keys and values (8 an element); all odd. */
const SCORES = KEYS / 4 + 1;
const WEIGHTS = KEYS / 8 + 1;
const UNITS = HEAD / 8;
const STAGED = UNITS + 1;
/** Score elements of a thread: two threads share a row. */
const OWN = KEYS / 4 / 2;
/** Elements of keys, and as many of values, that a thread brings. */
const LOADS = (KEYS * UNITS) / THREADS;
/** Blocks of 16 keys in a step, of 16 columns in a head, and halves of a head in the place of the scores. */
const KEY_BLOCKS = KEYS / 16;
const COLUMN_BLOCKS = HEAD / 16;
const HALVES = HEAD / KEYS;
const SHARED_BYTES = 16 * (MATRIX_QUERIES * (SCORES + WEIGHTS) + 2 * KEYS * STAGED) + 16;

/**
 * An fma subtracts a reference that was rounded, of a product that was not. Up to here a weight differs by less than 2^-12 by that, and
 * all of a row by the same; beyond it the weights could be infinite, and differences are taken before the product.
 */
const LARGE = '4096.0';

/** Whether the kernel is for a shape on a device. */
export function prefillsByMatrices(shape: FullAttentionPrefillShape, context: PlanContext): boolean {
  const { keyDim, valueDim, scale, bias } = shape;
  return (
    keyDim === HEAD &&
    valueDim === HEAD &&
    bias !== 'alibi' &&
    scale >= LEAST_SCALE &&
    hasMatrices(context) &&
    context.limits.maxWorkgroupStorage >= SHARED_BYTES &&
    context.limits.maxWorkgroupInvocations >= THREADS
  );
}

/** The shader; `columns` is the width of the folded row of workgroups, `window` that of all heads where they have the same. */
export function attentionPrefillMatrixWgsl(shape: FullAttentionPrefillShape, columns: number, window?: number): string {
  const { heads, keys, queries, queryOffset, scale, bias } = shape;
  const tiles = Math.ceil(queries / MATRIX_QUERIES);
  const perHead = bias === 'hard-alibi' && window === undefined;
  const windowed = perHead || window !== undefined;
  const unit = floatText(scale * Math.LOG2E);
  return `${MATRIX_HEADER}@group(0) @binding(0) var<storage, read> q: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<u32>>;
${perHead ? '@group(0) @binding(3) var<storage, read> windows: array<f32>;\n' : ''}\
@group(0) @binding(${perHead ? 4 : 3}) var<storage, read_write> out: array<vec4<u32>>;

var<workgroup> scores: array<array<vec4<u32>, ${ROWS * SCORES}>, ${SUBGROUPS}>;
var<workgroup> weights: array<array<vec4<u32>, ${ROWS * WEIGHTS}>, ${SUBGROUPS}>;
var<workgroup> keys: array<vec4<u32>, ${KEYS * STAGED}>;
var<workgroup> values: array<vec4<u32>, ${KEYS * STAGED}>;
// One more than the last step in which a row's reference moved.
var<workgroup> moved: atomic<u32>;

${PACKED_8}${loader('q', queries)}${loader('k', keys)}${loader('v', keys)}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * ${columns}u;
  if (index >= ${heads * tiles}u) {
    return;
  }
  // Neighbouring workgroups share a head, and its keys in cache; late queries see most keys and go first.
  let head = index / ${tiles}u;
  let first_row = (${tiles - 1}u - index % ${tiles}u) * ${MATRIX_QUERIES}u;
  let subgroup = thread / ${SUBGROUP}u;
  let row = thread % ${ROWS}u;
  let part = thread % ${SUBGROUP}u / ${ROWS}u;
  let own_row = first_row + subgroup * ${ROWS}u + row;
  let first_position = first_row + ${queryOffset}u;
  let position = own_row + ${queryOffset}u;
  let last_step = min(${queryOffset + queries - 1}u, first_position + ${MATRIX_QUERIES - 1}u) / ${KEYS}u;
${
  windowed
    ? `  let window = ${perHead ? `u32(clamp(windows[head], 1.0, ${NO_WINDOW}.0))` : `${window}u`};
  let oldest = max(position + 1u, window) - window;
  let first_step = (max(first_position + 1u, window) - window) / ${KEYS}u;
  // No window of the tile starts after this key.
  let last_first = max(first_position + ${MATRIX_QUERIES}u, window) - window;`
    : '  let first_step = 0u;'
}
  for (var e = thread; e < ${MATRIX_QUERIES * UNITS}u; e += ${THREADS}u) {
    let to = e / ${UNITS}u;
    scores[to / ${ROWS}u][to % ${ROWS}u * ${SCORES}u + e % ${UNITS}u] = q_at(head, first_row + to, e % ${UNITS}u);
  }
${bring('k', 'first_step')}${put('k', 'keys')}\
  workgroupBarrier();
${lines(COLUMN_BLOCKS, (c) => `let q${c} = ${loadFactor('left', 'scores[subgroup]', 2 * c, SCORES)};`)}\
  workgroupBarrier();
${scoreProducts('  ')}\
${lines(COLUMN_BLOCKS, (n) => `var o${n} = ${ZERO_MATRIX};`)}\
  var most = -1e30;
  var total = 0.0;
  for (var step = first_step; step <= last_step; step++) {
    workgroupBarrier();
${bring('v', 'step', '    ')}${bring('k', 'step + 1u', '    ')}\
    let at = row * ${SCORES}u + part * ${OWN}u;
${lines(OWN, (i) => `var s${i} = bitcast<vec4<f32>>(scores[subgroup][at + ${i}u]);`, '    ')}\
    if (step * ${KEYS}u + ${KEYS - 1}u > first_position + subgroup * ${ROWS}u${windowed ? ` || step * ${KEYS}u < last_first` : ''}) {
      let key = vec4<u32>(step * ${KEYS}u + part * ${4 * OWN}u) + vec4<u32>(0u, 1u, 2u, 3u);
${lines(OWN, (i) => `s${i} = select(vec4<f32>(-3e38), s${i}, ${windowed ? `(key + ${4 * i}u >= vec4<u32>(oldest)) & ` : ''}(key + ${4 * i}u <= vec4<u32>(position)));`, '      ')}\
    }
    let top4 = max(max(s0, s1), max(s2, s3));
    var top = max(max(top4.x, top4.y), max(top4.z, top4.w));
    top = max(top, subgroupShuffleXor(top, ${ROWS}u));
    let outgrown = (top - most) * ${unit} > 8.0;
    let next = select(most, top, outgrown);
    let shrink = exp2((most - next) * ${unit});
    if (outgrown && most > -1e29) {
      atomicMax(&moved, step + 1u);
    }
    most = next;
    var offset = -most * ${unit};
    if (abs(offset) > ${LARGE}) {
${lines(OWN, (i) => `s${i} -= most;`, '      ')}\
      offset = 0.0;
    }
${lines(OWN, (i) => `s${i} = exp2(fma(s${i}, vec4<f32>(${unit}), vec4<f32>(offset)));`, '    ')}\
    let sum4 = (s0 + s1) + (s2 + s3);
    total = fma(total, shrink, (sum4.x + sum4.y) + (sum4.z + sum4.w));
${lines(OWN / 2, (i) => `weights[subgroup][row * ${WEIGHTS}u + part * ${OWN / 2}u + ${i}u] = packed8(s${2 * i}, s${2 * i + 1});`, '    ')}\
${put('v', 'values', '    ')}${put('k', 'keys', '    ')}\
    let rescaled = workgroupUniformLoad(&moved) == step + 1u;
${lines(KEY_BLOCKS, (c) => `let p${c} = ${loadFactor('left', 'weights[subgroup]', 2 * c, WEIGHTS)};`, '    ')}\
    if (rescaled) {
${rescale('      ')}\
    }
${valueProducts('    ')}\
    if (step < last_step) {
${scoreProducts('      ')}\
    }
  }
  total += subgroupShuffleXor(total, ${ROWS}u);
  let inverse = 1.0 / total;
${output(queries)}\
}
`;
}

function loader(name: string, rows: number): string {
  return `fn ${name}_at(head: u32, row: u32, unit: u32) -> vec4<u32> {
  if (row >= ${rows}u) {
    return vec4<u32>();
  }
  return ${name}[(head * ${rows}u + row) * ${UNITS}u + unit];
}
`;
}

/** The keys or values of a step on their way. */
function bring(name: 'k' | 'v', step: string, indent = '  '): string {
  return lines(
    LOADS,
    (i) => {
      const row = `(${step}) * ${KEYS}u + (thread + ${i * THREADS}u) / ${UNITS}u`;
      return `let ${name}_${i} = ${name}_at(head, ${row}, thread % ${UNITS}u);`;
    },
    indent,
  );
}

/** And arrived. */
function put(name: 'k' | 'v', array: string, indent = '  '): string {
  return lines(
    LOADS,
    (i) => `${array}[(thread + ${i * THREADS}u) / ${UNITS}u * ${STAGED}u + thread % ${UNITS}u] = ${name}_${i};`,
    indent,
  );
}

/** Scores of 16 queries by the keys of a step, to workgroup memory. */
function scoreProducts(indent: string): string {
  let text = '';
  for (let n = 0; n < KEY_BLOCKS; n++) {
    text += `${indent}var sum${n} = ${ZERO_MATRIX};\n`;
    for (let c = 0; c < COLUMN_BLOCKS; c++) {
      const key = `key${n}_${c}`;
      text += `${indent}let ${key} = ${loadFactor('right', 'keys', n * 16 * STAGED + 2 * c, STAGED, 'column')};\n`;
      text += `${indent}${multiplyAdd(`q${c}`, key, `sum${n}`)}\n`;
    }
    text += `${indent}${storeSum('scores[subgroup]', 4 * n, `sum${n}`, SCORES)}\n`;
  }
  return text;
}

/** Adds the weighted values of a step. */
function valueProducts(indent: string): string {
  let text = '';
  for (let c = 0; c < KEY_BLOCKS; c++) {
    for (let n = 0; n < COLUMN_BLOCKS; n++) {
      const value = `value${c}_${n}`;
      text += `${indent}let ${value} = ${loadFactor('right', 'values', c * 16 * STAGED + 2 * n, STAGED)};\n`;
      text += `${indent}${multiplyAdd(`p${c}`, value, `o${n}`)}\n`;
    }
  }
  return text;
}

/** What was summed, in the place of the scores: `KEYS` columns at a time. */
function spill(half: number, indent: string): string {
  return lines(KEY_BLOCKS, (n) => storeSum('scores[subgroup]', 4 * n, `o${half * KEY_BLOCKS + n}`, SCORES), indent);
}

/** Scales the rows of what was summed; all threads come here, or none. */
function rescale(indent: string): string {
  let text = '';
  for (let half = 0; half < HALVES; half++) {
    text += `${spill(half, indent)}${indent}workgroupBarrier();
${indent}for (var i = 0u; i < ${OWN}u; i++) {
${indent}  scores[subgroup][at + i] = bitcast<vec4<u32>>(bitcast<vec4<f32>>(scores[subgroup][at + i]) * shrink);
${indent}}
${indent}workgroupBarrier();
${lines(KEY_BLOCKS, (n) => `o${half * KEY_BLOCKS + n} = ${loadSum('scores[subgroup]', 4 * n, SCORES)};`, indent)}\
${indent}workgroupBarrier();
`;
  }
  return text;
}

function output(queries: number): string {
  let text = `  let own = row * ${SCORES}u + part * ${OWN}u;\n`;
  for (let half = 0; half < HALVES; half++) {
    text += `  workgroupBarrier();
${spill(half, '  ')}  workgroupBarrier();
  if (own_row < ${queries}u) {
    for (var i = 0u; i < ${OWN / 2}u; i++) {
      let low = bitcast<vec4<f32>>(scores[subgroup][own + 2u * i]) * inverse;
      let high = bitcast<vec4<f32>>(scores[subgroup][own + 2u * i + 1u]) * inverse;
      out[(head * ${queries}u + own_row) * ${UNITS}u + ${half * (KEYS / 8)}u + part * ${OWN / 2}u + i] = packed8(low, high);
    }
  }
`;
  }
  return text;
}
