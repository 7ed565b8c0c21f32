// attention-decode split: 16 x 1 x 1 workgroups
enable f16;
@group(0) @binding(0) var<storage, read> q: array<f16>;
fn q_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(q[row * 37u + min(column, 36u)]), column < 37u);
}
fn q_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(q_number(row, column), q_number(row, column + 1u), q_number(row, column + 2u), q_number(row, column + 3u));
}
@group(0) @binding(1) var<storage, read> keyCache: array<f16>;
fn keyCache_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(keyCache[row * 37u + min(column, 36u)]), column < 37u);
}
fn keyCache_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(keyCache_number(row, column), keyCache_number(row, column + 1u), keyCache_number(row, column + 2u), keyCache_number(row, column + 3u));
}
@group(0) @binding(2) var<storage, read> valueCache: array<f16>;
fn valueCache_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(valueCache[row * 5u + min(column, 4u)]), column < 5u);
}
fn valueCache_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(valueCache_number(row, column), valueCache_number(row, column + 1u), valueCache_number(row, column + 2u), valueCache_number(row, column + 3u));
}
@group(0) @binding(3) var<storage, read> length: array<u32>;
@group(0) @binding(4) var<storage, read_write> splitValues: array<f32>;
fn set_splitValues(row: u32, pack: u32, value: vec4<f32>) {
  for (var i = 0u; i < min(4u, 5u - 4u * pack); i++) {
    splitValues[row * 5u + 4u * pack + i] = f32(value[i]);
  }
}
@group(0) @binding(5) var<storage, read_write> splitStatistics: array<f32>;
@group(0) @binding(6) var<storage, read> slopes: array<f32>;
fn end_key() -> u32 {
  return min(length[0], 1000u);
}
fn first_key(head: u32) -> u32 {
  return 0u;
}
fn keys_a_split(keys: u32) -> u32 {
  let share = (keys + 7u) / 8u;
  return max(128u, (share + 31u) / 32u * 32u);
}

var<workgroup> partial: array<f32, 2304>;
var<workgroup> scores: array<f32, 256>;
var<workgroup> peaks: array<f32, 16>;
var<workgroup> sums: array<vec4<f32>, 256>;
var<workgroup> totals: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = group.y * 16u + group.x;
  if (index >= 16u) {
    return;
  }
  let head = index / 8u;
  let split = index % 8u;
  let first = first_key(head);
  let keys = end_key() - first;
  let share = keys_a_split(keys);
  let start = first + min(split * share, keys);
  let end = first + min((split + 1u) * share, keys);
  if (start >= end) {
    return;
  }
  let cache = head * 1000u;
  let keyLane = thread % 8u;
  let keySlot = thread / 8u;
  let lane = thread % 2u;
  let slot = thread / 2u;
  let q0 = q_at(head, keyLane);
  let q1 = select(vec4<f32>(), q_at(head, min(keyLane + 8u, 9u)), keyLane + 8u < 10u);
  var sum0 = vec4<f32>();
  var total = 0.0;
  var largest = -1e38;
  for (var chunk = start; chunk < end; chunk += 256u) {
    let count = min(end - chunk, 256u);
    for (var done = 0u; done < count; done += 128u) {
      let at0 = done + 0u + keySlot;
      let at1 = done + 32u + keySlot;
      let at2 = done + 64u + keySlot;
      let at3 = done + 96u + keySlot;
      let row0 = chunk + min(at0, count - 1u);
      let row1 = chunk + min(at1, count - 1u);
      let row2 = chunk + min(at2, count - 1u);
      let row3 = chunk + min(at3, count - 1u);
      let key0_0 = keyCache_at(cache + row0, keyLane);
      let key0_1 = keyCache_at(cache + row0, min(keyLane + 8u, 9u));
      let key1_0 = keyCache_at(cache + row1, keyLane);
      let key1_1 = keyCache_at(cache + row1, min(keyLane + 8u, 9u));
      let key2_0 = keyCache_at(cache + row2, keyLane);
      let key2_1 = keyCache_at(cache + row2, min(keyLane + 8u, 9u));
      let key3_0 = keyCache_at(cache + row3, keyLane);
      let key3_1 = keyCache_at(cache + row3, min(keyLane + 8u, 9u));
      let products0 = q0 * key0_0 + q1 * key0_1;
      let products1 = q0 * key1_0 + q1 * key1_1;
      let products2 = q0 * key2_0 + q1 * key2_1;
      let products3 = q0 * key3_0 + q1 * key3_1;
      partial[at0 * 9u + keyLane] = products0.x + products0.y + (products0.z + products0.w);
      partial[at1 * 9u + keyLane] = products1.x + products1.y + (products1.z + products1.w);
      partial[at2 * 9u + keyLane] = products2.x + products2.y + (products2.z + products2.w);
      partial[at3 * 9u + keyLane] = products3.x + products3.y + (products3.z + products3.w);
    }
    workgroupBarrier();
    var score = -1e38;
    if (thread < count) {
      score = f32(1) * (partial[thread * 9u + 0u] + partial[thread * 9u + 1u] + partial[thread * 9u + 2u] + partial[thread * 9u + 3u] + partial[thread * 9u + 4u] + partial[thread * 9u + 5u] + partial[thread * 9u + 6u] + partial[thread * 9u + 7u]);
      score -= slopes[head] * f32(end_key() - 1u - chunk - thread);
    }
    scores[thread] = score;
    workgroupBarrier();
    if (thread < 16u) {
      var peak = scores[thread];
      for (var i = 16u; i < 256u; i += 16u) {
        peak = max(peak, scores[thread + i]);
      }
      peaks[thread] = peak;
    }
    workgroupBarrier();
    var peak = largest;
    for (var i = 0u; i < 16u; i++) {
      peak = max(peak, peaks[i]);
    }
    let shrink = exp2(largest - peak);
    largest = peak;
    total *= shrink;
    sum0 *= shrink;
    for (var done = 0u; done < count; done += 256u) {
      let at0 = done + 0u + slot;
      let at1 = done + 128u + slot;
      let row0 = cache + chunk + min(at0, count - 1u);
      let row1 = cache + chunk + min(at1, count - 1u);
      let value0_0 = valueCache_at(row0, lane);
      let value1_0 = valueCache_at(row1, lane);
      // After the last key the score is so low that the weight is 0.
      let weight0 = exp2(scores[at0] - largest);
      let weight1 = exp2(scores[at1] - largest);
      total += weight0;
      total += weight1;
      sum0 += weight0 * value0_0;
      sum0 += weight1 * value1_0;
    }
  }
  totals[thread] = total;
  sums[thread] = sum0;
  workgroupBarrier();
  for (var half = 64u; half > 0u; half >>= 1u) {
    if (slot < half) {
      sums[thread] += sums[thread + half * 2u];
      totals[thread] += totals[thread + half * 2u];
    }
    workgroupBarrier();
  }
  if (slot == 0u) {
    set_splitValues(index, lane, sums[thread]);
  }
  if (thread == 0u) {
    splitStatistics[2u * index] = largest;
    splitStatistics[2u * index + 1u] = totals[0];
  }
}

