/**
 * The two programs of a retention by subgroup matrices; what they do together is told in `retention-matrix.ts`.
 *
 * A workgroup has four subgroups. Each has 16 keys of the state by 64 values in its accumulators, and 16 rows of a chunk. What is a
 * factor of a product is f16 in workgroup memory, where every offset is a constant: a column block of the keys, or a subgroup's rows,
 * is an array of its own.
 *
 * Inputs are f16 and sums are f32, but two things become f16 between products: the state that a chunk starts from, and its scores.
 * Either may be beyond f16, or so small that f16 has few bits for it, where what is made of them is neither. So before they
 * are rounded both are brought to a middle size by a power of two, which is 1 unless they need another, and results are
 * brought back by its inverse. Numbers that are infinite or NaN have no say in its choice, so that they leave others alone.
 *
 * Decays of scores and of the state are f32. Queries that meet the state and keys that enter it are decayed in f16, but by no more
 * than 15 steps: keys to the end of their block of 16, from where the state decays. What decays in f16 to less than 2⁻¹⁴ loses
 * bits, an absolute error of at most 2⁻²⁵ (2⁻¹⁴ on a device that makes 0 of such numbers), which a key of 1 has
 * where γ is below 0.524.
 */
import { decayPowerWgsl } from './decay-power.js';
import type { RetentionKind, RetentionShape } from './retention.js';
import type { Segments } from './retention-matrix.js';
import { CHUNK } from './retention-tiles.js';
import { featureWgsl } from './retention-wgsl.js';
import {
  loadFactor,
  loadSum,
  MATRIX_HEADER,
  multiplyAdd,
  PACKED_8,
  SUBGROUP,
  scaleSum,
  storeSum,
  ZERO_MATRIX,
} from './subgroup-matrices.js';
import { inOrder, lines } from './unrolled.js';

/** What the text of both depends on. */
export interface RetentionMatrixText {
  readonly kind: RetentionKind;
  readonly shape: RetentionShape;
  readonly segments: Segments;
}

const SUBGROUPS = 4;
/** Threads of a workgroup. */
export const THREADS = SUBGROUPS * SUBGROUP;
/** Rows of a subgroup, and blocks of 16 in a head or a chunk. */
const ROWS = CHUNK / SUBGROUPS;
const BLOCKS = 4;
/** Elements of 8 halves in a row of a head. */
const UNITS = 8;
/** Elements from one row to the next: odd, so that neighbours lie in different banks. */
const STAGED = UNITS + 1;
const KEYS = 3;
const SUMS = 2 * UNITS + 1;
/** Elements of a column block of keys: a row more or so, which puts the blocks into different banks. */
const KEY_BLOCK = CHUNK * KEYS + 2;
/** Elements that a thread brings of each tensor. */
const LOADS = (CHUNK * UNITS) / THREADS;
/** Bytes of workgroup memory of the outputs. */
export const OUTPUTS_BYTES =
  16 * (BLOCKS * KEY_BLOCK + 2 * CHUNK * STAGED + SUBGROUPS * ROWS * SUMS) + 16 + 4 * (CHUNK + 4);

/** The chunk that is brought while one is worked on. */
const NEXT = 'min(chunk + 1u, end - 1u)';

/** Row within the subgroup's, and within the chunk, of a thread's load `i`. */
const ownRow = (i: number) => `row + ${(SUBGROUP / UNITS) * i}u`;
const chunkRow = (i: number) => `subgroup * ${ROWS}u + row + ${(SUBGROUP / UNITS) * i}u`;
const staged = (i: number) => `(${chunkRow(i)}) * ${STAGED}u + unit`;
const keyAt = (i: number) => `(${chunkRow(i)}) * ${KEYS}u + unit % 2u`;

/** `sum` plus the product of a factor and one that is loaded for it. */
const multiplyLoaded = (left: string, load: string, sum: string, indent: string) => `${indent}{
${indent}  let factor = ${load};
${indent}  ${multiplyAdd(left, 'factor', sum)}
${indent}}
`;

const overBlocks = (text: (c: number) => string) => inOrder(BLOCKS).map(text).join('');

