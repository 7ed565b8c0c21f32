// attention-prefill-matrix: 12 x 1 x 1 workgroups
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
diagnostic(off, chromium.subgroup_matrix_uniformity);
diagnostic(off, subgroup_uniformity);
@group(0) @binding(0) var<storage, read> q: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> windows: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<u32>>;

var<workgroup> scores: array<array<vec4<u32>, 144>, 4>;
var<workgroup> weights: array<array<vec4<u32>, 80>, 4>;
var<workgroup> keys: array<vec4<u32>, 288>;
var<workgroup> values: array<vec4<u32>, 288>;
// One more than the last step in which a row's reference moved.
var<workgroup> moved: atomic<u32>;

fn packed8(a: vec4<f32>, b: vec4<f32>) -> vec4<u32> {
  return vec4<u32>(pack2x16float(a.xy), pack2x16float(a.zw), pack2x16float(b.xy), pack2x16float(b.zw));
}
fn q_at(head: u32, row: u32, unit: u32) -> vec4<u32> {
  if (row >= 150u) {
    return vec4<u32>();
  }
  return q[(head * 150u + row) * 8u + unit];
}
fn k_at(head: u32, row: u32, unit: u32) -> vec4<u32> {
  if (row >= 150u) {
    return vec4<u32>();
  }
  return k[(head * 150u + row) * 8u + unit];
}
fn v_at(head: u32, row: u32, unit: u32) -> vec4<u32> {
  if (row >= 150u) {
    return vec4<u32>();
  }
  return v[(head * 150u + row) * 8u + unit];
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * 12u;
  if (index >= 12u) {
    return;
  }
  // Neighbouring workgroups share a head, and its keys in cache; late queries see most keys and go first.
  let head = index / 3u;
  let first_row = (2u - index % 3u) * 64u;
  let subgroup = thread / 32u;
  let row = thread % 16u;
  let part = thread % 32u / 16u;
  let own_row = first_row + subgroup * 16u + row;
  let first_position = first_row + 0u;
  let position = own_row + 0u;
  let last_step = min(149u, first_position + 63u) / 32u;
  let window = u32(clamp(windows[head], 1.0, 16777216.0));
  let oldest = max(position + 1u, window) - window;
  let first_step = (max(first_position + 1u, window) - window) / 32u;
  // No window of the tile starts after this key.
  let last_first = max(first_position + 64u, window) - window;
  for (var e = thread; e < 512u; e += 128u) {
    let to = e / 8u;
    scores[to / 16u][to % 16u * 9u + e % 8u] = q_at(head, first_row + to, e % 8u);
  }
  let k_0 = k_at(head, (first_step) * 32u + (thread + 0u) / 8u, thread % 8u);
  let k_1 = k_at(head, (first_step) * 32u + (thread + 128u) / 8u, thread % 8u);
  keys[(thread + 0u) / 8u * 9u + thread % 8u] = k_0;
  keys[(thread + 128u) / 8u * 9u + thread % 8u] = k_1;
  workgroupBarrier();
  let q0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&scores[subgroup], 0u, 9u);
  let q1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&scores[subgroup], 2u, 9u);
  let q2 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&scores[subgroup], 4u, 9u);
  let q3 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&scores[subgroup], 6u, 9u);
  workgroupBarrier();
  var sum0 = subgroup_matrix_result<f32, 16, 16>();
  let key0_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 0u, 9u);
  sum0 = subgroupMatrixMultiplyAccumulate(q0, key0_0, sum0);
  let key0_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 2u, 9u);
  sum0 = subgroupMatrixMultiplyAccumulate(q1, key0_1, sum0);
  let key0_2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 4u, 9u);
  sum0 = subgroupMatrixMultiplyAccumulate(q2, key0_2, sum0);
  let key0_3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 6u, 9u);
  sum0 = subgroupMatrixMultiplyAccumulate(q3, key0_3, sum0);
  subgroupMatrixStore<row_major>(&scores[subgroup], 0u, sum0, 9u);
  var sum1 = subgroup_matrix_result<f32, 16, 16>();
  let key1_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 144u, 9u);
  sum1 = subgroupMatrixMultiplyAccumulate(q0, key1_0, sum1);
  let key1_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 146u, 9u);
  sum1 = subgroupMatrixMultiplyAccumulate(q1, key1_1, sum1);
  let key1_2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 148u, 9u);
  sum1 = subgroupMatrixMultiplyAccumulate(q2, key1_2, sum1);
  let key1_3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 150u, 9u);
  sum1 = subgroupMatrixMultiplyAccumulate(q3, key1_3, sum1);
  subgroupMatrixStore<row_major>(&scores[subgroup], 4u, sum1, 9u);
  var o0 = subgroup_matrix_result<f32, 16, 16>();
  var o1 = subgroup_matrix_result<f32, 16, 16>();
  var o2 = subgroup_matrix_result<f32, 16, 16>();
  var o3 = subgroup_matrix_result<f32, 16, 16>();
  var most = -1e30;
  var total = 0.0;
  for (var step = first_step; step <= last_step; step++) {
    workgroupBarrier();
    let v_0 = v_at(head, (step) * 32u + (thread + 0u) / 8u, thread % 8u);
    let v_1 = v_at(head, (step) * 32u + (thread + 128u) / 8u, thread % 8u);
    let k_0 = k_at(head, (step + 1u) * 32u + (thread + 0u) / 8u, thread % 8u);
    let k_1 = k_at(head, (step + 1u) * 32u + (thread + 128u) / 8u, thread % 8u);
    let at = row * 9u + part * 4u;
    var s0 = bitcast<vec4<f32>>(scores[subgroup][at + 0u]);
    var s1 = bitcast<vec4<f32>>(scores[subgroup][at + 1u]);
    var s2 = bitcast<vec4<f32>>(scores[subgroup][at + 2u]);
    var s3 = bitcast<vec4<f32>>(scores[subgroup][at + 3u]);
    if (step * 32u + 31u > first_position + subgroup * 16u || step * 32u < last_first) {
      let key = vec4<u32>(step * 32u + part * 16u) + vec4<u32>(0u, 1u, 2u, 3u);
      s0 = select(vec4<f32>(-3e38), s0, (key + 0u >= vec4<u32>(oldest)) & (key + 0u <= vec4<u32>(position)));
      s1 = select(vec4<f32>(-3e38), s1, (key + 4u >= vec4<u32>(oldest)) & (key + 4u <= vec4<u32>(position)));
      s2 = select(vec4<f32>(-3e38), s2, (key + 8u >= vec4<u32>(oldest)) & (key + 8u <= vec4<u32>(position)));
      s3 = select(vec4<f32>(-3e38), s3, (key + 12u >= vec4<u32>(oldest)) & (key + 12u <= vec4<u32>(position)));
    }
    let top4 = max(max(s0, s1), max(s2, s3));
    var top = max(max(top4.x, top4.y), max(top4.z, top4.w));
    top = max(top, subgroupShuffleXor(top, 16u));
    let outgrown = (top - most) * 0.1803368777036667 > 8.0;
    let next = select(most, top, outgrown);
    let shrink = exp2((most - next) * 0.1803368777036667);
    if (outgrown && most > -1e29) {
      atomicMax(&moved, step + 1u);
    }
    most = next;
    var offset = -most * 0.1803368777036667;
    if (abs(offset) > 4096.0) {
      s0 -= most;
      s1 -= most;
      s2 -= most;
      s3 -= most;
      offset = 0.0;
    }
    s0 = exp2(fma(s0, vec4<f32>(0.1803368777036667), vec4<f32>(offset)));
    s1 = exp2(fma(s1, vec4<f32>(0.1803368777036667), vec4<f32>(offset)));
    s2 = exp2(fma(s2, vec4<f32>(0.1803368777036667), vec4<f32>(offset)));
    s3 = exp2(fma(s3, vec4<f32>(0.1803368777036667), vec4<f32>(offset)));
    let sum4 = (s0 + s1) + (s2 + s3);
    total = fma(total, shrink, (sum4.x + sum4.y) + (sum4.z + sum4.w));
    weights[subgroup][row * 5u + part * 2u + 0u] = packed8(s0, s1);
    weights[subgroup][row * 5u + part * 2u + 1u] = packed8(s2, s3);
    values[(thread + 0u) / 8u * 9u + thread % 8u] = v_0;
    values[(thread + 128u) / 8u * 9u + thread % 8u] = v_1;
    keys[(thread + 0u) / 8u * 9u + thread % 8u] = k_0;
    keys[(thread + 128u) / 8u * 9u + thread % 8u] = k_1;
    let rescaled = workgroupUniformLoad(&moved) == step + 1u;
    let p0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&weights[subgroup], 0u, 5u);
    let p1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&weights[subgroup], 2u, 5u);
    if (rescaled) {
      subgroupMatrixStore<row_major>(&scores[subgroup], 0u, o0, 9u);
      subgroupMatrixStore<row_major>(&scores[subgroup], 4u, o1, 9u);
      workgroupBarrier();
      for (var i = 0u; i < 4u; i++) {
        scores[subgroup][at + i] = bitcast<vec4<u32>>(bitcast<vec4<f32>>(scores[subgroup][at + i]) * shrink);
      }
      workgroupBarrier();
      o0 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&scores[subgroup], 0u, 9u);
      o1 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&scores[subgroup], 4u, 9u);
      workgroupBarrier();
      subgroupMatrixStore<row_major>(&scores[subgroup], 0u, o2, 9u);
      subgroupMatrixStore<row_major>(&scores[subgroup], 4u, o3, 9u);
      workgroupBarrier();
      for (var i = 0u; i < 4u; i++) {
        scores[subgroup][at + i] = bitcast<vec4<u32>>(bitcast<vec4<f32>>(scores[subgroup][at + i]) * shrink);
      }
      workgroupBarrier();
      o2 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&scores[subgroup], 0u, 9u);
      o3 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&scores[subgroup], 4u, 9u);
      workgroupBarrier();
    }
    let value0_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 0u, 9u);
    o0 = subgroupMatrixMultiplyAccumulate(p0, value0_0, o0);
    let value0_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 2u, 9u);
    o1 = subgroupMatrixMultiplyAccumulate(p0, value0_1, o1);
    let value0_2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 4u, 9u);
    o2 = subgroupMatrixMultiplyAccumulate(p0, value0_2, o2);
    let value0_3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 6u, 9u);
    o3 = subgroupMatrixMultiplyAccumulate(p0, value0_3, o3);
    let value1_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 144u, 9u);
    o0 = subgroupMatrixMultiplyAccumulate(p1, value1_0, o0);
    let value1_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 146u, 9u);
    o1 = subgroupMatrixMultiplyAccumulate(p1, value1_1, o1);
    let value1_2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 148u, 9u);
    o2 = subgroupMatrixMultiplyAccumulate(p1, value1_2, o2);
    let value1_3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 150u, 9u);
    o3 = subgroupMatrixMultiplyAccumulate(p1, value1_3, o3);
    if (step < last_step) {
      var sum0 = subgroup_matrix_result<f32, 16, 16>();
      let key0_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 0u, 9u);
      sum0 = subgroupMatrixMultiplyAccumulate(q0, key0_0, sum0);
      let key0_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 2u, 9u);
      sum0 = subgroupMatrixMultiplyAccumulate(q1, key0_1, sum0);
      let key0_2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 4u, 9u);
      sum0 = subgroupMatrixMultiplyAccumulate(q2, key0_2, sum0);
      let key0_3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 6u, 9u);
      sum0 = subgroupMatrixMultiplyAccumulate(q3, key0_3, sum0);
      subgroupMatrixStore<row_major>(&scores[subgroup], 0u, sum0, 9u);
      var sum1 = subgroup_matrix_result<f32, 16, 16>();
      let key1_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 144u, 9u);
      sum1 = subgroupMatrixMultiplyAccumulate(q0, key1_0, sum1);
      let key1_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 146u, 9u);
      sum1 = subgroupMatrixMultiplyAccumulate(q1, key1_1, sum1);
      let key1_2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 148u, 9u);
      sum1 = subgroupMatrixMultiplyAccumulate(q2, key1_2, sum1);
      let key1_3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 150u, 9u);
      sum1 = subgroupMatrixMultiplyAccumulate(q3, key1_3, sum1);
      subgroupMatrixStore<row_major>(&scores[subgroup], 4u, sum1, 9u);
    }
  }
  total += subgroupShuffleXor(total, 16u);
  let inverse = 1.0 / total;
  let own = row * 9u + part * 4u;
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&scores[subgroup], 0u, o0, 9u);
  subgroupMatrixStore<row_major>(&scores[subgroup], 4u, o1, 9u);
  workgroupBarrier();
  if (own_row < 150u) {
    for (var i = 0u; i < 2u; i++) {
      let low = bitcast<vec4<f32>>(scores[subgroup][own + 2u * i]) * inverse;
      let high = bitcast<vec4<f32>>(scores[subgroup][own + 2u * i + 1u]) * inverse;
      out[(head * 150u + own_row) * 8u + 0u + part * 2u + i] = packed8(low, high);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&scores[subgroup], 0u, o2, 9u);
  subgroupMatrixStore<row_major>(&scores[subgroup], 4u, o3, 9u);
  workgroupBarrier();
  if (own_row < 150u) {
    for (var i = 0u; i < 2u; i++) {
      let low = bitcast<vec4<f32>>(scores[subgroup][own + 2u * i]) * inverse;
      let high = bitcast<vec4<f32>>(scores[subgroup][own + 2u * i + 1u]) * inverse;
      out[(head * 150u + own_row) * 8u + 4u + part * 2u + i] = packed8(low, high);
    }
  }
}
