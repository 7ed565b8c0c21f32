/** The text of the tiled attention prefill, section by section: `attention-prefill.ts` tells the idea. */
import { NO_WINDOW } from './attention-bias.js';
import type { FullAttentionPrefillShape } from './attention-prefill-shape.js';
import {
  type AttentionTile,
  AXES,
  blocks,
  type Cut,
  cutFor,
  each,
  isWindowed,
  ofRow,
  ofSpan,
  packed,
  packs,
} from './attention-prefill-tile.js';
import type { Precision } from './kernel-definition.js';
import { floatText } from './unrolled.js';

/** A score that counts as unseen, and the one that running maxima start from: exp2 of their difference is 0. */
const UNSEEN = '-1e30';
const LEAST = '-1e29';

/** The shader; `columns` is the width of the folded row of workgroups, `window` that of all heads where they have the same. */
export function attentionPrefillWgsl(
  shape: FullAttentionPrefillShape,
  precision: Precision,
  tile: AttentionTile,
  columns: number,
  window?: number,
): string {
  const cut = cutFor(shape, tile, window);
  const { across, down } = cut;
  return `// ${tile.queries} queries by ${tile.keys} keys a step; ${across} x ${down} threads, each with ${tile.rows} x 4 scores
${declarations(cut, precision)}
@compute @workgroup_size(${across * down})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
${placement(cut, columns)}
  for (var step = first_step; step <= last_position / ${tile.keys}u; step++) {
    let start = step * ${tile.keys}u;
${stage(cut, 'k')}
    workgroupBarrier();
${scores(cut)}
${softmax(cut)}
${weightedValues(cut)}
    workgroupBarrier();
  }
${output(cut)}
}
`;
}

function declarations({ shape, tile, across, down, keyColumns, valueColumns }: Cut, precision: Precision): string {
  const { keys, queries, bias } = shape;
  const perHead = { full: [], 'hard-alibi': ['windows'], alibi: ['slopes'] }[bias];
  const whole = { q: queries % tile.queries === 0, k: keys % tile.keys === 0 };
  const loader = (name: string, rows: number, rowColumns: number, noTail: boolean) => `
fn ${name}_at(head: u32, row: u32, column: u32) -> vec4f {${
    noTail ? '' : `\n  if (row >= ${rows}u) {\n    return vec4f();\n  }`
  }
  return vec4f(${name}[(head * ${rows}u + row) * ${rowColumns}u + column]);
}`;
  return `${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = vec4<${precision}>;
@group(0) @binding(0) var<storage, read> q: array<Stored>;
@group(0) @binding(1) var<storage, read> k: array<Stored>;
@group(0) @binding(2) var<storage, read> v: array<Stored>;
${perHead.map((name) => `@group(0) @binding(3) var<storage, read> ${name}: array<f32>;\n`).join('')}@group(0) @binding(${3 + perHead.length}) var<storage, read_write> out: array<Stored>;

${each(tile.rows, 0, (a) => `var<workgroup> q${a}: array<vec4f, ${keyColumns * down}>;`)}
${each(4, 0, (c) => `var<workgroup> kv${c}: array<vec4f, ${across * Math.max(keyColumns, valueColumns)}>;`)}
${each(tile.rows, 0, (a) => `var<workgroup> p${a}: array<vec4f, ${across * down}>;`)}
${loader('q', queries, keyColumns, whole.q)}
${loader('k', keys, keyColumns, whole.k)}
${loader('v', keys, valueColumns, whole.k)}

fn largest_of(s: vec4f) -> f32 {
  return max(max(s.x, s.y), max(s.z, s.w));
}

fn sum_of(s: vec4f) -> f32 {
  return (s.x + s.y) + (s.z + s.w);
}
`;
}

