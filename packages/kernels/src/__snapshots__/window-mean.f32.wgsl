// window-mean windows 0: 11 x 1 x 1 workgroups
@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
fn x_at(row: u32, pack: u32) -> vec4<f32> {
  return vec4<f32>(x[row * 2u + pack]);
}
@group(0) @binding(1) var<storage, read_write> out: array<vec4<f32>>;
fn set_out(row: u32, pack: u32, value: vec4<f32>) {
  out[row * 2u + pack] = vec4<f32>(value);
}

// The row k before `end`, nothing where there is none.
fn before(end: u32, k: u32, pack: u32) -> vec4<f32> {
  return select(vec4<f32>(), x_at(max(end, k) - k, pack), k <= end);
}

fn mean(sum: vec4<f32>, row: u32) -> vec4<f32> {
  return sum / f32(min(row + 1u, 3u));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * 11u + group.x) * 64u + thread;
  let tile = index / 2u;
  let pack = index % 2u;
  if (tile >= 334u) {
    return;
  }
  let first = tile * 3u;
  // Older rows: those before `end`, the more of them the earlier in the tile the window ends.
  let end = first;
  let back1 = before(end, 1u, pack);
  let back2 = before(end, 2u, pack);
  let row0 = x_at(min(first + 0u, 999u), pack);
  let row1 = x_at(min(first + 1u, 999u), pack);
  let row2 = x_at(min(first + 2u, 999u), pack);
  var older2 = vec4<f32>();
  let older1 = older2 + back1;
  let older0 = older1 + back2;
  let newer0 = row0;
  let newer1 = newer0 + row1;
  let newer2 = newer1 + row2;
  if (first + 0u < 1000u) { set_out(first + 0u, pack, mean(older0 + newer0, first + 0u)); }
  if (first + 1u < 1000u) { set_out(first + 1u, pack, mean(older1 + newer1, first + 1u)); }
  if (first + 2u < 1000u) { set_out(first + 2u, pack, mean(older2 + newer2, first + 2u)); }
}
