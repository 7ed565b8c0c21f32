// retnet segment states: 16 x 1 x 1 workgroups
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
diagnostic(off, chromium.subgroup_matrix_uniformity);
diagnostic(off, subgroup_uniformity);

const heads = 4u;
const steps = 200u;
const valueUnits = 8u;
const valueBlocks = 1u;
const chunks = 4u;
const segments = 4u;
const own = 1u;
const columns = 16u;

fn packed8(a: vec4<f32>, b: vec4<f32>) -> vec4<u32> {
  return vec4<u32>(pack2x16float(a.xy), pack2x16float(a.zw), pack2x16float(b.xy), pack2x16float(b.zw));
}

fn low_4(x: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(x.x), unpack2x16float(x.y));
}

fn high_4(x: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(x.z), unpack2x16float(x.w));
}

fn scaled(x: vec4<u32>, factor: f32) -> vec4<u32> {
  return packed8(low_4(x) * factor, high_4(x) * factor);
}

fn feature(x: vec4<f32>) -> vec4<f32> {
  return x;
}

fn mapped(x: vec4<u32>) -> vec4<u32> {
  return x;
}

// Powers of the decay.
var<workgroup> powers: array<f32, 65>;

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

@group(0) @binding(0) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> states: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> decay: array<f32>;

// Two of each, so that one barrier a chunk is enough.
var<workgroup> keys: array<array<vec4<u32>, 194>, 8>;
var<workgroup> values: array<array<vec4<u32>, 576>, 2>;

fn k_at(head: u32, step: u32, unit: u32) -> vec4<u32> {
  if (step >= steps) {
    return vec4<u32>();
  }
  return mapped(k[(head * steps + step) * 8u + unit]);
}

