/** The three programs of a retention; what they do together is told in `retention.ts`. */
import { decayPowerWgsl } from './decay-power.js';
import type { Precision } from './kernel-definition.js';
import type { RetentionKind, RetentionShape } from './retention.js';
import { CHUNK, type OutputsTile, SCAN_WORKGROUP, SIDE, TILE } from './retention-tiles.js';
import { lines } from './unrolled.js';

/** What the text of all three depends on. */
export interface RetentionText {
  readonly kind: RetentionKind;
  readonly shape: RetentionShape;
  readonly precision: Precision;
}

const SCAN_BATCH = 4;

function headOf({ shape, precision }: RetentionText, columns: number): string {
  const { heads, length, keyDim, valueDim, featureMap } = shape;
  return `\
${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = ${precision};
const heads = ${heads}u;
const steps = ${length}u;
const keyDim = ${keyDim}u;
const keyPacks = ${keyDim / 4}u;
const valuePacks = ${valueDim / 4}u;
const valueTiles = ${Math.ceil(valueDim / TILE)}u;
const chunks = ${Math.ceil(length / CHUNK)}u;
const columns = ${columns}u;

${featureWgsl(featureMap)}`;
}

/** φ, on four numbers. */
export function featureWgsl(featureMap: RetentionShape['featureMap']): string {
  const mapped = featureMap === 'identity' ? 'x' : 'select(exp(min(x, vec4<f32>())), x + 1.0, x > vec4<f32>())';
  return `\
fn feature(x: vec4<f32>) -> vec4<f32> {
  return ${mapped};
}
`;
}

/** Σ γ^(C−1−i) k_iᵀ v_i of every chunk: a tile of keys by values a workgroup. */
export function chunkStatesWgsl(text: RetentionText, columns: number): string {
  const { decays } = text.kind;
  const key = 'feature(vec4<f32>(k[step * keyPacks + keyPack]))';
  return `${headOf(text, columns)}
const keyTiles = ${Math.ceil(text.shape.keyDim / TILE)}u;

@group(0) @binding(0) var<storage, read> k: array<vec4<Stored>>;
@group(0) @binding(1) var<storage, read> v: array<vec4<Stored>>;
@group(0) @binding(2) var<storage, read_write> states: array<vec4<f32>>;
${decays ? `@group(0) @binding(3) var<storage, read> decay: array<f32>;\n\n${decayPowerWgsl('f32')}` : ''}
var<workgroup> keys: array<array<vec4<f32>, ${SIDE}>, ${SIDE}>;
var<workgroup> values: array<array<vec4<f32>, ${SIDE}>, ${SIDE}>;

@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let item = group.x + group.y * columns;
  if (item >= heads * chunks * keyTiles * valueTiles) {
    return;
  }
  let valuePack = item % valueTiles * ${SIDE}u + local.x;
  let keyTile = item / valueTiles % keyTiles;
  let keyPack = keyTile * ${SIDE}u + local.x;
  let chunk = item / (valueTiles * keyTiles) % chunks;
  let head = item / (valueTiles * keyTiles * chunks);
  let first = chunk * ${CHUNK}u;
  let end = min(first + ${CHUNK}u, steps);
${lines(4, (r) => `var sum${r} = vec4<f32>();`, '  ')}\
  for (var slab = first; slab < end; slab += ${SIDE}u) {
    let t = slab + local.y;
    let step = head * steps + t;
    var key = vec4<f32>();
    var value = vec4<f32>();
    if (t < end && keyPack < keyPacks) {
      key = ${decays ? `decayPower(decay[head], end - 1u - t).kept * ${key}` : key};
    }
    if (t < end && valuePack < valuePacks) {
      value = vec4<f32>(v[step * valuePacks + valuePack]);
    }
    workgroupBarrier();
    keys[local.y][local.x] = key;
    values[local.y][local.x] = value;
    workgroupBarrier();
    for (var s = 0u; s < ${SIDE}u; s++) {
      let four = keys[s][local.y];
      let row = values[s][local.x];
${lines(4, (r) => `sum${r} += four[${r}] * row;`, '      ')}\
    }
  }
  let row = keyTile * ${TILE}u + 4u * local.y;
  if (valuePack < valuePacks && row < keyDim) {
    let at = ((head * chunks + chunk) * keyDim + row) * valuePacks + valuePack;
${lines(4, (r) => `states[at + ${r}u * valuePacks] = sum${r};`, '    ')}\
  }
}
`;
}

