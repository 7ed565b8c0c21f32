// retnet-step
enable f16;
alias Stored = f16;

@group(0) @binding(0) var<storage, read> q: array<vec4<Stored>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<Stored>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<Stored>>;
@group(0) @binding(3) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<Stored>>;
@group(0) @binding(5) var<storage, read> decay: array<f32>;

fn feature(x: vec4<f32>) -> vec4<f32> {
  return x;
}

var<workgroup> parts: array<array<vec4<f32>, 16>, 16>;

@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let item = group.x + group.y * 2u;
  if (item >= 2u) {
    return;
  }
  let head = item / 1u;
  let pack = item % 1u * 16u + local.x;
  var sum = vec4<f32>();
  if (pack < 3u) {
    let value = vec4<f32>(v[head * 3u + pack]);
    for (var four = local.y; four < 2u; four += 16u) {
      let key = feature(vec4<f32>(k[head * 2u + four]));
      let query = feature(vec4<f32>(q[head * 2u + four]));
      for (var i = 0u; i < 4u; i++) {
        let at = (head * 8u + 4u * four + i) * 3u + pack;
        let now = decay[head] * state[at] + key[i] * value;
        state[at] = now;
        sum += query[i] * now;
      }
    }
  }
  parts[local.y][local.x] = sum;
  for (var half = 8u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local.y < half) {
      parts[local.y][local.x] += parts[local.y + half][local.x];
    }
  }
  if (local.y == 0u && pack < 3u) {
    out[head * 3u + pack] = vec4<Stored>(parts[0][local.x]);
  }
}
