// window-attention: 9 x 1 x 1 workgroups
enable f16;
@group(0) @binding(0) var<storage, read> q: array<f16>;
fn q_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(q[row * 5u + min(column, 4u)]), column < 5u);
}
fn q_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(q_number(row, column), q_number(row, column + 1u), q_number(row, column + 2u), q_number(row, column + 3u));
}
@group(0) @binding(1) var<storage, read> k: array<f16>;
fn k_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(k[row * 5u + min(column, 4u)]), column < 5u);
}
fn k_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(k_number(row, column), k_number(row, column + 1u), k_number(row, column + 2u), k_number(row, column + 3u));
}
@group(0) @binding(2) var<storage, read> v: array<f16>;
fn v_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(v[row * 5u + min(column, 4u)]), column < 5u);
}
fn v_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(v_number(row, column), v_number(row, column + 1u), v_number(row, column + 2u), v_number(row, column + 3u));
}
@group(0) @binding(3) var<storage, read_write> out: array<f16>;
fn set_out(row: u32, pack: u32, value: vec4<f32>) {
  for (var i = 0u; i < min(4u, 5u - 4u * pack); i++) {
    out[row * 5u + 4u * pack + i] = f16(value[i]);
  }
}

var<workgroup> keys: array<vec4<f32>, 249>;
var<workgroup> values: array<vec4<f32>, 249>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.y * 9u + group.x;
  if (index >= 9u) {
    return;
  }
  let row = (index / 3u) * 150u;
  let first = (index % 3u) * 64u;
  let end = min(first + 64u, 150u);
  // Threads after the last query do as it does, and write nothing.
  let position = min(first + thread, 149u);
  let oldest = max(position + 1u, 20u) - 20u;
  let q0 = q_at(row + position, 0u);
  let q1 = q_at(row + position, 1u);
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var largest = -1e38;
  var total = 0.0;
  for (var start = max(first + 1u, 20u) - 20u; start < end; start += 83u) {
    for (var i = thread; i < 166u; i += 256u) {
      let row0 = row + min(start + (i) / 2u, 149u);
      let row1 = row + min(start + (i + 64u) / 2u, 149u);
      let row2 = row + min(start + (i + 128u) / 2u, 149u);
      let row3 = row + min(start + (i + 192u) / 2u, 149u);
      let key0 = k_at(row0, (i) % 2u);
      let key1 = k_at(row1, (i + 64u) % 2u);
      let key2 = k_at(row2, (i + 128u) % 2u);
      let key3 = k_at(row3, (i + 192u) % 2u);
      let value0 = v_at(row0, (i) % 2u);
      let value1 = v_at(row1, (i + 64u) % 2u);
      let value2 = v_at(row2, (i + 128u) % 2u);
      let value3 = v_at(row3, (i + 192u) % 2u);
      if (i < 166u) {
        let at = ((i) / 2u) * 3u + (i) % 2u;
        keys[at] = key0;
        values[at] = value0;
      }
      if (i + 64u < 166u) {
        let at = ((i + 64u) / 2u) * 3u + (i + 64u) % 2u;
        keys[at] = key1;
        values[at] = value1;
      }
      if (i + 128u < 166u) {
        let at = ((i + 128u) / 2u) * 3u + (i + 128u) % 2u;
        keys[at] = key2;
        values[at] = value2;
      }
      if (i + 192u < 166u) {
        let at = ((i + 192u) / 2u) * 3u + (i + 192u) % 2u;
        keys[at] = key3;
        values[at] = value3;
      }
    }
    workgroupBarrier();
    let until = max(min(position + 1u, start + 83u), start) - start;
    for (var n = max(oldest, start) - start; n < until; n++) {
      let at = n * 3u;
      var products = q0 * keys[at];
      products += q1 * keys[at + 1u];
      let score = f32(2) * (products.x + products.y + (products.z + products.w));
      if (score > largest) {
        let shrink = exp(largest - score);
        total *= shrink;
        sum0 *= shrink;
        sum1 *= shrink;
        largest = score;
      }
      let weight = exp(score - largest);
      total += weight;
      sum0 += weight * values[at + 0u];
      sum1 += weight * values[at + 1u];
    }
    workgroupBarrier();
  }
  if (first + thread < 150u) {
    set_out(row + position, 0u, sum0 / total);
    set_out(row + position, 1u, sum1 / total);
  }
}
