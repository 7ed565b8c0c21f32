// selective-scan segments
alias Lane = f32;
const steps = 67u;
const channels = 6u;
const quads = 2u;
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

var<workgroup> stage_delta: array<array<Lane, 256>, 2>;
var<workgroup> stage_x: array<array<Lane, 256>, 2>;
var<workgroup> stage_rows: array<array<vec4<f32>, 32>, 2>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let item = group.x + group.y * 3u;
  if (item >= 3u) {
    return;
  }
  let index = item / 1u;
  let lane0 = item % 1u * 32u;
  let first = index * 32u;
  let last = min(first + 32u, steps);
  let part = thread % 1u;
  let slot = thread / 1u;
  let channel = lane0 * 1u + slot * 1u;
  // The first of the channels whose outputs this thread ends with.
  let mine = channel + part / 1u * 1u;
  let through0 = d[min(mine + 0u, channels - 1u)];
  let a0_0 = log2e * a[min(channel + 0u, channels - 1u) * quads + part * 2u + 0u]; var h0_0 = vec4<f32>();
  let a0_1 = log2e * a[min(channel + 0u, channels - 1u) * quads + part * 2u + 1u]; var h0_1 = vec4<f32>();
  var span0 = 0.0;
  var step0 = Lane(); var input0 = Lane();
  var step1 = Lane(); var input1 = Lane();
  var step2 = Lane(); var input2 = Lane();
  var step3 = Lane(); var input3 = Lane();
  var step4 = Lane(); var input4 = Lane();
  var step5 = Lane(); var input5 = Lane();
  var step6 = Lane(); var input6 = Lane();
  var step7 = Lane(); var input7 = Lane();
  var row0 = vec4<f32>();
  var next = 0u;
    next = first;
    { let e = thread + 0u; let t = next + e / 32u; step0 = Lane(); input0 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step0 = delta[at]; input0 = x[at]; } }
    { let e = thread + 32u; let t = next + e / 32u; step1 = Lane(); input1 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step1 = delta[at]; input1 = x[at]; } }
    { let e = thread + 64u; let t = next + e / 32u; step2 = Lane(); input2 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step2 = delta[at]; input2 = x[at]; } }
    { let e = thread + 96u; let t = next + e / 32u; step3 = Lane(); input3 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step3 = delta[at]; input3 = x[at]; } }
    { let e = thread + 128u; let t = next + e / 32u; step4 = Lane(); input4 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step4 = delta[at]; input4 = x[at]; } }
    { let e = thread + 160u; let t = next + e / 32u; step5 = Lane(); input5 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step5 = delta[at]; input5 = x[at]; } }
    { let e = thread + 192u; let t = next + e / 32u; step6 = Lane(); input6 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step6 = delta[at]; input6 = x[at]; } }
    { let e = thread + 224u; let t = next + e / 32u; step7 = Lane(); input7 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step7 = delta[at]; input7 = x[at]; } }
    { let e = thread + 0u; let at = min(next + e % 16u / quads, steps - 1u) * quads + e % quads; if (e < 16u) { row0 = b[at]; } else { row0 = c[at]; } }
    { let e = thread + 0u; stage_delta[0u][e] = step0; stage_x[0u][e] = input0; }
    { let e = thread + 32u; stage_delta[0u][e] = step1; stage_x[0u][e] = input1; }
    { let e = thread + 64u; stage_delta[0u][e] = step2; stage_x[0u][e] = input2; }
    { let e = thread + 96u; stage_delta[0u][e] = step3; stage_x[0u][e] = input3; }
    { let e = thread + 128u; stage_delta[0u][e] = step4; stage_x[0u][e] = input4; }
    { let e = thread + 160u; stage_delta[0u][e] = step5; stage_x[0u][e] = input5; }
    { let e = thread + 192u; stage_delta[0u][e] = step6; stage_x[0u][e] = input6; }
    { let e = thread + 224u; stage_delta[0u][e] = step7; stage_x[0u][e] = input7; }
    { let e = thread + 0u; stage_rows[0u][e] = row0; }
  workgroupBarrier();
  var now = 0u;
  for (var start = first; start < last; start += 8u) {
    next = start + 8u;
    { let e = thread + 0u; let t = next + e / 32u; step0 = Lane(); input0 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step0 = delta[at]; input0 = x[at]; } }
    { let e = thread + 32u; let t = next + e / 32u; step1 = Lane(); input1 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step1 = delta[at]; input1 = x[at]; } }
    { let e = thread + 64u; let t = next + e / 32u; step2 = Lane(); input2 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step2 = delta[at]; input2 = x[at]; } }
    { let e = thread + 96u; let t = next + e / 32u; step3 = Lane(); input3 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step3 = delta[at]; input3 = x[at]; } }
    { let e = thread + 128u; let t = next + e / 32u; step4 = Lane(); input4 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step4 = delta[at]; input4 = x[at]; } }
    { let e = thread + 160u; let t = next + e / 32u; step5 = Lane(); input5 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step5 = delta[at]; input5 = x[at]; } }
    { let e = thread + 192u; let t = next + e / 32u; step6 = Lane(); input6 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step6 = delta[at]; input6 = x[at]; } }
    { let e = thread + 224u; let t = next + e / 32u; step7 = Lane(); input7 = Lane(); if (t < last && lane0 + e % 32u < 6u) { let at = t * 6u + lane0 + e % 32u; step7 = delta[at]; input7 = x[at]; } }
    { let e = thread + 0u; let at = min(next + e % 16u / quads, steps - 1u) * quads + e % quads; if (e < 16u) { row0 = b[at]; } else { row0 = c[at]; } }
    if (part == 0u && (start - first) % 32u == 0u) {
      if (channel + 0u < channels) { carries[164u + start / 32u * channels + channel + 0u] = span0; }
    }
    for (var s = 0u; s < 8u; s += 4u) {
      {
        let deltas = stage_delta[now][(s + 0u) * 32u + slot];
        let values = stage_x[now][(s + 0u) * 32u + slot];
        let d0 = deltas; let push0 = d0 * values; span0 += d0;
        let b0 = stage_rows[now][(s + 0u) * quads + part * 2u + 0u];
        let b1 = stage_rows[now][(s + 0u) * quads + part * 2u + 1u];
        let c0 = stage_rows[now][16u + (s + 0u) * quads + part * 2u + 0u];
        let c1 = stage_rows[now][16u + (s + 0u) * quads + part * 2u + 1u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h0_1 = exp2(d0 * a0_1) * h0_1 + push0 * b1;
        let y0 = dot(c0, h0_0) + dot(c1, h0_1);
        if (start + (s + 0u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 0u)) * channels + mine + 0u] = y0 + through0 * stage_x[now][(s + 0u) * 32u + (mine + 0u - lane0 * 1u) / 1u]; }
        }
      }
      {
        let deltas = stage_delta[now][(s + 1u) * 32u + slot];
        let values = stage_x[now][(s + 1u) * 32u + slot];
        let d0 = deltas; let push0 = d0 * values; span0 += d0;
        let b0 = stage_rows[now][(s + 1u) * quads + part * 2u + 0u];
        let b1 = stage_rows[now][(s + 1u) * quads + part * 2u + 1u];
        let c0 = stage_rows[now][16u + (s + 1u) * quads + part * 2u + 0u];
        let c1 = stage_rows[now][16u + (s + 1u) * quads + part * 2u + 1u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h0_1 = exp2(d0 * a0_1) * h0_1 + push0 * b1;
        let y0 = dot(c0, h0_0) + dot(c1, h0_1);
        if (start + (s + 1u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 1u)) * channels + mine + 0u] = y0 + through0 * stage_x[now][(s + 1u) * 32u + (mine + 0u - lane0 * 1u) / 1u]; }
        }
      }
      {
        let deltas = stage_delta[now][(s + 2u) * 32u + slot];
        let values = stage_x[now][(s + 2u) * 32u + slot];
        let d0 = deltas; let push0 = d0 * values; span0 += d0;
        let b0 = stage_rows[now][(s + 2u) * quads + part * 2u + 0u];
        let b1 = stage_rows[now][(s + 2u) * quads + part * 2u + 1u];
        let c0 = stage_rows[now][16u + (s + 2u) * quads + part * 2u + 0u];
        let c1 = stage_rows[now][16u + (s + 2u) * quads + part * 2u + 1u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h0_1 = exp2(d0 * a0_1) * h0_1 + push0 * b1;
        let y0 = dot(c0, h0_0) + dot(c1, h0_1);
        if (start + (s + 2u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 2u)) * channels + mine + 0u] = y0 + through0 * stage_x[now][(s + 2u) * 32u + (mine + 0u - lane0 * 1u) / 1u]; }
        }
      }
      {
        let deltas = stage_delta[now][(s + 3u) * 32u + slot];
        let values = stage_x[now][(s + 3u) * 32u + slot];
        let d0 = deltas; let push0 = d0 * values; span0 += d0;
        let b0 = stage_rows[now][(s + 3u) * quads + part * 2u + 0u];
        let b1 = stage_rows[now][(s + 3u) * quads + part * 2u + 1u];
        let c0 = stage_rows[now][16u + (s + 3u) * quads + part * 2u + 0u];
        let c1 = stage_rows[now][16u + (s + 3u) * quads + part * 2u + 1u];
        h0_0 = exp2(d0 * a0_0) * h0_0 + push0 * b0;
        h0_1 = exp2(d0 * a0_1) * h0_1 + push0 * b1;
        let y0 = dot(c0, h0_0) + dot(c1, h0_1);
        if (start + (s + 3u) < last) {
          if (mine + 0u < channels) { out[(start + (s + 3u)) * channels + mine + 0u] = y0 + through0 * stage_x[now][(s + 3u) * 32u + (mine + 0u - lane0 * 1u) / 1u]; }
        }
      }
    }
    { let e = thread + 0u; stage_delta[1u - now][e] = step0; stage_x[1u - now][e] = input0; }
    { let e = thread + 32u; stage_delta[1u - now][e] = step1; stage_x[1u - now][e] = input1; }
    { let e = thread + 64u; stage_delta[1u - now][e] = step2; stage_x[1u - now][e] = input2; }
    { let e = thread + 96u; stage_delta[1u - now][e] = step3; stage_x[1u - now][e] = input3; }
    { let e = thread + 128u; stage_delta[1u - now][e] = step4; stage_x[1u - now][e] = input4; }
    { let e = thread + 160u; stage_delta[1u - now][e] = step5; stage_x[1u - now][e] = input5; }
    { let e = thread + 192u; stage_delta[1u - now][e] = step6; stage_x[1u - now][e] = input6; }
    { let e = thread + 224u; stage_delta[1u - now][e] = step7; stage_x[1u - now][e] = input7; }
    { let e = thread + 0u; stage_rows[1u - now][e] = row0; }
    workgroupBarrier();
    now = 1u - now;
  }
  if (channel + 0u < channels) {
    { let at = 4u * ((index * quads + part * 2u + 0u) * channels + channel + 0u); carries[at + 0u] = h0_0[0]; carries[at + 1u] = h0_0[1]; carries[at + 2u] = h0_0[2]; carries[at + 3u] = h0_0[3]; }
    { let at = 4u * ((index * quads + part * 2u + 1u) * channels + channel + 0u); carries[at + 0u] = h0_1[0]; carries[at + 1u] = h0_1[1]; carries[at + 2u] = h0_1[2]; carries[at + 3u] = h0_1[3]; }
    if (part == 0u) {
      carries[144u + index * channels + channel + 0u] = span0;
    }
  }
}

