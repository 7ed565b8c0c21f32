/** The n-gram look-up for few queries, a workgroup each: a thread takes whole keys, neighbours neighbouring ones. */
import type { DeviceLimits } from '@verbatim/gpu';
import type { PlanStep } from './kernel-definition.js';
import type { NgramLookupShape } from './ngram-lookup.js';
import { assertPoolFits, FARTHEST, LANES, mergeLanes, POOLED_WGSL, poolWgsl } from './ngram-lookup-merge.js';
import { floatText, inOrder } from './unrolled.js';

/**
 * One workgroup a split; each writes m, Σ 2^(s−m) and Σ 2^(s−m) v of its keys.
 *
 * @throws LimitExceededError when what the lanes of a workgroup merge does not fit into its memory.
 */
export function decodeProgram(shape: NgramLookupShape, splits: number, limits: DeviceLimits): PlanStep {
  const { capacity, chunk, blocks, width, scale } = shape;
  assertPoolFits(width, limits);
  const channels = inOrder(width);
  const quantities = ['total', ...channels.map((c) => `sum${c}`)];
  const wgsl = `\
@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> queries: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> keys: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> values: array<u32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

${poolWgsl(quantities)}

${POOLED_WGSL}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = group.y;
  if (row >= range[1]) {
    return;
  }
  let position = range[0] + row;
  let place = (group.x * ${chunk}u + row) * ${width + 2}u;
  var top = ${FARTHEST};
${quantities.map((name) => `  var ${name} = 0.0;`).join('\n')}
  for (var key = group.x * ${LANES}u + thread; key <= position; key += ${splits * LANES}u) {
    var products = vec4<f32>();
    for (var block = 0u; block < ${blocks}u; block++) {
      let q = queries[block * ${chunk}u + row];
      let k = keys[block * ${capacity}u + key];
      products += vec4<f32>(unpack2x16float(q.x), unpack2x16float(q.y)) * vec4<f32>(unpack2x16float(k.x), unpack2x16float(k.y));
      products += vec4<f32>(unpack2x16float(q.z), unpack2x16float(q.w)) * vec4<f32>(unpack2x16float(k.z), unpack2x16float(k.w));
    }
    let score = ${floatText(scale)} * ((products.x + products.y) + (products.z + products.w));
    let higher = max(top, score);
    let shrink = select(exp2(top - higher), 1.0, top == higher);
    let weight = select(exp2(score - higher), 1.0, score == higher);
    top = higher;
    total = total * shrink + weight;
${inOrder(Math.ceil(width / 2))
  .map((pair) => {
    const [first, second] = [2 * pair, 2 * pair + 1];
    return `    {
      let halves = unpack2x16float(values[${pair * capacity}u + key]);
      sum${first} = sum${first} * shrink + weight * halves.x;
${second < width ? `      sum${second} = sum${second} * shrink + weight * halves.y;\n` : ''}    }`;
  })
  .join('\n')}
  }
${mergeLanes(quantities)}
  if (thread == 0u) {
    partials[place] = highest;
  }
  for (var index = thread; index < ${quantities.length}u; index += ${LANES}u) {
    partials[place + 1u + index] = pooled(index);
  }
}
`;
  return {
    program: { name: 'ngram-lookup-decode', wgsl },
    tensors: ['range', 'queries', 'keys', 'values', 'partials'],
    workgroups: [splits, chunk, 1],
  };
}
