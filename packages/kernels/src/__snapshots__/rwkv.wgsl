// rwkv carries
const steps = 67u;
const channels = 6u;
const chunk = 16u;
const chunks = 5u;
const row = 64u;

@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;
@group(0) @binding(3) var<storage, read_write> carries: array<f32>;

fn joined(before: vec3<f32>, after: vec3<f32>) -> vec3<f32> {
  let most = max(before.z, after.z);
  return vec3<f32>(exp(before.z - most) * before.xy + exp(after.z - most) * after.xy, most);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= chunks * channels) {
    return;
  }
  let channel = item % channels;
  let start = item / channels * chunk;
  let end = min(start + chunk, steps);
  let over = vec3<f32>(0.0, 0.0, decay[channel]);
  let carry = item / channels * 3u * channels + channel;
  var sum = vec3<f32>(v[start * channels + channel], 1.0, k[start * channels + channel]);
  for (var t = start + 1u; t < end; t++) {
    sum = joined(sum + over, vec3<f32>(v[t * channels + channel], 1.0, k[t * channels + channel]));
  }
  carries[carry + 0u * channels] = sum.x; carries[carry + 1u * channels] = sum.y; carries[carry + 2u * channels] = sum.z;
}

// rwkv scan of carries
const steps = 67u;
const channels = 6u;
const chunk = 16u;
const chunks = 5u;
const row = 64u;

@group(0) @binding(0) var<storage, read> decay: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> carries: array<f32>;

fn joined(before: vec3<f32>, after: vec3<f32>) -> vec3<f32> {
  let most = max(before.z, after.z);
  return vec3<f32>(exp(before.z - most) * before.xy + exp(after.z - most) * after.xy, most);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let channel = id.x + id.y * row;
  if (channel >= channels) {
    return;
  }
  let over = vec3<f32>(0.0, 0.0, f32(chunk) * decay[channel]);
  var sum = vec3<f32>(state[channel + 0u * channels], state[channel + 1u * channels], state[channel + 2u * channels]);
  for (var i = 0u; i < chunks; i++) {
    let carry = i * 3u * channels + channel;
    let own = vec3<f32>(carries[carry + 0u * channels], carries[carry + 1u * channels], carries[carry + 2u * channels]);
    carries[carry + 0u * channels] = sum.x; carries[carry + 1u * channels] = sum.y; carries[carry + 2u * channels] = sum.z;
    sum = joined(sum + over, own);
  }
}

// rwkv outputs
const steps = 67u;
const channels = 6u;
const chunk = 16u;
const chunks = 5u;
const row = 64u;

@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;
@group(0) @binding(3) var<storage, read> first: array<f32>;
@group(0) @binding(4) var<storage, read> carries: array<f32>;
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<storage, read_write> out: array<f32>;

fn joined(before: vec3<f32>, after: vec3<f32>) -> vec3<f32> {
  let most = max(before.z, after.z);
  return vec3<f32>(exp(before.z - most) * before.xy + exp(after.z - most) * after.xy, most);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= chunks * channels) {
    return;
  }
  let channel = item % channels;
  let start = item / channels * chunk;
  let end = min(start + chunk, steps);
  let over = vec3<f32>(0.0, 0.0, decay[channel]);
  let carry = item / channels * 3u * channels + channel;
  let bonus = vec3<f32>(0.0, 0.0, first[channel]);
  var sum = vec3<f32>(carries[carry + 0u * channels], carries[carry + 1u * channels], carries[carry + 2u * channels]);
  for (var t = start; t < end; t++) {
    let own = vec3<f32>(v[t * channels + channel], 1.0, k[t * channels + channel]);
    let read = joined(sum, own + bonus);
    out[t * channels + channel] = read.x / read.y;
    sum = joined(sum + over, own);
  }
  if (end == steps) {
    state[channel + 0u * channels] = sum.x; state[channel + 1u * channels] = sum.y; state[channel + 2u * channels] = sum.z;
  }
}
