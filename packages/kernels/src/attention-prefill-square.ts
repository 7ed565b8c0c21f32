/**
 * Attention prefill in f32 for heads of 64, where there are many queries; `attention-prefill.ts` tells the idea.
 *
 * A workgroup takes 128 queries and 64 keys a step. A thread owns 8 queries by 8 keys of the scores, then the same queries by 8
 * columns of the result: in both it reads 16 vectors for 256 multiply-adds. Only keys and weights go through workgroup memory, 16 KiB
 * in turn; queries and values are read where they lie, and come from the first cache. So several workgroups fit a multiprocessor,
 * and the latency of one is hidden by the others: with queries in workgroup memory, 48 KiB, it had 62 % of the speed.
 *
 * Every dynamic index of an array is clamped. So arrays are nested by what a thread knows: only the outermost index changes
 * from one step of a loop to the next, and the constant ones cost nothing.
 */
import type { FullAttentionPrefillShape } from './attention-prefill-shape.js';
import { AXES } from './attention-prefill-tile.js';
import type { PlanContext, Precision } from './kernel-definition.js';
import { floatText, inOrder, lines } from './unrolled.js';

/** Queries of a workgroup. */
export const SQUARE_QUERIES = 128;
const HEAD = 64;
/** Queries of a thread, and keys; halves of either, which are vectors. */
const ROWS = 8;
const HALVES = ROWS / 4;
/** Threads across the keys of a step, and down the queries. */
const ACROSS = 8;
const DOWN = SQUARE_QUERIES / ROWS;
const THREADS = ACROSS * DOWN;
const KEYS = ACROSS * ROWS;
/** Vectors of a head. */
const COLUMNS = HEAD / 4;
const SHARED_BYTES = 16 * COLUMNS * KEYS;
/** About four for each multiprocessor of a large card, where this is 23 % ahead; with one for each it is 39 % behind smaller tiles. */
const LEAST_WORKGROUPS = 512;
/** As in the tiled kernel. */
const UNSEEN = '-1e30';
const LEAST = '-1e29';

/** Whether the kernel can run a shape on a device. */
export function hasPrefillSquare(
  { keyDim, valueDim, bias }: FullAttentionPrefillShape,
  precision: Precision,
  { limits }: Pick<PlanContext, 'limits'>,
): boolean {
  return (
    precision === 'f32' &&
    keyDim === HEAD &&
    valueDim === HEAD &&
    bias === 'full' &&
    limits.maxWorkgroupStorage >= SHARED_BYTES &&
    limits.maxWorkgroupInvocations >= THREADS
  );
}

/** Whether there are so many queries that the kernel is ahead of the tiled one. */
export function prefillsBySquares(
  shape: FullAttentionPrefillShape,
  precision: Precision,
  context: Pick<PlanContext, 'limits'>,
): boolean {
  const workgroups = shape.heads * Math.ceil(shape.queries / SQUARE_QUERIES);
  return workgroups >= LEAST_WORKGROUPS && hasPrefillSquare(shape, precision, context);
}

/** The shader; `columns` is the width of the folded row of workgroups. */
export function attentionPrefillSquareWgsl(shape: FullAttentionPrefillShape, columns: number): string {
  const { heads, queries, queryOffset } = shape;
  const tiles = Math.ceil(queries / SQUARE_QUERIES);
  const rows = inOrder(ROWS);
  return `// ${SQUARE_QUERIES} queries by ${KEYS} keys a step; ${ACROSS} x ${DOWN} threads, each with ${ROWS} x ${ROWS} scores
${declarations(shape)}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * ${columns}u;
  if (index >= ${heads * tiles}u) {
    return;
  }
  // Late queries see most keys: they go first.
  let head = index % ${heads}u;
  let first_row = (${tiles - 1}u - index / ${heads}u) * ${SQUARE_QUERIES}u;
  let x = thread % ${ACROSS}u;
  let y = thread / ${ACROSS}u;
  let own_row = first_row + ${ROWS}u * y;
  let q_row = head * ${queries}u + own_row;
  let first_position = first_row + ${queryOffset}u;
  let position = own_row + ${queryOffset}u;
  let last_position = min(first_position + ${SQUARE_QUERIES - 1}u, ${queryOffset + queries - 1}u);
${lines(HALVES, (i) => `var most${i} = vec4f(${LEAST});`)}\
${lines(HALVES, (i) => `var total${i} = vec4f();`)}\
${lines(ROWS, (a) => `var o${a}_0 = vec4f();\n  var o${a}_1 = vec4f();`)}\
  for (var step = 0u; step <= last_position / ${KEYS}u; step++) {
    let start = step * ${KEYS}u;
    for (var e = thread; e < ${COLUMNS * KEYS}u; e += ${THREADS}u) {
      let column = e % ${COLUMNS}u;
      let row = e / ${COLUMNS}u;
      // Turned by the column: neighbouring threads write to different banks.
      shared_tile[column][row % ${ROWS}u][(row / ${ROWS}u + column) % ${ACROSS}u] = k[row_of(head, start + row)][column];
    }
    workgroupBarrier();
${rows.map((a) => lines(HALVES, (h) => `var s${a}_${h} = vec4f();`, '    ')).join('')}\
    for (var column = 0u; column < ${COLUMNS}u; column++) {
${scores(shape)}\
    }
    if (start + ${KEYS - 1}u > first_position) {
      let key = vec4u(start + ${ROWS}u * x) + vec4u(0u, 1u, 2u, 3u);
${rows.map((a) => lines(HALVES, (h) => `s${a}_${h} = select(vec4f(${UNSEEN}), s${a}_${h}, key + ${4 * h}u <= vec4u(position + ${a}u));`, '      ')).join('')}\
    }
${softmax(shape)}\
${inOrder(HALVES)
  .map((h) => weightedValues(shape, h))
  .join('')}\
    workgroupBarrier();
  }
${output(queries)}\
}
`;
}