// selective-scan starts
const steps = 67u;
const channels = 6u;
const quads = 2u;
const log2e = 1.4426950408889634;

// In halves, so that a power that f32 cannot hold does not take a large state with it; and 0 stays 0, whatever the power.
fn after(h: vec4<f32>, kept: vec4<f32>) -> vec4<f32> {
  return select(kept * (kept * h), h, h == vec4<f32>());
}

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> carries: array<vec4<f32>>;

fn total(i: u32) -> f32 {
  return carries[36u + i / 4u][i % 4u];
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * 64u;
  if (item >= quads * channels) {
    return;
  }
  let channel = item % channels;
  let at = channel * quads + item / channels;
  let half_decay = 0.5 * log2e * a[at];
  var h = state[at];
  var i = 0u;
  for (; i + 8u <= 3u; i += 8u) {
    let own0 = carries[(i + 0u) * quads * channels + item]; let kept0 = exp2(total((i + 0u) * channels + channel) * half_decay);
    let own1 = carries[(i + 1u) * quads * channels + item]; let kept1 = exp2(total((i + 1u) * channels + channel) * half_decay);
    let own2 = carries[(i + 2u) * quads * channels + item]; let kept2 = exp2(total((i + 2u) * channels + channel) * half_decay);
    let own3 = carries[(i + 3u) * quads * channels + item]; let kept3 = exp2(total((i + 3u) * channels + channel) * half_decay);
    let own4 = carries[(i + 4u) * quads * channels + item]; let kept4 = exp2(total((i + 4u) * channels + channel) * half_decay);
    let own5 = carries[(i + 5u) * quads * channels + item]; let kept5 = exp2(total((i + 5u) * channels + channel) * half_decay);
    let own6 = carries[(i + 6u) * quads * channels + item]; let kept6 = exp2(total((i + 6u) * channels + channel) * half_decay);
    let own7 = carries[(i + 7u) * quads * channels + item]; let kept7 = exp2(total((i + 7u) * channels + channel) * half_decay);
    carries[(i + 0u) * quads * channels + item] = h; h = after(h, kept0) + own0;
    carries[(i + 1u) * quads * channels + item] = h; h = after(h, kept1) + own1;
    carries[(i + 2u) * quads * channels + item] = h; h = after(h, kept2) + own2;
    carries[(i + 3u) * quads * channels + item] = h; h = after(h, kept3) + own3;
    carries[(i + 4u) * quads * channels + item] = h; h = after(h, kept4) + own4;
    carries[(i + 5u) * quads * channels + item] = h; h = after(h, kept5) + own5;
    carries[(i + 6u) * quads * channels + item] = h; h = after(h, kept6) + own6;
    carries[(i + 7u) * quads * channels + item] = h; h = after(h, kept7) + own7;
  }
  for (; i < 3u; i++) {
    let own = carries[(i + 0u) * quads * channels + item];
    carries[(i + 0u) * quads * channels + item] = h;
    let kept = exp2(total((i + 0u) * channels + channel) * half_decay);
    h = after(h, kept) + own;
  }
  state[at] = h;
}

