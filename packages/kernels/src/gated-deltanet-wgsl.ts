/**
 * The WGSL of gated DeltaNet. A workgroup takes sixteen columns of a head's state, sixteen threads a column, and keeps them in
 * registers while it runs through time. What a step needs of the whole column, k·S and q·S before the new value comes, is
 * added up at once, and the output made of them: q·S_t = α q·S + (q·k)·change. So a step has one barrier; the parts of one step
 * and of the next lie in places of their own.
 */
import type { Precision } from './kernel-definition.js';
import { lines } from './unrolled.js';

/** Columns of a workgroup, and threads of a column. */
export const DELTA_SIDE = 16;

/** What of a plan the text depends on. */
export interface DeltaText {
  readonly heads: number;
  readonly length: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly precision: Precision;
  /** Workgroups in the first dimension. */
  readonly row: number;
  /** Steps of one dispatch; where they are all, there is no clock. */
  readonly stepsAtOnce: number;
}

/** The program that takes up to `stepsAtOnce` steps from where its clocks are. */
export function gatedDeltanetWgsl(text: DeltaText): string {
  const { heads, length, keyDim, valueDim, precision, row, stepsAtOnce } = text;
  const blocks = Math.ceil(valueDim / DELTA_SIDE);
  const several = stepsAtOnce < length;
  // Rows of a thread: those beyond the last stay 0, and so do their keys and queries.
  const rows = Math.ceil(keyDim / DELTA_SIDE);
  const within = (i: number, number: string) =>
    DELTA_SIDE * (i + 1) <= keyDim ? number : `select(0.0, ${number}, local.y < ${keyDim - DELTA_SIDE * i}u)`;
  const rowAt = (i: number) =>
    DELTA_SIDE * (i + 1) <= keyDim ? `local.y + ${DELTA_SIDE * i}u` : `min(local.y + ${DELTA_SIDE * i}u, keys - 1u)`;
  return `\
${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = ${precision};
const steps = ${length}u;
const keys = ${keyDim}u;
const values = ${valueDim}u;

@group(0) @binding(0) var<storage, read> q: array<Stored>;
@group(0) @binding(1) var<storage, read> k: array<Stored>;
@group(0) @binding(2) var<storage, read> v: array<Stored>;
@group(0) @binding(3) var<storage, read> alpha: array<f32>;
@group(0) @binding(4) var<storage, read> beta: array<f32>;
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<storage, read_write> out: array<Stored>;
${several ? '@group(0) @binding(7) var<storage, read_write> clock: array<u32>;\n' : ''}
var<workgroup> parts: array<array<array<vec3<f32>, ${DELTA_SIDE}>, ${DELTA_SIDE}>, 2>;
${several ? 'var<workgroup> start: u32;\n' : ''}
@compute @workgroup_size(${DELTA_SIDE}, ${DELTA_SIDE})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let item = group.x + group.y * ${row}u;
  if (item >= ${heads * blocks}u) {
    return;
  }
${
  several
    ? `\
  if (index == 0u) {
    start = clock[item];
    clock[item] = start + ${stepsAtOnce}u;
  }
  let first = workgroupUniformLoad(&start);
`
    : '  let first = 0u;\n'
}\
  let head = item / ${blocks}u;
  let own = item % ${blocks}u * ${DELTA_SIDE}u + local.x;
  // Threads beyond the last column take that one again, and write nothing.
  let column = min(own, values - 1u);
${lines(rows, (i) => `let at${i} = (head * keys + ${rowAt(i)}) * values + column;`, '  ')}\
${lines(rows, (i) => `var s${i} = ${within(i, `state[at${i}]`)};`, '  ')}\
  for (var t = first; t < min(first + ${stepsAtOnce}u, steps); t++) {
    let step = head * steps + t;
    let kept = alpha[step];
    var sums = vec3<f32>();
${lines(rows, (i) => `let key${i} = ${within(i, `f32(k[step * keys + ${rowAt(i)}])`)};`, '    ')}\
${lines(rows, (i) => `let query${i} = ${within(i, `f32(q[step * keys + ${rowAt(i)}])`)};`, '    ')}\
${lines(rows, (i) => `s${i} *= kept; sums += vec3<f32>(key${i} * s${i}, query${i} * s${i}, query${i} * key${i});`, '    ')}\
    parts[t % 2u][local.y][local.x] = sums;
    workgroupBarrier();
    var total = vec3<f32>();
    for (var p = 0u; p < ${DELTA_SIDE}u; p++) {
      total += parts[t % 2u][p][local.x];
    }
    let change = beta[step] * (f32(v[step * values + column]) - total.x);
${lines(rows, (i) => `s${i} += key${i} * change;`, '    ')}\
    if (local.y == 0u && own < values) {
      out[step * values + own] = Stored(total.y + total.z * change);
    }
  }
  if (own < values) {
${lines(rows, (i) => (DELTA_SIDE * (i + 1) <= keyDim ? `state[at${i}] = s${i};` : `if (local.y < ${keyDim - DELTA_SIDE * i}u) { state[at${i}] = s${i}; }`), '    ')}\
  }
}
`;
}