function headOf({ kind, shape, segments }: RetentionMatrixText, columns: number): string {
  const { heads, length, valueDim } = shape;
  return `
const heads = ${heads}u;
const steps = ${length}u;
const valueUnits = ${valueDim / 8}u;
const valueBlocks = ${valueDim / 64}u;
const chunks = ${segments.chunks}u;
const segments = ${segments.count}u;
const own = ${segments.own}u;
const columns = ${columns}u;

${PACKED_8}
fn low_4(x: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(x.x), unpack2x16float(x.y));
}

fn high_4(x: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(x.z), unpack2x16float(x.w));
}

fn scaled(x: vec4<u32>, factor: f32) -> vec4<u32> {
  return packed8(low_4(x) * factor, high_4(x) * factor);
}

${featureWgsl(shape.featureMap)}
fn mapped(x: vec4<u32>) -> vec4<u32> {
  return ${shape.featureMap === 'identity' ? 'x' : 'packed8(feature(low_4(x)), feature(high_4(x)))'};
}
${
  kind.decays
    ? `
// Powers of the decay.
var<workgroup> powers: array<f32, ${CHUNK + 1}>;

${decayPowerWgsl('f32')}`
    : ''
}`;
}

/** A thread's part of a chunk of one tensor; zeros beyond the last step. */
function loader(name: 'q' | 'k' | 'v'): string {
  const width = name === 'v' ? 'valueUnits' : `${UNITS}u`;
  const place = name === 'v' ? `valueBlock * ${UNITS}u + unit` : 'unit';
  const number = `${name}[(head * steps + step) * ${width} + ${place}]`;
  return `
fn ${name}_at(head: u32, step: u32, ${name === 'v' ? 'valueBlock: u32, ' : ''}unit: u32) -> vec4<u32> {
  if (step >= steps) {
    return vec4<u32>();
  }
  return ${name === 'v' ? number : `mapped(${number})`};
}
`;
}

const bring = (name: 'q' | 'k' | 'v', chunk: string, indent: string) =>
  lines(
    LOADS,
    (i) =>
      `${name}_${i} = ${name}_at(head, (${chunk}) * ${CHUNK}u + ${chunkRow(i)}, ${name === 'v' ? 'valueBlock, ' : ''}unit);`,
    indent,
  );

const declare = (...names: string[]) =>
  names.map((name) => lines(LOADS, (i) => `var ${name}_${i} = vec4<u32>();`)).join('');

/** Which segment of which head it is, and what the thread has of a chunk. */
function place(decays: boolean): string {
  return `  let item = group.x + group.y * columns;
  if (item >= heads * segments * valueBlocks) {
    return;
  }
  let valueBlock = item % valueBlocks;
  let segment = item / valueBlocks;
  let head = segment / segments;
  let begin = segment % segments * own;
  let end = min(begin + own, chunks);
  let subgroup = thread / ${SUBGROUP}u;
  let row = thread % ${SUBGROUP}u / ${UNITS}u;
  let unit = thread % ${UNITS}u;
${
  decays
    ? `  if (thread < ${CHUNK + 1}u) {
    powers[thread] = decayPower(decay[head], thread).kept;
  }
  workgroupBarrier();
`
    : ''
}`;
}

/** Where the subgroup's part of a segment's state lies, block `n` of its columns. */
const statePlace = (n: number) =>
  `((segment * 64u + subgroup * ${ROWS}u) * valueBlocks + valueBlock) * ${2 * UNITS}u + ${4 * n}u`;

/** The power by which a key of the thread decays until its block ends. */
const keyPower = (i: number) => `powers[max(ended, ${chunkRow(i)} + 1u) - 1u - (${chunkRow(i)})]`;

/** The steps that a chunk has, and where the block of the thread's keys ends. */
const ENDS = `    let remaining = min(${CHUNK}u, steps - chunk * ${CHUNK}u);
    let ended = min(remaining, subgroup * ${ROWS}u + ${ROWS}u);
`;

