/** The n-gram look-up for many queries: tiles of 64 queries and 64 keys, 4 × 4 pairs a thread. */
import { type DeviceLimits, LimitExceededError } from '@verbatim/gpu';
import type { PlanStep } from './kernel-definition.js';
import type { NgramLookupShape } from './ngram-lookup.js';
import { FARTHEST } from './ngram-lookup-merge.js';
import { floatText, inOrder } from './unrolled.js';

/** Queries of a tile, and keys. */
export const TILE = 64;
/** Sixteen threads share a query's keys, and sixteen a key's queries. */
const SIDE = 16;
/** Blocks of eight coordinates that are in shared memory at a time. */
const SLICE = 2;

/** @throws LimitExceededError when a tile of values does not fit into a workgroup's memory. */
export function tileProgram(shape: NgramLookupShape, splits: number, limits: DeviceLimits): PlanStep {
  const bytes = 4 * TILE * (2 * 8 * SLICE + shape.width);
  if (bytes > limits.maxWorkgroupStorage) {
    throw new LimitExceededError('maxComputeWorkgroupStorageSize', bytes, limits.maxWorkgroupStorage, {
      what: `ngram-lookup with values ${shape.width} wide`,
    });
  }
  return {
    program: { name: 'ngram-lookup-tile', wgsl: wgsl(shape, splits) },
    tensors: ['range', 'queries', 'keys', 'values', 'partials'],
    workgroups: [splits, Math.ceil(shape.chunk / TILE), 1],
  };
}

function wgsl({ capacity, chunk, blocks, width, scale }: NgramLookupShape, splits: number): string {
  const columns = inOrder(4);
  const channels = inOrder(width);
  return `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> queries: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> keys: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> values: array<u32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

const FARTHEST = ${FARTHEST};

// Coordinates before rows; the first is used again to merge.
var<workgroup> queryTile: array<f32, ${8 * SLICE * TILE}>;
var<workgroup> keyTile: array<f32, ${8 * SLICE * TILE}>;
var<workgroup> valueTile: array<f32, ${width * TILE}>;

@compute @workgroup_size(${SIDE * SIDE})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let count = range[1];
  let firstRow = group.y * ${TILE}u;
  if (firstRow >= count) {
    return;
  }
  let lane = thread % ${SIDE}u;
  let four = thread / ${SIDE}u * 4u;
  let rows = vec4<u32>(firstRow + four) + vec4<u32>(0u, 1u, 2u, 3u);
  let positions = vec4<u32>(range[0]) + rows;
  let asked = rows < vec4<u32>(count);
  let end = range[0] + min(firstRow + ${TILE}u, count);

  var top = vec4<f32>(FARTHEST);
  var total = vec4<f32>();
${channels.map((c) => `  var sum${c} = vec4<f32>();`).join('\n')}

  for (var firstKey = group.x * ${TILE}u; firstKey < end; firstKey += ${splits * TILE}u) {
${columns.map((i) => `    var score${i} = vec4<f32>();`).join('\n')}
    for (var slice = 0u; slice < ${blocks}u; slice += ${SLICE}u) {
      workgroupBarrier();
      // Half of the threads load a block of a query each, half of a key.
      let part = thread / ${TILE}u % ${SLICE}u;
      let row = thread % ${TILE}u;
      let block = slice + part;
      var words = vec4<u32>();
      if (thread < ${SLICE * TILE}u) {
        if (block < ${blocks}u && firstRow + row < count) {
          words = queries[block * ${chunk}u + firstRow + row];
        }
        for (var pair = 0u; pair < 4u; pair++) {
          let halves = unpack2x16float(words[pair]);
          queryTile[(8u * part + 2u * pair) * ${TILE}u + row] = halves.x;
          queryTile[(8u * part + 2u * pair + 1u) * ${TILE}u + row] = halves.y;
        }
      } else if (thread < ${2 * SLICE * TILE}u) {
        if (block < ${blocks}u && firstKey + row < end) {
          words = keys[block * ${capacity}u + firstKey + row];
        }
        for (var pair = 0u; pair < 4u; pair++) {
          let halves = unpack2x16float(words[pair]);
          keyTile[(8u * part + 2u * pair) * ${TILE}u + row] = halves.x;
          keyTile[(8u * part + 2u * pair + 1u) * ${TILE}u + row] = halves.y;
        }
      }
      workgroupBarrier();
      for (var c = 0u; c < ${8 * SLICE}u; c++) {
        let at = c * ${TILE}u + four;
        let query = vec4<f32>(queryTile[at], queryTile[at + 1u], queryTile[at + 2u], queryTile[at + 3u]);
${columns.map((i) => `        score${i} += query * keyTile[c * ${TILE}u + lane + ${SIDE * i}u];`).join('\n')}
      }
    }
    // The barriers of the first slice of this tile have ended all reads of the tile before.
    for (var index = thread; index < ${Math.ceil(width / 2) * TILE}u; index += ${SIDE * SIDE}u) {
      let pair = index / ${TILE}u;
      let row = index % ${TILE}u;
      var halves = vec2<f32>();
      if (firstKey + row < end) {
        halves = unpack2x16float(values[pair * ${capacity}u + firstKey + row]);
      }
      valueTile[2u * pair * ${TILE}u + row] = halves.x;
      if (2u * pair + 1u < ${width}u) {
        valueTile[(2u * pair + 1u) * ${TILE}u + row] = halves.y;
      }
    }
    workgroupBarrier();

${columns
  .map(
    (i) => `    let seen${i} = asked & (vec4<u32>(firstKey + lane + ${SIDE * i}u) <= positions);
    score${i} = select(vec4<f32>(FARTHEST), ${floatText(scale)} * score${i}, seen${i});`,
  )
  .join('\n')}
    let higher = max(max(max(top, score0), max(score1, score2)), score3);
    let shrink = select(exp2(top - higher), vec4<f32>(1.0), top == higher);
    top = higher;
${columns.map((i) => `    let weight${i} = select(vec4<f32>(), exp2(score${i} - top), seen${i});`).join('\n')}
    total = total * shrink + (weight0 + weight1 + weight2 + weight3);
${channels
  .map(
    (c) => `    {
      let at = ${c * TILE}u + lane;
      sum${c} = sum${c} * shrink + (weight0 * valueTile[at] + weight1 * valueTile[at + ${SIDE}u]
        + weight2 * valueTile[at + ${2 * SIDE}u] + weight3 * valueTile[at + ${3 * SIDE}u]);
    }`,
  )
  .join('\n')}
  }

  // The sixteen lanes of each query agree on the largest score, then add up what they have.
${mergeRows(['total', ...channels.map((c) => `sum${c}`)], chunk)}
}
`;
}

