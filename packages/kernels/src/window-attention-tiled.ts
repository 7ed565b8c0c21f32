/**
 * Windowed attention through workgroup memory, for rows of any width; window-attention.ts says when.
 *
 * A workgroup takes 64 neighbouring queries of one head, one a thread: its query and its sum of values stay in registers. The
 * keys and values that they see, 64 + m − 1 at most, pass through workgroup memory in tiles, each read once from memory and
 * shared by all 64: every row is read 1 + (m − 1)/64 times, and a neighbour's read of the same row mostly finds it in
 * cache. As many keys as there is room for make a tile, so that a small window is one tile and two barriers.
 *
 * In a small window each thread reads keys of its own; in workgroup memory a row is an odd number of packs long, so that
 * threads side by side do not meet in a bank. In a large one most tiles lie in all 64 windows, all threads read the same key
 * at the same time, and it is broadcast. The softmax is online: when a larger score comes, what was summed is scaled down.
 * Above headDim 64 registers spill on most hardware.
 */
import type { PlanContext, Precision } from './kernel-definition.js';
import { packedInput, packedOutput, packsOf, storedIn } from './packed-rows.js';
import { lines } from './unrolled.js';
import type { WindowAttentionShape } from './window-attention.js';

/** Queries of a workgroup, one a thread. */
export const TILED_QUERIES = 64;
/** Loads of a thread that are under way at once, of keys and as many of values. */
const BATCH = 4;
/** Below every score, and far from overflow when a score is taken from it. */
const LOWEST = '-1e38';

/** Packs of a row in workgroup memory: odd, so that rows begin in different banks. */
function strideOf(packs: number): number {
  return packs + 1 - (packs % 2);
}

/** Keys of a tile: all that the queries see, or as many as there is room for. */
function tileKeys({ headDim, window, length }: WindowAttentionShape, { limits }: PlanContext): number {
  const bytesPerKey = 2 * 16 * strideOf(packsOf(headDim));
  const seen = TILED_QUERIES + Math.min(window, length) - 1;
  return Math.min(seen, length, Math.floor(limits.maxWorkgroupStorage / bytesPerKey));
}

/** The shader; `columns` is the width of the folded row of workgroups. */
export function tiledWindowWgsl(
  shape: WindowAttentionShape,
  precision: Precision,
  context: PlanContext,
  columns: number,
): string {
  const { heads, length, headDim, window, scale = 1 } = shape;
  const packs = packsOf(headDim);
  const stride = strideOf(packs);
  const keys = tileKeys(shape, context);
  const tiles = Math.ceil(length / TILED_QUERIES);
  const staged = keys * packs;
  const place = (b: number) => (b === 0 ? 'i' : `i + ${b * TILED_QUERIES}u`);
  return `${storedIn(precision).directive}\
${packedInput(0, 'q', headDim, precision)}\
${packedInput(1, 'k', headDim, precision)}\
${packedInput(2, 'v', headDim, precision)}\
${packedOutput(3, 'out', headDim, precision)}
var<workgroup> keys: array<vec4<f32>, ${keys * stride}>;
var<workgroup> values: array<vec4<f32>, ${keys * stride}>;

@compute @workgroup_size(${TILED_QUERIES})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.y * ${columns}u + group.x;
  if (index >= ${heads * tiles}u) {
    return;
  }
  let row = (index / ${tiles}u) * ${length}u;
  let first = (index % ${tiles}u) * ${TILED_QUERIES}u;
  let end = min(first + ${TILED_QUERIES}u, ${length}u);
  // Threads after the last query do as it does, and write nothing.
  let position = min(first + thread, ${length - 1}u);
  let oldest = max(position + 1u, ${window}u) - ${window}u;
${lines(packs, (c) => `let q${c} = q_at(row + position, ${c}u);`)}\
${lines(packs, (c) => `var sum${c} = vec4<f32>();`)}\
  var largest = ${LOWEST};
  var total = 0.0;
  for (var start = max(first + 1u, ${window}u) - ${window}u; start < end; start += ${keys}u) {
    for (var i = thread; i < ${staged}u; i += ${BATCH * TILED_QUERIES}u) {
${lines(BATCH, (b) => `let row${b} = row + min(start + (${place(b)}) / ${packs}u, ${length - 1}u);`, '      ')}\
${lines(BATCH, (b) => `let key${b} = k_at(row${b}, (${place(b)}) % ${packs}u);`, '      ')}\
${lines(BATCH, (b) => `let value${b} = v_at(row${b}, (${place(b)}) % ${packs}u);`, '      ')}\
${lines(
  BATCH,
  (b) => `\
if (${place(b)} < ${staged}u) {
        let at = ((${place(b)}) / ${packs}u) * ${stride}u + (${place(b)}) % ${packs}u;
        keys[at] = key${b};
        values[at] = value${b};
      }`,
  '      ',
)}\
    }
    workgroupBarrier();
    let until = max(min(position + 1u, start + ${keys}u), start) - start;
    for (var n = max(oldest, start) - start; n < until; n++) {
      let at = n * ${stride}u;
      var products = q0 * keys[at];
${lines(packs - 1, (c) => `products += q${c + 1} * keys[at + ${c + 1}u];`, '      ')}\
      let score = ${wgslNumber(scale)} * (products.x + products.y + (products.z + products.w));
      if (score > largest) {
        let shrink = exp(largest - score);
        total *= shrink;
${lines(packs, (c) => `sum${c} *= shrink;`, '        ')}\
        largest = score;
      }
      let weight = exp(score - largest);
      total += weight;
${lines(packs, (c) => `sum${c} += weight * values[at + ${c}u];`, '      ')}\
    }
    workgroupBarrier();
  }
  if (first + thread < ${length}u) {
${lines(packs, (c) => `set_out(row + position, ${c}u, sum${c} / total);`, '    ')}\
  }
}
`;
}

/** A number as WGSL writes it: the nearest f32. */
function wgslNumber(value: number): string {
  return `f32(${value})`;
}
