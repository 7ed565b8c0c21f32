/** Merging online softmaxes: the lanes of a workgroup, and the splits of the keys. */
import type { DeviceLimits } from '@verbatim/gpu';
import { foldWorkgroups } from './fold-workgroups.js';
import type { PlanStep } from './kernel-definition.js';
import type { NgramLookupShape } from './ngram-lookup.js';
import { inOrder } from './unrolled.js';

/** Stands for −∞ where no key was seen: a difference of two of these is 0, and not NaN. */
export const FARTHEST = '-3.0e38';

/** Lanes that merge, one workgroup. */
export const LANES = 64;

/** The workgroup's memory that {@link mergeLanes} uses. */
export const POOL_WGSL = `var<workgroup> pool: array<f32, ${LANES}>;`;

/**
 * WGSL by which all lanes agree on the largest `top`, and then add up what they have; \`store(index, sum)\` is what lane 0 does
 * with the sum of the quantity of that index. A loop with a switch, not one copy a quantity: barriers are slow to compile.
 */
export function mergeLanes(quantities: readonly string[], store: (index: string, sum: string) => string): string {
  const reduce = (value: string, join: (a: string, b: string) => string) => `\
  workgroupBarrier();
  pool[thread] = ${value};
  for (var reach = ${LANES / 2}u; reach > 0u; reach /= 2u) {
    workgroupBarrier();
    if (thread < reach) {
      pool[thread] = ${join('pool[thread]', 'pool[thread + reach]')};
    }
  }
  workgroupBarrier();`;
  return `\
${reduce('top', (a, b) => `max(${a}, ${b})`)}
  let highest = pool[0];
  let share = select(exp2(top - highest), 1.0, top == highest);
  for (var index = 0u; index < ${quantities.length}u; index++) {
    var quantity = 0.0;
    ${chosen(quantities)}
${reduce('quantity * share', (a, b) => `${a} + ${b}`)}
    if (thread == 0u) {
      ${store('index', 'pool[0]')}
    }
  }`;
}

/** WGSL that sets `quantity` to the variable of number `index`. */
export function chosen(quantities: readonly string[]): string {
  const cases = quantities.map((name, i) => `case ${i}u: { quantity = ${name}; }`);
  return `switch index { ${cases.join(' ')} default: {} }`;
}

/** Merges the splits of each query, and divides. */
export function mergeProgram({ chunk, width }: NgramLookupShape, splits: number, limits: DeviceLimits): PlanStep {
  const workgroups = foldWorkgroups(chunk, limits.maxWorkgroupsPerDimension);
  const channels = inOrder(width);
  const size = width + 2;
  const quantities = ['total', ...channels.map((c) => `sum${c}`)];
  const wgsl = `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

${POOL_WGSL}

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
  var divisor = 0.0;
${mergeLanes(quantities, (index, sum) => `if (${index} == 0u) { divisor = ${sum}; } else { out[row * ${width}u + ${index} - 1u] = ${sum} / divisor; }`)}
}
`;
  return { program: { name: 'ngram-lookup-merge', wgsl }, tensors: ['range', 'partials', 'out'], workgroups };
}
