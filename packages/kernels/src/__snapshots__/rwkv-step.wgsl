// rwkv-step
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;
@group(0) @binding(3) var<storage, read> first: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

fn joined(before: vec3<f32>, after: vec3<f32>) -> vec3<f32> {
  let most = max(before.z, after.z);
  return vec3<f32>(exp(before.z - most) * before.xy + exp(after.z - most) * after.xy, most);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let channel = id.x + id.y * 64u;
  if (channel < 6u) {
    let before = vec3<f32>(state[channel], state[6u + channel], state[12u + channel]);
    let own = vec3<f32>(v[channel], 1.0, k[channel]);
    let read = joined(before, own + vec3<f32>(0.0, 0.0, first[channel]));
    out[channel] = read.x / read.y;
    let now = joined(before + vec3<f32>(0.0, 0.0, decay[channel]), own);
    state[channel] = now.x;
    state[6u + channel] = now.y;
    state[12u + channel] = now.z;
  }
}
