/** Merging online softmaxes: the lanes of a workgroup, and the splits of the keys. */
import { type DeviceLimits, LimitExceededError } from '@verbatim/gpu';
import { foldWorkgroups } from './fold-workgroups.js';
import type { PlanStep } from './kernel-definition.js';
import type { NgramLookupShape } from './ngram-lookup.js';
import { inOrder } from './unrolled.js';

/** Stands for −∞ where no key was seen: a difference of two of these is 0, and not NaN. */
export const FARTHEST = '-3.0e38';

/** Lanes that merge, one workgroup. */
export const LANES = 64;

/** Keeps the lanes' numbers of different quantities in different banks. */
const STRIDE = LANES + 1;

/** The workgroup's memory that {@link mergeLanes} uses. */
export function poolWgsl(quantities: readonly string[]): string {
  return `var<workgroup> pool: array<f32, ${quantities.length * STRIDE}>;`;
}

/** @throws LimitExceededError when a value of `width` is too wide for the pool to fit into a workgroup's memory. */
export function assertPoolFits(width: number, limits: DeviceLimits): void {
  const bytes = Math.ceil((4 * (width + 1) * STRIDE) / 16) * 16;
  if (bytes > limits.maxWorkgroupStorage) {
    throw new LimitExceededError('maxComputeWorkgroupStorageSize', bytes, limits.maxWorkgroupStorage, {
      what: `ngram-lookup with values ${width} wide`,
    });
  }
}

/**
 * WGSL by which all lanes agree on the largest `top`, as `highest`, and lay down what they have, brought to it: then
 * `pooled(i)` is the sum of quantity i over the lanes. Each lane adds up quantities of its own: few barriers, which are what
 * takes time here.
 */
export function mergeLanes(quantities: readonly string[]): string {
  return `\
  pool[thread] = top;
  workgroupBarrier();
  var highest = top;
  for (var lane = 0u; lane < ${LANES}u; lane++) {
    highest = max(highest, pool[lane]);
  }
  let share = select(exp2(top - highest), 1.0, top == highest);
  workgroupBarrier();
${quantities.map((name, i) => `  pool[${i * STRIDE}u + thread] = ${name} * share;`).join('\n')}
  workgroupBarrier();`;
}

/** The function `pooled`. */
export const POOLED_WGSL = `\
fn pooled(quantity: u32) -> f32 {
  var sum = 0.0;
  for (var lane = 0u; lane < ${LANES}u; lane++) {
    sum += pool[quantity * ${STRIDE}u + lane];
  }
  return sum;
}
`;

/**
 * Merges the splits of each query, and divides.
 *
 * @throws LimitExceededError as {@link assertPoolFits} does.
 */
export function mergeProgram({ chunk, width }: NgramLookupShape, splits: number, limits: DeviceLimits): PlanStep {
  assertPoolFits(width, limits);
  const workgroups = foldWorkgroups(chunk, limits.maxWorkgroupsPerDimension);
  const channels = inOrder(width);
  const size = width + 2;
  const quantities = ['total', ...channels.map((c) => `sum${c}`)];
  const wgsl = `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

${poolWgsl(quantities)}

${POOLED_WGSL}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = group.x + group.y * ${workgroups[0]}u;
  if (row >= range[1]) {
    return;
  }
  var top = ${FARTHEST};
${quantities.map((name) => `  var ${name} = 0.0;`).join('\n')}
  for (var split = thread; split < ${splits}u; split += ${LANES}u) {
    let at = (split * ${chunk}u + row) * ${size}u;
    let higher = max(top, partials[at]);
    let old = select(exp2(top - higher), 1.0, top == higher);
    let added = select(exp2(partials[at] - higher), 1.0, partials[at] == higher);
    top = higher;
${quantities.map((name, i) => `    ${name} = ${name} * old + partials[at + ${i + 1}u] * added;`).join('\n')}
  }
${mergeLanes(quantities)}
  for (var c = thread; c < ${width}u; c += ${LANES}u) {
    out[row * ${width}u + c] = pooled(c + 1u) / pooled(0u);
  }
}
`;
  return { program: { name: 'ngram-lookup-merge', wgsl }, tensors: ['range', 'partials', 'out'], workgroups };
}