function placement(cut: Cut, columns: number): string {
  const { shape, tile, across, down, keyColumns, spans } = cut;
  const { heads, queries, queryOffset, bias } = shape;
  const tiles = Math.ceil(queries / tile.queries);
  const windowed = isWindowed(cut);
  const window = cut.window === undefined ? `u32(clamp(windows[head], 1.0, ${NO_WINDOW}.0))` : `${cut.window}u`;
  return `  let index = group.x + group.y * ${columns}u;
  if (index >= ${heads * tiles}u) {
    return;
  }
  // Late queries see most keys: they go first.
  let head = index % ${heads}u;
  let first_row = (${tiles - 1}u - index / ${heads}u) * ${tile.queries}u;
  // 32 neighbouring threads are a block of 8 x 4, so that together they read few different vectors.
  let x = thread % 8u + 8u * (thread / 32u % ${across / 8}u);
  let y = thread / 8u % 4u + 4u * (thread / ${4 * across}u);
  let own = y * ${across}u + (x + y) % ${across}u;

  for (var e = thread; e < ${keyColumns * down}u; e += ${across * down}u) {
    let row = first_row + e / ${keyColumns}u;
    let column = e % ${keyColumns}u;
    let to = column * ${down}u + e / ${keyColumns}u;
${each(tile.rows, 4, (a) => `q${a}[to] = q_at(head, row + ${a * down}u, column);`)}
  }

  let first_position = first_row + ${queryOffset}u;
  let last_position = min(first_position + ${tile.queries - 1}u, ${queryOffset + queries - 1}u);
${each(tile.rows, 2, (a) => `let position${a} = first_position + y + ${a * down}u;`)}
${
  windowed
    ? `  let window = ${window};
${each(tile.rows, 2, (a) => `let first${a} = max(position${a} + 1u, window) - window;`)}
  let first_step = (max(first_position + 1u, window) - window) / ${tile.keys}u;
  // No window of the tile starts after this key.
  let last_first = max(last_position + 1u, window) - window;`
    : `  let first_step = 0u;${bias === 'alibi' ? '\n  let slope = slopes[head];' : ''}`
}
${packs(tile, 2, (i) => `var most${i} = vec4f(${LEAST});`)}
${packs(tile, 2, (i) => `var total${i} = vec4f();`)}
${each(tile.rows * spans, 2, (n) => `var ${ofSpan(tile, n)} = vec4f();`)}`;
}

/** Copies a tile of keys or values to where its readers find neighbouring columns in different banks. */
function stage({ across, down, keyColumns, valueColumns }: Cut, tensor: 'k' | 'v'): string {
  const width = tensor === 'k' ? keyColumns : valueColumns;
  const column = tensor === 'k' ? `(column + quad) % ${width}u` : 'column';
  return `    for (var e = thread; e < ${across * width}u; e += ${across * down}u) {
      let quad = e / ${width}u;
      let column = e % ${width}u;
      let to = quad * ${width}u + ${column};
${each(4, 6, (c) => `kv${c}[to] = ${tensor}_at(head, start + 4u * quad + ${c}u, column);`)}
    }`;
}

function scores(cut: Cut): string {
  const { shape, tile, down, keyColumns } = cut;
  const { rows } = tile;
  const windowed = isWindowed(cut);
  const seen = (a: number) => `${windowed ? `(keys >= vec4u(first${a})) & ` : ''}(keys <= vec4u(position${a}))`;
  return `${each(rows, 4, (a) => `var s${a} = vec4f();`)}
    for (var column = 0u; column < ${keyColumns}u; column++) {
      let slot = x * ${keyColumns}u + (column + x) % ${keyColumns}u;
${each(4, 6, (c) => `let k${c} = kv${c}[slot];`)}
      let at = column * ${down}u + y;
${each(rows, 6, (a) => `let a${a} = q${a}[at];`)}
${AXES.map(
  (d) => `      let k_${d} = vec4f(k0.${d}, k1.${d}, k2.${d}, k3.${d});
${each(rows, 6, (a) => `s${a} = fma(vec4f(a${a}.${d}), k_${d}, s${a});`)}`,
).join('\n')}
    }
    let keys = vec4u(start + 4u * x) + vec4u(0u, 1u, 2u, 3u);
${
  shape.bias === 'alibi'
    ? `${each(rows, 4, (a) => `s${a} = fma(s${a}, vec4f(${floatText(shape.scale)}), slope * (vec4f(keys) - f32(position${a})));`)}\n`
    : ''
}    if (start + ${tile.keys - 1}u > first_position${windowed ? ' || start < last_first' : ''}) {
${each(rows, 6, (a) => `s${a} = select(vec4f(${UNSEEN}), s${a}, ${seen(a)});`)}
    }`;
}

