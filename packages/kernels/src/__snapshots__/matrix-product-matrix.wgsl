// matrix-product: 1024 x 1 x 1 workgroups
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
diagnostic(off, chromium.subgroup_matrix_uniformity);
diagnostic(off, subgroup_uniformity);
@group(0) @binding(0) var<storage, read> a: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4<u32>>;

// Pieces of a, then of b; at the end the sums of each subgroup.
var<workgroup> pieces: array<array<vec4<u32>, 164>, 8>;

fn packed8(a: vec4<f32>, b: vec4<f32>) -> vec4<u32> {
  return vec4<u32>(pack2x16float(a.xy), pack2x16float(a.zw), pack2x16float(b.xy), pack2x16float(b.zw));
}

fn a_at(row: u32, unit: u32) -> vec4<u32> {
  if (unit >= 512u) {
    return vec4<u32>();
  }
  return a[row * 512u + unit];
}
fn b_at(row: u32, unit: u32) -> vec4<u32> {
  if (row >= 4096u) {
    return vec4<u32>();
  }
  return b[row * 512u + unit];
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * 1024u;
  if (index >= 1024u) {
    return;
  }
  // Down a band of 8 rows of tiles, then across: what runs at a time is about as high as it is wide.
  let band = index / 256u * 8u;
  let height = min(8u, 32u - band);
  let in_band = index % 256u;
  let first_row = (band + in_band % height) * 128u;
  let first_unit = in_band / height * 16u;
  let subgroup = thread / 32u;
  let down = subgroup / 4u;
  let across = subgroup % 4u;
  var sum0_0 = subgroup_matrix_result<f32, 16, 16>();
  var sum0_1 = subgroup_matrix_result<f32, 16, 16>();
  var sum1_0 = subgroup_matrix_result<f32, 16, 16>();
  var sum1_1 = subgroup_matrix_result<f32, 16, 16>();
  var sum2_0 = subgroup_matrix_result<f32, 16, 16>();
  var sum2_1 = subgroup_matrix_result<f32, 16, 16>();
  var sum3_0 = subgroup_matrix_result<f32, 16, 16>();
  var sum3_1 = subgroup_matrix_result<f32, 16, 16>();
  let a_piece = thread / 128u;
  let a_place = thread / 4u % 32u * 5u + thread % 4u;
  let b_piece = 4u + thread % 16u / 4u;
  let b_place = thread / 16u * 5u + thread % 4u;
  let left0 = down * 2u;
  let left1 = left0 + 1u;
  let right = 4u + across;
  {
    let a0 = a_at(first_row + thread / 4u + 0u, (0u) * 4u + thread % 4u);
    let a1 = a_at(first_row + thread / 4u + 64u, (0u) * 4u + thread % 4u);
    let b0 = b_at((0u) * 32u + thread / 16u + 0u, first_unit + thread % 16u);
    let b1 = b_at((0u) * 32u + thread / 16u + 16u, first_unit + thread % 16u);
    pieces[a_piece + 0u][a_place] = a0;
    pieces[a_piece + 2u][a_place] = a1;
    pieces[b_piece][b_place + 0u] = b0;
    pieces[b_piece][b_place + 80u] = b1;
  }
  workgroupBarrier();
  for (var slice = 1u; slice <= 128u; slice++) {
    let a0 = a_at(first_row + thread / 4u + 0u, (slice) * 4u + thread % 4u);
    let a1 = a_at(first_row + thread / 4u + 64u, (slice) * 4u + thread % 4u);
    let b0 = b_at((slice) * 32u + thread / 16u + 0u, first_unit + thread % 16u);
    let b1 = b_at((slice) * 32u + thread / 16u + 16u, first_unit + thread % 16u);
    let left0_0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left0], 0u, 5u);
    let left0_1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left0], 80u, 5u);
    let left0_2 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left1], 0u, 5u);
    let left0_3 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left1], 80u, 5u);
    let right0_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&pieces[right], 0u, 5u);
    let right0_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&pieces[right], 2u, 5u);
    sum0_0 = subgroupMatrixMultiplyAccumulate(left0_0, right0_0, sum0_0);
    sum1_0 = subgroupMatrixMultiplyAccumulate(left0_1, right0_0, sum1_0);
    sum2_0 = subgroupMatrixMultiplyAccumulate(left0_2, right0_0, sum2_0);
    sum3_0 = subgroupMatrixMultiplyAccumulate(left0_3, right0_0, sum3_0);
    sum0_1 = subgroupMatrixMultiplyAccumulate(left0_0, right0_1, sum0_1);
    sum1_1 = subgroupMatrixMultiplyAccumulate(left0_1, right0_1, sum1_1);
    sum2_1 = subgroupMatrixMultiplyAccumulate(left0_2, right0_1, sum2_1);
    sum3_1 = subgroupMatrixMultiplyAccumulate(left0_3, right0_1, sum3_1);
    let left1_0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left0], 2u, 5u);
    let left1_1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left0], 82u, 5u);
    let left1_2 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left1], 2u, 5u);
    let left1_3 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&pieces[left1], 82u, 5u);
    let right1_0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&pieces[right], 80u, 5u);
    let right1_1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&pieces[right], 82u, 5u);
    sum0_0 = subgroupMatrixMultiplyAccumulate(left1_0, right1_0, sum0_0);
    sum1_0 = subgroupMatrixMultiplyAccumulate(left1_1, right1_0, sum1_0);
    sum2_0 = subgroupMatrixMultiplyAccumulate(left1_2, right1_0, sum2_0);
    sum3_0 = subgroupMatrixMultiplyAccumulate(left1_3, right1_0, sum3_0);
    sum0_1 = subgroupMatrixMultiplyAccumulate(left1_0, right1_1, sum0_1);
    sum1_1 = subgroupMatrixMultiplyAccumulate(left1_1, right1_1, sum1_1);
    sum2_1 = subgroupMatrixMultiplyAccumulate(left1_2, right1_1, sum2_1);
    sum3_1 = subgroupMatrixMultiplyAccumulate(left1_3, right1_1, sum3_1);
    workgroupBarrier();
    pieces[a_piece + 0u][a_place] = a0;
    pieces[a_piece + 2u][a_place] = a1;
    pieces[b_piece][b_place + 0u] = b0;
    pieces[b_piece][b_place + 80u] = b1;
    workgroupBarrier();
  }
  let lane = thread % 32u;
  let own = lane / 4u * 9u + lane % 4u * 2u;
  let to = (first_row + down * 64u + lane / 4u) * 512u + first_unit + across * 4u + lane % 4u;
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&pieces[subgroup], 0u, sum0_0, 9u);
  subgroupMatrixStore<row_major>(&pieces[subgroup], 4u, sum0_1, 9u);
  workgroupBarrier();
  out[to + 0u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 0u]), bitcast<vec4<f32>>(pieces[subgroup][own + 0u + 1u]));
  out[to + 4096u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 72u]), bitcast<vec4<f32>>(pieces[subgroup][own + 72u + 1u]));
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&pieces[subgroup], 0u, sum1_0, 9u);
  subgroupMatrixStore<row_major>(&pieces[subgroup], 4u, sum1_1, 9u);
  workgroupBarrier();
  out[to + 8192u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 0u]), bitcast<vec4<f32>>(pieces[subgroup][own + 0u + 1u]));
  out[to + 12288u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 72u]), bitcast<vec4<f32>>(pieces[subgroup][own + 72u + 1u]));
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&pieces[subgroup], 0u, sum2_0, 9u);
  subgroupMatrixStore<row_major>(&pieces[subgroup], 4u, sum2_1, 9u);
  workgroupBarrier();
  out[to + 16384u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 0u]), bitcast<vec4<f32>>(pieces[subgroup][own + 0u + 1u]));
  out[to + 20480u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 72u]), bitcast<vec4<f32>>(pieces[subgroup][own + 72u + 1u]));
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&pieces[subgroup], 0u, sum3_0, 9u);
  subgroupMatrixStore<row_major>(&pieces[subgroup], 4u, sum3_1, 9u);
  workgroupBarrier();
  out[to + 24576u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 0u]), bitcast<vec4<f32>>(pieces[subgroup][own + 0u + 1u]));
  out[to + 28672u] = packed8(bitcast<vec4<f32>>(pieces[subgroup][own + 72u]), bitcast<vec4<f32>>(pieces[subgroup][own + 72u + 1u]));
}
