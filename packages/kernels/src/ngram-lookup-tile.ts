/**
 * The n-gram look-up for many queries: tiles of queries and keys, a thread having 4 queries or 8, and 8 keys or 4.
 *
 * Coordinates are brought to shared memory as f32, coordinates before rows, four rows a vector: a thread that reads vectors of
 * 4 queries and of 8 keys then has 32 products to add. As many blocks as there is room for are there at a time; where that is
 * the whole of a query, it stays for all keys. Nothing is masked but in the tiles that the diagonal crosses, and tiles beyond
 * it are never looked at.
 */
import { type DeviceLimits, LimitExceededError } from '@verbatim/gpu';
import type { PlanStep } from './kernel-definition.js';
import type { NgramLookupShape } from './ngram-lookup.js';
import { FARTHEST } from './ngram-lookup-merge.js';
import { floatText, inOrder } from './unrolled.js';

/** Sixteen threads share a query's keys, and sixteen a key's queries. */
export const SIDE = 16;
const THREADS = SIDE * SIDE;
/** Vectors of four queries, and of four keys, that a thread has: the first that fits is taken. */
const VECTORS = [
  { rows: 1, keys: 2 },
  { rows: 1, keys: 1 },
] as const;
/** More blocks at a time would save few barriers. */
const MOST_BLOCKS = 5;

/** Queries of a tile. */
export const TILE = 4 * SIDE * VECTORS[0].rows;

/** How a tile is cut. */
interface Cut {
  /** Vectors of a thread. */
  readonly rows: number;
  readonly keys: number;
  /** Blocks in shared memory at a time. */
  readonly slice: number;
}

/** @throws LimitExceededError when a tile of values does not fit into a workgroup's memory. */
export function tileProgram(shape: NgramLookupShape, splits: number, limits: DeviceLimits): PlanStep {
  return {
    program: { name: 'ngram-lookup-tile', wgsl: wgsl(shape, splits, cutOf(shape, limits)) },
    tensors: ['range', 'queries', 'keys', 'values', 'partials'],
    workgroups: [splits, Math.ceil(shape.chunk / TILE), 1],
  };
}

/** Bytes of a workgroup's memory: vectors of queries, keys and values. */
function bytesOf({ rows, keys, slice }: Cut, width: number): number {
  return 16 * (SIDE * rows * 8 * slice + Math.max(SIDE * keys * 8 * slice, THREADS * rows) + SIDE * keys * width);
}

function cutOf({ blocks, width }: NgramLookupShape, { maxWorkgroupStorage }: DeviceLimits): Cut {
  for (const vectors of VECTORS) {
    for (let slice = Math.min(blocks, MOST_BLOCKS); slice >= 1; slice--) {
      if (bytesOf({ ...vectors, slice }, width) <= maxWorkgroupStorage) {
        return { ...vectors, slice };
      }
    }
  }
  const least = bytesOf({ ...VECTORS[1], slice: 1 }, width);
  throw new LimitExceededError('maxComputeWorkgroupStorageSize', least, maxWorkgroupStorage, {
    what: `ngram-lookup with values ${width} wide`,
  });
}

