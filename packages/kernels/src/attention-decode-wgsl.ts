/** The two shaders of attention decode; attention-decode.ts says how they work together. */
import type { FullAttentionDecodeShape } from './attention-decode.js';
import type { Precision } from './kernel-definition.js';
import { packedInput, packedOutput, packsOf, storedIn } from './packed-rows.js';
import { lines } from './unrolled.js';

/** Keys of a split, at least. */
export const LEAST_KEYS = 128;
/** Keys of a split are a multiple of this. */
const KEYS_STEP = 32;
/** Threads of a workgroup, and keys of a chunk. */
const CHUNK = 256;
/** Threads that share a key, at most: their partial products take 9 KiB. */
const MOST_KEY_LANES = 8;
/** Threads that share a value, at most. */
const MOST_VALUE_LANES = 32;
/** Loads of a thread that are under way at once. */
const BATCH = 8;
/** Below every score, and far from overflow when a score is taken from it. */
const LOWEST = '-1e38';

/** How the threads of a workgroup share rows: thread = slot · lanes + lane. */
interface Sharing {
  /** Packs of a row. */
  readonly packs: number;
  /** Threads that share a row, a power of two. */
  readonly lanes: number;
  /** Rows that the workgroup reads at once. */
  readonly slots: number;
  /** Packs of a thread in a row. */
  readonly each: number;
  /** Rows of a thread whose loads are under way at once, a power of two; a chunk is a multiple of slots · batch. */
  readonly batch: number;
}

function sharingOf(width: number, mostLanes: number): Sharing {
  const packs = packsOf(width);
  const lanes = powerOfTwo(Math.min(packs, mostLanes));
  const each = Math.ceil(packs / lanes);
  return { packs, lanes, slots: CHUNK / lanes, each, batch: Math.min(lanes, powerOfTwo(Math.max(1, BATCH / each))) };
}

/** The largest that is not above `most`. */
function powerOfTwo(most: number): number {
  return 2 ** Math.floor(Math.log2(most));
}

/** The pack that a thread has as its u-th; a thread that has none takes the last once more. */
function packAt({ packs, lanes }: Sharing, lane: string, u: number): string {
  const pack = u === 0 ? lane : `${lane} + ${u * lanes}u`;
  return (u + 1) * lanes > packs ? `min(${pack}, ${packs - 1}u)` : pack;
}

/** Which keys there are, and how many of them each split takes; both steps come to the same. */
function rangeWgsl({ capacity, splits, bias }: FullAttentionDecodeShape): string {
  return `\
fn end_key() -> u32 {
  return min(length[0], ${capacity}u);
}
fn first_key(head: u32) -> u32 {
  return ${bias === 'hard-alibi' ? 'end_key() - min(end_key(), u32(windows[head]))' : '0u'};
}
fn keys_a_split(keys: u32) -> u32 {
  let share = (keys + ${splits - 1}u) / ${splits}u;
  return max(${LEAST_KEYS}u, (share + ${KEYS_STEP - 1}u) / ${KEYS_STEP}u * ${KEYS_STEP}u);
}
`;
}

/** Adds `sum0`, … and `total` of all slots; the threads of slot 0 then finish their packs. */
function reduceWgsl({ packs, lanes, slots, each }: Sharing, finish: (pack: string) => string): string {
  const reduceOne = (u: number) => `\
  sums[thread] = sum${u};
  workgroupBarrier();
  for (var half = ${slots / 2}u; half > 0u; half >>= 1u) {
    if (slot < half) {
      sums[thread] += sums[thread + half * ${lanes}u];
${u === 0 ? `      totals[thread] += totals[thread + half * ${lanes}u];\n` : ''}\
    }
    workgroupBarrier();
  }
  if (slot == 0u${(u + 1) * lanes > packs ? ` && lane + ${u * lanes}u < ${packs}u` : ''}) {
    ${finish(u === 0 ? 'lane' : `lane + ${u * lanes}u`)}
  }
`;
  return `  totals[thread] = total;\n${Array.from({ length: each }, (_, u) => reduceOne(u)).join('')}`;
}

