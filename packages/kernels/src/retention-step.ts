/**
 * One step of a retention, as decoding takes it: S ← γ·S + φ(k)ᵀ v, o = φ(q)·S. Nearly all of its traffic is the state, read and
 * written once, the same for every length. A workgroup takes 64 columns of a head's state; its sixteen rows of threads
 * share the keys, and add up their parts of the output at the end.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, Precision } from './kernel-definition.js';
import type { RetentionKind, RetentionShape } from './retention.js';
import { retentionKernel } from './retention.js';
import { SIDE, TILE } from './retention-tiles.js';
import { featureWgsl } from './retention-wgsl.js';

/** The kernel of one step; `full` gives the shape a length of 1. */
export function retentionStepKernel<S extends object>(
  kind: RetentionKind,
  full: (shape: S) => RetentionShape,
): KernelDefinition<S> {
  const decay = kind.decays ? ['decay'] : [];
  const { cudaPlan: _, ...prefill } = retentionKernel(kind, full);
  return {
    ...prefill,
    // The same tensors without the axis of time and without scratch.
    tensors: (shape, precision) =>
      prefill
        .tensors(shape, precision)
        .filter(({ role }) => role !== 'scratch')
        .map((spec) => (spec.purpose === 'activations' ? { ...spec, shape: [spec.shape[0]!, spec.shape[2]!] } : spec)),

    plan(own, precision, { limits }) {
      const shape = full(own);
      const workgroups = foldWorkgroups(
        shape.heads * Math.ceil(shape.valueDim / TILE),
        limits.maxWorkgroupsPerDimension,
      );
      return [
        {
          program: {
            name: kind.name,
            wgsl: stepWgsl(kind, shape, precision, workgroups[0]),
            features: precision === 'f16' ? ['shader-f16'] : [],
          },
          tensors: ['q', 'k', 'v', 'state', 'out', ...decay],
          workgroups,
        },
      ];
    },
  };
}

function stepWgsl(kind: RetentionKind, shape: RetentionShape, precision: Precision, columns: number): string {
  const { heads, keyDim, valueDim, featureMap } = shape;
  const packs = valueDim / 4;
  const tiles = Math.ceil(valueDim / TILE);
  return `\
${precision === 'f16' ? 'enable f16;\n' : ''}alias Stored = ${precision};

@group(0) @binding(0) var<storage, read> q: array<vec4<Stored>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<Stored>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<Stored>>;
@group(0) @binding(3) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<Stored>>;
${kind.decays ? '@group(0) @binding(5) var<storage, read> decay: array<f32>;\n' : ''}
${featureWgsl(featureMap)}
var<workgroup> parts: array<array<vec4<f32>, ${SIDE}>, ${SIDE}>;

@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let item = group.x + group.y * ${columns}u;
  if (item >= ${heads * tiles}u) {
    return;
  }
  let head = item / ${tiles}u;
  let pack = item % ${tiles}u * ${SIDE}u + local.x;
  var sum = vec4<f32>();
  if (pack < ${packs}u) {
    let value = vec4<f32>(v[head * ${packs}u + pack]);
    for (var four = local.y; four < ${keyDim / 4}u; four += ${SIDE}u) {
      let key = feature(vec4<f32>(k[head * ${keyDim / 4}u + four]));
      let query = feature(vec4<f32>(q[head * ${keyDim / 4}u + four]));
      for (var i = 0u; i < 4u; i++) {
        let at = (head * ${keyDim}u + 4u * four + i) * ${packs}u + pack;
        let now = ${kind.decays ? 'decay[head] * ' : ''}state[at] + key[i] * value;
        state[at] = now;
        sum += query[i] * now;
      }
    }
  }
  parts[local.y][local.x] = sum;
  for (var half = ${SIDE / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.y < half) {
      parts[local.y][local.x] += parts[local.y + half][local.x];
    }
  }
  if (local.y == 0u && pack < ${packs}u) {
    out[head * ${packs}u + pack] = vec4<Stored>(parts[0][local.x]);
  }
}
`;
}