/**
 * Turns what chunks of `steps` steps add into the states they start from, and leaves the last state. One thread four numbers of a
 * state.
 */
export function stateScanWgsl(
  { kind, shape }: Pick<RetentionText, 'kind' | 'shape'>,
  columns: number,
  steps = CHUNK,
): string {
  const { heads, length, keyDim, valueDim } = shape;
  const chunks = Math.ceil(length / steps);
  const at = (k: number) => `states[(head * chunks + i + ${k}u) * packs + pack]`;
  const after = (over: string, own: string) => `h = ${kind.decays ? `decayed(h, ${over})` : 'h'} + ${own};`;
  return `\
const packs = ${(keyDim * valueDim) / 4}u;
const chunks = ${chunks}u;

@group(0) @binding(0) var<storage, read_write> states: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> state: array<vec4<f32>>;
${kind.decays ? `@group(0) @binding(2) var<storage, read> decay: array<f32>;\n\n${decayPowerWgsl('vec4<f32>')}` : ''}
@compute @workgroup_size(${SCAN_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * ${columns * SCAN_WORKGROUP}u;
  if (item >= ${heads}u * packs) {
    return;
  }
  let head = item / packs;
  let pack = item % packs;
${kind.decays ? `  let over = decayPower(decay[head], ${steps}u);\n` : ''}\
  var h = state[item];
  var i = 0u;
  for (; i + ${SCAN_BATCH}u < chunks; i += ${SCAN_BATCH}u) {
${lines(SCAN_BATCH, (k) => `let own${k} = ${at(k)};`, '    ')}\
${lines(SCAN_BATCH, (k) => `${at(k)} = h; ${after('over', `own${k}`)}`, '    ')}\
  }
  for (; i + 1u < chunks; i++) {
    let own = ${at(0)};
    ${at(0)} = h;
    ${after('over', 'own')}
  }
  // The last chunk may be shorter.
  let own = ${at(0)};
  ${at(0)} = h;
${kind.decays ? `  let overLast = decayPower(decay[head], ${length - (chunks - 1) * steps}u);\n` : ''}\
  ${after('overLast', 'own')}
  state[item] = h;
}
`;
}