fn v_at(head: u32, step: u32, valueBlock: u32, unit: u32) -> vec4<u32> {
  if (step >= steps) {
    return vec4<u32>();
  }
  return v[(head * steps + step) * valueUnits + valueBlock * 8u + unit];
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let item = group.x + group.y * columns;
  if (item >= heads * segments * valueBlocks) {
    return;
  }
  let valueBlock = item % valueBlocks;
  let segment = item / valueBlocks;
  let head = segment / segments;
  let begin = segment % segments * own;
  let end = min(begin + own, chunks);
  let subgroup = thread / 32u;
  let row = thread % 32u / 8u;
  let unit = thread % 8u;
  if (thread < 65u) {
    powers[thread] = decayPower(decay[head], thread).kept;
  }
  workgroupBarrier();
  var k_0 = vec4<u32>();
  var k_1 = vec4<u32>();
  var k_2 = vec4<u32>();
  var k_3 = vec4<u32>();
  var v_0 = vec4<u32>();
  var v_1 = vec4<u32>();
  var v_2 = vec4<u32>();
  var v_3 = vec4<u32>();
  k_0 = k_at(head, (begin) * 64u + subgroup * 16u + row + 0u, unit);
  k_1 = k_at(head, (begin) * 64u + subgroup * 16u + row + 4u, unit);
  k_2 = k_at(head, (begin) * 64u + subgroup * 16u + row + 8u, unit);
  k_3 = k_at(head, (begin) * 64u + subgroup * 16u + row + 12u, unit);
  v_0 = v_at(head, (begin) * 64u + subgroup * 16u + row + 0u, valueBlock, unit);
  v_1 = v_at(head, (begin) * 64u + subgroup * 16u + row + 4u, valueBlock, unit);
  v_2 = v_at(head, (begin) * 64u + subgroup * 16u + row + 8u, valueBlock, unit);
  v_3 = v_at(head, (begin) * 64u + subgroup * 16u + row + 12u, valueBlock, unit);
  var s0 = subgroup_matrix_result<f32, 16, 16>();
  var s1 = subgroup_matrix_result<f32, 16, 16>();
  var s2 = subgroup_matrix_result<f32, 16, 16>();
  var s3 = subgroup_matrix_result<f32, 16, 16>();
  for (var chunk = begin; chunk < end; chunk++) {
    let turn = chunk % 2u;
    let block = turn * 4u + subgroup;
    let remaining = min(64u, steps - chunk * 64u);
    let ended = min(remaining, subgroup * 16u + 16u);
    keys[turn * 4u + unit / 2u][(subgroup * 16u + row + 0u) * 3u + unit % 2u] = scaled(k_0, powers[max(ended, subgroup * 16u + row + 0u + 1u) - 1u - (subgroup * 16u + row + 0u)]);
    keys[turn * 4u + unit / 2u][(subgroup * 16u + row + 4u) * 3u + unit % 2u] = scaled(k_1, powers[max(ended, subgroup * 16u + row + 4u + 1u) - 1u - (subgroup * 16u + row + 4u)]);
    keys[turn * 4u + unit / 2u][(subgroup * 16u + row + 8u) * 3u + unit % 2u] = scaled(k_2, powers[max(ended, subgroup * 16u + row + 8u + 1u) - 1u - (subgroup * 16u + row + 8u)]);
    keys[turn * 4u + unit / 2u][(subgroup * 16u + row + 12u) * 3u + unit % 2u] = scaled(k_3, powers[max(ended, subgroup * 16u + row + 12u + 1u) - 1u - (subgroup * 16u + row + 12u)]);
    values[turn][(subgroup * 16u + row + 0u) * 9u + unit] = v_0;
    values[turn][(subgroup * 16u + row + 4u) * 9u + unit] = v_1;
    values[turn][(subgroup * 16u + row + 8u) * 9u + unit] = v_2;
    values[turn][(subgroup * 16u + row + 12u) * 9u + unit] = v_3;
    k_0 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 0u, unit);
    k_1 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 4u, unit);
    k_2 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 8u, unit);
    k_3 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 12u, unit);
    v_0 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 0u, valueBlock, unit);
    v_1 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 4u, valueBlock, unit);
    v_2 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 8u, valueBlock, unit);
    v_3 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 12u, valueBlock, unit);
    workgroupBarrier();
    {
      let kept = powers[clamp(remaining, 0u, 16u) - 0u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[block], 0u, 3u);
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 0u, 9u);
        s0 = subgroupMatrixMultiplyAccumulate(key, factor, s0);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 2u, 9u);
        s1 = subgroupMatrixMultiplyAccumulate(key, factor, s1);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 4u, 9u);
        s2 = subgroupMatrixMultiplyAccumulate(key, factor, s2);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 6u, 9u);
        s3 = subgroupMatrixMultiplyAccumulate(key, factor, s3);
      }
    }
    {
      let kept = powers[clamp(remaining, 16u, 32u) - 16u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[block], 48u, 3u);
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 144u, 9u);
        s0 = subgroupMatrixMultiplyAccumulate(key, factor, s0);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 146u, 9u);
        s1 = subgroupMatrixMultiplyAccumulate(key, factor, s1);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 148u, 9u);
        s2 = subgroupMatrixMultiplyAccumulate(key, factor, s2);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 150u, 9u);
        s3 = subgroupMatrixMultiplyAccumulate(key, factor, s3);
      }
    }
    {
      let kept = powers[clamp(remaining, 32u, 48u) - 32u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[block], 96u, 3u);
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 288u, 9u);
        s0 = subgroupMatrixMultiplyAccumulate(key, factor, s0);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 290u, 9u);
        s1 = subgroupMatrixMultiplyAccumulate(key, factor, s1);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 292u, 9u);
        s2 = subgroupMatrixMultiplyAccumulate(key, factor, s2);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 294u, 9u);
        s3 = subgroupMatrixMultiplyAccumulate(key, factor, s3);
      }
    }
    {
      let kept = powers[clamp(remaining, 48u, 64u) - 48u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[block], 144u, 3u);
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 432u, 9u);
        s0 = subgroupMatrixMultiplyAccumulate(key, factor, s0);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 434u, 9u);
        s1 = subgroupMatrixMultiplyAccumulate(key, factor, s1);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 436u, 9u);
        s2 = subgroupMatrixMultiplyAccumulate(key, factor, s2);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values[turn], 438u, 9u);
        s3 = subgroupMatrixMultiplyAccumulate(key, factor, s3);
      }
    }
  }
  subgroupMatrixStore<row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 0u, s0, 16u);
  subgroupMatrixStore<row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 4u, s1, 16u);
  subgroupMatrixStore<row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 8u, s2, 16u);
  subgroupMatrixStore<row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 12u, s3, 16u);
}

// retnet scan of states: 64 x 1 x 1 workgroups
const packs = 1024u;
const chunks = 4u;

@group(0) @binding(0) var<storage, read_write> states: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;

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

fn decayed(h: vec4<f32>, decay: Decay) -> vec4<f32> {
  let left = select(decay.kept * h, h - decay.lost * h, decay.lost < 0.5);
  return select(left, h, h == vec4<f32>());
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * 4096u;
  if (item >= 4u * packs) {
    return;
  }
  let head = item / packs;
  let pack = item % packs;
  let over = decayPower(decay[head], 64u);
  var h = state[item];
  var i = 0u;
  for (; i + 4u < chunks; i += 4u) {
    let own0 = states[(head * chunks + i + 0u) * packs + pack];
    let own1 = states[(head * chunks + i + 1u) * packs + pack];
    let own2 = states[(head * chunks + i + 2u) * packs + pack];
    let own3 = states[(head * chunks + i + 3u) * packs + pack];
    states[(head * chunks + i + 0u) * packs + pack] = h; h = decayed(h, over) + own0;
    states[(head * chunks + i + 1u) * packs + pack] = h; h = decayed(h, over) + own1;
    states[(head * chunks + i + 2u) * packs + pack] = h; h = decayed(h, over) + own2;
    states[(head * chunks + i + 3u) * packs + pack] = h; h = decayed(h, over) + own3;
  }
  for (; i + 1u < chunks; i++) {
    let own = states[(head * chunks + i + 0u) * packs + pack];
    states[(head * chunks + i + 0u) * packs + pack] = h;
    h = decayed(h, over) + own;
  }
  // The last chunk may be shorter.
  let own = states[(head * chunks + i + 0u) * packs + pack];
  states[(head * chunks + i + 0u) * packs + pack] = h;
  let overLast = decayPower(decay[head], 8u);
  h = decayed(h, overLast) + own;
  state[item] = h;
}

