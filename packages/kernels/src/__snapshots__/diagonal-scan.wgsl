// diagonal-scan carries
alias Lane = vec4<f32>;
const steps = 67u;
const lanes = 2u;
const chunk = 16u;
const chunks = 5u;
const row = 256u;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read_write> carries: array<Lane>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= chunks * lanes) {
    return;
  }
  let lane = item % lanes;
  var t = item / lanes * chunk;
  let end = min(t + chunk, steps);
  let decay = a[lane];
  var h = Lane();
  for (; t + 8u <= end; t += 8u) {
    let x0 = x[(t + 0u) * lanes + lane];
    let x1 = x[(t + 1u) * lanes + lane];
    let x2 = x[(t + 2u) * lanes + lane];
    let x3 = x[(t + 3u) * lanes + lane];
    let x4 = x[(t + 4u) * lanes + lane];
    let x5 = x[(t + 5u) * lanes + lane];
    let x6 = x[(t + 6u) * lanes + lane];
    let x7 = x[(t + 7u) * lanes + lane];
    h = decay * h + x0;
    h = decay * h + x1;
    h = decay * h + x2;
    h = decay * h + x3;
    h = decay * h + x4;
    h = decay * h + x5;
    h = decay * h + x6;
    h = decay * h + x7;
  }
  for (; t < end; t++) {
    h = decay * h + x[t * lanes + lane];
  }
  carries[item] = h;
}

// diagonal-scan scan of carries
const channels = 8u;
const chunk = 16u;
const chunks = 5u;
const segment = 1u;

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> carries: array<f32>;

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
  return select(decay.kept * h, h - decay.lost * h, decay.lost < 0.5);
}

var<workgroup> ends: array<array<f32, 8>, 32>;

@compute @workgroup_size(8, 32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let channel = (group.x + group.y * 1u) * 8u + local.x;
  let first = local.y * segment;
  // Lanes beyond the last channel have nothing to scan, and wait with the others.
  let end = select(0u, min(first + segment, chunks), channel < channels);
  let decay = a[min(channel, channels - 1u)];
  let over = decayPower(decay, chunk);

  // What this segment leaves behind from zero.
  var h = 0.0;
  var i = first;
  for (; i + 8u <= end; i += 8u) {
    let own0 = carries[(i + 0u) * channels + channel];
    let own1 = carries[(i + 1u) * channels + channel];
    let own2 = carries[(i + 2u) * channels + channel];
    let own3 = carries[(i + 3u) * channels + channel];
    let own4 = carries[(i + 4u) * channels + channel];
    let own5 = carries[(i + 5u) * channels + channel];
    let own6 = carries[(i + 6u) * channels + channel];
    let own7 = carries[(i + 7u) * channels + channel];
    h = decayed(h, over) + own0;
    h = decayed(h, over) + own1;
    h = decayed(h, over) + own2;
    h = decayed(h, over) + own3;
    h = decayed(h, over) + own4;
    h = decayed(h, over) + own5;
    h = decayed(h, over) + own6;
    h = decayed(h, over) + own7;
  }
  for (; i < end; i++) {
    h = decayed(h, over) + carries[(i + 0u) * channels + channel];
  }
  ends[local.y][local.x] = h;
  workgroupBarrier();

  // What it starts from.
  let overSegment = decayPower(decay, chunk * segment);
  h = state[min(channel, channels - 1u)];
  for (var s = 0u; s < local.y; s++) {
    h = decayed(h, overSegment) + ends[s][local.x];
  }
  i = first;
  for (; i + 8u <= end; i += 8u) {
    let own0 = carries[(i + 0u) * channels + channel];
    let own1 = carries[(i + 1u) * channels + channel];
    let own2 = carries[(i + 2u) * channels + channel];
    let own3 = carries[(i + 3u) * channels + channel];
    let own4 = carries[(i + 4u) * channels + channel];
    let own5 = carries[(i + 5u) * channels + channel];
    let own6 = carries[(i + 6u) * channels + channel];
    let own7 = carries[(i + 7u) * channels + channel];
    carries[(i + 0u) * channels + channel] = h; h = decayed(h, over) + own0;
    carries[(i + 1u) * channels + channel] = h; h = decayed(h, over) + own1;
    carries[(i + 2u) * channels + channel] = h; h = decayed(h, over) + own2;
    carries[(i + 3u) * channels + channel] = h; h = decayed(h, over) + own3;
    carries[(i + 4u) * channels + channel] = h; h = decayed(h, over) + own4;
    carries[(i + 5u) * channels + channel] = h; h = decayed(h, over) + own5;
    carries[(i + 6u) * channels + channel] = h; h = decayed(h, over) + own6;
    carries[(i + 7u) * channels + channel] = h; h = decayed(h, over) + own7;
  }
  for (; i < end; i++) {
    let own = carries[(i + 0u) * channels + channel];
    carries[(i + 0u) * channels + channel] = h;
    h = decayed(h, over) + own;
  }
}

// diagonal-scan outputs
alias Lane = vec4<f32>;
const steps = 67u;
const lanes = 2u;
const chunk = 16u;
const chunks = 5u;
const row = 256u;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read> c: array<Lane>;
@group(0) @binding(3) var<storage, read> carries: array<Lane>;
@group(0) @binding(4) var<storage, read_write> state: array<Lane>;
@group(0) @binding(5) var<storage, read_write> out: array<Lane>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * row;
  if (item >= chunks * lanes) {
    return;
  }
  let lane = item % lanes;
  var t = item / lanes * chunk;
  let end = min(t + chunk, steps);
  let decay = a[lane];
  let read = c[lane];
  var h = carries[item];
  for (; t + 8u <= end; t += 8u) {
    let x0 = x[(t + 0u) * lanes + lane];
    let x1 = x[(t + 1u) * lanes + lane];
    let x2 = x[(t + 2u) * lanes + lane];
    let x3 = x[(t + 3u) * lanes + lane];
    let x4 = x[(t + 4u) * lanes + lane];
    let x5 = x[(t + 5u) * lanes + lane];
    let x6 = x[(t + 6u) * lanes + lane];
    let x7 = x[(t + 7u) * lanes + lane];
    h = decay * h + x0; out[(t + 0u) * lanes + lane] = read * h;
    h = decay * h + x1; out[(t + 1u) * lanes + lane] = read * h;
    h = decay * h + x2; out[(t + 2u) * lanes + lane] = read * h;
    h = decay * h + x3; out[(t + 3u) * lanes + lane] = read * h;
    h = decay * h + x4; out[(t + 4u) * lanes + lane] = read * h;
    h = decay * h + x5; out[(t + 5u) * lanes + lane] = read * h;
    h = decay * h + x6; out[(t + 6u) * lanes + lane] = read * h;
    h = decay * h + x7; out[(t + 7u) * lanes + lane] = read * h;
  }
  for (; t < end; t++) {
    h = decay * h + x[t * lanes + lane];
    out[t * lanes + lane] = read * h;
  }
  if (end == steps) {
    state[lane] = h;
  }
}