// attention-decode merge: 2 x 1 x 1 workgroups
enable f16;
@group(0) @binding(0) var<storage, read> splitValues: array<f32>;
fn splitValues_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(splitValues[row * 5u + min(column, 4u)]), column < 5u);
}
fn splitValues_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(splitValues_number(row, column), splitValues_number(row, column + 1u), splitValues_number(row, column + 2u), splitValues_number(row, column + 3u));
}
@group(0) @binding(1) var<storage, read> splitStatistics: array<f32>;
@group(0) @binding(2) var<storage, read> length: array<u32>;
@group(0) @binding(3) var<storage, read_write> out: array<f16>;
fn set_out(row: u32, pack: u32, value: vec4<f32>) {
  for (var i = 0u; i < min(4u, 5u - 4u * pack); i++) {
    out[row * 5u + 4u * pack + i] = f16(value[i]);
  }
}
fn end_key() -> u32 {
  return min(length[0], 1000u);
}
fn first_key(head: u32) -> u32 {
  return 0u;
}
fn keys_a_split(keys: u32) -> u32 {
  let share = (keys + 7u) / 8u;
  return max(128u, (share + 31u) / 32u * 32u);
}

var<workgroup> sums: array<vec4<f32>, 256>;
var<workgroup> totals: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let head = group.x;
  let lane = thread % 2u;
  let slot = thread / 2u;
  let keys = end_key() - first_key(head);
  let share = keys_a_split(keys);
  let splits = (keys + share - 1u) / share;
  var peak = -1e38;
  for (var split = thread; split < splits; split += 256u) {
    peak = max(peak, splitStatistics[2u * (head * 8u + split)]);
  }
  totals[thread] = peak;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half >>= 1u) {
    if (thread < half) {
      totals[thread] = max(totals[thread], totals[thread + half]);
    }
    workgroupBarrier();
  }
  let largest = totals[0];
  workgroupBarrier();
  var sum0 = vec4<f32>();
  var total = 0.0;
  for (var split = slot; split < splits; split += 128u) {
    let at = head * 8u + split;
    let weight = exp2(splitStatistics[2u * at] - largest);
    total += weight * splitStatistics[2u * at + 1u];
    sum0 += weight * splitValues_at(at, lane);
  }
  totals[thread] = total;
  sums[thread] = sum0;
  workgroupBarrier();
  for (var half = 64u; half > 0u; half >>= 1u) {
    if (slot < half) {
      sums[thread] += sums[thread + half * 2u];
      totals[thread] += totals[thread + half * 2u];
    }
    workgroupBarrier();
  }
  if (slot == 0u) {
    set_out(head, lane, select(vec4<f32>(), sums[thread] / totals[thread], totals[thread] > 0.0));
  }
}
