enable subgroups;
diagnostic(off, subgroup_uniformity);
alias Lane = vec4<f32>;
const steps = 67u;
const channels = 8u;
const quads = 4u;
// exp(z) is taken as exp2(z·log2 e), the exponential that GPUs have.
const log2e = 1.4426950408889634;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> delta: array<Lane>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> d: array<f32>;
// By numbers: threads write neighbouring ones, which must not be components of one vector.
@group(0) @binding(6) var<storage, read_write> carries: array<f32>;
@group(0) @binding(7) var<storage, read_write> out: array<f32>;

var<workgroup> stage_delta: array<array<Lane, 64>, 2>;
var<workgroup> stage_x: array<array<Lane, 64>, 2>;
var<workgroup> stage_rows: array<array<vec4<f32>, 64>, 2>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let item = group.x + group.y * 3u;
  if (item >= 3u) {
    return;
  }
  let index = item / 1u;
  let lane0 = item % 1u * 8u;
  let first = index * 32u;
  let last = min(first + 32u, steps);
  let part = thread % 4u;
  let slot = thread / 4u;
  let channel = lane0 * 4u + slot * 4u;
  // The first of the channels whose outputs this thread ends with.
  let mine = channel + part / 1u * 1u;
  let upper1 = (part & 1u) != 0u;
  let upper2 = (part & 2u) != 0u;
  let through0 = d[min(mine + 0u, channels - 1u)];
  let a0_0 = log2e * a[min(channel + 0u, channels - 1u) * quads + part * 1u + 0u]; var h0_0 = vec4<f32>();
  let a1_0 = log2e * a[min(channel + 1u, channels - 1u) * quads + part * 1u + 0u]; var h1_0 = vec4<f32>();
  let a2_0 = log2e * a[min(channel + 2u, channels - 1u) * quads + part * 1u + 0u]; var h2_0 = vec4<f32>();
  let a3_0 = log2e * a[min(channel + 3u, channels - 1u) * quads + part * 1u + 0u]; var h3_0 = vec4<f32>();
  var span0 = 0.0;
  var span1 = 0.0;
  var span2 = 0.0;
  var span3 = 0.0;
  var step0 = Lane(); var input0 = Lane();
  var step1 = Lane(); var input1 = Lane();
  var row0 = vec4<f32>();
  var row1 = vec4<f32>();
  var next = 0u;
    next = first;
    { let e = thread + 0u; let t = next + e / 8u; step0 = Lane(); input0 = Lane(); if (t < last && lane0 + e % 8u < 2u) { let at = t * 2u + lane0 + e % 8u; step0 = delta[at]; input0 = x[at]; } }
    { let e = thread + 32u; let t = next + e / 8u; step1 = Lane(); input1 = Lane(); if (t < last && lane0 + e % 8u < 2u) { let at = t * 2u + lane0 + e % 8u; step1 = delta[at]; input1 = x[at]; } }
    { let e = thread + 0u; let at = min(next + e % 32u / quads, steps - 1u) * quads + e % quads; if (e < 32u) { row0 = b[at]; } else { row0 = c[at]; } }
    { let e = thread + 32u; let at = min(next + e % 32u / quads, steps - 1u) * quads + e % quads; if (e < 32u) { row1 = b[at]; } else { row1 = c[at]; } }
    { let e = thread + 0u; stage_delta[0u][e] = step0; stage_x[0u][e] = input0; }
    { let e = thread + 32u; stage_delta[0u][e] = step1; stage_x[0u][e] = input1; }
    { let e = thread + 0u; stage_rows[0u][e] = row0; }
    { let e = thread + 32u; stage_rows[0u][e] = row1; }
  workgroupBarrier();
  var now = 0u;
  for (var start = first; start < last; start += 8u) {
    next = start + 8u;
    { let e = thread + 0u; let t = next + e / 8u; step0 = Lane(); input0 = Lane(); if (t < last && lane0 + e % 8u < 2u) { let at = t * 2u + lane0 + e % 8u; step0 = delta[at]; input0 = x[at]; } }
    { let e = thread + 32u; let t = next + e / 8u; step1 = Lane(); input1 = Lane(); if (t < last && lane0 + e % 8u < 2u) { let at = t * 2u + lane0 + e % 8u; step1 = delta[at]; input1 = x[at]; } }
    { let e = thread + 0u; let at = min(next + e % 32u / quads, steps - 1u) * quads + e % quads; if (e < 32u) { row0 = b[at]; } else { row0 = c[at]; } }
    { let e = thread + 32u; let at = min(next + e % 32u / quads, steps - 1u) * quads + e % quads; if (e < 32u) { row1 = b[at]; } else { row1 = c[at]; } }
    if (part == 0u && (start - first) % 32u == 0u) {
      if (channel + 0u < channels) { carries[408u + start / 32u * channels + channel + 0u] = span0; }
      if (channel + 1u < channels) { carries[408u + start / 32u * channels + channel + 1u] = span1; }
      if (channel + 2u < channels) { carries[408u + start / 32u * channels + channel + 2u] = span2; }
      if (channel + 3u < channels) { carries[408u + start / 32u * channels + channel + 3u] = span3; }
    }
    for (var s = 0u; s < 8u; s += 4u) {
      {
        let deltas = stage_delta[now][(s + 0u) * 8u + slot];
        let values = stage_x[now][(s + 0u) * 8u + slot];
        let d0 = deltas.x; let push0 = d0 * values.x; span0 += d0;
        let d1 = deltas.y; let push1 = d1 * values.y; span1 += d1;
        let d2 = deltas.z; let push2 = d2 * values.z; span2 += d2;
        let d3 = deltas.w; let push3 = d3 * values.w; span3 += d3;
        let b0 = stage_rows[now][(s + 0u) * quads + part * 1u + 0u];
        let c0 = stage_rows[now][32u + (s + 0u) * quads + part * 1u + 0u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h1_0 = exp2(d1 * a1_0) * h1_0 + push1 * b0;
        h2_0 = exp2(d2 * a2_0) * h2_0 + push2 * b0;
        h3_0 = exp2(d3 * a3_0) * h3_0 + push3 * b0;
        let y0 = dot(c0, h0_0);
        let y1 = dot(c0, h1_0);
        let y2 = dot(c0, h2_0);
        let y3 = dot(c0, h3_0);
        let sum2_0 = select(y0, y2, upper2) + subgroupShuffleXor(select(y2, y0, upper2), 2u);
        let sum2_1 = select(y1, y3, upper2) + subgroupShuffleXor(select(y3, y1, upper2), 2u);
        let sum1_0 = select(sum2_0, sum2_1, upper1) + subgroupShuffleXor(select(sum2_1, sum2_0, upper1), 1u);
        if (start + (s + 0u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 0u)) * channels + mine + 0u] = sum1_0 + through0 * stage_x[now][(s + 0u) * 8u + (mine + 0u - lane0 * 4u) / 4u][(mine + 0u) % 4u]; }
        }
      }
      {
        let deltas = stage_delta[now][(s + 1u) * 8u + slot];
        let values = stage_x[now][(s + 1u) * 8u + slot];
        let d0 = deltas.x; let push0 = d0 * values.x; span0 += d0;
        let d1 = deltas.y; let push1 = d1 * values.y; span1 += d1;
        let d2 = deltas.z; let push2 = d2 * values.z; span2 += d2;
        let d3 = deltas.w; let push3 = d3 * values.w; span3 += d3;
        let b0 = stage_rows[now][(s + 1u) * quads + part * 1u + 0u];
        let c0 = stage_rows[now][32u + (s + 1u) * quads + part * 1u + 0u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h1_0 = exp2(d1 * a1_0) * h1_0 + push1 * b0;
        h2_0 = exp2(d2 * a2_0) * h2_0 + push2 * b0;
        h3_0 = exp2(d3 * a3_0) * h3_0 + push3 * b0;
        let y0 = dot(c0, h0_0);
        let y1 = dot(c0, h1_0);
        let y2 = dot(c0, h2_0);
        let y3 = dot(c0, h3_0);
        let sum2_0 = select(y0, y2, upper2) + subgroupShuffleXor(select(y2, y0, upper2), 2u);
        let sum2_1 = select(y1, y3, upper2) + subgroupShuffleXor(select(y3, y1, upper2), 2u);
        let sum1_0 = select(sum2_0, sum2_1, upper1) + subgroupShuffleXor(select(sum2_1, sum2_0, upper1), 1u);
        if (start + (s + 1u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 1u)) * channels + mine + 0u] = sum1_0 + through0 * stage_x[now][(s + 1u) * 8u + (mine + 0u - lane0 * 4u) / 4u][(mine + 0u) % 4u]; }
        }
      }
      {
        let deltas = stage_delta[now][(s + 2u) * 8u + slot];
        let values = stage_x[now][(s + 2u) * 8u + slot];
        let d0 = deltas.x; let push0 = d0 * values.x; span0 += d0;
        let d1 = deltas.y; let push1 = d1 * values.y; span1 += d1;
        let d2 = deltas.z; let push2 = d2 * values.z; span2 += d2;
        let d3 = deltas.w; let push3 = d3 * values.w; span3 += d3;
        let b0 = stage_rows[now][(s + 2u) * quads + part * 1u + 0u];
        let c0 = stage_rows[now][32u + (s + 2u) * quads + part * 1u + 0u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h1_0 = exp2(d1 * a1_0) * h1_0 + push1 * b0;
        h2_0 = exp2(d2 * a2_0) * h2_0 + push2 * b0;
        h3_0 = exp2(d3 * a3_0) * h3_0 + push3 * b0;
        let y0 = dot(c0, h0_0);
        let y1 = dot(c0, h1_0);
        let y2 = dot(c0, h2_0);
        let y3 = dot(c0, h3_0);
        let sum2_0 = select(y0, y2, upper2) + subgroupShuffleXor(select(y2, y0, upper2), 2u);
        let sum2_1 = select(y1, y3, upper2) + subgroupShuffleXor(select(y3, y1, upper2), 2u);
        let sum1_0 = select(sum2_0, sum2_1, upper1) + subgroupShuffleXor(select(sum2_1, sum2_0, upper1), 1u);
        if (start + (s + 2u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 2u)) * channels + mine + 0u] = sum1_0 + through0 * stage_x[now][(s + 2u) * 8u + (mine + 0u - lane0 * 4u) / 4u][(mine + 0u) % 4u]; }
        }
      }
      {
        let deltas = stage_delta[now][(s + 3u) * 8u + slot];
        let values = stage_x[now][(s + 3u) * 8u + slot];
        let d0 = deltas.x; let push0 = d0 * values.x; span0 += d0;
        let d1 = deltas.y; let push1 = d1 * values.y; span1 += d1;
        let d2 = deltas.z; let push2 = d2 * values.z; span2 += d2;
        let d3 = deltas.w; let push3 = d3 * values.w; span3 += d3;
        let b0 = stage_rows[now][(s + 3u) * quads + part * 1u + 0u];
        let c0 = stage_rows[now][32u + (s + 3u) * quads + part * 1u + 0u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h1_0 = exp2(d1 * a1_0) * h1_0 + push1 * b0;
        h2_0 = exp2(d2 * a2_0) * h2_0 + push2 * b0;
        h3_0 = exp2(d3 * a3_0) * h3_0 + push3 * b0;
        let y0 = dot(c0, h0_0);
        let y1 = dot(c0, h1_0);
        let y2 = dot(c0, h2_0);
        let y3 = dot(c0, h3_0);
        let sum2_0 = select(y0, y2, upper2) + subgroupShuffleXor(select(y2, y0, upper2), 2u);
        let sum2_1 = select(y1, y3, upper2) + subgroupShuffleXor(select(y3, y1, upper2), 2u);
        let sum1_0 = select(sum2_0, sum2_1, upper1) + subgroupShuffleXor(select(sum2_1, sum2_0, upper1), 1u);
        if (start + (s + 3u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 3u)) * channels + mine + 0u] = sum1_0 + through0 * stage_x[now][(s + 3u) * 8u + (mine + 0u - lane0 * 4u) / 4u][(mine + 0u) % 4u]; }
        }
      }
    }
    { let e = thread + 0u; stage_delta[1u - now][e] = step0; stage_x[1u - now][e] = input0; }
    { let e = thread + 32u; stage_delta[1u - now][e] = step1; stage_x[1u - now][e] = input1; }
    { let e = thread + 0u; stage_rows[1u - now][e] = row0; }
    { let e = thread + 32u; stage_rows[1u - now][e] = row1; }
    workgroupBarrier();
    now = 1u - now;
  }
  if (channel + 0u < channels) {
    { let at = 4u * ((index * quads + part * 1u + 0u) * channels + channel + 0u); carries[at + 0u] = h0_0[0]; carries[at + 1u] = h0_0[1]; carries[at + 2u] = h0_0[2]; carries[at + 3u] = h0_0[3]; }
    if (part == 0u) {
      carries[384u + index * channels + channel + 0u] = span0;
    }
  }
  if (channel + 1u < channels) {
    { let at = 4u * ((index * quads + part * 1u + 0u) * channels + channel + 1u); carries[at + 0u] = h1_0[0]; carries[at + 1u] = h1_0[1]; carries[at + 2u] = h1_0[2]; carries[at + 3u] = h1_0[3]; }
    if (part == 0u) {
      carries[384u + index * channels + channel + 1u] = span1;
    }
  }
  if (channel + 2u < channels) {
    { let at = 4u * ((index * quads + part * 1u + 0u) * channels + channel + 2u); carries[at + 0u] = h2_0[0]; carries[at + 1u] = h2_0[1]; carries[at + 2u] = h2_0[2]; carries[at + 3u] = h2_0[3]; }
    if (part == 0u) {
      carries[384u + index * channels + channel + 2u] = span2;
    }
  }
  if (channel + 3u < channels) {
    { let at = 4u * ((index * quads + part * 1u + 0u) * channels + channel + 3u); carries[at + 0u] = h3_0[0]; carries[at + 1u] = h3_0[1]; carries[at + 2u] = h3_0[2]; carries[at + 3u] = h3_0[3]; }
    if (part == 0u) {
      carries[384u + index * channels + channel + 3u] = span3;
    }
  }
}
