/** The programs of the selective scan after its segments: what each really starts from, and what that adds to its outputs. */
import type { SelectiveScanShape } from './selective-scan.js';
import type { ScratchLayout, SegmentCut } from './selective-scan-cut.js';
import { inOrder, lines } from './unrolled.js';

/** Threads of a workgroup: of the scan, one for four states of a channel; of the correction, one for a channel of a chunk. */
export const START_WORKGROUP = 64;
export const CORRECT_WORKGROUP = 128;
/** Segments that are read before the first is used. */
const BATCH = 8;
/** Steps that are read before the first is corrected. */
const STEPS = 4;

function headOf({ length, channels, states }: SelectiveScanShape): string {
  return `\
const steps = ${length}u;
const channels = ${channels}u;
const quads = ${states / 4}u;
const log2e = ${Math.LOG2E};

// In halves, so that a power that f32 cannot hold does not take a large state with it; and 0 stays 0, whatever the power.
fn after(h: vec4<f32>, kept: vec4<f32>) -> vec4<f32> {
  return select(kept * (kept * h), h, h == vec4<f32>());
}
`;
}

/** What segments leave behind becomes what they start from; `row` is the width of the folded row of workgroups. */
export function startsWgsl(
  shape: SelectiveScanShape,
  { count }: SegmentCut,
  { totals }: ScratchLayout,
  row: number,
): string {
  const carry = (k: number) => `carries[(i + ${k}u) * quads * channels + item]`;
  const kept = (k: number) => `exp2(total((i + ${k}u) * channels + channel) * half_decay)`;
  return `\
${headOf(shape)}
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> carries: array<vec4<f32>>;

fn total(i: u32) -> f32 {
  return carries[${totals}u + i / 4u][i % 4u];
}

@compute @workgroup_size(${START_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * ${row * START_WORKGROUP}u;
  if (item >= quads * channels) {
    return;
  }
  let channel = item % channels;
  let at = channel * quads + item / channels;
  let half_decay = 0.5 * log2e * a[at];
  var h = state[at];
  var i = 0u;
  for (; i + ${BATCH}u <= ${count}u; i += ${BATCH}u) {
${lines(BATCH, (k) => `let own${k} = ${carry(k)}; let kept${k} = ${kept(k)};`, '    ')}\
${lines(BATCH, (k) => `${carry(k)} = h; h = after(h, kept${k}) + own${k};`, '    ')}\
  }
  for (; i < ${count}u; i++) {
    let own = ${carry(0)};
    ${carry(0)} = h;
    let kept = ${kept(0)};
    h = after(h, kept) + own;
  }
  state[at] = h;
}
`;
}

/**
 * Adds C_t·exp(A·ΣΔ)·h to the outputs of a segment that starts from h, chunk by chunk. A chunk by which nothing of h is left in f32
 * has nothing to add: what is 0 stays 0.
 */
export function correctWgsl(
  shape: SelectiveScanShape,
  { segment, chunk }: SegmentCut,
  { spans }: ScratchLayout,
  row: number,
): string {
  const quads = shape.states / 4;
  const columns = Math.ceil(shape.channels / CORRECT_WORKGROUP);
  const sizes = inOrder(quads)
    .map((q) => `abs(h${q})`)
    .join(' + ');
  return `\
${headOf(shape)}
@group(0) @binding(0) var<storage, read> delta: array<f32>;
@group(0) @binding(1) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> carries: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(${CORRECT_WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let item = group.x + group.y * ${row}u;
  let index = item / ${columns}u;
  let channel = item % ${columns}u * ${CORRECT_WORKGROUP}u + thread;
  let first = index * ${chunk}u;
  if (first >= steps || channel >= channels) {
    return;
  }
  let start = first / ${segment}u * quads * channels + channel;
  let w = index * channels + channel;
  let half = 0.5 * carries[${spans}u + w / 4u][w % 4u];
${lines(quads, (q) => `let a${q} = log2e * a[channel * quads + ${q}u]; let kept${q} = exp2(half * a${q});`)}\
${lines(quads, (q) => `var h${q} = after(carries[start + ${q}u * channels], kept${q});`)}\
  if (all((${sizes}) == vec4<f32>())) {
    return;
  }
  let last = min(first + ${chunk}u, steps);
  for (var t = first; t < last; t += ${STEPS}u) {
${lines(STEPS, (k) => `let t${k} = min(t + ${k}u, last - 1u);`, '    ')}\
${lines(STEPS, (k) => `let d${k} = delta[t${k} * channels + channel]; var y${k} = out[t${k} * channels + channel];`, '    ')}\
${lines(
  STEPS,
  (k) => `\
if (t + ${k}u < last) {
${lines(quads, (q) => `h${q} *= exp2(d${k} * a${q}); y${k} += dot(c[t${k} * quads + ${q}u], h${q});`, '      ')}\
      out[t${k} * channels + channel] = y${k};
    }`,
  '    ',
)}\
  }
}
`;
}