// selective-scan correction
const steps = 67u;
const channels = 6u;
const quads = 2u;
const log2e = 1.4426950408889634;

// In halves, so that a power that f32 cannot hold does not take a large state with it; and 0 stays 0, whatever the power.
fn after(h: vec4<f32>, kept: vec4<f32>) -> vec4<f32> {
  return select(kept * (kept * h), h, h == vec4<f32>());
}

@group(0) @binding(0) var<storage, read> delta: array<f32>;
@group(0) @binding(1) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> carries: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let item = group.x + group.y * 3u;
  let index = item / 1u;
  let channel = item % 1u * 128u + thread;
  let first = index * 32u;
  if (first >= steps || channel >= channels) {
    return;
  }
  let start = first / 32u * quads * channels + channel;
  let w = index * channels + channel;
  let half = 0.5 * carries[41u + w / 4u][w % 4u];
  let a0 = log2e * a[channel * quads + 0u]; let kept0 = exp2(half * a0);
  let a1 = log2e * a[channel * quads + 1u]; let kept1 = exp2(half * a1);
  var h0 = after(carries[start + 0u * channels], kept0);
  var h1 = after(carries[start + 1u * channels], kept1);
  if (all((abs(h0) + abs(h1)) == vec4<f32>())) {
    return;
  }
  let last = min(first + 32u, steps);
  for (var t = first; t < last; t += 4u) {
    let t0 = min(t + 0u, last - 1u);
    let t1 = min(t + 1u, last - 1u);
    let t2 = min(t + 2u, last - 1u);
    let t3 = min(t + 3u, last - 1u);
    let d0 = delta[t0 * channels + channel]; var y0 = out[t0 * channels + channel];
    let d1 = delta[t1 * channels + channel]; var y1 = out[t1 * channels + channel];
    let d2 = delta[t2 * channels + channel]; var y2 = out[t2 * channels + channel];
    let d3 = delta[t3 * channels + channel]; var y3 = out[t3 * channels + channel];
    if (t + 0u < last) {
      h0 *= exp2(d0 * a0); y0 += dot(c[t0 * quads + 0u], h0);
      h1 *= exp2(d0 * a1); y0 += dot(c[t0 * quads + 1u], h1);
      out[t0 * channels + channel] = y0;
    }
    if (t + 1u < last) {
      h0 *= exp2(d1 * a0); y1 += dot(c[t1 * quads + 0u], h0);
      h1 *= exp2(d1 * a1); y1 += dot(c[t1 * quads + 1u], h1);
      out[t1 * channels + channel] = y1;
    }
    if (t + 2u < last) {
      h0 *= exp2(d2 * a0); y2 += dot(c[t2 * quads + 0u], h0);
      h1 *= exp2(d2 * a1); y2 += dot(c[t2 * quads + 1u], h1);
      out[t2 * channels + channel] = y2;
    }
    if (t + 3u < last) {
      h0 *= exp2(d3 * a0); y3 += dot(c[t3 * quads + 0u], h0);
      h1 *= exp2(d3 * a1); y3 += dot(c[t3 * quads + 1u], h1);
      out[t3 * channels + channel] = y3;
    }
  }
}
