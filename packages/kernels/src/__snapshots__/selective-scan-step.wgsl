// selective-scan-step
const log2e = 1.4426950408889634;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> delta: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> d: array<f32>;
@group(0) @binding(6) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let channel = id.x + id.y * 64u;
  if (channel >= 6u) {
    return;
  }
  let step = log2e * delta[channel];
  let push = delta[channel] * x[channel];
  let first = channel * 2u;
  var y = d[channel] * x[channel];
  let h0 = exp2(step * a[first + 0u]) * state[first + 0u] + push * b[0];
  let h1 = exp2(step * a[first + 1u]) * state[first + 1u] + push * b[1];
  state[first + 0u] = h0; y += dot(c[0], h0);
  state[first + 1u] = h1; y += dot(c[1], h1);
  out[channel] = y;
}
