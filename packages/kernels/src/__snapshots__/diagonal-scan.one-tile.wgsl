// diagonal-scan
alias Lane = f32;
const steps = 67u;
const lanes = 5u;
const channels = 5u;
const tiles = 1u;
const groups = 1u;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read> c: array<Lane>;
@group(0) @binding(3) var<storage, read_write> state: array<Lane>;
@group(0) @binding(4) var<storage, read_write> out: array<Lane>;

struct Decay {
  kept: f32,
  lost: f32,
}

fn together(p: Decay, q: Decay) -> Decay {
  let kept = p.kept * q.kept;
  let lost = p.lost + q.lost * p.kept;
  if (lost < 0.5) {
    return Decay(1.0 - lost, lost);
  }
  return Decay(kept, 1.0 - kept);
}

fn decayPower(a: f32, n: u32) -> Decay {
  var power = Decay(1.0, 0.0);
  var square = Decay(abs(a), 1.0 - abs(a));
  for (var rest = n; rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) {
      power = together(power, square);
    }
    if (rest > 1u) {
      square = together(square, square);
    }
  }
  return power;
}

fn decayed(h: f32, decay: Decay) -> f32 {
  let left = select(decay.kept * h, h - decay.lost * h, decay.lost < 0.5);
  return select(left, h, h == f32());
}

// In halves, so that a power that f32 cannot hold does not take a large state with it.
fn after(h: f32, half: Decay, own: f32) -> f32 {
  return decayed(decayed(h, half), half) + own;
}

var<workgroup> ends: array<array<f32, 32>, 8>;

