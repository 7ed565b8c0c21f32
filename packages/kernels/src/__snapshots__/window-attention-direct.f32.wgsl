// window-attention: 2 x 1 x 1 workgroups
enable subgroups;
diagnostic(off, subgroup_uniformity);
// 2 threads a row, 4 queries a group
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4<f32>>;

@compute @workgroup_size(128)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let index = group.y * 2u + group.x;
  if (index >= 2u) {
    return;
  }
  let base = (index / 1u) * 150u;
  let first = (index % 1u) * 256u + thread / 2u * 4u;
  let x = lane % 2u;
  let lane0 = lane - x;
  let upper1 = (x & 1u) != 0u;
  let q0_0 = q[(base + min(first + 0u, 149u)) * 2u + x];
  let q1_0 = q[(base + min(first + 1u, 149u)) * 2u + x];
  let q2_0 = q[(base + min(first + 2u, 149u)) * 2u + x];
  let q3_0 = q[(base + min(first + 3u, 149u)) * 2u + x];
  let k0_0_0 = k[(base + min(max(first + 0u, 2u) - 2u, 149u)) * 2u + x];
  let w0_0 = dot(q0_0, k0_0_0);
  let k0_1_0 = k[(base + min(max(first + 1u, 2u) - 2u, 149u)) * 2u + x];
  let w0_1 = dot(q0_0, k0_1_0);
  let w1_0 = dot(q1_0, k0_1_0);
  let k0_2_0 = k[(base + min(max(first + 2u, 2u) - 2u, 149u)) * 2u + x];
  let w0_2 = dot(q0_0, k0_2_0);
  let w1_1 = dot(q1_0, k0_2_0);
  let w2_0 = dot(q2_0, k0_2_0);
  let k0_3_0 = k[(base + min(max(first + 3u, 2u) - 2u, 149u)) * 2u + x];
  let w1_2 = dot(q1_0, k0_3_0);
  let w2_1 = dot(q2_0, k0_3_0);
  let w3_0 = dot(q3_0, k0_3_0);
  let k0_4_0 = k[(base + min(max(first + 4u, 2u) - 2u, 149u)) * 2u + x];
  let w2_2 = dot(q2_0, k0_4_0);
  let w3_1 = dot(q3_0, k0_4_0);
  let k0_5_0 = k[(base + min(max(first + 5u, 2u) - 2u, 149u)) * 2u + x];
  let w3_2 = dot(q3_0, k0_5_0);
  let r0_0_1_0 = select(w0_0, w0_1, upper1) + subgroupShuffleXor(select(w0_1, w0_0, upper1), 1u);
  let r0_0_1_1 = select(w0_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w0_2, upper1), 1u);
  let r0_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r0_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r0_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r0_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r0_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r0_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s0_0 = select(-1e38, r0_0_1_0 * 0.432808518409729, first + 0u + 0u + x >= 2u && 0u + x < 3u);
  let s0_1 = select(-1e38, r0_0_1_1 * 0.432808518409729, first + 0u + 2u + x >= 2u && 2u + x < 3u);
  let s0_2 = select(-1e38, r0_0_1_2 * 0.432808518409729, first + 0u + 4u + x >= 2u && 4u + x < 3u);
  let s0_3 = select(-1e38, r0_0_1_3 * 0.432808518409729, first + 0u + 6u + x >= 2u && 6u + x < 3u);
  let s0_4 = select(-1e38, r0_0_1_4 * 0.432808518409729, first + 0u + 8u + x >= 2u && 8u + x < 3u);
  let s0_5 = select(-1e38, r0_0_1_5 * 0.432808518409729, first + 0u + 10u + x >= 2u && 10u + x < 3u);
  let s0_6 = select(-1e38, r0_0_1_6 * 0.432808518409729, first + 0u + 12u + x >= 2u && 12u + x < 3u);
  let s0_7 = select(-1e38, r0_0_1_7 * 0.432808518409729, first + 0u + 14u + x >= 2u && 14u + x < 3u);
  let r1_0_1_0 = select(w1_0, w1_1, upper1) + subgroupShuffleXor(select(w1_1, w1_0, upper1), 1u);
  let r1_0_1_1 = select(w1_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w1_2, upper1), 1u);
  let r1_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r1_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r1_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r1_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r1_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r1_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s1_0 = select(-1e38, r1_0_1_0 * 0.432808518409729, first + 1u + 0u + x >= 2u && 0u + x < 3u);
  let s1_1 = select(-1e38, r1_0_1_1 * 0.432808518409729, first + 1u + 2u + x >= 2u && 2u + x < 3u);
  let s1_2 = select(-1e38, r1_0_1_2 * 0.432808518409729, first + 1u + 4u + x >= 2u && 4u + x < 3u);
  let s1_3 = select(-1e38, r1_0_1_3 * 0.432808518409729, first + 1u + 6u + x >= 2u && 6u + x < 3u);
  let s1_4 = select(-1e38, r1_0_1_4 * 0.432808518409729, first + 1u + 8u + x >= 2u && 8u + x < 3u);
  let s1_5 = select(-1e38, r1_0_1_5 * 0.432808518409729, first + 1u + 10u + x >= 2u && 10u + x < 3u);
  let s1_6 = select(-1e38, r1_0_1_6 * 0.432808518409729, first + 1u + 12u + x >= 2u && 12u + x < 3u);
  let s1_7 = select(-1e38, r1_0_1_7 * 0.432808518409729, first + 1u + 14u + x >= 2u && 14u + x < 3u);
  let r2_0_1_0 = select(w2_0, w2_1, upper1) + subgroupShuffleXor(select(w2_1, w2_0, upper1), 1u);
  let r2_0_1_1 = select(w2_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w2_2, upper1), 1u);
  let r2_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r2_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r2_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r2_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r2_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r2_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s2_0 = select(-1e38, r2_0_1_0 * 0.432808518409729, first + 2u + 0u + x >= 2u && 0u + x < 3u);
  let s2_1 = select(-1e38, r2_0_1_1 * 0.432808518409729, first + 2u + 2u + x >= 2u && 2u + x < 3u);
  let s2_2 = select(-1e38, r2_0_1_2 * 0.432808518409729, first + 2u + 4u + x >= 2u && 4u + x < 3u);
  let s2_3 = select(-1e38, r2_0_1_3 * 0.432808518409729, first + 2u + 6u + x >= 2u && 6u + x < 3u);
  let s2_4 = select(-1e38, r2_0_1_4 * 0.432808518409729, first + 2u + 8u + x >= 2u && 8u + x < 3u);
  let s2_5 = select(-1e38, r2_0_1_5 * 0.432808518409729, first + 2u + 10u + x >= 2u && 10u + x < 3u);
  let s2_6 = select(-1e38, r2_0_1_6 * 0.432808518409729, first + 2u + 12u + x >= 2u && 12u + x < 3u);
  let s2_7 = select(-1e38, r2_0_1_7 * 0.432808518409729, first + 2u + 14u + x >= 2u && 14u + x < 3u);
  let r3_0_1_0 = select(w3_0, w3_1, upper1) + subgroupShuffleXor(select(w3_1, w3_0, upper1), 1u);
  let r3_0_1_1 = select(w3_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w3_2, upper1), 1u);
  let r3_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r3_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r3_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r3_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r3_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r3_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s3_0 = select(-1e38, r3_0_1_0 * 0.432808518409729, first + 3u + 0u + x >= 2u && 0u + x < 3u);
  let s3_1 = select(-1e38, r3_0_1_1 * 0.432808518409729, first + 3u + 2u + x >= 2u && 2u + x < 3u);
  let s3_2 = select(-1e38, r3_0_1_2 * 0.432808518409729, first + 3u + 4u + x >= 2u && 4u + x < 3u);
  let s3_3 = select(-1e38, r3_0_1_3 * 0.432808518409729, first + 3u + 6u + x >= 2u && 6u + x < 3u);
  let s3_4 = select(-1e38, r3_0_1_4 * 0.432808518409729, first + 3u + 8u + x >= 2u && 8u + x < 3u);
  let s3_5 = select(-1e38, r3_0_1_5 * 0.432808518409729, first + 3u + 10u + x >= 2u && 10u + x < 3u);
  let s3_6 = select(-1e38, r3_0_1_6 * 0.432808518409729, first + 3u + 12u + x >= 2u && 12u + x < 3u);
  let s3_7 = select(-1e38, r3_0_1_7 * 0.432808518409729, first + 3u + 14u + x >= 2u && 14u + x < 3u);
  var top0 = max(max(max(max(max(max(max(s0_0, s0_1), s0_2), s0_3), s0_4), s0_5), s0_6), s0_7);
  var top1 = max(max(max(max(max(max(max(s1_0, s1_1), s1_2), s1_3), s1_4), s1_5), s1_6), s1_7);
  var top2 = max(max(max(max(max(max(max(s2_0, s2_1), s2_2), s2_3), s2_4), s2_5), s2_6), s2_7);
  var top3 = max(max(max(max(max(max(max(s3_0, s3_1), s3_2), s3_3), s3_4), s3_5), s3_6), s3_7);
  top0 = max(top0, subgroupShuffleXor(top0, 1u));
  top1 = max(top1, subgroupShuffleXor(top1, 1u));
  top2 = max(top2, subgroupShuffleXor(top2, 1u));
  top3 = max(top3, subgroupShuffleXor(top3, 1u));
  let e0_0 = exp2(s0_0 - top0);
  let e0_1 = exp2(s0_1 - top0);
  let e0_2 = exp2(s0_2 - top0);
  let e0_3 = exp2(s0_3 - top0);
  let e0_4 = exp2(s0_4 - top0);
  let e0_5 = exp2(s0_5 - top0);
  let e0_6 = exp2(s0_6 - top0);
  let e0_7 = exp2(s0_7 - top0);
  let e1_0 = exp2(s1_0 - top1);
  let e1_1 = exp2(s1_1 - top1);
  let e1_2 = exp2(s1_2 - top1);
  let e1_3 = exp2(s1_3 - top1);
  let e1_4 = exp2(s1_4 - top1);
  let e1_5 = exp2(s1_5 - top1);
  let e1_6 = exp2(s1_6 - top1);
  let e1_7 = exp2(s1_7 - top1);
  let e2_0 = exp2(s2_0 - top2);
  let e2_1 = exp2(s2_1 - top2);
  let e2_2 = exp2(s2_2 - top2);
  let e2_3 = exp2(s2_3 - top2);
  let e2_4 = exp2(s2_4 - top2);
  let e2_5 = exp2(s2_5 - top2);
  let e2_6 = exp2(s2_6 - top2);
  let e2_7 = exp2(s2_7 - top2);
  let e3_0 = exp2(s3_0 - top3);
  let e3_1 = exp2(s3_1 - top3);
  let e3_2 = exp2(s3_2 - top3);
  let e3_3 = exp2(s3_3 - top3);
  let e3_4 = exp2(s3_4 - top3);
  let e3_5 = exp2(s3_5 - top3);
  let e3_6 = exp2(s3_6 - top3);
  let e3_7 = exp2(s3_7 - top3);
  var sum0 = e0_0 + e0_1 + e0_2 + e0_3 + e0_4 + e0_5 + e0_6 + e0_7;
  var sum1 = e1_0 + e1_1 + e1_2 + e1_3 + e1_4 + e1_5 + e1_6 + e1_7;
  var sum2 = e2_0 + e2_1 + e2_2 + e2_3 + e2_4 + e2_5 + e2_6 + e2_7;
  var sum3 = e3_0 + e3_1 + e3_2 + e3_3 + e3_4 + e3_5 + e3_6 + e3_7;
  sum0 = sum0 + subgroupShuffleXor(sum0, 1u);
  sum1 = sum1 + subgroupShuffleXor(sum1, 1u);
  sum2 = sum2 + subgroupShuffleXor(sum2, 1u);
  sum3 = sum3 + subgroupShuffleXor(sum3, 1u);
  var o0_0 = vec4<f32>();
  var o1_0 = vec4<f32>();
  var o2_0 = vec4<f32>();
  var o3_0 = vec4<f32>();
  let v0_0 = v[(base + min(max(first + 0u, 2u) - 2u, 149u)) * 2u + x];
  {
    let weight = subgroupShuffle(e0_0, lane0 + 0u);
    o0_0 += weight * v0_0;
  }
  let v1_0 = v[(base + min(max(first + 1u, 2u) - 2u, 149u)) * 2u + x];
  {
    let weight = subgroupShuffle(e0_0, lane0 + 1u);
    o0_0 += weight * v1_0;
  }
  {
    let weight = subgroupShuffle(e1_0, lane0 + 0u);
    o1_0 += weight * v1_0;
  }
  let v2_0 = v[(base + min(max(first + 2u, 2u) - 2u, 149u)) * 2u + x];
  {
    let weight = subgroupShuffle(e0_1, lane0 + 0u);
    o0_0 += weight * v2_0;
  }
  {
    let weight = subgroupShuffle(e1_0, lane0 + 1u);
    o1_0 += weight * v2_0;
  }
  {
    let weight = subgroupShuffle(e2_0, lane0 + 0u);
    o2_0 += weight * v2_0;
  }
  let v3_0 = v[(base + min(max(first + 3u, 2u) - 2u, 149u)) * 2u + x];
  {
    let weight = subgroupShuffle(e1_1, lane0 + 0u);
    o1_0 += weight * v3_0;
  }
  {
    let weight = subgroupShuffle(e2_0, lane0 + 1u);
    o2_0 += weight * v3_0;
  }
  {
    let weight = subgroupShuffle(e3_0, lane0 + 0u);
    o3_0 += weight * v3_0;
  }
  let v4_0 = v[(base + min(max(first + 4u, 2u) - 2u, 149u)) * 2u + x];
  {
    let weight = subgroupShuffle(e2_1, lane0 + 0u);
    o2_0 += weight * v4_0;
  }
  {
    let weight = subgroupShuffle(e3_0, lane0 + 1u);
    o3_0 += weight * v4_0;
  }
  let v5_0 = v[(base + min(max(first + 5u, 2u) - 2u, 149u)) * 2u + x];
  {
    let weight = subgroupShuffle(e3_1, lane0 + 0u);
    o3_0 += weight * v5_0;
  }
  if (first + 0u < 150u) {
    out[(base + first + 0u) * 2u + x] = o0_0 / sum0;
  }
  if (first + 1u < 150u) {
    out[(base + first + 1u) * 2u + x] = o1_0 / sum1;
  }
  if (first + 2u < 150u) {
    out[(base + first + 2u) * 2u + x] = o2_0 / sum2;
  }
  if (first + 3u < 150u) {
    out[(base + first + 3u) * 2u + x] = o3_0 / sum3;
  }
}
