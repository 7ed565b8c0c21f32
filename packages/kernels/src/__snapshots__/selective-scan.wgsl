// selective-scan carries
const steps = 67u;
const channels = 6u;
const quads = 2u;
const chunk = 16u;
const chunks = 5u;
const row = 128u;
// exp(z) is taken as exp2(z·log2 e), the exponential that GPUs have.
const log2e = 1.4426950408889634;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> delta: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> carries: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> spans: array<f32>;

@compute @workgroup_size(128)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= chunks * channels) {
    return;
  }
  let channel = item % channels;
  let index = item / channels;
  let first = index * chunk;
  let end = min(first + chunk, steps);
  let a0 = log2e * a[channel * quads + 0u];
  let a1 = log2e * a[channel * quads + 1u];
  var h0 = vec4<f32>();
  var h1 = vec4<f32>();
  var span = 0.0;
  for (var t = first; t < end; t++) {
    let step = delta[t * channels + channel];
    let push = step * x[t * channels + channel];
    span += step;
    h0 = exp2(step * a0) * h0 + push * b[t * quads + 0u];
    h1 = exp2(step * a1) * h1 + push * b[t * quads + 1u];
  }
  carries[(index * quads + 0u) * channels + channel] = h0;
  carries[(index * quads + 1u) * channels + channel] = h1;
  spans[item] = span;
}

// selective-scan scan of carries
const steps = 67u;
const channels = 6u;
const quads = 2u;
const chunk = 16u;
const chunks = 5u;
const row = 128u;
// exp(z) is taken as exp2(z·log2 e), the exponential that GPUs have.
const log2e = 1.4426950408889634;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> spans: array<f32>;
@group(0) @binding(2) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> carries: array<vec4<f32>>;

@compute @workgroup_size(128)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= quads * channels) {
    return;
  }
  let channel = item % channels;
  let at = channel * quads + item / channels;
  let decay = log2e * a[at];
  var h = state[at];
  var i = 0u;
  for (; i + 4u <= chunks; i += 4u) {
    let own0 = carries[(i + 0u) * quads * channels + item]; let kept0 = exp2(spans[(i + 0u) * channels + channel] * decay);
    let own1 = carries[(i + 1u) * quads * channels + item]; let kept1 = exp2(spans[(i + 1u) * channels + channel] * decay);
    let own2 = carries[(i + 2u) * quads * channels + item]; let kept2 = exp2(spans[(i + 2u) * channels + channel] * decay);
    let own3 = carries[(i + 3u) * quads * channels + item]; let kept3 = exp2(spans[(i + 3u) * channels + channel] * decay);
    carries[(i + 0u) * quads * channels + item] = h; h = kept0 * h + own0;
    carries[(i + 1u) * quads * channels + item] = h; h = kept1 * h + own1;
    carries[(i + 2u) * quads * channels + item] = h; h = kept2 * h + own2;
    carries[(i + 3u) * quads * channels + item] = h; h = kept3 * h + own3;
  }
  for (; i < chunks; i++) {
    let own = carries[(i + 0u) * quads * channels + item];
    carries[(i + 0u) * quads * channels + item] = h;
    h = exp2(spans[(i + 0u) * channels + channel] * decay) * h + own;
  }
  state[at] = h;
}

// selective-scan outputs
const steps = 67u;
const channels = 6u;
const quads = 2u;
const chunk = 16u;
const chunks = 5u;
const row = 128u;
// exp(z) is taken as exp2(z·log2 e), the exponential that GPUs have.
const log2e = 1.4426950408889634;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> delta: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> d: array<f32>;
@group(0) @binding(6) var<storage, read> carries: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(128)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= chunks * channels) {
    return;
  }
  let channel = item % channels;
  let index = item / channels;
  let first = index * chunk;
  let end = min(first + chunk, steps);
  let through = d[channel];
  let a0 = log2e * a[channel * quads + 0u];
  let a1 = log2e * a[channel * quads + 1u];
  var h0 = carries[(index * quads + 0u) * channels + channel];
  var h1 = carries[(index * quads + 1u) * channels + channel];
  for (var t = first; t < end; t++) {
    let step = delta[t * channels + channel];
    let input = x[t * channels + channel];
    let push = step * input;
    var y = through * input;
    h0 = exp2(step * a0) * h0 + push * b[t * quads + 0u];
    h1 = exp2(step * a1) * h1 + push * b[t * quads + 1u];
    y += dot(c[t * quads + 0u], h0);
    y += dot(c[t * quads + 1u], h1);
    out[t * channels + channel] = y;
  }
}