/** The outputs of rows of a chunk: scores against its keys and what the state gives, then masked scores times values. */
export function outputsWgsl(text: RetentionText, { rows, depth }: OutputsTile, columns: number): string {
  const { decays } = text.kind;
  const own = rows / SIDE;
  const eachRow = (line: (r: number) => string, indent: string) => lines(own, line, indent);
  const masked = (r: number, c: number) => {
    const score = `score${r}[${c}]${decays ? ` * powers[max(row + ${SIDE * r}u, local.x + ${SIDE * c}u) - local.x - ${SIDE * c}u]` : ''}`;
    return `select(0.0, ${score}, local.x + ${SIDE * c}u <= row + ${SIDE * r}u)`;
  };
  return `${headOf(text, columns)}
@group(0) @binding(0) var<storage, read> q: array<vec4<Stored>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<Stored>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<Stored>>;
@group(0) @binding(3) var<storage, read> states: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<Stored>>;
${decays ? `@group(0) @binding(5) var<storage, read> decay: array<f32>;\n\n${decayPowerWgsl('f32')}` : ''}
// One pack more a row than is used, so that rows lie in different banks.
var<workgroup> queries: array<array<vec4<f32>, ${depth + 1}>, ${rows}>;
var<workgroup> keys: array<array<vec4<f32>, ${depth + 1}>, ${CHUNK}>;
// First of the state, by key; then of the values, by step.
var<workgroup> values: array<array<vec4<f32>, ${SIDE}>, ${4 * depth}>;
// scores[i][j] holds columns j, j + ${SIDE}, j + ${2 * SIDE} and j + ${3 * SIDE}.
var<workgroup> scores: array<array<vec4<f32>, ${SIDE}>, ${rows}>;
${decays ? `var<workgroup> powers: array<f32, ${CHUNK}>;\n` : ''}
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let item = group.x + group.y * columns;
  if (item >= heads * chunks * ${CHUNK / rows}u * valueTiles) {
    return;
  }
  let valuePack = item % valueTiles * ${SIDE}u + local.x;
  let part = item / valueTiles % ${CHUNK / rows}u;
  let chunk = item / (valueTiles * ${CHUNK / rows}u) % chunks;
  let head = item / (valueTiles * ${CHUNK / rows}u * chunks);
  let first = chunk * ${CHUNK}u;
  // This thread has rows row, row + ${SIDE}, … of the chunk.
  let row = part * ${rows}u + local.y;
${decays ? `  if (index < ${CHUNK}u) {\n    powers[index] = decayPower(decay[head], index).kept;\n  }\n` : ''}\
${eachRow((r) => `var score${r} = vec4<f32>(); var sum${r} = vec4<f32>();`, '  ')}\
  for (var slab = 0u; slab < keyPacks; slab += ${depth}u) {
    workgroupBarrier();
    for (var load = index; load < ${CHUNK * depth}u; load += ${SIDE * SIDE}u) {
      let column = load % ${depth}u;
      let pack = slab + column;
      let keyStep = first + load / ${depth}u;
      var key = vec4<f32>();
      if (keyStep < steps && pack < keyPacks) {
        key = feature(vec4<f32>(k[(head * steps + keyStep) * keyPacks + pack]));
      }
      keys[load / ${depth}u][column] = key;
      let queryStep = keyStep + part * ${rows}u;
      if (load < ${rows * depth}u) {
        var query = vec4<f32>();
        if (queryStep < steps && pack < keyPacks) {
          query = feature(vec4<f32>(q[(head * steps + queryStep) * keyPacks + pack]));
        }
        queries[load / ${depth}u][column] = query;
      }
    }
    if (local.y < ${4 * depth}u) {
      let key = 4u * slab + local.y;
      var before = vec4<f32>();
      if (key < keyDim && valuePack < valuePacks) {
        before = states[((head * chunks + chunk) * keyDim + key) * valuePacks + valuePack];
      }
      values[local.y][local.x] = before;
    }
    workgroupBarrier();
    for (var p = 0u; p < ${depth}u; p++) {
${lines(4, (c) => `let key${c} = keys[local.x + ${SIDE * c}u][p]; let before${c} = values[4u * p + ${c}u][local.x];`, '      ')}\
${eachRow(
  (r) => `\
let query${r} = queries[local.y + ${SIDE * r}u][p];
      score${r} += vec4<f32>(dot(query${r}, key0), dot(query${r}, key1), dot(query${r}, key2), dot(query${r}, key3));
      sum${r} += query${r}.x * before0 + query${r}.y * before1 + query${r}.z * before2 + query${r}.w * before3;`,
  '      ',
)}\
    }
  }
${eachRow((r) => `scores[local.y + ${SIDE * r}u][local.x] = vec4<f32>(${[0, 1, 2, 3].map((c) => masked(r, c)).join(', ')});`, '  ')}\
${decays ? `  let gamma = decay[head];\n${eachRow((r) => `sum${r} *= gamma * powers[row + ${SIDE * r}u];`, '  ')}` : ''}\
  for (var slab = 0u; slab < ${SIDE}u; slab += ${depth}u) {
    workgroupBarrier();
    if (local.y < ${4 * depth}u) {
      let t = first + slab + local.y / 4u + ${SIDE}u * (local.y % 4u);
      var value = vec4<f32>();
      if (t < steps && valuePack < valuePacks) {
        value = vec4<f32>(v[(head * steps + t) * valuePacks + valuePack]);
      }
      values[local.y][local.x] = value;
    }
    workgroupBarrier();
    for (var p = 0u; p < ${depth}u; p++) {
${lines(4, (c) => `let value${c} = values[4u * p + ${c}u][local.x];`, '      ')}\
${eachRow(
  (r) => `\
let weight${r} = scores[local.y + ${SIDE * r}u][slab + p];
      sum${r} += weight${r}.x * value0 + weight${r}.y * value1 + weight${r}.z * value2 + weight${r}.w * value3;`,
  '      ',
)}\
    }
  }
  if (valuePack < valuePacks) {
${eachRow((r) => `if (first + row + ${SIDE * r}u < steps) { out[(head * steps + first + row + ${SIDE * r}u) * valuePacks + valuePack] = vec4<Stored>(sum${r}); }`, '    ')}\
  }
}
`;
}