// retnet outputs: 16 x 1 x 1 workgroups
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
diagnostic(off, chromium.subgroup_matrix_uniformity);
diagnostic(off, subgroup_uniformity);

const heads = 4u;
const steps = 200u;
const valueUnits = 8u;
const valueBlocks = 1u;
const chunks = 4u;
const segments = 4u;
const own = 1u;
const columns = 16u;

fn packed8(a: vec4<f32>, b: vec4<f32>) -> vec4<u32> {
  return vec4<u32>(pack2x16float(a.xy), pack2x16float(a.zw), pack2x16float(b.xy), pack2x16float(b.zw));
}

fn low_4(x: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(x.x), unpack2x16float(x.y));
}

fn high_4(x: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(x.z), unpack2x16float(x.w));
}

fn scaled(x: vec4<u32>, factor: f32) -> vec4<u32> {
  return packed8(low_4(x) * factor, high_4(x) * factor);
}

fn feature(x: vec4<f32>) -> vec4<f32> {
  return x;
}

fn mapped(x: vec4<u32>) -> vec4<u32> {
  return x;
}

// Powers of the decay.
var<workgroup> powers: array<f32, 65>;

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

@group(0) @binding(0) var<storage, read> q: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> states: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<u32>>;
@group(0) @binding(5) var<storage, read> decay: array<f32>;

var<workgroup> keys: array<array<vec4<u32>, 194>, 4>;
var<workgroup> values: array<vec4<u32>, 576>;
// The state that the chunk starts from.
var<workgroup> start: array<vec4<u32>, 576>;
// Of each subgroup in turn: the state in f32, queries, scores, scores in f16, results.
var<workgroup> rows: array<array<vec4<u32>, 272>, 4>;
// The largest number of the state of each subgroup, as bits.
var<workgroup> tops: array<u32, 4>;

fn q_at(head: u32, step: u32, unit: u32) -> vec4<u32> {
  if (step >= steps) {
    return vec4<u32>();
  }
  return mapped(q[(head * steps + step) * 8u + unit]);
}

fn k_at(head: u32, step: u32, unit: u32) -> vec4<u32> {
  if (step >= steps) {
    return vec4<u32>();
  }
  return mapped(k[(head * steps + step) * 8u + unit]);
}

fn v_at(head: u32, step: u32, valueBlock: u32, unit: u32) -> vec4<u32> {
  if (step >= steps) {
    return vec4<u32>();
  }
  return v[(head * steps + step) * valueUnits + valueBlock * 8u + unit];
}

// As bits; numbers that are infinite or NaN do not count.
fn largest(most: u32, x: vec4<f32>) -> u32 {
  let magnitudes = bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu);
  let bits = select(vec4<u32>(), magnitudes, magnitudes < vec4<u32>(0x7f800000u));
  return max(most, max(max(bits.x, bits.y), max(bits.z, bits.w)));
}

// The power of two that makes numbers up to one with these bits be of a middle size; 1 where they are, or none is.
fn unit_for(most: u32) -> f32 {
  let exponent = max(most >> 23u, 67u);
  let middle = most == 0u || (exponent >= 123u && exponent < 142u);
  return select(bitcast<f32>((264u - exponent) << 23u), 1.0, middle);
}

