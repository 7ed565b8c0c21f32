/**
 * Causal softmax attention of all queries at once as it is written on paper: all scores, then their softmax, then the
 * weighted sums. It keeps heads·queries·keys scores in memory, so it is the baseline that tiled attention is measured
 * against: at L = 65,536 one head needs 16 GiB of scratch for the scores alone.
 *
 * Three programs, with the same split in WGSL and in gpu.js:
 * 1. scores: s_ij = scale · q_i·k_j + bias(i, j), f32, for the visible pairs only: the other half is never written or read;
 * 2. statistics: for each row its largest score, and 1 / Σ_j exp(s_ij − largest);
 * 3. weighted sum: out_i = Σ_j exp(s_ij − largest) v_j / Σ.
 *
 * Work: as the tiled kernel's, 2·(keyDim + valueDim) operations for each visible pair, and 4 + 8 bytes of scores written and read
 * for each. 16 × 16 threads share tiles of 16 × 16, the textbook form of a matrix product.
 */
import { LimitExceededError } from '@verbatim/gpu';
import { biasTensorNames, NO_WINDOW } from './attention-bias.js';
import {
  perOutputConstants,
  rowStatisticPerOutput,
  scorePerOutput,
  weightedSumPerOutput,
} from './attention-prefill-per-output.js';
import {
  type AttentionPrefillShape,
  assertAttentionPrefillShape,
  attentionPrefillCost,
  attentionPrefillReference,
  attentionPrefillTensors,
  type FullAttentionPrefillShape,
  fullShape,
} from './attention-prefill-shape.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanStep, Precision, TensorSpec } from './kernel-definition.js';
import { floatText } from './unrolled.js';

/** Queries, keys and value columns of a tile. */
const TILE = 16;
/** Threads that go over one row of scores. */
const ROW_THREADS = 64;

/** The names of the tensors that each program is given, its output last. */
function bindingsOf({ bias }: FullAttentionPrefillShape): readonly (readonly string[])[] {
  const windows = bias === 'hard-alibi' ? ['windows'] : [];
  const slopes = bias === 'alibi' ? ['slopes'] : [];
  return [
    ['q', 'k', ...slopes, 'scores'],
    ['scores', ...windows, 'statistics'],
    ['scores', 'statistics', 'v', ...windows, 'out'],
  ];
}