/** Merges four rows a thread over the lanes, and writes m, Σ 2^(s−m) and Σ 2^(s−m) v of each query. */
function mergeRows(quantities: readonly string[], chunk: number): string {
  const size = quantities.length + 1;
  const each = inOrder(4);
  const share = (name: string) => `\
  workgroupBarrier();
${each.map((i) => `  queryTile[(four + ${i}u) * ${SIDE}u + lane] = ${name}[${i}];`).join('\n')}
  workgroupBarrier();`;
  return `\
${share('top')}
  var highest = top;
  for (var other = 0u; other < ${SIDE}u; other++) {
    let at = four * ${SIDE}u + other;
    highest = max(highest, vec4<f32>(queryTile[at], queryTile[at + ${SIDE}u], queryTile[at + ${2 * SIDE}u], queryTile[at + ${3 * SIDE}u]));
  }
  let share = select(exp2(top - highest), vec4<f32>(1.0), top == highest);
  if (lane == 0u) {
${each.map((i) => `    if (asked[${i}]) { partials[(group.x * ${chunk}u + rows[${i}]) * ${size}u] = highest[${i}]; }`).join('\n')}
  }
  for (var index = 0u; index < ${quantities.length}u; index++) {
    var quantity = vec4<f32>();
    ${chosen(quantities)}
    quantity *= share;
${share('quantity')}
    let row = firstRow + thread;
    if (thread < ${TILE}u && row < count) {
      var added = 0.0;
      for (var other = 0u; other < ${SIDE}u; other++) {
        added += queryTile[thread * ${SIDE}u + other];
      }
      partials[(group.x * ${chunk}u + row) * ${size}u + 1u + index] = added;
    }
  }`;
}

/** WGSL that sets `quantity` to the variable of number `index`: a loop over copies of the code, barriers included, compiles slowly. */
function chosen(quantities: readonly string[]): string {
  const cases = quantities.map((name, i) => `case ${i}u: { quantity = ${name}; }`);
  return `switch index { ${cases.join(' ')} default: {} }`;
}
