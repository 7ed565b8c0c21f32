/** The WGSL of a step of generation; `ngram-lookup-step.ts` tells what it does. */
import { HALF_BITS_WGSL } from './half-bits.js';
import { FARTHEST } from './ngram-lookup-merge.js';
import { type NgramStepShape, stepLayout } from './ngram-lookup-step.js';
import { GATE_NUMBERS, keyBlocks } from './token-gate.js';
import { floatText, inOrder, lines } from './unrolled.js';

/** What is found over a workgroup is first found by so many threads, then by one. */
export const SIDE = 16;
/** The most threads that add up one number, and then are added up by one. */
const MOST_ADDERS = 32;
const NUMBERS = GATE_NUMBERS.length;

/** How many of so many threads add up each of `quantities`: a power of two. */
function addersOf(threads: number, quantities: number): number {
  return Math.min(MOST_ADDERS, 2 ** Math.floor(Math.log2(threads / quantities)));
}

export function stepWgsl(shape: NgramStepShape, groups: number, threads: number): string {
  const { tokens, heads, slots, width, capacity, scale } = shape;
  const layout = stepLayout(shape, groups, threads);
  const { parts, batch, batches } = layout;
  const blocks = keyBlocks(shape);
  const letters = width - 2;
  const embeddingAt = heads;
  const unembeddingAt = embeddingAt + tokens * width;
  const gatesAt = unembeddingAt + tokens * width;
  const keysOfTile = threads / parts;
  const pairs = Math.ceil(width / 2);
  const mergers = addersOf(threads, width + 1);
  const adders = addersOf(threads, pairs + 1);
  const each = Math.ceil(groups / mergers);
  const slotsOfAdder = threads / adders;
  const lanes = Math.min(threads, Math.max(SIDE, 2 ** Math.ceil(Math.log2(tokens))));
  const loop = (count: number | string, body: string) =>
    `  for (var index = thread; index < ${typeof count === 'number' ? `${count}u` : count}; index += ${threads}u) {\n${body}\n  }`;

  return `\
@group(0) @binding(0) var<storage, read> before: array<u32, 2>;
@group(0) @binding(1) var<storage, read_write> after: array<u32, 2>;
@group(0) @binding(2) var<storage, read> previous: array<f32>;
@group(0) @binding(3) var<storage, read_write> next: array<f32>;
@group(0) @binding(4) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(5) var<storage, read> weights: array<f32>;
@group(0) @binding(6) var<storage, read_write> keys: array<vec4<u32>>;
@group(0) @binding(7) var<storage, read_write> values: array<u32>;

var<workgroup> pool: array<f32, ${layout.pool}>;
var<workgroup> tops: array<f32, ${threads}>;
var<workgroup> found: array<u32, ${threads}>;
var<workgroup> few: array<f32, ${SIDE}>;
var<workgroup> query: array<vec4<f32>, ${2 * parts * batch * batches}>;
var<workgroup> words: array<u32, ${8 * blocks}>;

${HALF_BITS_WGSL}
/// The largest of all threads' numbers.
fn largest(number: f32, thread: u32) -> f32 {
  tops[thread] = number;
  workgroupBarrier();
  if (thread < ${SIDE}u) {
    var most = tops[thread];
    for (var other = thread + ${SIDE}u; other < ${threads}u; other += ${SIDE}u) {
      most = max(most, tops[other]);
    }
    few[thread] = most;
  }
  workgroupBarrier();
  if (thread == 0u) {
    var most = few[0];
    for (var other = 1u; other < ${SIDE}u; other++) {
      most = max(most, few[other]);
    }
    tops[0] = most;
  }
  workgroupBarrier();
  return tops[0];
}

fn mean(head: u32, channel: u32) -> f32 {
  return pool[${layout.means}u + head * ${width}u + channel];
}

/// Coordinate c of a gate's slot.
fn gated(gate: u32, c: u32) -> f32 {
  let at = ${layout.gates}u + gate * ${NUMBERS}u;
  let own = u32(pool[at]);
  let earlier = u32(pool[at + 1u]);
  let earlierFirst = mean(earlier, ${letters}u);
  let earlierSecond = mean(earlier, ${letters + 1}u);
  var u = 0.0;
  if (c < ${letters}u) {
    u = pool[at + 2u] * mean(own, c) - pool[at + 3u] * mean(earlier, c);
  } else {
    u = pool[at + 4u] * mean(own, ${letters}u) + pool[at + 5u] * mean(own, ${letters + 1}u)
      - (pool[at + 6u] * earlierFirst + pool[at + 7u] * earlierSecond);
  }
  let s = pool[at + 8u] * earlierFirst + pool[at + 9u] * earlierSecond - pool[at + 10u] * mean(0u, ${letters + 1}u);
  return max(u - s, 0.0) - max(-u - s, 0.0);
}

/// The bits of coordinate k of a row of slots, whose gates start with \`first\`; 0 beyond the last slot.
fn coordinate(first: u32, k: u32) -> u32 {
  let slot = k / ${width - 1}u;
  if (slot >= ${slots}u) {
    return 0u;
  }
  return halfBits(gated(first + slot, k % ${width - 1}u));
}

fn value(channel: u32) -> u32 {
  if (channel >= ${width}u) {
    return 0u;
  }
  return halfBits(mean(0u, channel));
}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let position = before[0];
  let pending = before[1] == 1u;
  if (position >= ${capacity}u) {
    if (group.x == 0u && thread == 0u) {
      after[0] = position;
      after[1] = 1u;
    }
    return;
  }

  // What does not wait for the token.
${loop(heads, `    pool[${layout.windows}u + index] = weights[index];`)}
${loop(2 * slots * NUMBERS, `    pool[${layout.gates}u + index] = weights[${gatesAt}u + index];`)}
${loop(
  heads * width,
  `    let back = index / ${width}u;
    if (back <= position && (back > 0u || !pending)) {
      pool[${layout.rows}u + index] = weights[${embeddingAt}u + min(tokens[position - back], ${tokens - 1}u) * ${width}u + index % ${width}u];
    }`,
)}
  if (pending) {
    // 1. The token: splits are merged, ${mergers} threads a quantity.
    let quantity = min(thread / ${mergers}u, ${width}u);
${lines(each, (i) => `let left${i} = previous[(1u + quantity) * ${groups}u + min(thread % ${mergers}u + ${mergers * i}u, ${groups - 1}u)];`, '    ')}\
${lines(width, (c) => `let code${c} = weights[${unembeddingAt}u + min(thread, ${tokens - 1}u) * ${width}u + ${c}u];`, '    ')}\
    var most = ${FARTHEST};
    for (var split = thread; split < ${groups}u; split += ${threads}u) {
      most = max(most, previous[split]);
    }
    let highest = largest(most, thread);
    for (var split = thread; split < ${groups}u; split += ${threads}u) {
      let top = previous[split];
      pool[${layout.shares}u + split] = select(exp2(top - highest), 1.0, top == highest);
    }
    workgroupBarrier();
    var added = 0.0;
${lines(
  each,
  (i) => {
    const split = `thread % ${mergers}u + ${mergers * i}u`;
    const sum = `added += left${i} * pool[${layout.shares}u + ${split}];`;
    return mergers * (i + 1) <= groups ? sum : `if (${split} < ${groups}u) { ${sum} }`;
  },
  '    ',
)}\
    pool[${layout.merging}u + thread] = added;
    workgroupBarrier();
    if (thread < ${width}u) {
      var total = 0.0;
      var sum = 0.0;
      for (var i = 0u; i < ${mergers}u; i++) {
        total += pool[${layout.merging}u + i];
        sum += pool[${layout.merging}u + (1u + thread) * ${mergers}u + i];
      }
      pool[${layout.merged}u + thread] = sum / total;
    }
    workgroupBarrier();
    var best = -3.4e38;
    var token = ${tokens}u;
    if (thread < ${tokens}u) {
      var logit = 0.0;
${lines(width, (c) => `logit += code${c} * pool[${layout.merged}u + ${c}u];`, '      ')}\
      if (logit > best) {
        best = logit;
        token = thread;
      }
    }
${
  tokens <= threads
    ? ''
    : `    for (var candidate = thread + ${threads}u; candidate < ${tokens}u; candidate += ${threads}u) {
      var logit = 0.0;
      for (var c = 0u; c < ${width}u; c++) {
        logit += weights[${unembeddingAt}u + candidate * ${width}u + c] * pool[${layout.merged}u + c];
      }
      if (logit > best) {
        best = logit;
        token = candidate;
      }
    }
`
}\
    tops[thread] = best;
    found[thread] = token;
    workgroupBarrier();
    if (thread < ${SIDE}u) {
      for (var other = thread + ${SIDE}u; other < ${lanes}u; other += ${SIDE}u) {
        if (tops[other] > best || (tops[other] == best && found[other] < token)) {
          best = tops[other];
          token = found[other];
        }
      }
      tops[thread] = best;
      found[thread] = token;
    }
    workgroupBarrier();
    if (thread == 0u) {
      for (var other = 1u; other < ${SIDE}u; other++) {
        if (tops[other] > best || (tops[other] == best && found[other] < token)) {
          best = tops[other];
          token = found[other];
        }
      }
      found[0] = token;
      if (group.x == 0u) {
        tokens[position] = token;
      }
    }
    workgroupBarrier();
    if (thread < ${width}u) {
      pool[${layout.rows}u + thread] = weights[${embeddingAt}u + min(found[0], ${tokens - 1}u) * ${width}u + thread];
    }
  }
  workgroupBarrier();

  // 2. Means, and through the gates the query; the key and the value where they will be read.
${loop(
  heads * width,
  `    let seen = min(u32(pool[${layout.windows}u + index / ${width}u]), position + 1u);
    var sum = 0.0;
    for (var back = 0u; back < seen; back++) {
      sum += pool[${layout.rows}u + back * ${width}u + index % ${width}u];
    }
    pool[${layout.means}u + index] = sum / f32(seen);`,
)}
  workgroupBarrier();
  let owner = position / ${keysOfTile}u % ${groups}u == group.x;
${loop(
  `select(${4 * blocks}u, ${8 * blocks}u, owner)`,
  `    let first = select(0u, ${slots}u, index >= ${4 * blocks}u);
    let k = 2u * (index % ${4 * blocks}u);
    words[index] = coordinate(first, k) | (coordinate(first, k + 1u) << 16u);`,
)}
  workgroupBarrier();
${loop(
  2 * parts * batch * batches,
  `    var four = vec4<f32>();
    if (index < ${2 * blocks}u) {
      four = vec4<f32>(unpack2x16float(words[2u * index]), unpack2x16float(words[2u * index + 1u]));
    }
    query[index] = four;`,
)}
  if (owner) {
${loop(
  blocks,
  `    let at = 4u * (${blocks}u + index);
    keys[index * ${capacity}u + position] = vec4<u32>(words[at], words[at + 1u], words[at + 2u], words[at + 3u]);`,
)}
${loop(pairs, `    values[index * ${capacity}u + position] = value(2u * index) | (value(2u * index + 1u) << 16u);`)}
  }
  storageBarrier();
  workgroupBarrier();

  // 3. The look-up: tiles of ${keysOfTile} keys, ${parts} at a time, ${parts} threads a key.
  let part = thread / ${keysOfTile}u;
  let lane = thread % ${keysOfTile}u;
  let pair = thread / ${adders}u;
  let adder = thread % ${adders}u;
  let tiles = position / ${keysOfTile}u + 1u;
  var top = ${FARTHEST};
  var sums = vec2<f32>();
  for (var tile = group.x; tile < tiles; tile += ${groups * parts}u) {
    // Key s of those that a thread adds up.
${lines(slotsOfAdder, (i) => `let key${i} = (tile + (adder + ${adders * i}u) / ${keysOfTile}u * ${groups}u) * ${keysOfTile}u + (adder + ${adders * i}u) % ${keysOfTile}u;`, '    ')}\
${lines(slotsOfAdder, (i) => `let value${i} = values[min(pair, ${pairs - 1}u) * ${capacity}u + min(key${i}, position)];`, '    ')}\
${inOrder(parts)
  .map(
    (m) => `    {
      let key = (tile + ${m * groups}u) * ${keysOfTile}u + lane;
      if (key <= position) {
        var products = vec4<f32>();
${batches === 1 ? '        {\n          const first = 0u;' : `        for (var first = 0u; first < ${parts * batch * batches}u; first += ${parts * batch}u) {`}
${lines(batch, (i) => `let k${i} = keys[min(first + ${parts * i}u + part, ${blocks - 1}u) * ${capacity}u + key];`, '          ')}\
${lines(
  batch,
  (
    i,
  ) => `products = fma(query[2u * (first + ${parts * i}u + part)], vec4<f32>(unpack2x16float(k${i}.x), unpack2x16float(k${i}.y)), products);
          products = fma(query[2u * (first + ${parts * i}u + part) + 1u], vec4<f32>(unpack2x16float(k${i}.z), unpack2x16float(k${i}.w)), products);`,
  '          ',
)}\
        }
        pool[${layout.products}u + part * ${threads}u + ${m * keysOfTile}u + lane] = (products.x + products.y) + (products.z + products.w);
      }
    }`,
  )
  .join('\n')}
    workgroupBarrier();
    let seen = (tile + part * ${groups}u) * ${keysOfTile}u + lane <= position;
    var score = ${FARTHEST};
    if (seen) {
      score = ${floatText(scale)} * (${inOrder(parts)
        .map((m) => `pool[${layout.products + m * threads}u + thread]`)
        .join(' + ')});
    }
    let higher = max(top, largest(score, thread));
    let shrink = select(exp2(top - higher), 1.0, top == higher);
    top = higher;
    pool[${layout.weights}u + thread] = select(0.0, select(exp2(score - top), 1.0, score == top), seen);
    workgroupBarrier();
    if (pair < ${pairs}u) {
      sums *= shrink;
${lines(slotsOfAdder, (i) => `sums = fma(vec2<f32>(pool[${layout.weights}u + adder + ${adders * i}u]), unpack2x16float(value${i}), sums);`, '      ')}\
    } else if (pair == ${pairs}u) {
      sums *= shrink;
${lines(slotsOfAdder, (i) => `sums.x += pool[${layout.weights}u + adder + ${adders * i}u];`, '      ')}\
    }
  }
  pool[${layout.sums}u + thread] = sums.x;
  pool[${layout.sums + threads}u + thread] = sums.y;
  workgroupBarrier();
  if (thread <= ${width}u) {
    // The total, then the channels.
    let channel = select(thread - 1u, ${2 * pairs}u, thread == 0u);
    var sum = 0.0;
    for (var i = 0u; i < ${adders}u; i++) {
      sum += pool[${layout.sums}u + (channel % 2u) * ${threads}u + channel / 2u * ${adders}u + i];
    }
    next[(1u + thread) * ${groups}u + group.x] = sum;
  }
  if (thread == 0u) {
    next[group.x] = top;
    if (group.x == 0u) {
      after[0] = position + 1u;
      after[1] = 1u;
    }
  }
}
`;
}