function declarations(tensors: readonly string[], precision: Precision): string {
  const types: Record<string, string> = { scores: 'f32', statistics: 'vec2f', windows: 'f32', slopes: 'f32' };
  const variables = tensors.map((name, binding) => {
    const access = binding === tensors.length - 1 ? 'read_write' : 'read';
    return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${types[name] ?? 'Stored'}>;`;
  });
  const stored = `${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = vec4<${precision}>;\n`;
  return `${tensors.some((name) => types[name] === undefined) ? stored : ''}${variables.join('\n')}`;
}

/** The first key that a query sees, as an expression of its `position`. */
function firstVisibleOf(bias: string): string {
  return bias === 'hard-alibi'
    ? `u32(max(f32(position) + 1.0 - clamp(windows[head], 1.0, ${NO_WINDOW}.0), 0.0))`
    : '0u';
}

function scoresWgsl(shape: FullAttentionPrefillShape, precision: Precision): string {
  const { keys, queries, queryOffset, keyDim, scale, bias } = shape;
  const columns = keyDim / 4;
  const penalty = bias === 'alibi' ? ' - slopes[head] * f32(position - key)' : '';
  return `${declarations(bindingsOf(shape)[0]!, precision)}

var<workgroup> q_tile: array<vec4f, ${TILE * TILE}>;
var<workgroup> k_tile: array<vec4f, ${TILE * TILE}>;

@compute @workgroup_size(${TILE}, ${TILE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let head = group.z;
  let row = group.y * ${TILE}u + local.y;
  let position = row + ${queryOffset}u;
  let key = group.x * ${TILE}u + local.x;
  if (group.x * ${TILE}u > group.y * ${TILE}u + ${queryOffset + TILE - 1}u) {
    return; // No query of this tile sees a key of it.
  }
  let row_read = head * ${queries}u + min(row, ${queries - 1}u);
  let key_read = head * ${keys}u + min(group.x * ${TILE}u + local.y, ${keys - 1}u);
  let place = local.y * ${TILE}u + (local.x + local.y) % ${TILE}u;
  var product = 0.0;
  for (var start = 0u; start < ${columns}u; start += ${TILE}u) {
    let column = start + local.x;
    if (column < ${columns}u) {
      q_tile[place] = vec4f(q[row_read * ${columns}u + column]);
      k_tile[place] = vec4f(k[key_read * ${columns}u + column]);
    }
    workgroupBarrier();
    for (var i = 0u; i < min(${TILE}u, ${columns}u - start); i++) {
      product += dot(q_tile[local.y * ${TILE}u + (i + local.y) % ${TILE}u], k_tile[local.x * ${TILE}u + (i + local.x) % ${TILE}u]);
    }
    workgroupBarrier();
  }
  if (row < ${queries}u && key <= position) {
    scores[(head * ${queries}u + row) * ${keys}u + key] = product * ${floatText(scale)}${penalty};
  }
}
`;
}

function statisticsWgsl(shape: FullAttentionPrefillShape, precision: Precision, width: number): string {
  const { heads, keys, queries, queryOffset, bias } = shape;
  const overThreads = (combined: string) => `for (var half = ${ROW_THREADS / 2}u; half > 0u; half /= 2u) {
    if (thread < half) {
      shared_row[thread] = ${combined};
    }
    workgroupBarrier();
  }`;
  return `${declarations(bindingsOf(shape)[1]!, precision)}

var<workgroup> shared_row: array<f32, ${ROW_THREADS}>;

@compute @workgroup_size(${ROW_THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x + group.y * ${width}u;
  if (row >= ${heads * queries}u) {
    return;
  }
  let head = row / ${queries}u;
  let position = row % ${queries}u + ${queryOffset}u;
  let first = ${firstVisibleOf(bias)};
  var largest = scores[row * ${keys}u + position];
  for (var key = first + thread; key <= position; key += ${ROW_THREADS}u) {
    largest = max(largest, scores[row * ${keys}u + key]);
  }
  shared_row[thread] = largest;
  workgroupBarrier();
  ${overThreads('max(shared_row[thread], shared_row[thread + half])')}
  largest = shared_row[0];
  workgroupBarrier();
  var total = 0.0;
  for (var key = first + thread; key <= position; key += ${ROW_THREADS}u) {
    total += exp(scores[row * ${keys}u + key] - largest);
  }
  shared_row[thread] = total;
  workgroupBarrier();
  ${overThreads('shared_row[thread] + shared_row[thread + half]')}
  if (thread == 0u) {
    statistics[row] = vec2f(largest, 1.0 / shared_row[0]);
  }
}
`;
}

function weightedSumWgsl(shape: FullAttentionPrefillShape, precision: Precision): string {
  const { keys, queries, queryOffset, valueDim, bias } = shape;
  const columns = valueDim / 4;
  return `${declarations(bindingsOf(shape)[2]!, precision)}

var<workgroup> weights: array<f32, ${TILE * TILE}>;
var<workgroup> v_tile: array<vec4f, ${TILE * TILE}>;

fn first_visible(head: u32, position: u32) -> u32 {
  return ${firstVisibleOf(bias)};
}

@compute @workgroup_size(${TILE}, ${TILE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let head = group.z;
  let row = min(group.y * ${TILE}u + local.y, ${queries - 1}u);
  let position = row + ${queryOffset}u;
  let first = first_visible(head, position);
  let column = group.x * ${TILE}u + local.x;
  let statistic = statistics[head * ${queries}u + row];
  let last_position = min(group.y * ${TILE}u + ${TILE - 1}u, ${queries - 1}u) + ${queryOffset}u;
  let first_step = first_visible(head, group.y * ${TILE}u + ${queryOffset}u) / ${TILE}u;
  let place = local.y * ${TILE}u + local.x;
  var sum = vec4f();
  for (var start = first_step * ${TILE}u; start <= last_position; start += ${TILE}u) {
    let key = start + local.x;
    var weight = 0.0;
    if (key >= first && key <= position) {
      weight = exp(scores[(head * ${queries}u + row) * ${keys}u + key] - statistic.x);
    }
    weights[place] = weight;
    if (column < ${columns}u) {
      v_tile[place] = vec4f(v[(head * ${keys}u + min(start + local.y, ${keys - 1}u)) * ${columns}u + column]);
    }
    workgroupBarrier();
    for (var i = 0u; i < ${TILE}u; i++) {
      sum = fma(vec4f(weights[local.y * ${TILE}u + i]), v_tile[i * ${TILE}u + local.x], sum);
    }
    workgroupBarrier();
  }
  if (group.y * ${TILE}u + local.y < ${queries}u && column < ${columns}u) {
    out[(head * ${queries}u + row) * ${columns}u + column] = Stored(sum * statistic.y);
  }
}
`;
}

/** Causal attention that materialises its scores. */
export const attentionPrefillNaive: KernelDefinition<AttentionPrefillShape> = {
  name: 'attention-prefill-naive',
  precisions: ['f32', 'f16'],
  assertShape: assertAttentionPrefillShape,
  tensors(shape, precision) {
    const { heads, keys, queries } = fullShape(shape);
    const scratch = { role: 'scratch', dtype: 'f32', purpose: 'scratch', perHead: true } as const;
    const between: readonly TensorSpec[] = [
      { name: 'scores', shape: [heads, queries, keys], ...scratch },
      { name: 'statistics', shape: [heads, queries, 2], ...scratch },
    ];
    return [...attentionPrefillTensors(shape, precision), ...between];
  },
  plan(shape, precision, { limits }): readonly PlanStep[] {
    const full = fullShape(shape);
    const { heads, keys, queries, valueDim } = full;
    const tiles = (count: number) => Math.ceil(count / TILE);
    const most = limits.maxWorkgroupsPerDimension;
    if (tiles(keys) > most) {
      throw new LimitExceededError('maxComputeWorkgroupsPerDimension', tiles(keys), most, {
        what: 'attention-prefill-naive',
        largestLength: most * TILE,
      });
    }
    const rows = foldWorkgroups(heads * queries, most);
    const programs: readonly (readonly [string, string, PlanStep['workgroups']])[] = [
      ['scores', scoresWgsl(full, precision), [tiles(keys), tiles(queries), heads]],
      ['statistics', statisticsWgsl(full, precision, rows[0]), rows],
      ['weighted-sum', weightedSumWgsl(full, precision), [tiles(valueDim / 4), tiles(queries), heads]],
    ];
    return programs.map(([name, wgsl, workgroups], i) => ({
      program: {
        name: `attention-prefill-naive ${name}`,
        wgsl,
        features: wgsl.includes('enable f16') ? ['shader-f16'] : [],
      },
      tensors: bindingsOf(full)[i]!,
      workgroups,
    }));
  },
  perOutputPlan(shape) {
    const { heads, keys, queries, valueDim, bias } = fullShape(shape);
    const constants = perOutputConstants(shape);
    const perHead = bias === 'full' ? 'q' : biasTensorNames(bias)[0]!;
    const programs = [
      { name: 'scores', kernel: scorePerOutput, outputs: heads * queries * keys, tensors: ['q', 'k', perHead] },
      { name: 'statistics', kernel: rowStatisticPerOutput, outputs: 2 * heads * queries, tensors: ['scores', perHead] },
      {
        name: 'out',
        kernel: weightedSumPerOutput,
        outputs: heads * queries * valueDim,
        tensors: ['scores', 'statistics', 'v', perHead],
      },
    ];
    return programs.map(({ name, kernel, outputs, tensors }) => ({
      program: { name: `attention-prefill-naive ${name}`, perOutput: { kernel, constants, outputs } },
      tensors: [...tensors, name],
      workgroups: [outputs, 1, 1],
    }));
  },
  reference: attentionPrefillReference,
  cost: attentionPrefillCost,
  withHeads: (shape, heads) => ({ ...shape, heads }),
  headsOf: ({ heads }) => heads,
};
