// window-attention: 2 x 1 x 1 workgroups
enable subgroups;
diagnostic(off, subgroup_uniformity);
// 2 threads a row, 8 queries a group
@group(0) @binding(0) var<storage, read> q: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4<u32>>;

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
  let first = (index % 1u) * 512u + thread / 2u * 8u;
  let x = lane % 2u;
  let lane0 = lane - x;
  let upper1 = (x & 1u) != 0u;
  let q0_0 = q[(base + min(first + 0u, 149u)) * 2u + x];
  let q0_0a = vec4<f32>(unpack2x16float(q0_0.x), unpack2x16float(q0_0.y));
  let q0_0b = vec4<f32>(unpack2x16float(q0_0.z), unpack2x16float(q0_0.w));
  let q1_0 = q[(base + min(first + 1u, 149u)) * 2u + x];
  let q1_0a = vec4<f32>(unpack2x16float(q1_0.x), unpack2x16float(q1_0.y));
  let q1_0b = vec4<f32>(unpack2x16float(q1_0.z), unpack2x16float(q1_0.w));
  let q2_0 = q[(base + min(first + 2u, 149u)) * 2u + x];
  let q2_0a = vec4<f32>(unpack2x16float(q2_0.x), unpack2x16float(q2_0.y));
  let q2_0b = vec4<f32>(unpack2x16float(q2_0.z), unpack2x16float(q2_0.w));
  let q3_0 = q[(base + min(first + 3u, 149u)) * 2u + x];
  let q3_0a = vec4<f32>(unpack2x16float(q3_0.x), unpack2x16float(q3_0.y));
  let q3_0b = vec4<f32>(unpack2x16float(q3_0.z), unpack2x16float(q3_0.w));
  let q4_0 = q[(base + min(first + 4u, 149u)) * 2u + x];
  let q4_0a = vec4<f32>(unpack2x16float(q4_0.x), unpack2x16float(q4_0.y));
  let q4_0b = vec4<f32>(unpack2x16float(q4_0.z), unpack2x16float(q4_0.w));
  let q5_0 = q[(base + min(first + 5u, 149u)) * 2u + x];
  let q5_0a = vec4<f32>(unpack2x16float(q5_0.x), unpack2x16float(q5_0.y));
  let q5_0b = vec4<f32>(unpack2x16float(q5_0.z), unpack2x16float(q5_0.w));
  let q6_0 = q[(base + min(first + 6u, 149u)) * 2u + x];
  let q6_0a = vec4<f32>(unpack2x16float(q6_0.x), unpack2x16float(q6_0.y));
  let q6_0b = vec4<f32>(unpack2x16float(q6_0.z), unpack2x16float(q6_0.w));
  let q7_0 = q[(base + min(first + 7u, 149u)) * 2u + x];
  let q7_0a = vec4<f32>(unpack2x16float(q7_0.x), unpack2x16float(q7_0.y));
  let q7_0b = vec4<f32>(unpack2x16float(q7_0.z), unpack2x16float(q7_0.w));
  let k0_0_0 = k[(base + min(max(first + 0u, 2u) - 2u, 149u)) * 2u + x];
  let k0_0_0a = vec4<f32>(unpack2x16float(k0_0_0.x), unpack2x16float(k0_0_0.y));
  let k0_0_0b = vec4<f32>(unpack2x16float(k0_0_0.z), unpack2x16float(k0_0_0.w));
  let w0_0 = dot(q0_0a, k0_0_0a) + dot(q0_0b, k0_0_0b);
  let k0_1_0 = k[(base + min(max(first + 1u, 2u) - 2u, 149u)) * 2u + x];
  let k0_1_0a = vec4<f32>(unpack2x16float(k0_1_0.x), unpack2x16float(k0_1_0.y));
  let k0_1_0b = vec4<f32>(unpack2x16float(k0_1_0.z), unpack2x16float(k0_1_0.w));
  let w0_1 = dot(q0_0a, k0_1_0a) + dot(q0_0b, k0_1_0b);
  let w1_0 = dot(q1_0a, k0_1_0a) + dot(q1_0b, k0_1_0b);
  let k0_2_0 = k[(base + min(max(first + 2u, 2u) - 2u, 149u)) * 2u + x];
  let k0_2_0a = vec4<f32>(unpack2x16float(k0_2_0.x), unpack2x16float(k0_2_0.y));
  let k0_2_0b = vec4<f32>(unpack2x16float(k0_2_0.z), unpack2x16float(k0_2_0.w));
  let w0_2 = dot(q0_0a, k0_2_0a) + dot(q0_0b, k0_2_0b);
  let w1_1 = dot(q1_0a, k0_2_0a) + dot(q1_0b, k0_2_0b);
  let w2_0 = dot(q2_0a, k0_2_0a) + dot(q2_0b, k0_2_0b);
  let k0_3_0 = k[(base + min(max(first + 3u, 2u) - 2u, 149u)) * 2u + x];
  let k0_3_0a = vec4<f32>(unpack2x16float(k0_3_0.x), unpack2x16float(k0_3_0.y));
  let k0_3_0b = vec4<f32>(unpack2x16float(k0_3_0.z), unpack2x16float(k0_3_0.w));
  let w1_2 = dot(q1_0a, k0_3_0a) + dot(q1_0b, k0_3_0b);
  let w2_1 = dot(q2_0a, k0_3_0a) + dot(q2_0b, k0_3_0b);
  let w3_0 = dot(q3_0a, k0_3_0a) + dot(q3_0b, k0_3_0b);
  let k0_4_0 = k[(base + min(max(first + 4u, 2u) - 2u, 149u)) * 2u + x];
  let k0_4_0a = vec4<f32>(unpack2x16float(k0_4_0.x), unpack2x16float(k0_4_0.y));
  let k0_4_0b = vec4<f32>(unpack2x16float(k0_4_0.z), unpack2x16float(k0_4_0.w));
  let w2_2 = dot(q2_0a, k0_4_0a) + dot(q2_0b, k0_4_0b);
  let w3_1 = dot(q3_0a, k0_4_0a) + dot(q3_0b, k0_4_0b);
  let w4_0 = dot(q4_0a, k0_4_0a) + dot(q4_0b, k0_4_0b);
  let k0_5_0 = k[(base + min(max(first + 5u, 2u) - 2u, 149u)) * 2u + x];
  let k0_5_0a = vec4<f32>(unpack2x16float(k0_5_0.x), unpack2x16float(k0_5_0.y));
  let k0_5_0b = vec4<f32>(unpack2x16float(k0_5_0.z), unpack2x16float(k0_5_0.w));
  let w3_2 = dot(q3_0a, k0_5_0a) + dot(q3_0b, k0_5_0b);
  let w4_1 = dot(q4_0a, k0_5_0a) + dot(q4_0b, k0_5_0b);
  let w5_0 = dot(q5_0a, k0_5_0a) + dot(q5_0b, k0_5_0b);
  let k0_6_0 = k[(base + min(max(first + 6u, 2u) - 2u, 149u)) * 2u + x];
  let k0_6_0a = vec4<f32>(unpack2x16float(k0_6_0.x), unpack2x16float(k0_6_0.y));
  let k0_6_0b = vec4<f32>(unpack2x16float(k0_6_0.z), unpack2x16float(k0_6_0.w));
  let w4_2 = dot(q4_0a, k0_6_0a) + dot(q4_0b, k0_6_0b);
  let w5_1 = dot(q5_0a, k0_6_0a) + dot(q5_0b, k0_6_0b);
  let w6_0 = dot(q6_0a, k0_6_0a) + dot(q6_0b, k0_6_0b);
  let k0_7_0 = k[(base + min(max(first + 7u, 2u) - 2u, 149u)) * 2u + x];
  let k0_7_0a = vec4<f32>(unpack2x16float(k0_7_0.x), unpack2x16float(k0_7_0.y));
  let k0_7_0b = vec4<f32>(unpack2x16float(k0_7_0.z), unpack2x16float(k0_7_0.w));
  let w5_2 = dot(q5_0a, k0_7_0a) + dot(q5_0b, k0_7_0b);
  let w6_1 = dot(q6_0a, k0_7_0a) + dot(q6_0b, k0_7_0b);
  let w7_0 = dot(q7_0a, k0_7_0a) + dot(q7_0b, k0_7_0b);
  let k0_8_0 = k[(base + min(max(first + 8u, 2u) - 2u, 149u)) * 2u + x];
  let k0_8_0a = vec4<f32>(unpack2x16float(k0_8_0.x), unpack2x16float(k0_8_0.y));
  let k0_8_0b = vec4<f32>(unpack2x16float(k0_8_0.z), unpack2x16float(k0_8_0.w));
  let w6_2 = dot(q6_0a, k0_8_0a) + dot(q6_0b, k0_8_0b);
  let w7_1 = dot(q7_0a, k0_8_0a) + dot(q7_0b, k0_8_0b);
  let k0_9_0 = k[(base + min(max(first + 9u, 2u) - 2u, 149u)) * 2u + x];
  let k0_9_0a = vec4<f32>(unpack2x16float(k0_9_0.x), unpack2x16float(k0_9_0.y));
  let k0_9_0b = vec4<f32>(unpack2x16float(k0_9_0.z), unpack2x16float(k0_9_0.w));
  let w7_2 = dot(q7_0a, k0_9_0a) + dot(q7_0b, k0_9_0b);
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
  let r4_0_1_0 = select(w4_0, w4_1, upper1) + subgroupShuffleXor(select(w4_1, w4_0, upper1), 1u);
  let r4_0_1_1 = select(w4_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w4_2, upper1), 1u);
  let r4_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r4_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r4_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r4_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r4_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r4_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s4_0 = select(-1e38, r4_0_1_0 * 0.432808518409729, first + 4u + 0u + x >= 2u && 0u + x < 3u);
  let s4_1 = select(-1e38, r4_0_1_1 * 0.432808518409729, first + 4u + 2u + x >= 2u && 2u + x < 3u);
  let s4_2 = select(-1e38, r4_0_1_2 * 0.432808518409729, first + 4u + 4u + x >= 2u && 4u + x < 3u);
  let s4_3 = select(-1e38, r4_0_1_3 * 0.432808518409729, first + 4u + 6u + x >= 2u && 6u + x < 3u);
  let s4_4 = select(-1e38, r4_0_1_4 * 0.432808518409729, first + 4u + 8u + x >= 2u && 8u + x < 3u);
  let s4_5 = select(-1e38, r4_0_1_5 * 0.432808518409729, first + 4u + 10u + x >= 2u && 10u + x < 3u);
  let s4_6 = select(-1e38, r4_0_1_6 * 0.432808518409729, first + 4u + 12u + x >= 2u && 12u + x < 3u);
  let s4_7 = select(-1e38, r4_0_1_7 * 0.432808518409729, first + 4u + 14u + x >= 2u && 14u + x < 3u);
  let r5_0_1_0 = select(w5_0, w5_1, upper1) + subgroupShuffleXor(select(w5_1, w5_0, upper1), 1u);
  let r5_0_1_1 = select(w5_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w5_2, upper1), 1u);
  let r5_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r5_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r5_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r5_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r5_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r5_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s5_0 = select(-1e38, r5_0_1_0 * 0.432808518409729, first + 5u + 0u + x >= 2u && 0u + x < 3u);
  let s5_1 = select(-1e38, r5_0_1_1 * 0.432808518409729, first + 5u + 2u + x >= 2u && 2u + x < 3u);
  let s5_2 = select(-1e38, r5_0_1_2 * 0.432808518409729, first + 5u + 4u + x >= 2u && 4u + x < 3u);
  let s5_3 = select(-1e38, r5_0_1_3 * 0.432808518409729, first + 5u + 6u + x >= 2u && 6u + x < 3u);
  let s5_4 = select(-1e38, r5_0_1_4 * 0.432808518409729, first + 5u + 8u + x >= 2u && 8u + x < 3u);
  let s5_5 = select(-1e38, r5_0_1_5 * 0.432808518409729, first + 5u + 10u + x >= 2u && 10u + x < 3u);
  let s5_6 = select(-1e38, r5_0_1_6 * 0.432808518409729, first + 5u + 12u + x >= 2u && 12u + x < 3u);
  let s5_7 = select(-1e38, r5_0_1_7 * 0.432808518409729, first + 5u + 14u + x >= 2u && 14u + x < 3u);
  let r6_0_1_0 = select(w6_0, w6_1, upper1) + subgroupShuffleXor(select(w6_1, w6_0, upper1), 1u);
  let r6_0_1_1 = select(w6_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w6_2, upper1), 1u);
  let r6_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r6_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r6_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r6_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r6_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r6_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s6_0 = select(-1e38, r6_0_1_0 * 0.432808518409729, first + 6u + 0u + x >= 2u && 0u + x < 3u);
  let s6_1 = select(-1e38, r6_0_1_1 * 0.432808518409729, first + 6u + 2u + x >= 2u && 2u + x < 3u);
  let s6_2 = select(-1e38, r6_0_1_2 * 0.432808518409729, first + 6u + 4u + x >= 2u && 4u + x < 3u);
  let s6_3 = select(-1e38, r6_0_1_3 * 0.432808518409729, first + 6u + 6u + x >= 2u && 6u + x < 3u);
  let s6_4 = select(-1e38, r6_0_1_4 * 0.432808518409729, first + 6u + 8u + x >= 2u && 8u + x < 3u);
  let s6_5 = select(-1e38, r6_0_1_5 * 0.432808518409729, first + 6u + 10u + x >= 2u && 10u + x < 3u);
  let s6_6 = select(-1e38, r6_0_1_6 * 0.432808518409729, first + 6u + 12u + x >= 2u && 12u + x < 3u);
  let s6_7 = select(-1e38, r6_0_1_7 * 0.432808518409729, first + 6u + 14u + x >= 2u && 14u + x < 3u);
  let r7_0_1_0 = select(w7_0, w7_1, upper1) + subgroupShuffleXor(select(w7_1, w7_0, upper1), 1u);
  let r7_0_1_1 = select(w7_2, 0.0, upper1) + subgroupShuffleXor(select(0.0, w7_2, upper1), 1u);
  let r7_0_1_2 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r7_0_1_3 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r7_0_1_4 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r7_0_1_5 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r7_0_1_6 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let r7_0_1_7 = select(0.0, 0.0, upper1) + subgroupShuffleXor(select(0.0, 0.0, upper1), 1u);
  let s7_0 = select(-1e38, r7_0_1_0 * 0.432808518409729, first + 7u + 0u + x >= 2u && 0u + x < 3u);
  let s7_1 = select(-1e38, r7_0_1_1 * 0.432808518409729, first + 7u + 2u + x >= 2u && 2u + x < 3u);
  let s7_2 = select(-1e38, r7_0_1_2 * 0.432808518409729, first + 7u + 4u + x >= 2u && 4u + x < 3u);
  let s7_3 = select(-1e38, r7_0_1_3 * 0.432808518409729, first + 7u + 6u + x >= 2u && 6u + x < 3u);
  let s7_4 = select(-1e38, r7_0_1_4 * 0.432808518409729, first + 7u + 8u + x >= 2u && 8u + x < 3u);
  let s7_5 = select(-1e38, r7_0_1_5 * 0.432808518409729, first + 7u + 10u + x >= 2u && 10u + x < 3u);
  let s7_6 = select(-1e38, r7_0_1_6 * 0.432808518409729, first + 7u + 12u + x >= 2u && 12u + x < 3u);
  let s7_7 = select(-1e38, r7_0_1_7 * 0.432808518409729, first + 7u + 14u + x >= 2u && 14u + x < 3u);
  var top0 = max(max(max(max(max(max(max(s0_0, s0_1), s0_2), s0_3), s0_4), s0_5), s0_6), s0_7);
  var top1 = max(max(max(max(max(max(max(s1_0, s1_1), s1_2), s1_3), s1_4), s1_5), s1_6), s1_7);
  var top2 = max(max(max(max(max(max(max(s2_0, s2_1), s2_2), s2_3), s2_4), s2_5), s2_6), s2_7);
  var top3 = max(max(max(max(max(max(max(s3_0, s3_1), s3_2), s3_3), s3_4), s3_5), s3_6), s3_7);
  var top4 = max(max(max(max(max(max(max(s4_0, s4_1), s4_2), s4_3), s4_4), s4_5), s4_6), s4_7);
  var top5 = max(max(max(max(max(max(max(s5_0, s5_1), s5_2), s5_3), s5_4), s5_5), s5_6), s5_7);
  var top6 = max(max(max(max(max(max(max(s6_0, s6_1), s6_2), s6_3), s6_4), s6_5), s6_6), s6_7);
  var top7 = max(max(max(max(max(max(max(s7_0, s7_1), s7_2), s7_3), s7_4), s7_5), s7_6), s7_7);
  top0 = max(top0, subgroupShuffleXor(top0, 1u));
  top1 = max(top1, subgroupShuffleXor(top1, 1u));
  top2 = max(top2, subgroupShuffleXor(top2, 1u));
  top3 = max(top3, subgroupShuffleXor(top3, 1u));
  top4 = max(top4, subgroupShuffleXor(top4, 1u));
  top5 = max(top5, subgroupShuffleXor(top5, 1u));
  top6 = max(top6, subgroupShuffleXor(top6, 1u));
  top7 = max(top7, subgroupShuffleXor(top7, 1u));
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
  let e4_0 = exp2(s4_0 - top4);
  let e4_1 = exp2(s4_1 - top4);
  let e4_2 = exp2(s4_2 - top4);
  let e4_3 = exp2(s4_3 - top4);
  let e4_4 = exp2(s4_4 - top4);
  let e4_5 = exp2(s4_5 - top4);
  let e4_6 = exp2(s4_6 - top4);
  let e4_7 = exp2(s4_7 - top4);
  let e5_0 = exp2(s5_0 - top5);
  let e5_1 = exp2(s5_1 - top5);
  let e5_2 = exp2(s5_2 - top5);
  let e5_3 = exp2(s5_3 - top5);
  let e5_4 = exp2(s5_4 - top5);
  let e5_5 = exp2(s5_5 - top5);
  let e5_6 = exp2(s5_6 - top5);
  let e5_7 = exp2(s5_7 - top5);
  let e6_0 = exp2(s6_0 - top6);
  let e6_1 = exp2(s6_1 - top6);
  let e6_2 = exp2(s6_2 - top6);
  let e6_3 = exp2(s6_3 - top6);
  let e6_4 = exp2(s6_4 - top6);
  let e6_5 = exp2(s6_5 - top6);
  let e6_6 = exp2(s6_6 - top6);
  let e6_7 = exp2(s6_7 - top6);
  let e7_0 = exp2(s7_0 - top7);
  let e7_1 = exp2(s7_1 - top7);
  let e7_2 = exp2(s7_2 - top7);
  let e7_3 = exp2(s7_3 - top7);
  let e7_4 = exp2(s7_4 - top7);
  let e7_5 = exp2(s7_5 - top7);
  let e7_6 = exp2(s7_6 - top7);
  let e7_7 = exp2(s7_7 - top7);
  var sum0 = e0_0 + e0_1 + e0_2 + e0_3 + e0_4 + e0_5 + e0_6 + e0_7;
  var sum1 = e1_0 + e1_1 + e1_2 + e1_3 + e1_4 + e1_5 + e1_6 + e1_7;
  var sum2 = e2_0 + e2_1 + e2_2 + e2_3 + e2_4 + e2_5 + e2_6 + e2_7;
  var sum3 = e3_0 + e3_1 + e3_2 + e3_3 + e3_4 + e3_5 + e3_6 + e3_7;
  var sum4 = e4_0 + e4_1 + e4_2 + e4_3 + e4_4 + e4_5 + e4_6 + e4_7;
  var sum5 = e5_0 + e5_1 + e5_2 + e5_3 + e5_4 + e5_5 + e5_6 + e5_7;
  var sum6 = e6_0 + e6_1 + e6_2 + e6_3 + e6_4 + e6_5 + e6_6 + e6_7;
  var sum7 = e7_0 + e7_1 + e7_2 + e7_3 + e7_4 + e7_5 + e7_6 + e7_7;
  sum0 = sum0 + subgroupShuffleXor(sum0, 1u);
  sum1 = sum1 + subgroupShuffleXor(sum1, 1u);
  sum2 = sum2 + subgroupShuffleXor(sum2, 1u);
  sum3 = sum3 + subgroupShuffleXor(sum3, 1u);
  sum4 = sum4 + subgroupShuffleXor(sum4, 1u);
  sum5 = sum5 + subgroupShuffleXor(sum5, 1u);
  sum6 = sum6 + subgroupShuffleXor(sum6, 1u);
  sum7 = sum7 + subgroupShuffleXor(sum7, 1u);
  var o0_0a = vec4<f32>();
  var o0_0b = vec4<f32>();
  var o1_0a = vec4<f32>();
  var o1_0b = vec4<f32>();
  var o2_0a = vec4<f32>();
  var o2_0b = vec4<f32>();
  var o3_0a = vec4<f32>();
  var o3_0b = vec4<f32>();
  var o4_0a = vec4<f32>();
  var o4_0b = vec4<f32>();
  var o5_0a = vec4<f32>();
  var o5_0b = vec4<f32>();
  var o6_0a = vec4<f32>();
  var o6_0b = vec4<f32>();
  var o7_0a = vec4<f32>();
  var o7_0b = vec4<f32>();
  let v0_0 = v[(base + min(max(first + 0u, 2u) - 2u, 149u)) * 2u + x];
  let v0_0a = vec4<f32>(unpack2x16float(v0_0.x), unpack2x16float(v0_0.y));
  let v0_0b = vec4<f32>(unpack2x16float(v0_0.z), unpack2x16float(v0_0.w));
  {
    let weight = subgroupShuffle(e0_0, lane0 + 0u);
    o0_0a += weight * v0_0a; o0_0b += weight * v0_0b;
  }
  let v1_0 = v[(base + min(max(first + 1u, 2u) - 2u, 149u)) * 2u + x];
  let v1_0a = vec4<f32>(unpack2x16float(v1_0.x), unpack2x16float(v1_0.y));
  let v1_0b = vec4<f32>(unpack2x16float(v1_0.z), unpack2x16float(v1_0.w));
  {
    let weight = subgroupShuffle(e0_0, lane0 + 1u);
    o0_0a += weight * v1_0a; o0_0b += weight * v1_0b;
  }
  {
    let weight = subgroupShuffle(e1_0, lane0 + 0u);
    o1_0a += weight * v1_0a; o1_0b += weight * v1_0b;
  }
  let v2_0 = v[(base + min(max(first + 2u, 2u) - 2u, 149u)) * 2u + x];
  let v2_0a = vec4<f32>(unpack2x16float(v2_0.x), unpack2x16float(v2_0.y));
  let v2_0b = vec4<f32>(unpack2x16float(v2_0.z), unpack2x16float(v2_0.w));
  {
    let weight = subgroupShuffle(e0_1, lane0 + 0u);
    o0_0a += weight * v2_0a; o0_0b += weight * v2_0b;
  }
  {
    let weight = subgroupShuffle(e1_0, lane0 + 1u);
    o1_0a += weight * v2_0a; o1_0b += weight * v2_0b;
  }
  {
    let weight = subgroupShuffle(e2_0, lane0 + 0u);
    o2_0a += weight * v2_0a; o2_0b += weight * v2_0b;
  }
  let v3_0 = v[(base + min(max(first + 3u, 2u) - 2u, 149u)) * 2u + x];
  let v3_0a = vec4<f32>(unpack2x16float(v3_0.x), unpack2x16float(v3_0.y));
  let v3_0b = vec4<f32>(unpack2x16float(v3_0.z), unpack2x16float(v3_0.w));
  {
    let weight = subgroupShuffle(e1_1, lane0 + 0u);
    o1_0a += weight * v3_0a; o1_0b += weight * v3_0b;
  }
  {
    let weight = subgroupShuffle(e2_0, lane0 + 1u);
    o2_0a += weight * v3_0a; o2_0b += weight * v3_0b;
  }
  {
    let weight = subgroupShuffle(e3_0, lane0 + 0u);
    o3_0a += weight * v3_0a; o3_0b += weight * v3_0b;
  }
  let v4_0 = v[(base + min(max(first + 4u, 2u) - 2u, 149u)) * 2u + x];
  let v4_0a = vec4<f32>(unpack2x16float(v4_0.x), unpack2x16float(v4_0.y));
  let v4_0b = vec4<f32>(unpack2x16float(v4_0.z), unpack2x16float(v4_0.w));
  {
    let weight = subgroupShuffle(e2_1, lane0 + 0u);
    o2_0a += weight * v4_0a; o2_0b += weight * v4_0b;
  }
  {
    let weight = subgroupShuffle(e3_0, lane0 + 1u);
    o3_0a += weight * v4_0a; o3_0b += weight * v4_0b;
  }
  {
    let weight = subgroupShuffle(e4_0, lane0 + 0u);
    o4_0a += weight * v4_0a; o4_0b += weight * v4_0b;
  }
  let v5_0 = v[(base + min(max(first + 5u, 2u) - 2u, 149u)) * 2u + x];
  let v5_0a = vec4<f32>(unpack2x16float(v5_0.x), unpack2x16float(v5_0.y));
  let v5_0b = vec4<f32>(unpack2x16float(v5_0.z), unpack2x16float(v5_0.w));
  {
    let weight = subgroupShuffle(e3_1, lane0 + 0u);
    o3_0a += weight * v5_0a; o3_0b += weight * v5_0b;
  }
  {
    let weight = subgroupShuffle(e4_0, lane0 + 1u);
    o4_0a += weight * v5_0a; o4_0b += weight * v5_0b;
  }
  {
    let weight = subgroupShuffle(e5_0, lane0 + 0u);
    o5_0a += weight * v5_0a; o5_0b += weight * v5_0b;
  }
  let v6_0 = v[(base + min(max(first + 6u, 2u) - 2u, 149u)) * 2u + x];
  let v6_0a = vec4<f32>(unpack2x16float(v6_0.x), unpack2x16float(v6_0.y));
  let v6_0b = vec4<f32>(unpack2x16float(v6_0.z), unpack2x16float(v6_0.w));
  {
    let weight = subgroupShuffle(e4_1, lane0 + 0u);
    o4_0a += weight * v6_0a; o4_0b += weight * v6_0b;
  }
  {
    let weight = subgroupShuffle(e5_0, lane0 + 1u);
    o5_0a += weight * v6_0a; o5_0b += weight * v6_0b;
  }
  {
    let weight = subgroupShuffle(e6_0, lane0 + 0u);
    o6_0a += weight * v6_0a; o6_0b += weight * v6_0b;
  }
  let v7_0 = v[(base + min(max(first + 7u, 2u) - 2u, 149u)) * 2u + x];
  let v7_0a = vec4<f32>(unpack2x16float(v7_0.x), unpack2x16float(v7_0.y));
  let v7_0b = vec4<f32>(unpack2x16float(v7_0.z), unpack2x16float(v7_0.w));
  {
    let weight = subgroupShuffle(e5_1, lane0 + 0u);
    o5_0a += weight * v7_0a; o5_0b += weight * v7_0b;
  }
  {
    let weight = subgroupShuffle(e6_0, lane0 + 1u);
    o6_0a += weight * v7_0a; o6_0b += weight * v7_0b;
  }
  {
    let weight = subgroupShuffle(e7_0, lane0 + 0u);
    o7_0a += weight * v7_0a; o7_0b += weight * v7_0b;
  }
  let v8_0 = v[(base + min(max(first + 8u, 2u) - 2u, 149u)) * 2u + x];
  let v8_0a = vec4<f32>(unpack2x16float(v8_0.x), unpack2x16float(v8_0.y));
  let v8_0b = vec4<f32>(unpack2x16float(v8_0.z), unpack2x16float(v8_0.w));
  {
    let weight = subgroupShuffle(e6_1, lane0 + 0u);
    o6_0a += weight * v8_0a; o6_0b += weight * v8_0b;
  }
  {
    let weight = subgroupShuffle(e7_0, lane0 + 1u);
    o7_0a += weight * v8_0a; o7_0b += weight * v8_0b;
  }
  let v9_0 = v[(base + min(max(first + 9u, 2u) - 2u, 149u)) * 2u + x];
  let v9_0a = vec4<f32>(unpack2x16float(v9_0.x), unpack2x16float(v9_0.y));
  let v9_0b = vec4<f32>(unpack2x16float(v9_0.z), unpack2x16float(v9_0.w));
  {
    let weight = subgroupShuffle(e7_1, lane0 + 0u);
    o7_0a += weight * v9_0a; o7_0b += weight * v9_0b;
  }
  if (first + 0u < 150u) {
    let a0 = o0_0a / sum0;
    let b0 = o0_0b / sum0;
    out[(base + first + 0u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
  if (first + 1u < 150u) {
    let a0 = o1_0a / sum1;
    let b0 = o1_0b / sum1;
    out[(base + first + 1u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
  if (first + 2u < 150u) {
    let a0 = o2_0a / sum2;
    let b0 = o2_0b / sum2;
    out[(base + first + 2u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
  if (first + 3u < 150u) {
    let a0 = o3_0a / sum3;
    let b0 = o3_0b / sum3;
    out[(base + first + 3u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
  if (first + 4u < 150u) {
    let a0 = o4_0a / sum4;
    let b0 = o4_0b / sum4;
    out[(base + first + 4u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
  if (first + 5u < 150u) {
    let a0 = o5_0a / sum5;
    let b0 = o5_0b / sum5;
    out[(base + first + 5u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
  if (first + 6u < 150u) {
    let a0 = o6_0a / sum6;
    let b0 = o6_0b / sum6;
    out[(base + first + 6u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
  if (first + 7u < 150u) {
    let a0 = o7_0a / sum7;
    let b0 = o7_0b / sum7;
    out[(base + first + 7u) * 2u + x] = vec4<u32>(pack2x16float(a0.xy), pack2x16float(a0.zw), pack2x16float(b0.xy), pack2x16float(b0.zw));
  }
}