function softmax(cut: Cut): string {
  const { shape, tile, across, spans } = cut;
  const { rows } = tile;
  // Scores are scaled after the maximum is taken off, so that equal scores stay equal; ALiBi scaled them before it added.
  const unit = floatText((shape.bias === 'alibi' ? 1 : shape.scale) * Math.LOG2E);
  return `
    // The largest score of a row, over its threads.
${packs(tile, 4, (i) => `p${i}[own] = ${packed(tile, i, (a) => `largest_of(s${a})`, LEAST)};`)}
    workgroupBarrier();
${stage(cut, 'v')}
${packs(tile, 4, (i) => `let before${i} = most${i};`)}
    for (var i = 0u; i < ${across}u; i++) {
      let slot = y * ${across}u + (i + y) % ${across}u;
${packs(tile, 6, (i) => `most${i} = max(most${i}, p${i}[slot]);`)}
    }
${packs(tile, 4, (i) => `let shrink${i} = exp2((before${i} - most${i}) * ${unit});`)}
${each(rows, 4, (a) => `s${a} = exp2((s${a} - ${ofRow('most', a)}) * ${unit});`)}
${packs(tile, 4, (i) => `total${i} = fma(total${i}, shrink${i}, ${packed(tile, i, (a) => `sum_of(s${a})`, '0.0')});`)}
${each(rows * spans, 4, (n) => `${ofSpan(tile, n)} *= ${ofRow('shrink', n % rows)};`)}
    workgroupBarrier();
${each(rows, 4, (a) => `p${a}[own] = s${a};`)}
    workgroupBarrier();`;
}

function weightedValues({ tile, across, valueColumns, spans }: Cut): string {
  const { rows } = tile;
  return `    for (var quad = 0u; quad < ${across}u; quad++) {
      let slot = y * ${across}u + (quad + y) % ${across}u;
${each(rows, 6, (a) => `let a${a} = p${a}[slot];`)}
${blocks(
  spans,
  valueColumns,
  across,
  6,
  (u) => `        let at = quad * ${valueColumns}u + x + ${u * across}u;
${each(4, 8, (c) => `let v${c} = kv${c}[at];`)}
${AXES.map((d, c) => each(rows, 8, (a) => `o${a}_${u} = fma(vec4f(a${a}.${d}), v${c}, o${a}_${u});`)).join('\n')}`,
)}
    }`;
}

function output({ shape, tile, across, down, valueColumns, spans }: Cut): string {
  const { queries } = shape;
  const row = (a: number) => `first_row + y + ${a * down}u`;
  const inside = (a: number) => (queries % tile.queries === 0 ? '' : `if (${row(a)} < ${queries}u) `);
  return `
  // Each thread summed over its own keys; a row's threads together give the row's sum.
${packs(tile, 2, (i) => `p${i}[own] = total${i};`)}
  workgroupBarrier();
${packs(tile, 2, (i) => `var sum${i} = vec4f();`)}
  for (var i = 0u; i < ${across}u; i++) {
    let slot = y * ${across}u + (i + y) % ${across}u;
${packs(tile, 4, (i) => `sum${i} += p${i}[slot];`)}
  }
  let to = (head * ${queries}u + first_row + y) * ${valueColumns}u + x;
${blocks(spans, valueColumns, across, 2, (u) =>
  each(
    tile.rows,
    4,
    (a) =>
      `${inside(a)}{ out[to + ${a * down * valueColumns + u * across}u] = Stored(o${a}_${u} / ${ofRow('sum', a)}); }`,
  ),
)}`;
}
