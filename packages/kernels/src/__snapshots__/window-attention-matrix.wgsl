// window-attention: 4 x 1 x 1 workgroups
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
diagnostic(off, chromium.subgroup_matrix_uniformity);
diagnostic(off, subgroup_uniformity);
@group(0) @binding(0) var<storage, read> q: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4<u32>>;

// The queries of a tile, and then its results.
var<workgroup> rows: array<vec4<u32>, 144>;
var<workgroup> keys: array<vec4<u32>, 144>;
var<workgroup> values: array<vec4<u32>, 144>;
var<workgroup> scores: array<vec4<u32>, 144>;
var<workgroup> weights: array<vec4<u32>, 80>;

fn packed8(a: vec4<f32>, b: vec4<f32>) -> vec4<u32> {
  return vec4<u32>(pack2x16float(a.xy), pack2x16float(a.zw), pack2x16float(b.xy), pack2x16float(b.zw));
}
fn q_at(base: u32, row: u32, unit: u32) -> vec4<u32> {
  return q[(base + min(row, 299u)) * 8u + unit];
}
fn k_at(base: u32, row: u32, unit: u32) -> vec4<u32> {
  return k[(base + min(row, 299u)) * 8u + unit];
}
fn v_at(base: u32, row: u32, unit: u32) -> vec4<u32> {
  return v[(base + min(row, 299u)) * 8u + unit];
}

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * 4u;
  if (index >= 4u) {
    return;
  }
  let base = index / 2u * 300u;
  let first_tile = index % 2u * 16u;
  let lane = thread;
  let row = lane % 16u;
  let part = lane / 16u;
  // The tile before the strip; where there is none it is masked.
  let before = max(first_tile, 1u) - 1u;
  let k_0 = k_at(base, before * 16u + lane / 8u + 0u, lane % 8u);
  let k_1 = k_at(base, before * 16u + lane / 8u + 4u, lane % 8u);
  let k_2 = k_at(base, before * 16u + lane / 8u + 8u, lane % 8u);
  let k_3 = k_at(base, before * 16u + lane / 8u + 12u, lane % 8u);
  let v_0 = v_at(base, before * 16u + lane / 8u + 0u, lane % 8u);
  let v_1 = v_at(base, before * 16u + lane / 8u + 4u, lane % 8u);
  let v_2 = v_at(base, before * 16u + lane / 8u + 8u, lane % 8u);
  let v_3 = v_at(base, before * 16u + lane / 8u + 12u, lane % 8u);
  keys[(lane / 8u + 0u) * 9u + lane % 8u] = k_0;
  keys[(lane / 8u + 4u) * 9u + lane % 8u] = k_1;
  keys[(lane / 8u + 8u) * 9u + lane % 8u] = k_2;
  keys[(lane / 8u + 12u) * 9u + lane % 8u] = k_3;
  values[(lane / 8u + 0u) * 9u + lane % 8u] = v_0;
  values[(lane / 8u + 4u) * 9u + lane % 8u] = v_1;
  values[(lane / 8u + 8u) * 9u + lane % 8u] = v_2;
  values[(lane / 8u + 12u) * 9u + lane % 8u] = v_3;
  workgroupBarrier();
  var old_key0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 0u, 9u);
  var old_key1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 2u, 9u);
  var old_key2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 4u, 9u);
  var old_key3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 6u, 9u);
  var old_value0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 0u, 9u);
  var old_value1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 2u, 9u);
  var old_value2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 4u, 9u);
  var old_value3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 6u, 9u);
  for (var tile = first_tile; tile < first_tile + 16u; tile++) {
    workgroupBarrier();
    let q_0 = q_at(base, tile * 16u + lane / 8u + 0u, lane % 8u);
    let q_1 = q_at(base, tile * 16u + lane / 8u + 4u, lane % 8u);
    let q_2 = q_at(base, tile * 16u + lane / 8u + 8u, lane % 8u);
    let q_3 = q_at(base, tile * 16u + lane / 8u + 12u, lane % 8u);
    let k_0 = k_at(base, tile * 16u + lane / 8u + 0u, lane % 8u);
    let k_1 = k_at(base, tile * 16u + lane / 8u + 4u, lane % 8u);
    let k_2 = k_at(base, tile * 16u + lane / 8u + 8u, lane % 8u);
    let k_3 = k_at(base, tile * 16u + lane / 8u + 12u, lane % 8u);
    let v_0 = v_at(base, tile * 16u + lane / 8u + 0u, lane % 8u);
    let v_1 = v_at(base, tile * 16u + lane / 8u + 4u, lane % 8u);
    let v_2 = v_at(base, tile * 16u + lane / 8u + 8u, lane % 8u);
    let v_3 = v_at(base, tile * 16u + lane / 8u + 12u, lane % 8u);
    rows[(lane / 8u + 0u) * 9u + lane % 8u] = q_0;
    rows[(lane / 8u + 4u) * 9u + lane % 8u] = q_1;
    rows[(lane / 8u + 8u) * 9u + lane % 8u] = q_2;
    rows[(lane / 8u + 12u) * 9u + lane % 8u] = q_3;
    keys[(lane / 8u + 0u) * 9u + lane % 8u] = k_0;
    keys[(lane / 8u + 4u) * 9u + lane % 8u] = k_1;
    keys[(lane / 8u + 8u) * 9u + lane % 8u] = k_2;
    keys[(lane / 8u + 12u) * 9u + lane % 8u] = k_3;
    values[(lane / 8u + 0u) * 9u + lane % 8u] = v_0;
    values[(lane / 8u + 4u) * 9u + lane % 8u] = v_1;
    values[(lane / 8u + 8u) * 9u + lane % 8u] = v_2;
    values[(lane / 8u + 12u) * 9u + lane % 8u] = v_3;
    workgroupBarrier();
    let key0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 0u, 9u);
    let key1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 2u, 9u);
    let key2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 4u, 9u);
    let key3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys, 6u, 9u);
    let value0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 0u, 9u);
    let value1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 2u, 9u);
    let value2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 4u, 9u);
    let value3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 6u, 9u);
    var old_sum = subgroup_matrix_result<f32, 16, 16>();
    var sum = subgroup_matrix_result<f32, 16, 16>();
    let query0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows, 0u, 9u);
    let query1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows, 2u, 9u);
    let query2 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows, 4u, 9u);
    let query3 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows, 6u, 9u);
    old_sum = subgroupMatrixMultiplyAccumulate(query0, old_key0, old_sum);
    old_sum = subgroupMatrixMultiplyAccumulate(query1, old_key1, old_sum);
    old_sum = subgroupMatrixMultiplyAccumulate(query2, old_key2, old_sum);
    old_sum = subgroupMatrixMultiplyAccumulate(query3, old_key3, old_sum);
    sum = subgroupMatrixMultiplyAccumulate(query0, key0, sum);
    sum = subgroupMatrixMultiplyAccumulate(query1, key1, sum);
    sum = subgroupMatrixMultiplyAccumulate(query2, key2, sum);
    sum = subgroupMatrixMultiplyAccumulate(query3, key3, sum);
    subgroupMatrixStore<row_major>(&scores, 0u, old_sum, 9u);
    subgroupMatrixStore<row_major>(&scores, 4u, sum, 9u);
    workgroupBarrier();
    // Columns: 16 keys of the tile before, then 16 of this one. A thread has one of the two.
    var s0 = bitcast<vec4<f32>>(scores[row * 9u + part * 4u + 0u]) * 0.432808518409729;
    var s1 = bitcast<vec4<f32>>(scores[row * 9u + part * 4u + 1u]) * 0.432808518409729;
    var s2 = bitcast<vec4<f32>>(scores[row * 9u + part * 4u + 2u]) * 0.432808518409729;
    var s3 = bitcast<vec4<f32>>(scores[row * 9u + part * 4u + 3u]) * 0.432808518409729;
    let column = vec4<u32>(16u * part) + vec4<u32>(0u, 1u, 2u, 3u);
    let oldest = max(row + 1u, select(0u, 16u, tile == 0u));
    s0 = select(vec4<f32>(-1e38), s0, (column + 0u >= vec4<u32>(oldest)) & (column + 0u <= vec4<u32>(row + 16u)));
    s1 = select(vec4<f32>(-1e38), s1, (column + 4u >= vec4<u32>(oldest)) & (column + 4u <= vec4<u32>(row + 16u)));
    s2 = select(vec4<f32>(-1e38), s2, (column + 8u >= vec4<u32>(oldest)) & (column + 8u <= vec4<u32>(row + 16u)));
    s3 = select(vec4<f32>(-1e38), s3, (column + 12u >= vec4<u32>(oldest)) & (column + 12u <= vec4<u32>(row + 16u)));
    let top4 = max(max(s0, s1), max(s2, s3));
    var top = max(max(top4.x, top4.y), max(top4.z, top4.w));
    top = max(top, subgroupShuffleXor(top, 16u));
    s0 = exp2(s0 - top);
    s1 = exp2(s1 - top);
    s2 = exp2(s2 - top);
    s3 = exp2(s3 - top);
    let sum4 = (s0 + s1) + (s2 + s3);
    var total = (sum4.x + sum4.y) + (sum4.z + sum4.w);
    total += subgroupShuffleXor(total, 16u);
    let inverse = 1.0 / total;
    weights[row * 5u + part * 2u] = packed8(s0 * inverse, s1 * inverse);
    weights[row * 5u + part * 2u + 1u] = packed8(s2 * inverse, s3 * inverse);
    workgroupBarrier();
    let old_weight = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&weights, 0u, 5u);
    let weight = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&weights, 2u, 5u);
    var o0 = subgroup_matrix_result<f16, 16, 16>();
    var o1 = subgroup_matrix_result<f16, 16, 16>();
    var o2 = subgroup_matrix_result<f16, 16, 16>();
    var o3 = subgroup_matrix_result<f16, 16, 16>();
    o0 = subgroupMatrixMultiplyAccumulate(old_weight, old_value0, o0);
    o1 = subgroupMatrixMultiplyAccumulate(old_weight, old_value1, o1);
    o2 = subgroupMatrixMultiplyAccumulate(old_weight, old_value2, o2);
    o3 = subgroupMatrixMultiplyAccumulate(old_weight, old_value3, o3);
    o0 = subgroupMatrixMultiplyAccumulate(weight, value0, o0);
    o1 = subgroupMatrixMultiplyAccumulate(weight, value1, o1);
    o2 = subgroupMatrixMultiplyAccumulate(weight, value2, o2);
    o3 = subgroupMatrixMultiplyAccumulate(weight, value3, o3);
    subgroupMatrixStore<row_major>(&rows, 0u, o0, 9u);
    subgroupMatrixStore<row_major>(&rows, 2u, o1, 9u);
    subgroupMatrixStore<row_major>(&rows, 4u, o2, 9u);
    subgroupMatrixStore<row_major>(&rows, 6u, o3, 9u);
    workgroupBarrier();
    let to0 = tile * 16u + lane / 8u + 0u;
    if (to0 < 300u) {
      out[(base + to0) * 8u + lane % 8u] = rows[(lane / 8u + 0u) * 9u + lane % 8u];
    }
    let to1 = tile * 16u + lane / 8u + 4u;
    if (to1 < 300u) {
      out[(base + to1) * 8u + lane % 8u] = rows[(lane / 8u + 4u) * 9u + lane % 8u];
    }
    let to2 = tile * 16u + lane / 8u + 8u;
    if (to2 < 300u) {
      out[(base + to2) * 8u + lane % 8u] = rows[(lane / 8u + 8u) * 9u + lane % 8u];
    }
    let to3 = tile * 16u + lane / 8u + 12u;
    if (to3 < 300u) {
      out[(base + to3) * 8u + lane % 8u] = rows[(lane / 8u + 12u) * 9u + lane % 8u];
    }
    old_key0 = key0;
    old_key1 = key1;
    old_key2 = key2;
    old_key3 = key3;
    old_value0 = value0;
    old_value1 = value1;
    old_value2 = value2;
    old_value3 = value3;
  }
}