/** The state decays by the steps of block `c`. */
const decayState = (decays: boolean, c: number) =>
  decays
    ? `      let kept = powers[clamp(remaining, ${c * ROWS}u, ${(c + 1) * ROWS}u) - ${c * ROWS}u];
${lines(BLOCKS, (n) => scaleSum(`s${n}`, 'kept'), '      ')}`
    : '';

/** Σ γ^(n−1−i) k_iᵀ v_i of every segment. */
export function segmentStatesWgsl(text: RetentionMatrixText, columns: number): string {
  const { decays } = text.kind;
  return `${MATRIX_HEADER}${headOf(text, columns)}
@group(0) @binding(0) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> states: array<vec4<u32>>;
${decays ? '@group(0) @binding(3) var<storage, read> decay: array<f32>;\n' : ''}
// Two of each, so that one barrier a chunk is enough.
var<workgroup> keys: array<array<vec4<u32>, ${KEY_BLOCK}>, ${2 * BLOCKS}>;
var<workgroup> values: array<array<vec4<u32>, ${CHUNK * STAGED}>, 2>;
${loader('k')}${loader('v')}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
${place(decays)}${declare('k', 'v')}${bring('k', 'begin', '  ')}${bring('v', 'begin', '  ')}\
${lines(BLOCKS, (n) => `var s${n} = ${ZERO_MATRIX};`)}\
  for (var chunk = begin; chunk < end; chunk++) {
    let turn = chunk % 2u;
    let block = turn * ${BLOCKS}u + subgroup;
${decays ? ENDS : ''}\
${lines(LOADS, (i) => `keys[turn * ${BLOCKS}u + unit / 2u][${keyAt(i)}] = ${decays ? `scaled(k_${i}, ${keyPower(i)})` : `k_${i}`};`, '    ')}\
${lines(LOADS, (i) => `values[turn][${staged(i)}] = v_${i};`, '    ')}\
${bring('k', NEXT, '    ')}${bring('v', NEXT, '    ')}\
    workgroupBarrier();
${overBlocks(
  (c) => `    {
${decayState(decays, c)}\
      let key = ${loadFactor('left', 'keys[block]', c * 16 * KEYS, KEYS, 'column')};
${overBlocks((n) => multiplyLoaded('key', loadFactor('right', 'values[turn]', c * 16 * STAGED + 2 * n, STAGED), `s${n}`, '      '))}\
    }
`,
)}\
  }
${lines(BLOCKS, (n) => storeSum('states', statePlace(n), `s${n}`, 16 * (text.shape.valueDim / 64)))}\
}
`;
}

/** Scores of the subgroup's rows by block `b` of keys, unless all of these come later. */
const scores = (b: number) => `    if (${b}u <= subgroup) {
      var score = ${ZERO_MATRIX};
${overBlocks((c) => multiplyLoaded(`query${c}`, loadFactor('right', `keys[${c}]`, b * 16 * KEYS, KEYS, 'column'), 'score', '      '))}\
      ${storeSum('rows[subgroup]', 4 * b, 'score', SUMS)}
    }
`;

/** Weighted values of block `c` of the chunk, and what it adds to the state. */
function valueProducts(decays: boolean, c: number): string {
  // A thread has packed its 32 columns where they were.
  const weight = loadFactor('left', 'rows[subgroup]', Math.floor(c / 2) * UNITS + (c % 2) * 2, SUMS);
  return `    {
${decayState(decays, c)}\
      let key = ${loadFactor('left', 'keys[subgroup]', c * 16 * KEYS, KEYS, 'column')};
${lines(BLOCKS, (n) => `let value${n} = ${loadFactor('right', 'values', c * 16 * STAGED + 2 * n, STAGED)};`, '      ')}\
      if (${c}u <= subgroup) {
        let weight = ${weight};
${lines(BLOCKS, (n) => multiplyAdd('weight', `value${n}`, `o${n}`), '        ')}\
      }
${lines(BLOCKS, (n) => multiplyAdd('key', `value${n}`, `s${n}`), '      ')}\
    }
`;
}