/** The partial products of keys and query, eight loads under way. */
function productsWgsl({ packs, lanes, slots, each, batch }: Sharing): string {
  const sharing = { packs, lanes, slots, each, batch };
  const inRegisters = each <= BATCH;
  const product = (b: number) => Array.from({ length: each }, (_, u) => `q${u} * key${b}_${u}`).join(' + ');
  return `\
    for (var done = 0u; done < count; done += ${slots * batch}u) {
${lines(batch, (b) => `let at${b} = done + ${b * slots}u + keySlot;`, '      ')}\
${lines(batch, (b) => `let row${b} = chunk + min(at${b}, count - 1u);`, '      ')}\
${
  inRegisters
    ? lines(
        batch * each,
        (i) => {
          const [b, u] = [Math.floor(i / each), i % each];
          return `let key${b}_${u} = keyCache_at(cache + row${b}, ${packAt(sharing, 'keyLane', u)});`;
        },
        '      ',
      ) + lines(batch, (b) => `let products${b} = ${product(b)};`, '      ')
    : `\
${lines(batch, (b) => `var products${b} = vec4<f32>();`, '      ')}\
      for (var pack = keyLane; pack < ${packs}u; pack += ${lanes}u) {
        let query = q_at(head, pack);
${lines(batch, (b) => `products${b} += query * keyCache_at(cache + row${b}, pack);`, '        ')}\
      }
`
}\
${lines(batch, (b) => `partial[at${b} * ${lanes + 1}u + keyLane] = products${b}.x + products${b}.y + (products${b}.z + products${b}.w);`, '      ')}\
    }
`;
}

/** Step 1: what each split of each head leaves. */
export function attentionDecodeSplitWgsl(
  shape: FullAttentionDecodeShape,
  precision: Precision,
  columns: number,
): string {
  const { heads, capacity, keyDim, valueDim, scale, base, bias, splits } = shape;
  const power = base === '2' ? 'exp2' : 'exp';
  const keys = sharingOf(keyDim, MOST_KEY_LANES);
  const values = sharingOf(valueDim, MOST_VALUE_LANES);
  const perHead = bias === 'full' ? '' : bias === 'alibi' ? 'slopes' : 'windows';
  const queryAt = (u: number) => {
    const query = `q_at(head, ${packAt(keys, 'keyLane', u)})`;
    const pack = u === 0 ? 'keyLane' : `keyLane + ${u * keys.lanes}u`;
    return (u + 1) * keys.lanes > keys.packs ? `select(vec4<f32>(), ${query}, ${pack} < ${keys.packs}u)` : query;
  };
  const partials = Array.from({ length: keys.lanes }, (_, lane) => `partial[thread * ${keys.lanes + 1}u + ${lane}u]`);
  return `${storedIn(precision).directive}\
${packedInput(0, 'q', keyDim, precision)}\
${packedInput(1, 'keyCache', keyDim, precision)}\
${packedInput(2, 'valueCache', valueDim, precision)}\
@group(0) @binding(3) var<storage, read> length: array<u32>;
${packedOutput(4, 'splitValues', valueDim, 'f32')}\
@group(0) @binding(5) var<storage, read_write> splitStatistics: array<f32>;
${perHead === '' ? '' : `@group(0) @binding(6) var<storage, read> ${perHead}: array<f32>;\n`}\
${rangeWgsl(shape)}
var<workgroup> partial: array<f32, ${CHUNK * (keys.lanes + 1)}>;
var<workgroup> scores: array<f32, ${CHUNK}>;
var<workgroup> peaks: array<f32, 16>;
var<workgroup> sums: array<vec4<f32>, ${CHUNK}>;
var<workgroup> totals: array<f32, ${CHUNK}>;

@compute @workgroup_size(${CHUNK})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.y * ${columns}u + group.x;
  if (index >= ${heads * splits}u) {
    return;
  }
  let head = index / ${splits}u;
  let split = index % ${splits}u;
  let first = first_key(head);
  let keys = end_key() - first;
  let share = keys_a_split(keys);
  let start = first + min(split * share, keys);
  let end = first + min((split + 1u) * share, keys);
  if (start >= end) {
    return;
  }
  let cache = head * ${capacity}u;
  let keyLane = thread % ${keys.lanes}u;
  let keySlot = thread / ${keys.lanes}u;
  let lane = thread % ${values.lanes}u;
  let slot = thread / ${values.lanes}u;
${keys.each <= BATCH ? lines(keys.each, (u) => `let q${u} = ${queryAt(u)};`) : ''}\
${lines(values.each, (u) => `var sum${u} = vec4<f32>();`)}\
  var total = 0.0;
  var largest = ${LOWEST};
  for (var chunk = start; chunk < end; chunk += ${CHUNK}u) {
    let count = min(end - chunk, ${CHUNK}u);
${productsWgsl(keys)}\
    workgroupBarrier();
    var score = ${LOWEST};
    if (thread < count) {
      score = f32(${scale}) * (${partials.join(' + ')});
${bias === 'alibi' ? '      score -= slopes[head] * f32(end_key() - 1u - chunk - thread);\n' : ''}\
    }
    scores[thread] = score;
    workgroupBarrier();
    if (thread < 16u) {
      var peak = scores[thread];
      for (var i = 16u; i < ${CHUNK}u; i += 16u) {
        peak = max(peak, scores[thread + i]);
      }
      peaks[thread] = peak;
    }
    workgroupBarrier();
    var peak = largest;
    for (var i = 0u; i < 16u; i++) {
      peak = max(peak, peaks[i]);
    }
    let shrink = ${power}(largest - peak);
    largest = peak;
    total *= shrink;
${lines(values.each, (u) => `sum${u} *= shrink;`, '    ')}\
    for (var done = 0u; done < count; done += ${values.slots * values.batch}u) {
${lines(values.batch, (b) => `let at${b} = done + ${b * values.slots}u + slot;`, '      ')}\
${lines(values.batch, (b) => `let row${b} = cache + chunk + min(at${b}, count - 1u);`, '      ')}\
${lines(
  values.batch * values.each,
  (i) => {
    const [b, u] = [Math.floor(i / values.each), i % values.each];
    return `let value${b}_${u} = valueCache_at(row${b}, ${packAt(values, 'lane', u)});`;
  },
  '      ',
)}\
      // After the last key the score is so low that the weight is 0.
${lines(values.batch, (b) => `let weight${b} = ${power}(scores[at${b}] - largest);`, '      ')}\
${lines(values.batch, (b) => `total += weight${b};`, '      ')}\
${lines(
  values.batch * values.each,
  (i) => {
    const [b, u] = [Math.floor(i / values.each), i % values.each];
    return `sum${u} += weight${b} * value${b}_${u};`;
  },
  '      ',
)}\
    }
  }
${reduceWgsl(values, (pack) => `set_splitValues(index, ${pack}, sums[thread]);`)}\
  if (thread == 0u) {
    splitStatistics[2u * index] = largest;
    splitStatistics[2u * index + 1u] = totals[0];
  }
}
`;
}