// Of a power of two, exact.
fn inverse(unit: f32) -> f32 {
  return bitcast<f32>(0x7f000000u - bitcast<u32>(unit));
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let item = group.x + group.y * columns;
  if (item >= heads * segments * valueBlocks) {
    return;
  }
  let valueBlock = item % valueBlocks;
  let segment = item / valueBlocks;
  let head = segment / segments;
  let begin = segment % segments * own;
  let end = min(begin + own, chunks);
  let subgroup = thread / 32u;
  let row = thread % 32u / 8u;
  let unit = thread % 8u;
  if (thread < 65u) {
    powers[thread] = decayPower(decay[head], thread).kept;
  }
  workgroupBarrier();
  var q_0 = vec4<u32>();
  var q_1 = vec4<u32>();
  var q_2 = vec4<u32>();
  var q_3 = vec4<u32>();
  var k_0 = vec4<u32>();
  var k_1 = vec4<u32>();
  var k_2 = vec4<u32>();
  var k_3 = vec4<u32>();
  var v_0 = vec4<u32>();
  var v_1 = vec4<u32>();
  var v_2 = vec4<u32>();
  var v_3 = vec4<u32>();
  q_0 = q_at(head, (begin) * 64u + subgroup * 16u + row + 0u, unit);
  q_1 = q_at(head, (begin) * 64u + subgroup * 16u + row + 4u, unit);
  q_2 = q_at(head, (begin) * 64u + subgroup * 16u + row + 8u, unit);
  q_3 = q_at(head, (begin) * 64u + subgroup * 16u + row + 12u, unit);
  k_0 = k_at(head, (begin) * 64u + subgroup * 16u + row + 0u, unit);
  k_1 = k_at(head, (begin) * 64u + subgroup * 16u + row + 4u, unit);
  k_2 = k_at(head, (begin) * 64u + subgroup * 16u + row + 8u, unit);
  k_3 = k_at(head, (begin) * 64u + subgroup * 16u + row + 12u, unit);
  v_0 = v_at(head, (begin) * 64u + subgroup * 16u + row + 0u, valueBlock, unit);
  v_1 = v_at(head, (begin) * 64u + subgroup * 16u + row + 4u, valueBlock, unit);
  v_2 = v_at(head, (begin) * 64u + subgroup * 16u + row + 8u, valueBlock, unit);
  v_3 = v_at(head, (begin) * 64u + subgroup * 16u + row + 12u, valueBlock, unit);
  let late = unit / 4u;
  // Two threads share a row of scores: columns from `first` on.
  let score_row = thread % 16u;
  let position = subgroup * 16u + score_row;
  let first = thread % 32u / 16u * 32u;
  var s0 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 0u, 16u);
  var s1 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 4u, 16u);
  var s2 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 8u, 16u);
  var s3 = subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&states, ((segment * 64u + subgroup * 16u) * valueBlocks + valueBlock) * 16u + 12u, 16u);
  for (var chunk = begin; chunk < end; chunk++) {
    workgroupBarrier();
    subgroupMatrixStore<row_major>(&rows[subgroup], 0u, s0, 17u);
    subgroupMatrixStore<row_major>(&rows[subgroup], 4u, s1, 17u);
    subgroupMatrixStore<row_major>(&rows[subgroup], 8u, s2, 17u);
    subgroupMatrixStore<row_major>(&rows[subgroup], 12u, s3, 17u);
    keys[unit / 2u][(subgroup * 16u + row + 0u) * 3u + unit % 2u] = k_0;
    keys[unit / 2u][(subgroup * 16u + row + 4u) * 3u + unit % 2u] = k_1;
    keys[unit / 2u][(subgroup * 16u + row + 8u) * 3u + unit % 2u] = k_2;
    keys[unit / 2u][(subgroup * 16u + row + 12u) * 3u + unit % 2u] = k_3;
    values[(subgroup * 16u + row + 0u) * 9u + unit] = v_0;
    values[(subgroup * 16u + row + 4u) * 9u + unit] = v_1;
    values[(subgroup * 16u + row + 8u) * 9u + unit] = v_2;
    values[(subgroup * 16u + row + 12u) * 9u + unit] = v_3;
    workgroupBarrier();
    let state_at0 = (row + 0u) * 17u + 2u * unit;
    let state_one0 = bitcast<vec4<f32>>(rows[subgroup][state_at0 + late]);
    let state_two0 = bitcast<vec4<f32>>(rows[subgroup][state_at0 + 1u - late]);
    let state_low0 = select(state_one0, state_two0, late == 1u);
    let state_high0 = select(state_two0, state_one0, late == 1u);
    let state_at1 = (row + 4u) * 17u + 2u * unit;
    let state_one1 = bitcast<vec4<f32>>(rows[subgroup][state_at1 + late]);
    let state_two1 = bitcast<vec4<f32>>(rows[subgroup][state_at1 + 1u - late]);
    let state_low1 = select(state_one1, state_two1, late == 1u);
    let state_high1 = select(state_two1, state_one1, late == 1u);
    let state_at2 = (row + 8u) * 17u + 2u * unit;
    let state_one2 = bitcast<vec4<f32>>(rows[subgroup][state_at2 + late]);
    let state_two2 = bitcast<vec4<f32>>(rows[subgroup][state_at2 + 1u - late]);
    let state_low2 = select(state_one2, state_two2, late == 1u);
    let state_high2 = select(state_two2, state_one2, late == 1u);
    let state_at3 = (row + 12u) * 17u + 2u * unit;
    let state_one3 = bitcast<vec4<f32>>(rows[subgroup][state_at3 + late]);
    let state_two3 = bitcast<vec4<f32>>(rows[subgroup][state_at3 + 1u - late]);
    let state_low3 = select(state_one3, state_two3, late == 1u);
    let state_high3 = select(state_two3, state_one3, late == 1u);
    var top = 0u;
    top = largest(largest(top, state_low0), state_high0);
    top = largest(largest(top, state_low1), state_high1);
    top = largest(largest(top, state_low2), state_high2);
    top = largest(largest(top, state_low3), state_high3);
    tops[subgroup] = subgroupMax(top);
    workgroupBarrier();
    let state_unit = unit_for(max(max(tops[0], tops[1]), max(tops[2], tops[3])));
    start[(subgroup * 16u + row + 0u) * 9u + unit] = packed8(state_low0 * state_unit, state_high0 * state_unit);
    start[(subgroup * 16u + row + 4u) * 9u + unit] = packed8(state_low1 * state_unit, state_high1 * state_unit);
    start[(subgroup * 16u + row + 8u) * 9u + unit] = packed8(state_low2 * state_unit, state_high2 * state_unit);
    start[(subgroup * 16u + row + 12u) * 9u + unit] = packed8(state_low3 * state_unit, state_high3 * state_unit);
    rows[subgroup][(row + 0u) * 17u + unit] = q_0;
    rows[subgroup][(row + 4u) * 17u + unit] = q_1;
    rows[subgroup][(row + 8u) * 17u + unit] = q_2;
    rows[subgroup][(row + 12u) * 17u + unit] = q_3;
    rows[subgroup][(row + 0u) * 17u + 8u + unit] = scaled(q_0, powers[row + 0u]);
    rows[subgroup][(row + 4u) * 17u + 8u + unit] = scaled(q_1, powers[row + 4u]);
    rows[subgroup][(row + 8u) * 17u + 8u + unit] = scaled(q_2, powers[row + 8u]);
    rows[subgroup][(row + 12u) * 17u + 8u + unit] = scaled(q_3, powers[row + 12u]);
    workgroupBarrier();
    q_0 = q_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 0u, unit);
    q_1 = q_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 4u, unit);
    q_2 = q_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 8u, unit);
    q_3 = q_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 12u, unit);
    k_0 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 0u, unit);
    k_1 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 4u, unit);
    k_2 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 8u, unit);
    k_3 = k_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 12u, unit);
    v_0 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 0u, valueBlock, unit);
    v_1 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 4u, valueBlock, unit);
    v_2 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 8u, valueBlock, unit);
    v_3 = v_at(head, (min(chunk + 1u, end - 1u)) * 64u + subgroup * 16u + row + 12u, valueBlock, unit);
    let query0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 0u, 17u);
    let query1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 2u, 17u);
    let query2 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 4u, 17u);
    let query3 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 6u, 17u);
    let decayed_query0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 8u, 17u);
    let decayed_query1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 10u, 17u);
    let decayed_query2 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 12u, 17u);
    let decayed_query3 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 14u, 17u);
    workgroupBarrier();
    if (0u <= subgroup) {
      var score = subgroup_matrix_result<f32, 16, 16>();
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[0], 0u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query0, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[1], 0u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query1, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[2], 0u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query2, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[3], 0u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query3, factor, score);
      }
      subgroupMatrixStore<row_major>(&rows[subgroup], 0u, score, 17u);
    }
    if (1u <= subgroup) {
      var score = subgroup_matrix_result<f32, 16, 16>();
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[0], 48u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query0, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[1], 48u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query1, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[2], 48u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query2, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[3], 48u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query3, factor, score);
      }
      subgroupMatrixStore<row_major>(&rows[subgroup], 4u, score, 17u);
    }
    if (2u <= subgroup) {
      var score = subgroup_matrix_result<f32, 16, 16>();
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[0], 96u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query0, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[1], 96u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query1, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[2], 96u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query2, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[3], 96u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query3, factor, score);
      }
      subgroupMatrixStore<row_major>(&rows[subgroup], 8u, score, 17u);
    }
    if (3u <= subgroup) {
      var score = subgroup_matrix_result<f32, 16, 16>();
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[0], 144u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query0, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[1], 144u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query1, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[2], 144u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query2, factor, score);
      }
      {
        let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&keys[3], 144u, 3u);
        score = subgroupMatrixMultiplyAccumulate(query3, factor, score);
      }
      subgroupMatrixStore<row_major>(&rows[subgroup], 12u, score, 17u);
    }
    var o0 = subgroup_matrix_result<f32, 16, 16>();
    var o1 = subgroup_matrix_result<f32, 16, 16>();
    var o2 = subgroup_matrix_result<f32, 16, 16>();
    var o3 = subgroup_matrix_result<f32, 16, 16>();
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 0u, 9u);
      o0 = subgroupMatrixMultiplyAccumulate(decayed_query0, factor, o0);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 2u, 9u);
      o1 = subgroupMatrixMultiplyAccumulate(decayed_query0, factor, o1);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 4u, 9u);
      o2 = subgroupMatrixMultiplyAccumulate(decayed_query0, factor, o2);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 6u, 9u);
      o3 = subgroupMatrixMultiplyAccumulate(decayed_query0, factor, o3);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 144u, 9u);
      o0 = subgroupMatrixMultiplyAccumulate(decayed_query1, factor, o0);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 146u, 9u);
      o1 = subgroupMatrixMultiplyAccumulate(decayed_query1, factor, o1);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 148u, 9u);
      o2 = subgroupMatrixMultiplyAccumulate(decayed_query1, factor, o2);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 150u, 9u);
      o3 = subgroupMatrixMultiplyAccumulate(decayed_query1, factor, o3);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 288u, 9u);
      o0 = subgroupMatrixMultiplyAccumulate(decayed_query2, factor, o0);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 290u, 9u);
      o1 = subgroupMatrixMultiplyAccumulate(decayed_query2, factor, o1);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 292u, 9u);
      o2 = subgroupMatrixMultiplyAccumulate(decayed_query2, factor, o2);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 294u, 9u);
      o3 = subgroupMatrixMultiplyAccumulate(decayed_query2, factor, o3);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 432u, 9u);
      o0 = subgroupMatrixMultiplyAccumulate(decayed_query3, factor, o0);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 434u, 9u);
      o1 = subgroupMatrixMultiplyAccumulate(decayed_query3, factor, o1);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 436u, 9u);
      o2 = subgroupMatrixMultiplyAccumulate(decayed_query3, factor, o2);
    }
    {
      let factor = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&start, 438u, 9u);
      o3 = subgroupMatrixMultiplyAccumulate(decayed_query3, factor, o3);
    }
    workgroupBarrier();
    var most = 0u;
    var p0 = vec4<f32>();
    var p1 = vec4<f32>();
    var p2 = vec4<f32>();
    var p3 = vec4<f32>();
    var p4 = vec4<f32>();
    var p5 = vec4<f32>();
    var p6 = vec4<f32>();
    var p7 = vec4<f32>();
    if (first / 16u <= subgroup) {
      p0 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 0u]);
      p1 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 1u]);
      p2 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 2u]);
      p3 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 3u]);
      p4 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 4u]);
      p5 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 5u]);
      p6 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 6u]);
      p7 = bitcast<vec4<f32>>(rows[subgroup][score_row * 17u + first / 4u + 7u]);
      p0 *= vec4<f32>(powers[position - min(position, first + 0u)], powers[position - min(position, first + 1u)], powers[position - min(position, first + 2u)], powers[position - min(position, first + 3u)]);
      p1 *= vec4<f32>(powers[position - min(position, first + 4u)], powers[position - min(position, first + 5u)], powers[position - min(position, first + 6u)], powers[position - min(position, first + 7u)]);
      p2 *= vec4<f32>(powers[position - min(position, first + 8u)], powers[position - min(position, first + 9u)], powers[position - min(position, first + 10u)], powers[position - min(position, first + 11u)]);
      p3 *= vec4<f32>(powers[position - min(position, first + 12u)], powers[position - min(position, first + 13u)], powers[position - min(position, first + 14u)], powers[position - min(position, first + 15u)]);
      p4 *= vec4<f32>(powers[position - min(position, first + 16u)], powers[position - min(position, first + 17u)], powers[position - min(position, first + 18u)], powers[position - min(position, first + 19u)]);
      p5 *= vec4<f32>(powers[position - min(position, first + 20u)], powers[position - min(position, first + 21u)], powers[position - min(position, first + 22u)], powers[position - min(position, first + 23u)]);
      p6 *= vec4<f32>(powers[position - min(position, first + 24u)], powers[position - min(position, first + 25u)], powers[position - min(position, first + 26u)], powers[position - min(position, first + 27u)]);
      p7 *= vec4<f32>(powers[position - min(position, first + 28u)], powers[position - min(position, first + 29u)], powers[position - min(position, first + 30u)], powers[position - min(position, first + 31u)]);
      p0 = select(vec4<f32>(), p0, vec4<u32>(first + 0u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      p1 = select(vec4<f32>(), p1, vec4<u32>(first + 4u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      p2 = select(vec4<f32>(), p2, vec4<u32>(first + 8u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      p3 = select(vec4<f32>(), p3, vec4<u32>(first + 12u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      p4 = select(vec4<f32>(), p4, vec4<u32>(first + 16u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      p5 = select(vec4<f32>(), p5, vec4<u32>(first + 20u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      p6 = select(vec4<f32>(), p6, vec4<u32>(first + 24u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      p7 = select(vec4<f32>(), p7, vec4<u32>(first + 28u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position));
      most = largest(most, p0);
      most = largest(most, p1);
      most = largest(most, p2);
      most = largest(most, p3);
      most = largest(most, p4);
      most = largest(most, p5);
      most = largest(most, p6);
      most = largest(most, p7);
    }
    let score_unit = unit_for(subgroupMax(most));
    if (first / 16u <= subgroup) {
      rows[subgroup][score_row * 17u + first / 4u + 0u] = packed8(p0 * score_unit, p1 * score_unit);
      rows[subgroup][score_row * 17u + first / 4u + 1u] = packed8(p2 * score_unit, p3 * score_unit);
      rows[subgroup][score_row * 17u + first / 4u + 2u] = packed8(p4 * score_unit, p5 * score_unit);
      rows[subgroup][score_row * 17u + first / 4u + 3u] = packed8(p6 * score_unit, p7 * score_unit);
    }
    let remaining = min(64u, steps - chunk * 64u);
    let ended = min(remaining, subgroup * 16u + 16u);
    keys[unit / 2u][(subgroup * 16u + row + 0u) * 3u + unit % 2u] = scaled(keys[unit / 2u][(subgroup * 16u + row + 0u) * 3u + unit % 2u], powers[max(ended, subgroup * 16u + row + 0u + 1u) - 1u - (subgroup * 16u + row + 0u)]);
    keys[unit / 2u][(subgroup * 16u + row + 4u) * 3u + unit % 2u] = scaled(keys[unit / 2u][(subgroup * 16u + row + 4u) * 3u + unit % 2u], powers[max(ended, subgroup * 16u + row + 4u + 1u) - 1u - (subgroup * 16u + row + 4u)]);
    keys[unit / 2u][(subgroup * 16u + row + 8u) * 3u + unit % 2u] = scaled(keys[unit / 2u][(subgroup * 16u + row + 8u) * 3u + unit % 2u], powers[max(ended, subgroup * 16u + row + 8u + 1u) - 1u - (subgroup * 16u + row + 8u)]);
    keys[unit / 2u][(subgroup * 16u + row + 12u) * 3u + unit % 2u] = scaled(keys[unit / 2u][(subgroup * 16u + row + 12u) * 3u + unit % 2u], powers[max(ended, subgroup * 16u + row + 12u + 1u) - 1u - (subgroup * 16u + row + 12u)]);
    workgroupBarrier();
    o0 = subgroupMatrixScalarMultiply(o0, score_unit * inverse(state_unit) * powers[subgroup * 16u + 1u]);
    o1 = subgroupMatrixScalarMultiply(o1, score_unit * inverse(state_unit) * powers[subgroup * 16u + 1u]);
    o2 = subgroupMatrixScalarMultiply(o2, score_unit * inverse(state_unit) * powers[subgroup * 16u + 1u]);
    o3 = subgroupMatrixScalarMultiply(o3, score_unit * inverse(state_unit) * powers[subgroup * 16u + 1u]);
    {
      let kept = powers[clamp(remaining, 0u, 16u) - 0u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[subgroup], 0u, 3u);
      let value0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 0u, 9u);
      let value1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 2u, 9u);
      let value2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 4u, 9u);
      let value3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 6u, 9u);
      if (0u <= subgroup) {
        let weight = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 0u, 17u);
        o0 = subgroupMatrixMultiplyAccumulate(weight, value0, o0);
        o1 = subgroupMatrixMultiplyAccumulate(weight, value1, o1);
        o2 = subgroupMatrixMultiplyAccumulate(weight, value2, o2);
        o3 = subgroupMatrixMultiplyAccumulate(weight, value3, o3);
      }
      s0 = subgroupMatrixMultiplyAccumulate(key, value0, s0);
      s1 = subgroupMatrixMultiplyAccumulate(key, value1, s1);
      s2 = subgroupMatrixMultiplyAccumulate(key, value2, s2);
      s3 = subgroupMatrixMultiplyAccumulate(key, value3, s3);
    }
    {
      let kept = powers[clamp(remaining, 16u, 32u) - 16u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[subgroup], 48u, 3u);
      let value0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 144u, 9u);
      let value1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 146u, 9u);
      let value2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 148u, 9u);
      let value3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 150u, 9u);
      if (1u <= subgroup) {
        let weight = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 2u, 17u);
        o0 = subgroupMatrixMultiplyAccumulate(weight, value0, o0);
        o1 = subgroupMatrixMultiplyAccumulate(weight, value1, o1);
        o2 = subgroupMatrixMultiplyAccumulate(weight, value2, o2);
        o3 = subgroupMatrixMultiplyAccumulate(weight, value3, o3);
      }
      s0 = subgroupMatrixMultiplyAccumulate(key, value0, s0);
      s1 = subgroupMatrixMultiplyAccumulate(key, value1, s1);
      s2 = subgroupMatrixMultiplyAccumulate(key, value2, s2);
      s3 = subgroupMatrixMultiplyAccumulate(key, value3, s3);
    }
    {
      let kept = powers[clamp(remaining, 32u, 48u) - 32u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[subgroup], 96u, 3u);
      let value0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 288u, 9u);
      let value1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 290u, 9u);
      let value2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 292u, 9u);
      let value3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 294u, 9u);
      if (2u <= subgroup) {
        let weight = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 8u, 17u);
        o0 = subgroupMatrixMultiplyAccumulate(weight, value0, o0);
        o1 = subgroupMatrixMultiplyAccumulate(weight, value1, o1);
        o2 = subgroupMatrixMultiplyAccumulate(weight, value2, o2);
        o3 = subgroupMatrixMultiplyAccumulate(weight, value3, o3);
      }
      s0 = subgroupMatrixMultiplyAccumulate(key, value0, s0);
      s1 = subgroupMatrixMultiplyAccumulate(key, value1, s1);
      s2 = subgroupMatrixMultiplyAccumulate(key, value2, s2);
      s3 = subgroupMatrixMultiplyAccumulate(key, value3, s3);
    }
    {
      let kept = powers[clamp(remaining, 48u, 64u) - 48u];
      s0 = subgroupMatrixScalarMultiply(s0, kept);
      s1 = subgroupMatrixScalarMultiply(s1, kept);
      s2 = subgroupMatrixScalarMultiply(s2, kept);
      s3 = subgroupMatrixScalarMultiply(s3, kept);
      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[subgroup], 144u, 3u);
      let value0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 432u, 9u);
      let value1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 434u, 9u);
      let value2 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 436u, 9u);
      let value3 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&values, 438u, 9u);
      if (3u <= subgroup) {
        let weight = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&rows[subgroup], 10u, 17u);
        o0 = subgroupMatrixMultiplyAccumulate(weight, value0, o0);
        o1 = subgroupMatrixMultiplyAccumulate(weight, value1, o1);
        o2 = subgroupMatrixMultiplyAccumulate(weight, value2, o2);
        o3 = subgroupMatrixMultiplyAccumulate(weight, value3, o3);
      }
      s0 = subgroupMatrixMultiplyAccumulate(key, value0, s0);
      s1 = subgroupMatrixMultiplyAccumulate(key, value1, s1);
      s2 = subgroupMatrixMultiplyAccumulate(key, value2, s2);
      s3 = subgroupMatrixMultiplyAccumulate(key, value3, s3);
    }
    workgroupBarrier();
    subgroupMatrixStore<row_major>(&rows[subgroup], 0u, o0, 17u);
    subgroupMatrixStore<row_major>(&rows[subgroup], 4u, o1, 17u);
    subgroupMatrixStore<row_major>(&rows[subgroup], 8u, o2, 17u);
    subgroupMatrixStore<row_major>(&rows[subgroup], 12u, o3, 17u);
    workgroupBarrier();
    let result_unit = inverse(score_unit);
    let sum_at0 = (row + 0u) * 17u + 2u * unit;
    let sum_one0 = bitcast<vec4<f32>>(rows[subgroup][sum_at0 + late]);
    let sum_two0 = bitcast<vec4<f32>>(rows[subgroup][sum_at0 + 1u - late]);
    let sum_low0 = select(sum_one0, sum_two0, late == 1u);
    let sum_high0 = select(sum_two0, sum_one0, late == 1u);
    let sum_at1 = (row + 4u) * 17u + 2u * unit;
    let sum_one1 = bitcast<vec4<f32>>(rows[subgroup][sum_at1 + late]);
    let sum_two1 = bitcast<vec4<f32>>(rows[subgroup][sum_at1 + 1u - late]);
    let sum_low1 = select(sum_one1, sum_two1, late == 1u);
    let sum_high1 = select(sum_two1, sum_one1, late == 1u);
    let sum_at2 = (row + 8u) * 17u + 2u * unit;
    let sum_one2 = bitcast<vec4<f32>>(rows[subgroup][sum_at2 + late]);
    let sum_two2 = bitcast<vec4<f32>>(rows[subgroup][sum_at2 + 1u - late]);
    let sum_low2 = select(sum_one2, sum_two2, late == 1u);
    let sum_high2 = select(sum_two2, sum_one2, late == 1u);
    let sum_at3 = (row + 12u) * 17u + 2u * unit;
    let sum_one3 = bitcast<vec4<f32>>(rows[subgroup][sum_at3 + late]);
    let sum_two3 = bitcast<vec4<f32>>(rows[subgroup][sum_at3 + 1u - late]);
    let sum_low3 = select(sum_one3, sum_two3, late == 1u);
    let sum_high3 = select(sum_two3, sum_one3, late == 1u);
    let step0 = chunk * 64u + subgroup * 16u + row + 0u;
    if (step0 < steps) {
      out[(head * steps + step0) * valueUnits + valueBlock * 8u + unit] = packed8(sum_low0 * result_unit, sum_high0 * result_unit);
    }
    let step1 = chunk * 64u + subgroup * 16u + row + 4u;
    if (step1 < steps) {
      out[(head * steps + step1) * valueUnits + valueBlock * 8u + unit] = packed8(sum_low1 * result_unit, sum_high1 * result_unit);
    }
    let step2 = chunk * 64u + subgroup * 16u + row + 8u;
    if (step2 < steps) {
      out[(head * steps + step2) * valueUnits + valueBlock * 8u + unit] = packed8(sum_low2 * result_unit, sum_high2 * result_unit);
    }
    let step3 = chunk * 64u + subgroup * 16u + row + 12u;
    if (step3 < steps) {
      out[(head * steps + step3) * valueUnits + valueBlock * 8u + unit] = packed8(sum_low3 * result_unit, sum_high3 * result_unit);
    }
  }
}