/** Eight sums of a row, its `low` and `high` four: half of the threads read the second four first, so that no two meet in a bank. */
const eightSums = (name: string, i: number) => `let ${name}_at${i} = (${ownRow(i)}) * ${SUMS}u + 2u * unit;
let ${name}_one${i} = bitcast<vec4<f32>>(rows[subgroup][${name}_at${i} + late]);
let ${name}_two${i} = bitcast<vec4<f32>>(rows[subgroup][${name}_at${i} + 1u - late]);
let ${name}_low${i} = select(${name}_one${i}, ${name}_two${i}, late == 1u);
let ${name}_high${i} = select(${name}_two${i}, ${name}_one${i}, late == 1u);
`;

/** The outputs, and the states on the way. */
export function outputsByMatricesWgsl(text: RetentionMatrixText, columns: number): string {
  const { decays } = text.kind;
  const { valueDim } = text.shape;
  const own = CHUNK / 2 / 4;
  const eachSums = (name: string) =>
    inOrder(LOADS)
      .map((i) => eightSums(name, i).replaceAll(/^(?=.)/gm, '    '))
      .join('');
  const backs = (i: number) => inOrder(4).map((e) => `powers[position - min(position, first + ${4 * i + e}u)]`);
  return `${MATRIX_HEADER}${headOf(text, columns)}
@group(0) @binding(0) var<storage, read> q: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> states: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<u32>>;
${decays ? '@group(0) @binding(5) var<storage, read> decay: array<f32>;\n' : ''}
var<workgroup> keys: array<array<vec4<u32>, ${KEY_BLOCK}>, ${BLOCKS}>;
var<workgroup> values: array<vec4<u32>, ${CHUNK * STAGED}>;
// The state that the chunk starts from.
var<workgroup> start: array<vec4<u32>, ${CHUNK * STAGED}>;
// Of each subgroup in turn: the state in f32, queries, scores, scores in f16, results.
var<workgroup> rows: array<array<vec4<u32>, ${ROWS * SUMS}>, ${SUBGROUPS}>;
// The largest number of the state of each subgroup, as bits.
var<workgroup> tops: array<u32, ${SUBGROUPS}>;
${loader('q')}${loader('k')}${loader('v')}
// As bits; numbers that are infinite or NaN do not count.
fn largest(most: u32, x: vec4<f32>) -> u32 {
  let magnitudes = bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu);
  let bits = select(vec4<u32>(), magnitudes, magnitudes < vec4<u32>(0x7f800000u));
  return max(most, max(max(bits.x, bits.y), max(bits.z, bits.w)));
}

// The power of two that makes numbers up to one with these bits be of a middle size; 1 where they are, or none is.
fn unit_for(most: u32) -> f32 {
  let exponent = max(most >> 23u, 67u);
  let middle = most == 0u || (exponent >= 123u && exponent < 142u);
  return select(bitcast<f32>((264u - exponent) << 23u), 1.0, middle);
}

// Of a power of two, exact.
fn inverse(unit: f32) -> f32 {
  return bitcast<f32>(0x7f000000u - bitcast<u32>(unit));
}

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
${place(decays)}${declare('q', 'k', 'v')}${bring('q', 'begin', '  ')}${bring('k', 'begin', '  ')}${bring('v', 'begin', '  ')}\
  let late = unit / 4u;
  // Two threads share a row of scores: columns from \`first\` on.
  let score_row = thread % 16u;
  let position = subgroup * ${ROWS}u + score_row;
  let first = thread % ${SUBGROUP}u / 16u * 32u;
${lines(BLOCKS, (n) => `var s${n} = ${loadSum('states', statePlace(n), 16 * (valueDim / 64))};`)}\
  for (var chunk = begin; chunk < end; chunk++) {
    workgroupBarrier();
${lines(BLOCKS, (n) => storeSum('rows[subgroup]', 4 * n, `s${n}`, SUMS), '    ')}\
${lines(LOADS, (i) => `keys[unit / 2u][${keyAt(i)}] = k_${i};`, '    ')}\
${lines(LOADS, (i) => `values[${staged(i)}] = v_${i};`, '    ')}\
    workgroupBarrier();
${eachSums('state')}\
    var top = 0u;
${lines(LOADS, (i) => `top = largest(largest(top, state_low${i}), state_high${i});`, '    ')}\
    tops[subgroup] = subgroupMax(top);
    workgroupBarrier();
    let state_unit = unit_for(max(max(tops[0], tops[1]), max(tops[2], tops[3])));
${lines(LOADS, (i) => `start[${staged(i)}] = packed8(state_low${i} * state_unit, state_high${i} * state_unit);`, '    ')}\
${lines(LOADS, (i) => `rows[subgroup][(${ownRow(i)}) * ${SUMS}u + unit] = q_${i};`, '    ')}\
${decays ? lines(LOADS, (i) => `rows[subgroup][(${ownRow(i)}) * ${SUMS}u + ${UNITS}u + unit] = scaled(q_${i}, powers[${ownRow(i)}]);`, '    ') : ''}\
    workgroupBarrier();
${bring('q', NEXT, '    ')}${bring('k', NEXT, '    ')}${bring('v', NEXT, '    ')}\
${lines(BLOCKS, (c) => `let query${c} = ${loadFactor('left', 'rows[subgroup]', 2 * c, SUMS)};`, '    ')}\
${decays ? lines(BLOCKS, (c) => `let decayed_query${c} = ${loadFactor('left', 'rows[subgroup]', UNITS + 2 * c, SUMS)};`, '    ') : ''}\
    workgroupBarrier();
${overBlocks(scores)}\
${lines(BLOCKS, (n) => `var o${n} = ${ZERO_MATRIX};`, '    ')}\
${overBlocks((c) => overBlocks((n) => multiplyLoaded(`${decays ? 'decayed_query' : 'query'}${c}`, loadFactor('right', 'start', c * 16 * STAGED + 2 * n, STAGED), `o${n}`, '    ')))}\
    workgroupBarrier();
    var most = 0u;
${lines(own, (i) => `var p${i} = vec4<f32>();`, '    ')}\
    if (first / ${ROWS}u <= subgroup) {
${lines(own, (i) => `p${i} = bitcast<vec4<f32>>(rows[subgroup][score_row * ${SUMS}u + first / 4u + ${i}u]);`, '      ')}\
${decays ? lines(own, (i) => `p${i} *= vec4<f32>(${backs(i).join(', ')});`, '      ') : ''}\
${lines(own, (i) => `p${i} = select(vec4<f32>(), p${i}, vec4<u32>(first + ${4 * i}u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));`, '      ')}\
${lines(own, (i) => `most = largest(most, p${i});`, '      ')}\
    }
    let score_unit = unit_for(subgroupMax(most));
    if (first / ${ROWS}u <= subgroup) {
${lines(own / 2, (i) => `rows[subgroup][score_row * ${SUMS}u + first / 4u + ${i}u] = packed8(p${2 * i} * score_unit, p${2 * i + 1} * score_unit);`, '      ')}\
    }
${
  decays
    ? `${ENDS}\
${lines(LOADS, (i) => `keys[unit / 2u][${keyAt(i)}] = scaled(keys[unit / 2u][${keyAt(i)}], ${keyPower(i)});`, '    ')}`
    : ''
}\
    workgroupBarrier();
${lines(BLOCKS, (n) => scaleSum(`o${n}`, `score_unit * inverse(state_unit)${decays ? ` * powers[subgroup * ${ROWS}u + 1u]` : ''}`), '    ')}\
${overBlocks((c) => valueProducts(decays, c))}\
    workgroupBarrier();
${lines(BLOCKS, (n) => storeSum('rows[subgroup]', 4 * n, `o${n}`, SUMS), '    ')}\
    workgroupBarrier();
    let result_unit = inverse(score_unit);
${eachSums('sum')}\
${lines(
  LOADS,
  (i) => `\
let step${i} = chunk * ${CHUNK}u + ${chunkRow(i)};
    if (step${i} < steps) {
      out[(head * steps + step${i}) * valueUnits + valueBlock * ${UNITS}u + unit] = packed8(sum_low${i} * result_unit, sum_high${i} * result_unit);
    }`,
  '    ',
)}\
  }
}
`;
}
