// attention-prefill: 32 x 1 x 1 workgroups
// 128 queries by 64 keys a step; 8 x 16 threads, each with 8 x 8 scores
@group(0) @binding(0) var<storage, read> q: array<array<vec4f, 16>, 2096>;
@group(0) @binding(1) var<storage, read> k: array<array<vec4f, 16>, 3248>;
@group(0) @binding(2) var<storage, read> v: array<array<array<vec4f, 8>, 2>, 3248>;
@group(0) @binding(3) var<storage, read_write> out: array<array<array<vec4f, 8>, 2>, 2096>;

// Keys, by column and place among a thread's eight; then largest scores or weights, by thread across and down.
var<workgroup> shared_tile: array<array<array<vec4f, 8>, 8>, 16>;

// Beyond the last key it is that one again, which no query sees there.
fn row_of(head: u32, row: u32) -> u32 {
  return head * 203u + min(row, 202u);
}

fn largest_of(s: vec4f) -> f32 {
  return max(max(s.x, s.y), max(s.z, s.w));
}

fn sum_of(s: vec4f) -> f32 {
  return (s.x + s.y) + (s.z + s.w);
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * 32u;
  if (index >= 32u) {
    return;
  }
  // Late queries see most keys: they go first.
  let head = index % 16u;
  let first_row = (1u - index / 16u) * 128u;
  let x = thread % 8u;
  let y = thread / 8u;
  let own_row = first_row + 8u * y;
  let q_row = head * 131u + own_row;
  let first_position = first_row + 72u;
  let position = own_row + 72u;
  let last_position = min(first_position + 127u, 202u);
  var most0 = vec4f(-1e29);
  var most1 = vec4f(-1e29);
  var total0 = vec4f();
  var total1 = vec4f();
  var o0_0 = vec4f();
  var o0_1 = vec4f();
  var o1_0 = vec4f();
  var o1_1 = vec4f();
  var o2_0 = vec4f();
  var o2_1 = vec4f();
  var o3_0 = vec4f();
  var o3_1 = vec4f();
  var o4_0 = vec4f();
  var o4_1 = vec4f();
  var o5_0 = vec4f();
  var o5_1 = vec4f();
  var o6_0 = vec4f();
  var o6_1 = vec4f();
  var o7_0 = vec4f();
  var o7_1 = vec4f();
  for (var step = 0u; step <= last_position / 64u; step++) {
    let start = step * 64u;
    for (var e = thread; e < 1024u; e += 128u) {
      let column = e % 16u;
      let row = e / 16u;
      // Turned by the column: neighbouring threads write to different banks.
      shared_tile[column][row % 8u][(row / 8u + column) % 8u] = k[row_of(head, start + row)][column];
    }
    workgroupBarrier();
    var s0_0 = vec4f();
    var s0_1 = vec4f();
    var s1_0 = vec4f();
    var s1_1 = vec4f();
    var s2_0 = vec4f();
    var s2_1 = vec4f();
    var s3_0 = vec4f();
    var s3_1 = vec4f();
    var s4_0 = vec4f();
    var s4_1 = vec4f();
    var s5_0 = vec4f();
    var s5_1 = vec4f();
    var s6_0 = vec4f();
    var s6_1 = vec4f();
    var s7_0 = vec4f();
    var s7_1 = vec4f();
    for (var column = 0u; column < 16u; column++) {
      let turned = (x + column) % 8u;
      let k0 = shared_tile[column][0][turned];
      let k1 = shared_tile[column][1][turned];
      let k2 = shared_tile[column][2][turned];
      let k3 = shared_tile[column][3][turned];
      let k4 = shared_tile[column][4][turned];
      let k5 = shared_tile[column][5][turned];
      let k6 = shared_tile[column][6][turned];
      let k7 = shared_tile[column][7][turned];
      let q0 = q[min(q_row + 0u, 2095u)][column];
      let q1 = q[min(q_row + 1u, 2095u)][column];
      let q2 = q[min(q_row + 2u, 2095u)][column];
      let q3 = q[min(q_row + 3u, 2095u)][column];
      let q4 = q[min(q_row + 4u, 2095u)][column];
      let q5 = q[min(q_row + 5u, 2095u)][column];
      let q6 = q[min(q_row + 6u, 2095u)][column];
      let q7 = q[min(q_row + 7u, 2095u)][column];
      s0_0 = fma(vec4f(q0.x), vec4f(k0.x, k1.x, k2.x, k3.x), s0_0);
      s0_1 = fma(vec4f(q0.x), vec4f(k4.x, k5.x, k6.x, k7.x), s0_1);
      s1_0 = fma(vec4f(q1.x), vec4f(k0.x, k1.x, k2.x, k3.x), s1_0);
      s1_1 = fma(vec4f(q1.x), vec4f(k4.x, k5.x, k6.x, k7.x), s1_1);
      s2_0 = fma(vec4f(q2.x), vec4f(k0.x, k1.x, k2.x, k3.x), s2_0);
      s2_1 = fma(vec4f(q2.x), vec4f(k4.x, k5.x, k6.x, k7.x), s2_1);
      s3_0 = fma(vec4f(q3.x), vec4f(k0.x, k1.x, k2.x, k3.x), s3_0);
      s3_1 = fma(vec4f(q3.x), vec4f(k4.x, k5.x, k6.x, k7.x), s3_1);
      s4_0 = fma(vec4f(q4.x), vec4f(k0.x, k1.x, k2.x, k3.x), s4_0);
      s4_1 = fma(vec4f(q4.x), vec4f(k4.x, k5.x, k6.x, k7.x), s4_1);
      s5_0 = fma(vec4f(q5.x), vec4f(k0.x, k1.x, k2.x, k3.x), s5_0);
      s5_1 = fma(vec4f(q5.x), vec4f(k4.x, k5.x, k6.x, k7.x), s5_1);
      s6_0 = fma(vec4f(q6.x), vec4f(k0.x, k1.x, k2.x, k3.x), s6_0);
      s6_1 = fma(vec4f(q6.x), vec4f(k4.x, k5.x, k6.x, k7.x), s6_1);
      s7_0 = fma(vec4f(q7.x), vec4f(k0.x, k1.x, k2.x, k3.x), s7_0);
      s7_1 = fma(vec4f(q7.x), vec4f(k4.x, k5.x, k6.x, k7.x), s7_1);
      s0_0 = fma(vec4f(q0.y), vec4f(k0.y, k1.y, k2.y, k3.y), s0_0);
      s0_1 = fma(vec4f(q0.y), vec4f(k4.y, k5.y, k6.y, k7.y), s0_1);
      s1_0 = fma(vec4f(q1.y), vec4f(k0.y, k1.y, k2.y, k3.y), s1_0);
      s1_1 = fma(vec4f(q1.y), vec4f(k4.y, k5.y, k6.y, k7.y), s1_1);
      s2_0 = fma(vec4f(q2.y), vec4f(k0.y, k1.y, k2.y, k3.y), s2_0);
      s2_1 = fma(vec4f(q2.y), vec4f(k4.y, k5.y, k6.y, k7.y), s2_1);
      s3_0 = fma(vec4f(q3.y), vec4f(k0.y, k1.y, k2.y, k3.y), s3_0);
      s3_1 = fma(vec4f(q3.y), vec4f(k4.y, k5.y, k6.y, k7.y), s3_1);
      s4_0 = fma(vec4f(q4.y), vec4f(k0.y, k1.y, k2.y, k3.y), s4_0);
      s4_1 = fma(vec4f(q4.y), vec4f(k4.y, k5.y, k6.y, k7.y), s4_1);
      s5_0 = fma(vec4f(q5.y), vec4f(k0.y, k1.y, k2.y, k3.y), s5_0);
      s5_1 = fma(vec4f(q5.y), vec4f(k4.y, k5.y, k6.y, k7.y), s5_1);
      s6_0 = fma(vec4f(q6.y), vec4f(k0.y, k1.y, k2.y, k3.y), s6_0);
      s6_1 = fma(vec4f(q6.y), vec4f(k4.y, k5.y, k6.y, k7.y), s6_1);
      s7_0 = fma(vec4f(q7.y), vec4f(k0.y, k1.y, k2.y, k3.y), s7_0);
      s7_1 = fma(vec4f(q7.y), vec4f(k4.y, k5.y, k6.y, k7.y), s7_1);
      s0_0 = fma(vec4f(q0.z), vec4f(k0.z, k1.z, k2.z, k3.z), s0_0);
      s0_1 = fma(vec4f(q0.z), vec4f(k4.z, k5.z, k6.z, k7.z), s0_1);
      s1_0 = fma(vec4f(q1.z), vec4f(k0.z, k1.z, k2.z, k3.z), s1_0);
      s1_1 = fma(vec4f(q1.z), vec4f(k4.z, k5.z, k6.z, k7.z), s1_1);
      s2_0 = fma(vec4f(q2.z), vec4f(k0.z, k1.z, k2.z, k3.z), s2_0);
      s2_1 = fma(vec4f(q2.z), vec4f(k4.z, k5.z, k6.z, k7.z), s2_1);
      s3_0 = fma(vec4f(q3.z), vec4f(k0.z, k1.z, k2.z, k3.z), s3_0);
      s3_1 = fma(vec4f(q3.z), vec4f(k4.z, k5.z, k6.z, k7.z), s3_1);
      s4_0 = fma(vec4f(q4.z), vec4f(k0.z, k1.z, k2.z, k3.z), s4_0);
      s4_1 = fma(vec4f(q4.z), vec4f(k4.z, k5.z, k6.z, k7.z), s4_1);
      s5_0 = fma(vec4f(q5.z), vec4f(k0.z, k1.z, k2.z, k3.z), s5_0);
      s5_1 = fma(vec4f(q5.z), vec4f(k4.z, k5.z, k6.z, k7.z), s5_1);
      s6_0 = fma(vec4f(q6.z), vec4f(k0.z, k1.z, k2.z, k3.z), s6_0);
      s6_1 = fma(vec4f(q6.z), vec4f(k4.z, k5.z, k6.z, k7.z), s6_1);
      s7_0 = fma(vec4f(q7.z), vec4f(k0.z, k1.z, k2.z, k3.z), s7_0);
      s7_1 = fma(vec4f(q7.z), vec4f(k4.z, k5.z, k6.z, k7.z), s7_1);
      s0_0 = fma(vec4f(q0.w), vec4f(k0.w, k1.w, k2.w, k3.w), s0_0);
      s0_1 = fma(vec4f(q0.w), vec4f(k4.w, k5.w, k6.w, k7.w), s0_1);
      s1_0 = fma(vec4f(q1.w), vec4f(k0.w, k1.w, k2.w, k3.w), s1_0);
      s1_1 = fma(vec4f(q1.w), vec4f(k4.w, k5.w, k6.w, k7.w), s1_1);
      s2_0 = fma(vec4f(q2.w), vec4f(k0.w, k1.w, k2.w, k3.w), s2_0);
      s2_1 = fma(vec4f(q2.w), vec4f(k4.w, k5.w, k6.w, k7.w), s2_1);
      s3_0 = fma(vec4f(q3.w), vec4f(k0.w, k1.w, k2.w, k3.w), s3_0);
      s3_1 = fma(vec4f(q3.w), vec4f(k4.w, k5.w, k6.w, k7.w), s3_1);
      s4_0 = fma(vec4f(q4.w), vec4f(k0.w, k1.w, k2.w, k3.w), s4_0);
      s4_1 = fma(vec4f(q4.w), vec4f(k4.w, k5.w, k6.w, k7.w), s4_1);
      s5_0 = fma(vec4f(q5.w), vec4f(k0.w, k1.w, k2.w, k3.w), s5_0);
      s5_1 = fma(vec4f(q5.w), vec4f(k4.w, k5.w, k6.w, k7.w), s5_1);
      s6_0 = fma(vec4f(q6.w), vec4f(k0.w, k1.w, k2.w, k3.w), s6_0);
      s6_1 = fma(vec4f(q6.w), vec4f(k4.w, k5.w, k6.w, k7.w), s6_1);
      s7_0 = fma(vec4f(q7.w), vec4f(k0.w, k1.w, k2.w, k3.w), s7_0);
      s7_1 = fma(vec4f(q7.w), vec4f(k4.w, k5.w, k6.w, k7.w), s7_1);
    }
    if (start + 63u > first_position) {
      let key = vec4u(start + 8u * x) + vec4u(0u, 1u, 2u, 3u);
      s0_0 = select(vec4f(-1e30), s0_0, key + 0u <= vec4u(position + 0u));
      s0_1 = select(vec4f(-1e30), s0_1, key + 4u <= vec4u(position + 0u));
      s1_0 = select(vec4f(-1e30), s1_0, key + 0u <= vec4u(position + 1u));
      s1_1 = select(vec4f(-1e30), s1_1, key + 4u <= vec4u(position + 1u));
      s2_0 = select(vec4f(-1e30), s2_0, key + 0u <= vec4u(position + 2u));
      s2_1 = select(vec4f(-1e30), s2_1, key + 4u <= vec4u(position + 2u));
      s3_0 = select(vec4f(-1e30), s3_0, key + 0u <= vec4u(position + 3u));
      s3_1 = select(vec4f(-1e30), s3_1, key + 4u <= vec4u(position + 3u));
      s4_0 = select(vec4f(-1e30), s4_0, key + 0u <= vec4u(position + 4u));
      s4_1 = select(vec4f(-1e30), s4_1, key + 4u <= vec4u(position + 4u));
      s5_0 = select(vec4f(-1e30), s5_0, key + 0u <= vec4u(position + 5u));
      s5_1 = select(vec4f(-1e30), s5_1, key + 4u <= vec4u(position + 5u));
      s6_0 = select(vec4f(-1e30), s6_0, key + 0u <= vec4u(position + 6u));
      s6_1 = select(vec4f(-1e30), s6_1, key + 4u <= vec4u(position + 6u));
      s7_0 = select(vec4f(-1e30), s7_0, key + 0u <= vec4u(position + 7u));
      s7_1 = select(vec4f(-1e30), s7_1, key + 4u <= vec4u(position + 7u));
    }
    var top0 = vec4f(largest_of(max(s0_0, s0_1)), largest_of(max(s1_0, s1_1)), largest_of(max(s2_0, s2_1)), largest_of(max(s3_0, s3_1)));
    var top1 = vec4f(largest_of(max(s4_0, s4_1)), largest_of(max(s5_0, s5_1)), largest_of(max(s6_0, s6_1)), largest_of(max(s7_0, s7_1)));
    workgroupBarrier();
    {
      let place = 2u * x + y / 8u;
      let turn = (y + x) % 8u;
      shared_tile[place][0][turn] = top0;
      shared_tile[place][1][turn] = top1;
    }
    workgroupBarrier();
    top0 = vec4f(-1e30);
    top1 = vec4f(-1e30);
    for (var other = 0u; other < 8u; other++) {
      let place = 2u * other + y / 8u;
      let turn = (y + other) % 8u;
      top0 = max(top0, shared_tile[place][0][turn]);
      top1 = max(top1, shared_tile[place][1][turn]);
    }
    top0 = max(most0, top0);
    top1 = max(most1, top1);
    let shrink0 = exp2((most0 - top0) * 0.1803368777036667);
    let shrink1 = exp2((most1 - top1) * 0.1803368777036667);
    most0 = top0;
    most1 = top1;
    s0_0 = exp2((s0_0 - most0.x) * 0.1803368777036667);
    s0_1 = exp2((s0_1 - most0.x) * 0.1803368777036667);
    s1_0 = exp2((s1_0 - most0.y) * 0.1803368777036667);
    s1_1 = exp2((s1_1 - most0.y) * 0.1803368777036667);
    s2_0 = exp2((s2_0 - most0.z) * 0.1803368777036667);
    s2_1 = exp2((s2_1 - most0.z) * 0.1803368777036667);
    s3_0 = exp2((s3_0 - most0.w) * 0.1803368777036667);
    s3_1 = exp2((s3_1 - most0.w) * 0.1803368777036667);
    s4_0 = exp2((s4_0 - most1.x) * 0.1803368777036667);
    s4_1 = exp2((s4_1 - most1.x) * 0.1803368777036667);
    s5_0 = exp2((s5_0 - most1.y) * 0.1803368777036667);
    s5_1 = exp2((s5_1 - most1.y) * 0.1803368777036667);
    s6_0 = exp2((s6_0 - most1.z) * 0.1803368777036667);
    s6_1 = exp2((s6_1 - most1.z) * 0.1803368777036667);
    s7_0 = exp2((s7_0 - most1.w) * 0.1803368777036667);
    s7_1 = exp2((s7_1 - most1.w) * 0.1803368777036667);
    total0 = fma(total0, shrink0, vec4f(sum_of(s0_0 + s0_1), sum_of(s1_0 + s1_1), sum_of(s2_0 + s2_1), sum_of(s3_0 + s3_1)));
    total1 = fma(total1, shrink1, vec4f(sum_of(s4_0 + s4_1), sum_of(s5_0 + s5_1), sum_of(s6_0 + s6_1), sum_of(s7_0 + s7_1)));
    o0_0 *= shrink0.x;
    o0_1 *= shrink0.x;
    o1_0 *= shrink0.y;
    o1_1 *= shrink0.y;
    o2_0 *= shrink0.z;
    o2_1 *= shrink0.z;
    o3_0 *= shrink0.w;
    o3_1 *= shrink0.w;
    o4_0 *= shrink1.x;
    o4_1 *= shrink1.x;
    o5_0 *= shrink1.y;
    o5_1 *= shrink1.y;
    o6_0 *= shrink1.z;
    o6_1 *= shrink1.z;
    o7_0 *= shrink1.w;
    o7_1 *= shrink1.w;
    workgroupBarrier();
    {
      let place = 2u * x + y / 8u;
      let turn = (y + x) % 8u;
      shared_tile[place][0][turn] = s0_0;
      shared_tile[place][1][turn] = s1_0;
      shared_tile[place][2][turn] = s2_0;
      shared_tile[place][3][turn] = s3_0;
      shared_tile[place][4][turn] = s4_0;
      shared_tile[place][5][turn] = s5_0;
      shared_tile[place][6][turn] = s6_0;
      shared_tile[place][7][turn] = s7_0;
    }
    workgroupBarrier();
    for (var other = 0u; other < 8u; other++) {
      let place = 2u * other + y / 8u;
      let turn = (y + other) % 8u;
      let p0 = shared_tile[place][0][turn];
      let p1 = shared_tile[place][1][turn];
      let p2 = shared_tile[place][2][turn];
      let p3 = shared_tile[place][3][turn];
      let p4 = shared_tile[place][4][turn];
      let p5 = shared_tile[place][5][turn];
      let p6 = shared_tile[place][6][turn];
      let p7 = shared_tile[place][7][turn];
      let v0_0 = v[min(head * 203u + start + 8u * other + 0u, head * 203u + 202u)][0][x];
      let v0_1 = v[min(head * 203u + start + 8u * other + 0u, head * 203u + 202u)][1][x];
      let v1_0 = v[min(head * 203u + start + 8u * other + 1u, head * 203u + 202u)][0][x];
      let v1_1 = v[min(head * 203u + start + 8u * other + 1u, head * 203u + 202u)][1][x];
      let v2_0 = v[min(head * 203u + start + 8u * other + 2u, head * 203u + 202u)][0][x];
      let v2_1 = v[min(head * 203u + start + 8u * other + 2u, head * 203u + 202u)][1][x];
      let v3_0 = v[min(head * 203u + start + 8u * other + 3u, head * 203u + 202u)][0][x];
      let v3_1 = v[min(head * 203u + start + 8u * other + 3u, head * 203u + 202u)][1][x];
      o0_0 = fma(vec4f(p0.x), v0_0, o0_0);
      o0_1 = fma(vec4f(p0.x), v0_1, o0_1);
      o1_0 = fma(vec4f(p1.x), v0_0, o1_0);
      o1_1 = fma(vec4f(p1.x), v0_1, o1_1);
      o2_0 = fma(vec4f(p2.x), v0_0, o2_0);
      o2_1 = fma(vec4f(p2.x), v0_1, o2_1);
      o3_0 = fma(vec4f(p3.x), v0_0, o3_0);
      o3_1 = fma(vec4f(p3.x), v0_1, o3_1);
      o4_0 = fma(vec4f(p4.x), v0_0, o4_0);
      o4_1 = fma(vec4f(p4.x), v0_1, o4_1);
      o5_0 = fma(vec4f(p5.x), v0_0, o5_0);
      o5_1 = fma(vec4f(p5.x), v0_1, o5_1);
      o6_0 = fma(vec4f(p6.x), v0_0, o6_0);
      o6_1 = fma(vec4f(p6.x), v0_1, o6_1);
      o7_0 = fma(vec4f(p7.x), v0_0, o7_0);
      o7_1 = fma(vec4f(p7.x), v0_1, o7_1);
      o0_0 = fma(vec4f(p0.y), v1_0, o0_0);
      o0_1 = fma(vec4f(p0.y), v1_1, o0_1);
      o1_0 = fma(vec4f(p1.y), v1_0, o1_0);
      o1_1 = fma(vec4f(p1.y), v1_1, o1_1);
      o2_0 = fma(vec4f(p2.y), v1_0, o2_0);
      o2_1 = fma(vec4f(p2.y), v1_1, o2_1);
      o3_0 = fma(vec4f(p3.y), v1_0, o3_0);
      o3_1 = fma(vec4f(p3.y), v1_1, o3_1);
      o4_0 = fma(vec4f(p4.y), v1_0, o4_0);
      o4_1 = fma(vec4f(p4.y), v1_1, o4_1);
      o5_0 = fma(vec4f(p5.y), v1_0, o5_0);
      o5_1 = fma(vec4f(p5.y), v1_1, o5_1);
      o6_0 = fma(vec4f(p6.y), v1_0, o6_0);
      o6_1 = fma(vec4f(p6.y), v1_1, o6_1);
      o7_0 = fma(vec4f(p7.y), v1_0, o7_0);
      o7_1 = fma(vec4f(p7.y), v1_1, o7_1);
      o0_0 = fma(vec4f(p0.z), v2_0, o0_0);
      o0_1 = fma(vec4f(p0.z), v2_1, o0_1);
      o1_0 = fma(vec4f(p1.z), v2_0, o1_0);
      o1_1 = fma(vec4f(p1.z), v2_1, o1_1);
      o2_0 = fma(vec4f(p2.z), v2_0, o2_0);
      o2_1 = fma(vec4f(p2.z), v2_1, o2_1);
      o3_0 = fma(vec4f(p3.z), v2_0, o3_0);
      o3_1 = fma(vec4f(p3.z), v2_1, o3_1);
      o4_0 = fma(vec4f(p4.z), v2_0, o4_0);
      o4_1 = fma(vec4f(p4.z), v2_1, o4_1);
      o5_0 = fma(vec4f(p5.z), v2_0, o5_0);
      o5_1 = fma(vec4f(p5.z), v2_1, o5_1);
      o6_0 = fma(vec4f(p6.z), v2_0, o6_0);
      o6_1 = fma(vec4f(p6.z), v2_1, o6_1);
      o7_0 = fma(vec4f(p7.z), v2_0, o7_0);
      o7_1 = fma(vec4f(p7.z), v2_1, o7_1);
      o0_0 = fma(vec4f(p0.w), v3_0, o0_0);
      o0_1 = fma(vec4f(p0.w), v3_1, o0_1);
      o1_0 = fma(vec4f(p1.w), v3_0, o1_0);
      o1_1 = fma(vec4f(p1.w), v3_1, o1_1);
      o2_0 = fma(vec4f(p2.w), v3_0, o2_0);
      o2_1 = fma(vec4f(p2.w), v3_1, o2_1);
      o3_0 = fma(vec4f(p3.w), v3_0, o3_0);
      o3_1 = fma(vec4f(p3.w), v3_1, o3_1);
      o4_0 = fma(vec4f(p4.w), v3_0, o4_0);
      o4_1 = fma(vec4f(p4.w), v3_1, o4_1);
      o5_0 = fma(vec4f(p5.w), v3_0, o5_0);
      o5_1 = fma(vec4f(p5.w), v3_1, o5_1);
      o6_0 = fma(vec4f(p6.w), v3_0, o6_0);
      o6_1 = fma(vec4f(p6.w), v3_1, o6_1);
      o7_0 = fma(vec4f(p7.w), v3_0, o7_0);
      o7_1 = fma(vec4f(p7.w), v3_1, o7_1);
    }
    workgroupBarrier();
    {
      let place = 2u * x + y / 8u;
      let turn = (y + x) % 8u;
      shared_tile[place][0][turn] = s0_1;
      shared_tile[place][1][turn] = s1_1;
      shared_tile[place][2][turn] = s2_1;
      shared_tile[place][3][turn] = s3_1;
      shared_tile[place][4][turn] = s4_1;
      shared_tile[place][5][turn] = s5_1;
      shared_tile[place][6][turn] = s6_1;
      shared_tile[place][7][turn] = s7_1;
    }
    workgroupBarrier();
    for (var other = 0u; other < 8u; other++) {
      let place = 2u * other + y / 8u;
      let turn = (y + other) % 8u;
      let p0 = shared_tile[place][0][turn];
      let p1 = shared_tile[place][1][turn];
      let p2 = shared_tile[place][2][turn];
      let p3 = shared_tile[place][3][turn];
      let p4 = shared_tile[place][4][turn];
      let p5 = shared_tile[place][5][turn];
      let p6 = shared_tile[place][6][turn];
      let p7 = shared_tile[place][7][turn];
      let v0_0 = v[min(head * 203u + start + 8u * other + 4u, head * 203u + 202u)][0][x];
      let v0_1 = v[min(head * 203u + start + 8u * other + 4u, head * 203u + 202u)][1][x];
      let v1_0 = v[min(head * 203u + start + 8u * other + 5u, head * 203u + 202u)][0][x];
      let v1_1 = v[min(head * 203u + start + 8u * other + 5u, head * 203u + 202u)][1][x];
      let v2_0 = v[min(head * 203u + start + 8u * other + 6u, head * 203u + 202u)][0][x];
      let v2_1 = v[min(head * 203u + start + 8u * other + 6u, head * 203u + 202u)][1][x];
      let v3_0 = v[min(head * 203u + start + 8u * other + 7u, head * 203u + 202u)][0][x];
      let v3_1 = v[min(head * 203u + start + 8u * other + 7u, head * 203u + 202u)][1][x];
      o0_0 = fma(vec4f(p0.x), v0_0, o0_0);
      o0_1 = fma(vec4f(p0.x), v0_1, o0_1);
      o1_0 = fma(vec4f(p1.x), v0_0, o1_0);
      o1_1 = fma(vec4f(p1.x), v0_1, o1_1);
      o2_0 = fma(vec4f(p2.x), v0_0, o2_0);
      o2_1 = fma(vec4f(p2.x), v0_1, o2_1);
      o3_0 = fma(vec4f(p3.x), v0_0, o3_0);
      o3_1 = fma(vec4f(p3.x), v0_1, o3_1);
      o4_0 = fma(vec4f(p4.x), v0_0, o4_0);
      o4_1 = fma(vec4f(p4.x), v0_1, o4_1);
      o5_0 = fma(vec4f(p5.x), v0_0, o5_0);
      o5_1 = fma(vec4f(p5.x), v0_1, o5_1);
      o6_0 = fma(vec4f(p6.x), v0_0, o6_0);
      o6_1 = fma(vec4f(p6.x), v0_1, o6_1);
      o7_0 = fma(vec4f(p7.x), v0_0, o7_0);
      o7_1 = fma(vec4f(p7.x), v0_1, o7_1);
      o0_0 = fma(vec4f(p0.y), v1_0, o0_0);
      o0_1 = fma(vec4f(p0.y), v1_1, o0_1);
      o1_0 = fma(vec4f(p1.y), v1_0, o1_0);
      o1_1 = fma(vec4f(p1.y), v1_1, o1_1);
      o2_0 = fma(vec4f(p2.y), v1_0, o2_0);
      o2_1 = fma(vec4f(p2.y), v1_1, o2_1);
      o3_0 = fma(vec4f(p3.y), v1_0, o3_0);
      o3_1 = fma(vec4f(p3.y), v1_1, o3_1);
      o4_0 = fma(vec4f(p4.y), v1_0, o4_0);
      o4_1 = fma(vec4f(p4.y), v1_1, o4_1);
      o5_0 = fma(vec4f(p5.y), v1_0, o5_0);
      o5_1 = fma(vec4f(p5.y), v1_1, o5_1);
      o6_0 = fma(vec4f(p6.y), v1_0, o6_0);
      o6_1 = fma(vec4f(p6.y), v1_1, o6_1);
      o7_0 = fma(vec4f(p7.y), v1_0, o7_0);
      o7_1 = fma(vec4f(p7.y), v1_1, o7_1);
      o0_0 = fma(vec4f(p0.z), v2_0, o0_0);
      o0_1 = fma(vec4f(p0.z), v2_1, o0_1);
      o1_0 = fma(vec4f(p1.z), v2_0, o1_0);
      o1_1 = fma(vec4f(p1.z), v2_1, o1_1);
      o2_0 = fma(vec4f(p2.z), v2_0, o2_0);
      o2_1 = fma(vec4f(p2.z), v2_1, o2_1);
      o3_0 = fma(vec4f(p3.z), v2_0, o3_0);
      o3_1 = fma(vec4f(p3.z), v2_1, o3_1);
      o4_0 = fma(vec4f(p4.z), v2_0, o4_0);
      o4_1 = fma(vec4f(p4.z), v2_1, o4_1);
      o5_0 = fma(vec4f(p5.z), v2_0, o5_0);
      o5_1 = fma(vec4f(p5.z), v2_1, o5_1);
      o6_0 = fma(vec4f(p6.z), v2_0, o6_0);
      o6_1 = fma(vec4f(p6.z), v2_1, o6_1);
      o7_0 = fma(vec4f(p7.z), v2_0, o7_0);
      o7_1 = fma(vec4f(p7.z), v2_1, o7_1);
      o0_0 = fma(vec4f(p0.w), v3_0, o0_0);
      o0_1 = fma(vec4f(p0.w), v3_1, o0_1);
      o1_0 = fma(vec4f(p1.w), v3_0, o1_0);
      o1_1 = fma(vec4f(p1.w), v3_1, o1_1);
      o2_0 = fma(vec4f(p2.w), v3_0, o2_0);
      o2_1 = fma(vec4f(p2.w), v3_1, o2_1);
      o3_0 = fma(vec4f(p3.w), v3_0, o3_0);
      o3_1 = fma(vec4f(p3.w), v3_1, o3_1);
      o4_0 = fma(vec4f(p4.w), v3_0, o4_0);
      o4_1 = fma(vec4f(p4.w), v3_1, o4_1);
      o5_0 = fma(vec4f(p5.w), v3_0, o5_0);
      o5_1 = fma(vec4f(p5.w), v3_1, o5_1);
      o6_0 = fma(vec4f(p6.w), v3_0, o6_0);
      o6_1 = fma(vec4f(p6.w), v3_1, o6_1);
      o7_0 = fma(vec4f(p7.w), v3_0, o7_0);
      o7_1 = fma(vec4f(p7.w), v3_1, o7_1);
    }
    workgroupBarrier();
  }
  // Each thread summed over its own keys; a row's threads together give the row's sum.
  {
    let place = 2u * x + y / 8u;
    let turn = (y + x) % 8u;
    shared_tile[place][0][turn] = total0;
    shared_tile[place][1][turn] = total1;
  }
  workgroupBarrier();
  total0 = vec4f();
  total1 = vec4f();
  for (var other = 0u; other < 8u; other++) {
    let place = 2u * other + y / 8u;
    let turn = (y + other) % 8u;
    total0 = total0 + shared_tile[place][0][turn];
    total1 = total1 + shared_tile[place][1][turn];
  }
  if (own_row + 0u < 131u) {
    out[q_row + 0u][0][x] = o0_0 / total0.x;
    out[q_row + 0u][1][x] = o0_1 / total0.x;
  }
  if (own_row + 1u < 131u) {
    out[q_row + 1u][0][x] = o1_0 / total0.y;
    out[q_row + 1u][1][x] = o1_1 / total0.y;
  }
  if (own_row + 2u < 131u) {
    out[q_row + 2u][0][x] = o2_0 / total0.z;
    out[q_row + 2u][1][x] = o2_1 / total0.z;
  }
  if (own_row + 3u < 131u) {
    out[q_row + 3u][0][x] = o3_0 / total0.w;
    out[q_row + 3u][1][x] = o3_1 / total0.w;
  }
  if (own_row + 4u < 131u) {
    out[q_row + 4u][0][x] = o4_0 / total1.x;
    out[q_row + 4u][1][x] = o4_1 / total1.x;
  }
  if (own_row + 5u < 131u) {
    out[q_row + 5u][0][x] = o5_0 / total1.y;
    out[q_row + 5u][1][x] = o5_1 / total1.y;
  }
  if (own_row + 6u < 131u) {
    out[q_row + 6u][0][x] = o6_0 / total1.z;
    out[q_row + 6u][1][x] = o6_1 / total1.z;
  }
  if (own_row + 7u < 131u) {
    out[q_row + 7u][0][x] = o7_0 / total1.w;
    out[q_row + 7u][1][x] = o7_1 / total1.w;
  }
}
