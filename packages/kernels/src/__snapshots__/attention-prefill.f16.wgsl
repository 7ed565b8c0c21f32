// 16 queries by 32 keys a step; 8 x 8 threads, each with 2 x 4 scores
enable f16;
alias Stored = vec4<f16>;
@group(0) @binding(0) var<storage, read> q: array<Stored>;
@group(0) @binding(1) var<storage, read> k: array<Stored>;
@group(0) @binding(2) var<storage, read> v: array<Stored>;
@group(0) @binding(3) var<storage, read> windows: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<Stored>;

var<workgroup> q0: array<vec4f, 32>;
var<workgroup> q1: array<vec4f, 32>;
var<workgroup> kv0: array<vec4f, 32>;
var<workgroup> kv1: array<vec4f, 32>;
var<workgroup> kv2: array<vec4f, 32>;
var<workgroup> kv3: array<vec4f, 32>;
var<workgroup> p0: array<vec4f, 64>;
var<workgroup> p1: array<vec4f, 64>;

fn q_at(head: u32, row: u32, column: u32) -> vec4f {
  if (row >= 100u) {
    return vec4f();
  }
  return vec4f(q[(head * 100u + row) * 4u + column]);
}

fn k_at(head: u32, row: u32, column: u32) -> vec4f {
  if (row >= 100u) {
    return vec4f();
  }
  return vec4f(k[(head * 100u + row) * 4u + column]);
}

fn v_at(head: u32, row: u32, column: u32) -> vec4f {
  if (row >= 100u) {
    return vec4f();
  }
  return vec4f(v[(head * 100u + row) * 2u + column]);
}

fn largest_of(s: vec4f) -> f32 {
  return max(max(s.x, s.y), max(s.z, s.w));
}