/** A tensor of rows; nested by eights of rows where these are whole. */
function tensor(rowType: string, rows: number, byEights: boolean): string {
  return byEights ? `array<array<${rowType}, ${ROWS}>, ${rows / ROWS}>` : `array<${rowType}, ${rows}>`;
}

/** Whether no eight of a thread's rows reaches into another head. */
function areWhole({ keys, queries }: FullAttentionPrefillShape): { readonly k: boolean; readonly q: boolean } {
  return { k: keys % ROWS === 0, q: queries % ROWS === 0 };
}

function declarations(shape: FullAttentionPrefillShape): string {
  const { heads, keys, queries } = shape;
  const whole = areWhole(shape);
  const split = `array<array<vec4f, ${ACROSS}>, ${HALVES}>`;
  return `@group(0) @binding(0) var<storage, read> q: ${tensor(`array<vec4f, ${COLUMNS}>`, heads * queries, whole.q)};
@group(0) @binding(1) var<storage, read> k: array<array<vec4f, ${COLUMNS}>, ${heads * keys}>;
@group(0) @binding(2) var<storage, read> v: ${tensor(split, heads * keys, whole.k)};
@group(0) @binding(3) var<storage, read_write> out: array<${split}, ${heads * queries}>;

// Keys, by column and place among a thread's eight; then largest scores or weights, by thread across and down.
var<workgroup> shared_tile: array<array<array<vec4f, 8>, 8>, 16>;

// Beyond the last key it is that one again, which no query sees there.
fn row_of(head: u32, row: u32) -> u32 {
  return head * ${keys}u + ${keys % KEYS === 0 ? 'row' : `min(row, ${keys - 1}u)`};
}

fn largest_of(s: vec4f) -> f32 {
  return max(max(s.x, s.y), max(s.z, s.w));
}

fn sum_of(s: vec4f) -> f32 {
  return (s.x + s.y) + (s.z + s.w);
}
`;
}

/** Adds 4 numbers of the thread's queries and keys to its scores. */
function scores(shape: FullAttentionPrefillShape): string {
  const { heads, queries } = shape;
  const query = (a: number) =>
    areWhole(shape).q ? `q[q_row / ${ROWS}u][${a}][column]` : `q[min(q_row + ${a}u, ${heads * queries - 1}u)][column]`;
  const product = (d: string, a: number, h: number) =>
    `s${a}_${h} = fma(vec4f(q${a}.${d}), vec4f(${inOrder(4)
      .map((c) => `k${4 * h + c}.${d}`)
      .join(', ')}), s${a}_${h});`;
  return `      let turned = (x + column) % ${ACROSS}u;
${lines(ROWS, (c) => `let k${c} = shared_tile[column][${c}][turned];`, '      ')}\
${lines(ROWS, (a) => `let q${a} = ${query(a)};`, '      ')}\
${AXES.map((d) => lines(ROWS * HALVES, (i) => product(d, i >> 1, i & 1), '      ')).join('')}`;
}

/** What was found of a row: number 5 of `most` is `most1.y`. */
function ofRow(name: string, row: number): string {
  return `${name}${row >> 2}.${AXES[row & 3]}`;
}

/** A vector of one term for each of four rows. */
function packed(i: number, term: (row: number) => string): string {
  return `vec4f(${inOrder(4)
    .map((c) => term(4 * i + c))
    .join(', ')})`;
}