@compute @workgroup_size(32, 8)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let item = group.x + group.y * 1u;
  if (item >= tiles * groups) {
    return;
  }
  let tile = item / groups;
  let lane0 = item % groups * 32u;
  let lane = min(lane0 + local.x, lanes - 1u);
  let t = tile * 128u + local.y * 16u;
  var x0 = Lane();
  var x1 = Lane();
  var x2 = Lane();
  var x3 = Lane();
  var x4 = Lane();
  var x5 = Lane();
  var x6 = Lane();
  var x7 = Lane();
  var x8 = Lane();
  var x9 = Lane();
  var x10 = Lane();
  var x11 = Lane();
  var x12 = Lane();
  var x13 = Lane();
  var x14 = Lane();
  var x15 = Lane();
  if (t + 16u <= steps) {
    x0 = x[(t + 0u) * lanes + lane];
    x1 = x[(t + 1u) * lanes + lane];
    x2 = x[(t + 2u) * lanes + lane];
    x3 = x[(t + 3u) * lanes + lane];
    x4 = x[(t + 4u) * lanes + lane];
    x5 = x[(t + 5u) * lanes + lane];
    x6 = x[(t + 6u) * lanes + lane];
    x7 = x[(t + 7u) * lanes + lane];
    x8 = x[(t + 8u) * lanes + lane];
    x9 = x[(t + 9u) * lanes + lane];
    x10 = x[(t + 10u) * lanes + lane];
    x11 = x[(t + 11u) * lanes + lane];
    x12 = x[(t + 12u) * lanes + lane];
    x13 = x[(t + 13u) * lanes + lane];
    x14 = x[(t + 14u) * lanes + lane];
    x15 = x[(t + 15u) * lanes + lane];
  } else {
    if (t + 0u < steps) { x0 = x[(t + 0u) * lanes + lane]; }
    if (t + 1u < steps) { x1 = x[(t + 1u) * lanes + lane]; }
    if (t + 2u < steps) { x2 = x[(t + 2u) * lanes + lane]; }
    if (t + 3u < steps) { x3 = x[(t + 3u) * lanes + lane]; }
    if (t + 4u < steps) { x4 = x[(t + 4u) * lanes + lane]; }
    if (t + 5u < steps) { x5 = x[(t + 5u) * lanes + lane]; }
    if (t + 6u < steps) { x6 = x[(t + 6u) * lanes + lane]; }
    if (t + 7u < steps) { x7 = x[(t + 7u) * lanes + lane]; }
    if (t + 8u < steps) { x8 = x[(t + 8u) * lanes + lane]; }
    if (t + 9u < steps) { x9 = x[(t + 9u) * lanes + lane]; }
    if (t + 10u < steps) { x10 = x[(t + 10u) * lanes + lane]; }
    if (t + 11u < steps) { x11 = x[(t + 11u) * lanes + lane]; }
    if (t + 12u < steps) { x12 = x[(t + 12u) * lanes + lane]; }
    if (t + 13u < steps) { x13 = x[(t + 13u) * lanes + lane]; }
    if (t + 14u < steps) { x14 = x[(t + 14u) * lanes + lane]; }
    if (t + 15u < steps) { x15 = x[(t + 15u) * lanes + lane]; }
  }
  let decay = a[lane];
  var h = x0;
  h = fma(decay, h, x1);
  h = fma(decay, h, x2);
  h = fma(decay, h, x3);
  h = fma(decay, h, x4);
  h = fma(decay, h, x5);
  h = fma(decay, h, x6);
  h = fma(decay, h, x7);
  h = fma(decay, h, x8);
  h = fma(decay, h, x9);
  h = fma(decay, h, x10);
  h = fma(decay, h, x11);
  h = fma(decay, h, x12);
  h = fma(decay, h, x13);
  h = fma(decay, h, x14);
  h = fma(decay, h, x15);
  ends[local.y][1u * local.x + 0u] = h;

  // The first threads have a channel each.
  let channel = lane0 * 1u + index;
  let worker = index < 32u && channel < channels;
  var over_thread: Decay;
  if (worker) {
    over_thread = decayPower(a[channel], 8u);
  }
  workgroupBarrier();
  var before = 0.0;
  if (worker) {
    before = state[channel];
  }
  // What each thread's steps leave behind becomes what they start from.
  if (worker) {
    for (var s = 0u; s < 8u; s++) {
      let end = ends[s][index];
      ends[s][index] = before;
      before = after(before, over_thread, end);
    }
  }
  workgroupBarrier();

  if (lane0 + local.x >= lanes || t >= steps) {
    return;
  }
  h = ends[local.y][1u * local.x + 0u];
  let read = c[lane];
  if (t + 16u <= steps) {
    h = fma(decay, h, x0); out[(t + 0u) * lanes + lane] = read * h;
    h = fma(decay, h, x1); out[(t + 1u) * lanes + lane] = read * h;
    h = fma(decay, h, x2); out[(t + 2u) * lanes + lane] = read * h;
    h = fma(decay, h, x3); out[(t + 3u) * lanes + lane] = read * h;
    h = fma(decay, h, x4); out[(t + 4u) * lanes + lane] = read * h;
    h = fma(decay, h, x5); out[(t + 5u) * lanes + lane] = read * h;
    h = fma(decay, h, x6); out[(t + 6u) * lanes + lane] = read * h;
    h = fma(decay, h, x7); out[(t + 7u) * lanes + lane] = read * h;
    h = fma(decay, h, x8); out[(t + 8u) * lanes + lane] = read * h;
    h = fma(decay, h, x9); out[(t + 9u) * lanes + lane] = read * h;
    h = fma(decay, h, x10); out[(t + 10u) * lanes + lane] = read * h;
    h = fma(decay, h, x11); out[(t + 11u) * lanes + lane] = read * h;
    h = fma(decay, h, x12); out[(t + 12u) * lanes + lane] = read * h;
    h = fma(decay, h, x13); out[(t + 13u) * lanes + lane] = read * h;
    h = fma(decay, h, x14); out[(t + 14u) * lanes + lane] = read * h;
    h = fma(decay, h, x15); out[(t + 15u) * lanes + lane] = read * h;
  } else {
    if (t + 0u < steps) { h = fma(decay, h, x0); out[(t + 0u) * lanes + lane] = read * h; }
    if (t + 1u < steps) { h = fma(decay, h, x1); out[(t + 1u) * lanes + lane] = read * h; }
    if (t + 2u < steps) { h = fma(decay, h, x2); out[(t + 2u) * lanes + lane] = read * h; }
    if (t + 3u < steps) { h = fma(decay, h, x3); out[(t + 3u) * lanes + lane] = read * h; }
    if (t + 4u < steps) { h = fma(decay, h, x4); out[(t + 4u) * lanes + lane] = read * h; }
    if (t + 5u < steps) { h = fma(decay, h, x5); out[(t + 5u) * lanes + lane] = read * h; }
    if (t + 6u < steps) { h = fma(decay, h, x6); out[(t + 6u) * lanes + lane] = read * h; }
    if (t + 7u < steps) { h = fma(decay, h, x7); out[(t + 7u) * lanes + lane] = read * h; }
    if (t + 8u < steps) { h = fma(decay, h, x8); out[(t + 8u) * lanes + lane] = read * h; }
    if (t + 9u < steps) { h = fma(decay, h, x9); out[(t + 9u) * lanes + lane] = read * h; }
    if (t + 10u < steps) { h = fma(decay, h, x10); out[(t + 10u) * lanes + lane] = read * h; }
    if (t + 11u < steps) { h = fma(decay, h, x11); out[(t + 11u) * lanes + lane] = read * h; }
    if (t + 12u < steps) { h = fma(decay, h, x12); out[(t + 12u) * lanes + lane] = read * h; }
    if (t + 13u < steps) { h = fma(decay, h, x13); out[(t + 13u) * lanes + lane] = read * h; }
    if (t + 14u < steps) { h = fma(decay, h, x14); out[(t + 14u) * lanes + lane] = read * h; }
    if (t + 15u < steps) { h = fma(decay, h, x15); out[(t + 15u) * lanes + lane] = read * h; }
  }
  if (t + 16u >= steps) {
    state[lane] = h;
  }
}