fn sum_of(s: vec4f) -> f32 {
  return (s.x + s.y) + (s.z + s.w);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = group.x + group.y * 14u;
  if (index >= 14u) {
    return;
  }
  // Late queries see most keys: they go first.
  let head = index % 2u;
  let first_row = (6u - index / 2u) * 16u;
  // 32 neighbouring threads are a block of 8 x 4, so that together they read few different vectors.
  let x = thread % 8u + 8u * (thread / 32u % 1u);
  let y = thread / 8u % 4u + 4u * (thread / 32u);
  let own = y * 8u + (x + y) % 8u;

  for (var e = thread; e < 32u; e += 64u) {
    let row = first_row + e / 4u;
    let column = e % 4u;
    let to = column * 8u + e / 4u;
    q0[to] = q_at(head, row + 0u, column);
    q1[to] = q_at(head, row + 8u, column);
  }

  let first_position = first_row + 0u;
  let last_position = min(first_position + 15u, 99u);
  let position0 = first_position + y + 0u;
  let position1 = first_position + y + 8u;
  let window = u32(clamp(windows[head], 1.0, 16777216.0));
  let first0 = max(position0 + 1u, window) - window;
  let first1 = max(position1 + 1u, window) - window;
  let first_step = (max(first_position + 1u, window) - window) / 32u;
  // No window of the tile starts after this key.
  let last_first = max(last_position + 1u, window) - window;
  var most0 = vec4f(-1e29);
  var total0 = vec4f();
  var o0_0 = vec4f();
  var o1_0 = vec4f();
  for (var step = first_step; step <= last_position / 32u; step++) {
    let start = step * 32u;
    for (var e = thread; e < 32u; e += 64u) {
      let quad = e / 4u;
      let column = e % 4u;
      let to = quad * 4u + (column + quad) % 4u;
      kv0[to] = k_at(head, start + 4u * quad + 0u, column);
      kv1[to] = k_at(head, start + 4u * quad + 1u, column);
      kv2[to] = k_at(head, start + 4u * quad + 2u, column);
      kv3[to] = k_at(head, start + 4u * quad + 3u, column);
    }
    workgroupBarrier();
    var s0 = vec4f();
    var s1 = vec4f();
    for (var column = 0u; column < 4u; column++) {
      let slot = x * 4u + (column + x) % 4u;
      let k0 = kv0[slot];
      let k1 = kv1[slot];
      let k2 = kv2[slot];
      let k3 = kv3[slot];
      let at = column * 8u + y;
      let a0 = q0[at];
      let a1 = q1[at];
      let k_x = vec4f(k0.x, k1.x, k2.x, k3.x);
      s0 = fma(vec4f(a0.x), k_x, s0);
      s1 = fma(vec4f(a1.x), k_x, s1);
      let k_y = vec4f(k0.y, k1.y, k2.y, k3.y);
      s0 = fma(vec4f(a0.y), k_y, s0);
      s1 = fma(vec4f(a1.y), k_y, s1);
      let k_z = vec4f(k0.z, k1.z, k2.z, k3.z);
      s0 = fma(vec4f(a0.z), k_z, s0);
      s1 = fma(vec4f(a1.z), k_z, s1);
      let k_w = vec4f(k0.w, k1.w, k2.w, k3.w);
      s0 = fma(vec4f(a0.w), k_w, s0);
      s1 = fma(vec4f(a1.w), k_w, s1);
    }
    let keys = vec4u(start + 4u * x) + vec4u(0u, 1u, 2u, 3u);
    if (start + 31u > first_position || start < last_first) {
      s0 = select(vec4f(-1e30), s0, (keys >= vec4u(first0)) & (keys <= vec4u(position0)));
      s1 = select(vec4f(-1e30), s1, (keys >= vec4u(first1)) & (keys <= vec4u(position1)));
    }

    // The largest score of a row, over its threads.
    p0[own] = vec4f(largest_of(s0), largest_of(s1), -1e29, -1e29);
    workgroupBarrier();
    for (var e = thread; e < 16u; e += 64u) {
      let quad = e / 2u;
      let column = e % 2u;
      let to = quad * 2u + column;
      kv0[to] = v_at(head, start + 4u * quad + 0u, column);
      kv1[to] = v_at(head, start + 4u * quad + 1u, column);
      kv2[to] = v_at(head, start + 4u * quad + 2u, column);
      kv3[to] = v_at(head, start + 4u * quad + 3u, column);
    }
    let before0 = most0;
    for (var i = 0u; i < 8u; i++) {
      let slot = y * 8u + (i + y) % 8u;
      most0 = max(most0, p0[slot]);
    }
    let shrink0 = exp2((before0 - most0) * 1.4426950216293335);
    s0 = exp2((s0 - most0.x) * 1.4426950216293335);
    s1 = exp2((s1 - most0.y) * 1.4426950216293335);
    total0 = fma(total0, shrink0, vec4f(sum_of(s0), sum_of(s1), 0.0, 0.0));
    o0_0 *= shrink0.x;
    o1_0 *= shrink0.y;
    workgroupBarrier();
    p0[own] = s0;
    p1[own] = s1;
    workgroupBarrier();
    for (var quad = 0u; quad < 8u; quad++) {
      let slot = y * 8u + (quad + y) % 8u;
      let a0 = p0[slot];
      let a1 = p1[slot];
      if (x < 2u) {
        let at = quad * 2u + x + 0u;
        let v0 = kv0[at];
        let v1 = kv1[at];
        let v2 = kv2[at];
        let v3 = kv3[at];
        o0_0 = fma(vec4f(a0.x), v0, o0_0);
        o1_0 = fma(vec4f(a1.x), v0, o1_0);
        o0_0 = fma(vec4f(a0.y), v1, o0_0);
        o1_0 = fma(vec4f(a1.y), v1, o1_0);
        o0_0 = fma(vec4f(a0.z), v2, o0_0);
        o1_0 = fma(vec4f(a1.z), v2, o1_0);
        o0_0 = fma(vec4f(a0.w), v3, o0_0);
        o1_0 = fma(vec4f(a1.w), v3, o1_0);
      }
    }
    workgroupBarrier();
  }

  // Each thread summed over its own keys; a row's threads together give the row's sum.
  p0[own] = total0;
  workgroupBarrier();
  var sum0 = vec4f();
  for (var i = 0u; i < 8u; i++) {
    let slot = y * 8u + (i + y) % 8u;
    sum0 += p0[slot];
  }
  let to = (head * 100u + first_row + y) * 2u + x;
  if (x < 2u) {
    if (first_row + y + 0u < 100u) { out[to + 0u] = Stored(o0_0 / sum0.x); }
    if (first_row + y + 8u < 100u) { out[to + 16u] = Stored(o1_0 / sum0.y); }
  }
}