/** Where a thread leaves vectors for those beside it: turned, so that neighbours write to different banks. */
function place(x: string, indent: string): string {
  return `${indent}let place = ${DOWN / ACROSS}u * ${x} + y / ${ACROSS}u;\n${indent}let turn = (y + ${x}) % ${ACROSS}u;\n`;
}

/** Brings `name` together over the threads across. */
function together(name: string, first: string, join: (a: string, b: string) => string, indent: string): string {
  return `${indent}{
${place('x', `${indent}  `)}\
${lines(HALVES, (i) => `shared_tile[place][${i}][turn] = ${name}${i};`, `${indent}  `)}\
${indent}}
${indent}workgroupBarrier();
${lines(HALVES, (i) => `${name}${i} = ${first};`, indent)}\
${indent}for (var other = 0u; other < ${ACROSS}u; other++) {
${place('other', `${indent}  `)}\
${lines(HALVES, (i) => `${name}${i} = ${join(`${name}${i}`, `shared_tile[place][${i}][turn]`)};`, `${indent}  `)}\
${indent}}
`;
}

/** Makes weights of scores, and brings what was summed to the new largest score. */
function softmax({ scale }: FullAttentionPrefillShape): string {
  const unit = floatText(scale * Math.LOG2E);
  const rows = inOrder(ROWS);
  // Scores are scaled after the maximum is taken off, so that equal scores stay equal.
  return `\
${lines(HALVES, (i) => `var top${i} = ${packed(i, (a) => `largest_of(max(s${a}_0, s${a}_1))`)};`, '    ')}\
    workgroupBarrier();
${together('top', `vec4f(${UNSEEN})`, (a, b) => `max(${a}, ${b})`, '    ')}\
${lines(HALVES, (i) => `top${i} = max(most${i}, top${i});`, '    ')}\
${lines(HALVES, (i) => `let shrink${i} = exp2((most${i} - top${i}) * ${unit});`, '    ')}\
${lines(HALVES, (i) => `most${i} = top${i};`, '    ')}\
${rows.map((a) => lines(HALVES, (h) => `s${a}_${h} = exp2((s${a}_${h} - ${ofRow('most', a)}) * ${unit});`, '    ')).join('')}\
${lines(HALVES, (i) => `total${i} = fma(total${i}, shrink${i}, ${packed(i, (a) => `sum_of(s${a}_0 + s${a}_1)`)});`, '    ')}\
${rows.map((a) => lines(HALVES, (u) => `o${a}_${u} *= ${ofRow('shrink', a)};`, '    ')).join('')}`;
}

/** Adds the values of one half of each thread's keys, by the weights of all threads across. */
function weightedValues(shape: FullAttentionPrefillShape, half: number): string {
  const { keys } = shape;
  const key = (c: number) => 4 * half + c;
  const row = `head * ${keys}u + start + ${ROWS}u * other`;
  const last = `head * ${keys}u + ${keys - 1}u`;
  // Beyond the head's last key it is that key, or its eight, again: a weight of 0 does not hide another head's NaN.
  const within = keys % KEYS === 0 ? row : `min(${row}, ${last})`;
  const value = (c: number) => (areWhole(shape).k ? `v[eight][${key(c)}]` : `v[min(${row} + ${key(c)}u, ${last})]`);
  return `    workgroupBarrier();
    {
${place('x', '      ')}\
${lines(ROWS, (a) => `shared_tile[place][${a}][turn] = s${a}_${half};`, '      ')}\
    }
    workgroupBarrier();
    for (var other = 0u; other < ${ACROSS}u; other++) {
${place('other', '      ')}\
${lines(ROWS, (a) => `let p${a} = shared_tile[place][${a}][turn];`, '      ')}\
${areWhole(shape).k ? `      let eight = (${within}) / ${ROWS}u;\n` : ''}\
${lines(4 * HALVES, (i) => `let v${i >> 1}_${i & 1} = ${value(i >> 1)}[${i & 1}][x];`, '      ')}\
${inOrder(4)
  .map((c) =>
    lines(
      ROWS * HALVES,
      (i) => `o${i >> 1}_${i & 1} = fma(vec4f(p${i >> 1}.${AXES[c]}), v${c}_${i & 1}, o${i >> 1}_${i & 1});`,
      '      ',
    ),
  )
  .join('')}\
    }
`;
}

function output(queries: number): string {
  return `  // Each thread summed over its own keys; a row's threads together give the row's sum.
${together('total', 'vec4f()', (a, b) => `${a} + ${b}`, '  ')}\
${lines(ROWS, (a) => {
  const stored = inOrder(HALVES).map((u) => `out[q_row + ${a}u][${u}][x] = o${a}_${u} / ${ofRow('total', a)};`);
  return `if (own_row + ${a}u < ${queries}u) {\n    ${stored.join('\n    ')}\n  }`;
})}`;
}
