// diagonal-scan clear
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> carries: array<vec4<u32>>;

fn first(word: u32) -> u32 {
  if (word < 4u) {
    return 0u;
  }
  if (word < 12u) {
    return state[word - 4u];
  }
  return 0xffffffffu;
}

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x + id.y * 256u;
  if (i < 9u) {
    carries[i] = vec4<u32>(first(4u * i), first(4u * i + 1u), first(4u * i + 2u), first(4u * i + 3u));
  }
}

// diagonal-scan
alias Lane = vec4<f32>;
const steps = 515u;
const lanes = 2u;
const channels = 8u;
const tiles = 2u;
const groups = 1u;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read> c: array<Lane>;
@group(0) @binding(3) var<storage, read_write> state: array<Lane>;
@group(0) @binding(4) var<storage, read_write> out: array<Lane>;
// The ticket; what each tile starts from; what each tile leaves behind from zero.
@group(0) @binding(5) var<storage, read_write> carries: array<atomic<u32>>;

var<workgroup> again: array<array<f32, 32>, 32>;
var<workgroup> missing: atomic<u32>;
var<workgroup> shared_word: u32;

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

var<workgroup> ends: array<array<f32, 32>, 32>;

@compute @workgroup_size(8, 32)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  if (index == 0u) {
    atomicStore(&missing, 0xffffffffu);
    shared_word = atomicAdd(&carries[0], 1u);
  }
  let item = workgroupUniformLoad(&shared_word);
  if (item >= tiles * groups) {
    return;
  }
  let tile = item / groups;
  let lane0 = item % groups * 8u;
  let lane = min(lane0 + local.x, lanes - 1u);
  let t = tile * 512u + local.y * 16u;
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
  ends[local.y][4u * local.x + 0u] = h[0]; ends[local.y][4u * local.x + 1u] = h[1]; ends[local.y][4u * local.x + 2u] = h[2]; ends[local.y][4u * local.x + 3u] = h[3];

  // The first threads have a channel each.
  let channel = lane0 * 4u + index;
  let worker = index < 32u && channel < channels;
  var over_thread: Decay;
  var over: Decay;
  if (worker) {
    over_thread = decayPower(a[channel / 4u][channel % 4u], 8u);
    over = decayPower(a[channel / 4u][channel % 4u], 256u);
  }
  workgroupBarrier();
  var before = 0.0;
  var own = 0.0;
  if (worker) {
    for (var s = 0u; s < 32u; s++) {
      own = after(own, over_thread, ends[s][index]);
    }
  }
  let starts = 4u + min(channel, channels - 1u);
  let ends_left = starts + tiles * channels;
  var p = tile;
  if (worker) {
    if (tile + 1u < tiles) {
      atomicStore(&carries[ends_left + tile * channels], bitcast<u32>(own));
    }
    // The nearest start that is known; that of the first tile is.
    var found = 0xffffffffu;
    var top = tile;
    loop {
      let s0 = atomicLoad(&carries[starts + (max(top, 0u) - 0u) * channels]);
      let s1 = atomicLoad(&carries[starts + (max(top, 1u) - 1u) * channels]);
      let s2 = atomicLoad(&carries[starts + (max(top, 2u) - 2u) * channels]);
      let s3 = atomicLoad(&carries[starts + (max(top, 3u) - 3u) * channels]);
      let s4 = atomicLoad(&carries[starts + (max(top, 4u) - 4u) * channels]);
      let s5 = atomicLoad(&carries[starts + (max(top, 5u) - 5u) * channels]);
      let s6 = atomicLoad(&carries[starts + (max(top, 6u) - 6u) * channels]);
      let s7 = atomicLoad(&carries[starts + (max(top, 7u) - 7u) * channels]);
      let s8 = atomicLoad(&carries[starts + (max(top, 8u) - 8u) * channels]);
      let s9 = atomicLoad(&carries[starts + (max(top, 9u) - 9u) * channels]);
      let s10 = atomicLoad(&carries[starts + (max(top, 10u) - 10u) * channels]);
      let s11 = atomicLoad(&carries[starts + (max(top, 11u) - 11u) * channels]);
      let s12 = atomicLoad(&carries[starts + (max(top, 12u) - 12u) * channels]);
      let s13 = atomicLoad(&carries[starts + (max(top, 13u) - 13u) * channels]);
      let s14 = atomicLoad(&carries[starts + (max(top, 14u) - 14u) * channels]);
      let s15 = atomicLoad(&carries[starts + (max(top, 15u) - 15u) * channels]);
      if (s15 != 0xffffffffu) { found = s15; p = max(top, 15u) - 15u; }
      if (s14 != 0xffffffffu) { found = s14; p = max(top, 14u) - 14u; }
      if (s13 != 0xffffffffu) { found = s13; p = max(top, 13u) - 13u; }
      if (s12 != 0xffffffffu) { found = s12; p = max(top, 12u) - 12u; }
      if (s11 != 0xffffffffu) { found = s11; p = max(top, 11u) - 11u; }
      if (s10 != 0xffffffffu) { found = s10; p = max(top, 10u) - 10u; }
      if (s9 != 0xffffffffu) { found = s9; p = max(top, 9u) - 9u; }
      if (s8 != 0xffffffffu) { found = s8; p = max(top, 8u) - 8u; }
      if (s7 != 0xffffffffu) { found = s7; p = max(top, 7u) - 7u; }
      if (s6 != 0xffffffffu) { found = s6; p = max(top, 6u) - 6u; }
      if (s5 != 0xffffffffu) { found = s5; p = max(top, 5u) - 5u; }
      if (s4 != 0xffffffffu) { found = s4; p = max(top, 4u) - 4u; }
      if (s3 != 0xffffffffu) { found = s3; p = max(top, 3u) - 3u; }
      if (s2 != 0xffffffffu) { found = s2; p = max(top, 2u) - 2u; }
      if (s1 != 0xffffffffu) { found = s1; p = max(top, 1u) - 1u; }
      if (s0 != 0xffffffffu) { found = s0; p = max(top, 0u) - 0u; }
      if (found != 0xffffffffu || top < 16u) {
        break;
      }
      top -= 16u;
    }
    before = bitcast<f32>(found);
  }
  loop {
    if (worker) {
      for (var tries = 0u; p < tile && tries < 256u; ) {
        let next = p;
        let v0 = atomicLoad(&carries[ends_left + min(next + 0u, tile - 1u) * channels]);
        let v1 = atomicLoad(&carries[ends_left + min(next + 1u, tile - 1u) * channels]);
        let v2 = atomicLoad(&carries[ends_left + min(next + 2u, tile - 1u) * channels]);
        let v3 = atomicLoad(&carries[ends_left + min(next + 3u, tile - 1u) * channels]);
        let v4 = atomicLoad(&carries[ends_left + min(next + 4u, tile - 1u) * channels]);
        let v5 = atomicLoad(&carries[ends_left + min(next + 5u, tile - 1u) * channels]);
        let v6 = atomicLoad(&carries[ends_left + min(next + 6u, tile - 1u) * channels]);
        let v7 = atomicLoad(&carries[ends_left + min(next + 7u, tile - 1u) * channels]);
        var going = true;
        going = going && next + 0u < tile && v0 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v0)); p++; }
        going = going && next + 1u < tile && v1 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v1)); p++; }
        going = going && next + 2u < tile && v2 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v2)); p++; }
        going = going && next + 3u < tile && v3 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v3)); p++; }
        going = going && next + 4u < tile && v4 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v4)); p++; }
        going = going && next + 5u < tile && v5 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v5)); p++; }
        going = going && next + 6u < tile && v6 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v6)); p++; }
        going = going && next + 7u < tile && v7 != 0xffffffffu; if (going) { before = after(before, over, bitcast<f32>(v7)); p++; }
        if (p == next) {
          tries++;
        }
      }
      if (p < tile) {
        atomicMin(&missing, p);
      }
    }
    workgroupBarrier();
    if (index == 0u) {
      shared_word = atomicLoad(&missing);
    }
    let late = workgroupUniformLoad(&shared_word);
    if (late == 0xffffffffu) {
      break;
    }
    // Not there in time: all of this workgroup computes it. A tile before this one is whole.
    let begin = late * 512u + local.y * 16u;
    var g = x[begin * lanes + lane];
    for (var k = 1u; k < 16u; k++) {
      g = fma(decay, g, x[(begin + k) * lanes + lane]);
    }
    again[local.y][4u * local.x + 0u] = g[0]; again[local.y][4u * local.x + 1u] = g[1]; again[local.y][4u * local.x + 2u] = g[2]; again[local.y][4u * local.x + 3u] = g[3];
    if (index == 0u) {
      atomicStore(&missing, 0xffffffffu);
    }
    workgroupBarrier();
    if (worker) {
      var theirs = 0.0;
      for (var s = 0u; s < 32u; s++) {
        theirs = after(theirs, over_thread, again[s][index]);
      }
      atomicStore(&carries[ends_left + late * channels], bitcast<u32>(theirs));
      if (p == late) {
        before = after(before, over, theirs);
        p++;
      }
    }
    workgroupBarrier();
  }
  if (worker && tile + 1u < tiles) {
    atomicStore(&carries[starts + (tile + 1u) * channels], bitcast<u32>(after(before, over, own)));
  }
  // What each thread's steps leave behind becomes what they start from.
  if (worker) {
    for (var s = 0u; s < 32u; s++) {
      let end = ends[s][index];
      ends[s][index] = before;
      before = after(before, over_thread, end);
    }
  }
  workgroupBarrier();

  if (lane0 + local.x >= lanes || t >= steps) {
    return;
  }
  h[0] = ends[local.y][4u * local.x + 0u];
  h[1] = ends[local.y][4u * local.x + 1u];
  h[2] = ends[local.y][4u * local.x + 2u];
  h[3] = ends[local.y][4u * local.x + 3u];
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