/** Step 2: the splits of each head together. */
export function attentionDecodeMergeWgsl(shape: FullAttentionDecodeShape, precision: Precision): string {
  const { valueDim, base, bias, splits } = shape;
  const power = base === '2' ? 'exp2' : 'exp';
  const values = sharingOf(valueDim, MOST_VALUE_LANES);
  return `${storedIn(precision).directive}\
${packedInput(0, 'splitValues', valueDim, 'f32')}\
@group(0) @binding(1) var<storage, read> splitStatistics: array<f32>;
@group(0) @binding(2) var<storage, read> length: array<u32>;
${packedOutput(3, 'out', valueDim, precision)}\
${bias === 'hard-alibi' ? '@group(0) @binding(4) var<storage, read> windows: array<f32>;\n' : ''}\
${rangeWgsl(shape)}
var<workgroup> sums: array<vec4<f32>, ${CHUNK}>;
var<workgroup> totals: array<f32, ${CHUNK}>;

@compute @workgroup_size(${CHUNK})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let head = group.x;
  let lane = thread % ${values.lanes}u;
  let slot = thread / ${values.lanes}u;
  let keys = end_key() - first_key(head);
  let share = keys_a_split(keys);
  let splits = (keys + share - 1u) / share;
  var peak = ${LOWEST};
  for (var split = thread; split < splits; split += ${CHUNK}u) {
    peak = max(peak, splitStatistics[2u * (head * ${splits}u + split)]);
  }
  totals[thread] = peak;
  workgroupBarrier();
  for (var half = ${CHUNK / 2}u; half > 0u; half >>= 1u) {
    if (thread < half) {
      totals[thread] = max(totals[thread], totals[thread + half]);
    }
    workgroupBarrier();
  }
  let largest = totals[0];
  workgroupBarrier();
${lines(values.each, (u) => `var sum${u} = vec4<f32>();`)}\
  var total = 0.0;
  for (var split = slot; split < splits; split += ${values.slots}u) {
    let at = head * ${splits}u + split;
    let weight = ${power}(splitStatistics[2u * at] - largest);
    total += weight * splitStatistics[2u * at + 1u];
${lines(values.each, (u) => `sum${u} += weight * splitValues_at(at, ${packAt(values, 'lane', u)});`, '    ')}\
  }
${reduceWgsl(values, (pack) => `set_out(head, ${pack}, select(vec4<f32>(), sums[thread] / totals[thread], totals[thread] > 0.0));`)}\
}
`;
}
