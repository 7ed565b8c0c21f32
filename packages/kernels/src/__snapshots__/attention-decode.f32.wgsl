// attention-decode split: 16 x 1 x 1 workgroups
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
fn q_at(row: u32, pack: u32) -> vec4<f32> {
  return vec4<f32>(q[row * 4u + pack]);
}
@group(0) @binding(1) var<storage, read> keyCache: array<vec4<f32>>;
fn keyCache_at(row: u32, pack: u32) -> vec4<f32> {
  return vec4<f32>(keyCache[row * 4u + pack]);
}
@group(0) @binding(2) var<storage, read> valueCache: array<vec4<f32>>;
fn valueCache_at(row: u32, pack: u32) -> vec4<f32> {
  return vec4<f32>(valueCache[row * 2u + pack]);
}
@group(0) @binding(3) var<storage, read> length: array<u32>;
@group(0) @binding(4) var<storage, read_write> splitValues: array<vec4<f32>>;
fn set_splitValues(row: u32, pack: u32, value: vec4<f32>) {
  splitValues[row * 2u + pack] = vec4<f32>(value);
}
@group(0) @binding(5) var<storage, read_write> splitStatistics: array<f32>;
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

var<workgroup> partial: array<f32, 1280>;
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
  let keyLane = thread % 4u;
  let keySlot = thread / 4u;
  let lane = thread % 2u;
  let slot = thread / 2u;
  let q0 = q_at(head, keyLane);
  var sum0 = vec4<f32>();
  var total = 0.0;
  var largest = -1e38;
  for (var chunk = start; chunk < end; chunk += 256u) {
    let count = min(end - chunk, 256u);
    for (var done = 0u; done < count; done += 256u) {
      let at0 = done + 0u + keySlot;
      let at1 = done + 64u + keySlot;
      let at2 = done + 128u + keySlot;
      let at3 = done + 192u + keySlot;
      let row0 = chunk + min(at0, count - 1u);
      let row1 = chunk + min(at1, count - 1u);
      let row2 = chunk + min(at2, count - 1u);
      let row3 = chunk + min(at3, count - 1u);
      let key0_0 = keyCache_at(cache + row0, keyLane);
      let key1_0 = keyCache_at(cache + row1, keyLane);
      let key2_0 = keyCache_at(cache + row2, keyLane);
      let key3_0 = keyCache_at(cache + row3, keyLane);
      let products0 = q0 * key0_0;
      let products1 = q0 * key1_0;
      let products2 = q0 * key2_0;
      let products3 = q0 * key3_0;
      partial[at0 * 5u + keyLane] = products0.x + products0.y + (products0.z + products0.w);
      partial[at1 * 5u + keyLane] = products1.x + products1.y + (products1.z + products1.w);
      partial[at2 * 5u + keyLane] = products2.x + products2.y + (products2.z + products2.w);
      partial[at3 * 5u + keyLane] = products3.x + products3.y + (products3.z + products3.w);
    }
    workgroupBarrier();
    var score = -1e38;
    if (thread < count) {
      score = f32(1) * (partial[thread * 5u + 0u] + partial[thread * 5u + 1u] + partial[thread * 5u + 2u] + partial[thread * 5u + 3u]);
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
    let shrink = exp(largest - peak);
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
      let weight0 = exp(scores[at0] - largest);
      let weight1 = exp(scores[at1] - largest);
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
@group(0) @binding(0) var<storage, read> splitValues: array<vec4<f32>>;
fn splitValues_at(row: u32, pack: u32) -> vec4<f32> {
  return vec4<f32>(splitValues[row * 2u + pack]);
}
@group(0) @binding(1) var<storage, read> splitStatistics: array<f32>;
@group(0) @binding(2) var<storage, read> length: array<u32>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4<f32>>;
fn set_out(row: u32, pack: u32, value: vec4<f32>) {
  out[row * 2u + pack] = vec4<f32>(value);
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
    let weight = exp(splitStatistics[2u * at] - largest);
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