function wgsl({ capacity, chunk, blocks, width, scale }: NgramLookupShape, splits: number, cut: Cut): string {
  const { slice } = cut;
  const rows = inOrder(cut.rows);
  const keys = inOrder(4 * cut.keys);
  const keyVectors = inOrder(cut.keys);
  const channels = inOrder(width);
  const tileRows = 4 * SIDE * cut.rows;
  const tileKeys = 4 * SIDE * cut.keys;
  const whole = slice === blocks;
  /** Key j of a thread, from the first of the tile. */
  const keyAt = (j: number) => `4u * lane + ${4 * SIDE * Math.floor(j / 4) + (j % 4)}u`;
  const each = (text: (r: number) => string) => rows.map(text).join('\n');

  const loadQueries = `\
${fill('queryTile', SIDE * cut.rows, slice, (block, row) => `queries[(${block}) * ${chunk}u + ${row}]`, blocks, 'firstRow', 'count')}`;
  return `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> queries: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> keys: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> values: array<u32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

const FARTHEST = ${FARTHEST};
// What is masked has about this score once B has multiplied it.
const MASKED = ${floatText(Math.max(Number(FARTHEST), Number(FARTHEST) / scale))};

// Coordinates before vectors of four rows; that of the keys is used again to merge.
var<workgroup> queryTile: array<vec4<f32>, ${SIDE * cut.rows * 8 * slice}>;
var<workgroup> keyTile: array<vec4<f32>, ${Math.max(SIDE * cut.keys * 8 * slice, THREADS * cut.rows)}>;
var<workgroup> valueTile: array<vec4<f32>, ${SIDE * cut.keys * width}>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let count = range[1];
  let firstRow = group.y * ${tileRows}u;
  if (firstRow >= count) {
    return;
  }
  let lane = thread % ${SIDE}u;
  let four = thread / ${SIDE}u;
  let end = range[0] + min(firstRow + ${tileRows}u, count);
${each((r) => `  let rows${r} = vec4<u32>(firstRow + 4u * four + ${4 * SIDE * r}u) + vec4<u32>(0u, 1u, 2u, 3u);`)}
${each((r) => `  var top${r} = vec4<f32>(FARTHEST);\n  var total${r} = vec4<f32>();`)}
${each((r) => channels.map((c) => `  var sum${c}_${r} = vec4<f32>();`).join('\n'))}
${whole ? `  const slice = 0u;\n${loadQueries}` : ''}
  for (var firstKey = group.x * ${tileKeys}u; firstKey < end; firstKey += ${splits * tileKeys}u) {
${each((r) => keys.map((j) => `    var score${j}_${r} = vec4<f32>();`).join('\n'))}
${whole ? '    {' : `    for (var slice = 0u; slice < ${blocks}u; slice += ${slice}u) {`}
      workgroupBarrier();
${whole ? '' : loadQueries}
${fill('keyTile', SIDE * cut.keys, slice, (block, row) => `keys[(${block}) * ${capacity}u + ${row}]`, blocks, 'firstKey', 'end')}
      workgroupBarrier();
      for (var block = 0u; block < ${whole ? `${slice}u` : `min(${slice}u, ${blocks}u - slice)`}; block++) {
${inOrder(8)
  .map(
    (c) => `        {
${each((r) => `          let query${r} = queryTile[(8u * block + ${c}u) * ${SIDE * cut.rows}u + four + ${SIDE * r}u];`)}
${keyVectors.map((v) => `          let key${v} = keyTile[(8u * block + ${c}u) * ${SIDE * cut.keys}u + lane + ${SIDE * v}u];`).join('\n')}
${each((r) => keys.map((j) => `          score${j}_${r} = fma(query${r}, vec4<f32>(key${Math.floor(j / 4)}.${'xyzw'[j % 4]}), score${j}_${r});`).join('\n'))}
        }`,
  )
  .join('\n')}
      }
    }
    // The barriers of this tile's first slice have ended all reads of the tile before.
    for (var index = thread; index < ${SIDE * cut.keys * Math.ceil(width / 2)}u; index += ${THREADS}u) {
      let pair = index / ${SIDE * cut.keys}u;
      let vector = index % ${SIDE * cut.keys}u;
      var first = vec4<f32>();
      var second = vec4<f32>();
      for (var i = 0u; i < 4u; i++) {
        let key = firstKey + 4u * vector + i;
        if (key < end) {
          let halves = unpack2x16float(values[pair * ${capacity}u + key]);
          first[i] = halves.x;
          second[i] = halves.y;
        }
      }
      valueTile[2u * pair * ${SIDE * cut.keys}u + vector] = first;
      if (2u * pair + 1u < ${width}u) {
        valueTile[(2u * pair + 1u) * ${SIDE * cut.keys}u + vector] = second;
      }
    }
    workgroupBarrier();

    // Where every query sees every key of the tile there is nothing to mask.
    let crossed = firstKey + ${tileKeys}u > range[0] + firstRow + 1u;
    if (crossed) {
${each((r) => keys.map((j) => `      score${j}_${r} = select(vec4<f32>(MASKED), score${j}_${r}, vec4<u32>(firstKey + ${keyAt(j)}) <= vec4<u32>(range[0]) + rows${r});`).join('\n'))}
    }
${each((r) => {
  const scores = keys.map((j) => `score${j}_${r}`);
  return `\
    let higher${r} = max(top${r}, ${floatText(scale)} * ${largest(scores)});
    let shrink${r} = select(exp2(top${r} - higher${r}), vec4<f32>(1.0), top${r} == higher${r});
    top${r} = higher${r};
${keys.map((j) => `    var weight${j}_${r} = exp2(fma(vec4<f32>(${floatText(scale)}), score${j}_${r}, -higher${r}));`).join('\n')}`;
})}
    if (crossed) {
${each((r) => keys.map((j) => `      weight${j}_${r} = select(vec4<f32>(), weight${j}_${r}, vec4<u32>(firstKey + ${keyAt(j)}) <= vec4<u32>(range[0]) + rows${r});`).join('\n'))}
    }
${each((r) => `    total${r} = fma(total${r}, shrink${r}, ${pairwise(keys.map((j) => `weight${j}_${r}`))});`)}
${channels
  .map(
    (c) => `    {
${keyVectors.map((v) => `      let value${v} = valueTile[${c * SIDE * cut.keys}u + lane + ${SIDE * v}u];`).join('\n')}
${each((r) => `      sum${c}_${r} *= shrink${r};`)}
${each((r) => keys.map((j) => `      sum${c}_${r} = fma(weight${j}_${r}, vec4<f32>(value${Math.floor(j / 4)}.${'xyzw'[j % 4]}), sum${c}_${r});`).join('\n'))}
    }`,
  )
  .join('\n')}
  }

  // The sixteen lanes of each query agree on the largest score, then add up what they have.
${each((r) => mergeRows(r, ['total', ...channels.map((c) => `sum${c}_`)], chunk))}
}
`;
}

/** WGSL that brings vectors of four rows of a slice of blocks to shared memory, 0 from row `end` on and beyond the last block. */
function fill(
  tile: string,
  vectors: number,
  slice: number,
  word: (block: string, row: string) => string,
  blocks: number,
  first: string,
  end: string,
): string {
  const guard = slice === blocks || blocks % slice === 0 ? '' : ` && slice + block < ${blocks}u`;
  return `\
      for (var index = thread; index < ${slice * vectors}u; index += ${THREADS}u) {
        let block = index / ${vectors}u;
        let vector = index % ${vectors}u;
        let row = ${first} + 4u * vector;
${inOrder(4)
  .map(
    (i) => `        var words${i} = vec4<u32>();
        if (row + ${i}u < ${end}${guard}) { words${i} = ${word('slice + block', `row + ${i}u`)}; }`,
  )
  .join('\n')}
${inOrder(4)
  .map((pair) => {
    const halves = (half: string) =>
      `vec4<f32>(${inOrder(4)
        .map((i) => `unpack2x16float(words${i}.${'xyzw'[pair]}).${half}`)
        .join(', ')})`;
    return `        ${tile}[(8u * block + ${2 * pair}u) * ${vectors}u + vector] = ${halves('x')};
        ${tile}[(8u * block + ${2 * pair + 1}u) * ${vectors}u + vector] = ${halves('y')};`;
  })
  .join('\n')}
      }`;
}

function largest(terms: readonly string[]): string {
  return terms.length === 1
    ? terms[0]!
    : `max(${largest(terms.slice(0, terms.length >> 1))}, ${largest(terms.slice(terms.length >> 1))})`;
}

function pairwise(terms: readonly string[]): string {
  return terms.length === 1
    ? terms[0]!
    : `(${pairwise(terms.slice(0, terms.length >> 1))} + ${pairwise(terms.slice(terms.length >> 1))})`;
}

/** Merges four rows a thread over the lanes, and writes m, Σ 2^(s−m) and Σ 2^(s−m) v of each query. */
function mergeRows(r: number, quantities: readonly string[], chunk: number): string {
  const size = quantities.length + 1;
  const each = inOrder(4);
  return `\
  {
    workgroupBarrier();
    keyTile[thread] = top${r};
    workgroupBarrier();
    var highest = top${r};
    for (var other = 0u; other < ${SIDE}u; other++) {
      highest = max(highest, keyTile[four * ${SIDE}u + other]);
    }
    let share = select(exp2(top${r} - highest), vec4<f32>(1.0), top${r} == highest);
    let places = ((group.x * ${chunk}u) + rows${r}) * ${size}u;
    let asked = (rows${r} < vec4<u32>(count)) & vec4<bool>(lane == 0u);
${each.map((i) => `    if (asked[${i}]) { partials[places[${i}]] = highest[${i}]; }`).join('\n')}
    for (var index = 0u; index < ${quantities.length}u; index++) {
      var quantity = vec4<f32>();
      ${chosen(quantities.map((name) => `${name}${r}`))}
      workgroupBarrier();
      keyTile[thread] = quantity * share;
      workgroupBarrier();
      if (lane == 0u) {
        var added = vec4<f32>();
        for (var other = 0u; other < ${SIDE}u; other++) {
          added += keyTile[four * ${SIDE}u + other];
        }
${each.map((i) => `        if (asked[${i}]) { partials[places[${i}] + 1u + index] = added[${i}]; }`).join('\n')}
      }
    }
  }`;
}

/** WGSL that sets `quantity` to the variable of number `index`: a loop over copies of the code, barriers included, compiles slowly. */
function chosen(quantities: readonly string[]): string {
  const cases = quantities.map((name, i) => `case ${i}u: { quantity = ${name}; }`);
  return `switch index { ${cases.join(' ')} default: {} }`;
}
