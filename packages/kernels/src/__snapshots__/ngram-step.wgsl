@group(0) @binding(0) var<storage, read> before: array<u32, 2>;
@group(0) @binding(1) var<storage, read_write> after: array<u32, 2>;
@group(0) @binding(2) var<storage, read> previous: array<f32>;
@group(0) @binding(3) var<storage, read_write> next: array<f32>;
@group(0) @binding(4) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(5) var<storage, read> weights: array<f32>;
@group(0) @binding(6) var<storage, read_write> keys: array<vec4<u32>>;
@group(0) @binding(7) var<storage, read_write> values: array<u32>;

var<workgroup> pool: array<f32, 256>;
var<workgroup> tops: array<f32, 64>;
var<workgroup> found: array<u32, 64>;
var<workgroup> few: array<f32, 16>;
var<workgroup> query: array<vec4<f32>, 2>;
var<workgroup> words: array<u32, 8>;

fn halfBits(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude >= 0x477ff000u) {
    return sign | select(0x7c00u, 0x7e00u, magnitude > 0x7f800000u);
  }
  if (magnitude >= 0x38800000u) {
    return sign | ((magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13u) & 1u)) >> 13u);
  }
  // Below 2^-14 the numbers are multiples of 2^-24; below half of that there is only 0.
  let exponent = magnitude >> 23u;
  if (exponent < 102u) {
    return sign;
  }
  let significand = (magnitude & 0x7fffffu) | 0x800000u;
  let shift = 126u - exponent;
  let half = 1u << (shift - 1u);
  return sign | ((significand + half - 1u + ((significand >> shift) & 1u)) >> shift);
}

/// The largest of all threads' numbers.
fn largest(number: f32, thread: u32) -> f32 {
  tops[thread] = number;
  workgroupBarrier();
  if (thread < 16u) {
    var most = tops[thread];
    for (var other = thread + 16u; other < 64u; other += 16u) {
      most = max(most, tops[other]);
    }
    few[thread] = most;
  }
  workgroupBarrier();
  if (thread == 0u) {
    var most = few[0];
    for (var other = 1u; other < 16u; other++) {
      most = max(most, few[other]);
    }
    tops[0] = most;
  }
  workgroupBarrier();
  return tops[0];
}

fn mean(head: u32, channel: u32) -> f32 {
  return pool[12u + head * 3u + channel];
}

/// Coordinate c of a gate's slot.
fn gated(gate: u32, c: u32) -> f32 {
  let at = 21u + gate * 12u;
  let own = u32(pool[at]);
  let earlier = u32(pool[at + 1u]);
  let earlierFirst = mean(earlier, 1u);
  let earlierSecond = mean(earlier, 2u);
  var u = 0.0;
  if (c < 1u) {
    u = pool[at + 2u] * mean(own, c) - pool[at + 3u] * mean(earlier, c);
  } else {
    u = pool[at + 4u] * mean(own, 1u) + pool[at + 5u] * mean(own, 2u)
      - (pool[at + 6u] * earlierFirst + pool[at + 7u] * earlierSecond);
  }
  let s = pool[at + 8u] * earlierFirst + pool[at + 9u] * earlierSecond - pool[at + 10u] * mean(0u, 2u);
  return max(u - s, 0.0) - max(-u - s, 0.0);
}

/// The bits of coordinate k of a row of slots, whose gates start with `first`; 0 beyond the last slot.
fn coordinate(first: u32, k: u32) -> u32 {
  let slot = k / 2u;
  if (slot >= 2u) {
    return 0u;
  }
  return halfBits(gated(first + slot, k % 2u));
}

fn value(channel: u32) -> u32 {
  if (channel >= 3u) {
    return 0u;
  }
  return halfBits(mean(0u, channel));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let position = before[0];
  let pending = before[1] == 1u;
  if (position >= 70u) {
    if (group.x == 0u && thread == 0u) {
      after[0] = position;
      after[1] = 1u;
    }
    return;
  }

  // What does not wait for the token.
  for (var index = thread; index < 3u; index += 64u) {
    pool[0u + index] = weights[index];
  }
  for (var index = thread; index < 48u; index += 64u) {
    pool[21u + index] = weights[27u + index];
  }
  for (var index = thread; index < 9u; index += 64u) {
    let back = index / 3u;
    if (back <= position && (back > 0u || !pending)) {
      pool[3u + index] = weights[3u + min(tokens[position - back], 3u) * 3u + index % 3u];
    }
  }
  if (pending) {
    // 1. The token: splits are merged, 16 threads a quantity.
    let quantity = min(thread / 16u, 3u);
    let left0 = previous[(1u + quantity) * 2u + min(thread % 16u + 0u, 1u)];
    let code0 = weights[15u + min(thread, 3u) * 3u + 0u];
    let code1 = weights[15u + min(thread, 3u) * 3u + 1u];
    let code2 = weights[15u + min(thread, 3u) * 3u + 2u];
    var most = -3.0e38;
    for (var split = thread; split < 2u; split += 64u) {
      most = max(most, previous[split]);
    }
    let highest = largest(most, thread);
    for (var split = thread; split < 2u; split += 64u) {
      let top = previous[split];
      pool[69u + split] = select(exp2(top - highest), 1.0, top == highest);
    }
    workgroupBarrier();
    var added = 0.0;
    if (thread % 16u + 0u < 2u) { added += left0 * pool[69u + thread % 16u + 0u]; }
    pool[71u + thread] = added;
    workgroupBarrier();
    if (thread < 3u) {
      var total = 0.0;
      var sum = 0.0;
      for (var i = 0u; i < 16u; i++) {
        total += pool[71u + i];
        sum += pool[71u + (1u + thread) * 16u + i];
      }
      pool[135u + thread] = sum / total;
    }
    workgroupBarrier();
    var best = -3.4e38;
    var token = 4u;
    if (thread < 4u) {
      var logit = 0.0;
      logit += code0 * pool[135u + 0u];
      logit += code1 * pool[135u + 1u];
      logit += code2 * pool[135u + 2u];
      if (logit > best) {
        best = logit;
        token = thread;
      }
    }
    tops[thread] = best;
    found[thread] = token;
    workgroupBarrier();
    if (thread < 16u) {
      for (var other = thread + 16u; other < 16u; other += 16u) {
        if (tops[other] > best || (tops[other] == best && found[other] < token)) {
          best = tops[other];
          token = found[other];
        }
      }
      tops[thread] = best;
      found[thread] = token;
    }
    workgroupBarrier();
    if (thread == 0u) {
      for (var other = 1u; other < 16u; other++) {
        if (tops[other] > best || (tops[other] == best && found[other] < token)) {
          best = tops[other];
          token = found[other];
        }
      }
      found[0] = token;
      if (group.x == 0u) {
        tokens[position] = token;
      }
    }
    workgroupBarrier();
    if (thread < 3u) {
      pool[3u + thread] = weights[3u + min(found[0], 3u) * 3u + thread];
    }
  }
  workgroupBarrier();

  // 2. Means, and through the gates the query; the key and the value where they will be read.
  for (var index = thread; index < 9u; index += 64u) {
    let seen = min(u32(pool[0u + index / 3u]), position + 1u);
    var sum = 0.0;
    for (var back = 0u; back < seen; back++) {
      sum += pool[3u + back * 3u + index % 3u];
    }
    pool[12u + index] = sum / f32(seen);
  }
  workgroupBarrier();
  let owner = position / 64u % 2u == group.x;
  for (var index = thread; index < select(4u, 8u, owner); index += 64u) {
    let first = select(0u, 2u, index >= 4u);
    let k = 2u * (index % 4u);
    words[index] = coordinate(first, k) | (coordinate(first, k + 1u) << 16u);
  }
  workgroupBarrier();
  for (var index = thread; index < 2u; index += 64u) {
    var four = vec4<f32>();
    if (index < 2u) {
      four = vec4<f32>(unpack2x16float(words[2u * index]), unpack2x16float(words[2u * index + 1u]));
    }
    query[index] = four;
  }
  if (owner) {
  for (var index = thread; index < 1u; index += 64u) {
    let at = 4u * (1u + index);
    keys[index * 70u + position] = vec4<u32>(words[at], words[at + 1u], words[at + 2u], words[at + 3u]);
  }
  for (var index = thread; index < 2u; index += 64u) {
    values[index * 70u + position] = value(2u * index) | (value(2u * index + 1u) << 16u);
  }
  }
  storageBarrier();
  workgroupBarrier();

  // 3. The look-up: tiles of 64 keys, 1 at a time, 1 threads a key.
  let part = thread / 64u;
  let lane = thread % 64u;
  let pair = thread / 16u;
  let adder = thread % 16u;
  let tiles = position / 64u + 1u;
  var top = -3.0e38;
  var sums = vec2<f32>();
  for (var tile = group.x; tile < tiles; tile += 2u) {
    // Key s of those that a thread adds up.
    let key0 = (tile + (adder + 0u) / 64u * 2u) * 64u + (adder + 0u) % 64u;
    let key1 = (tile + (adder + 16u) / 64u * 2u) * 64u + (adder + 16u) % 64u;
    let key2 = (tile + (adder + 32u) / 64u * 2u) * 64u + (adder + 32u) % 64u;
    let key3 = (tile + (adder + 48u) / 64u * 2u) * 64u + (adder + 48u) % 64u;
    let value0 = values[min(pair, 1u) * 70u + min(key0, position)];
    let value1 = values[min(pair, 1u) * 70u + min(key1, position)];
    let value2 = values[min(pair, 1u) * 70u + min(key2, position)];
    let value3 = values[min(pair, 1u) * 70u + min(key3, position)];
    {
      let key = (tile + 0u) * 64u + lane;
      if (key <= position) {
        var products = vec4<f32>();
        {
          const first = 0u;
          let k0 = keys[min(first + 0u + part, 0u) * 70u + key];
          products = fma(query[2u * (first + 0u + part)], vec4<f32>(unpack2x16float(k0.x), unpack2x16float(k0.y)), products);
          products = fma(query[2u * (first + 0u + part) + 1u], vec4<f32>(unpack2x16float(k0.z), unpack2x16float(k0.w)), products);
        }
        pool[0u + part * 64u + 0u + lane] = (products.x + products.y) + (products.z + products.w);
      }
    }
    workgroupBarrier();
    let seen = (tile + part * 2u) * 64u + lane <= position;
    var score = -3.0e38;
    if (seen) {
      score = 7.0 * (pool[0u + thread]);
    }
    let higher = max(top, largest(score, thread));
    let shrink = select(exp2(top - higher), 1.0, top == higher);
    top = higher;
    pool[64u + thread] = select(0.0, select(exp2(score - top), 1.0, score == top), seen);
    workgroupBarrier();
    if (pair < 2u) {
      sums *= shrink;
      sums = fma(vec2<f32>(pool[64u + adder + 0u]), unpack2x16float(value0), sums);
      sums = fma(vec2<f32>(pool[64u + adder + 16u]), unpack2x16float(value1), sums);
      sums = fma(vec2<f32>(pool[64u + adder + 32u]), unpack2x16float(value2), sums);
      sums = fma(vec2<f32>(pool[64u + adder + 48u]), unpack2x16float(value3), sums);
    } else if (pair == 2u) {
      sums *= shrink;
      sums.x += pool[64u + adder + 0u];
      sums.x += pool[64u + adder + 16u];
      sums.x += pool[64u + adder + 32u];
      sums.x += pool[64u + adder + 48u];
    }
  }
  pool[128u + thread] = sums.x;
  pool[192u + thread] = sums.y;
  workgroupBarrier();
  if (thread <= 3u) {
    // The total, then the channels.
    let channel = select(thread - 1u, 4u, thread == 0u);
    var sum = 0.0;
    for (var i = 0u; i < 16u; i++) {
      sum += pool[128u + (channel % 2u) * 64u + channel / 2u * 16u + i];
    }
    next[(1u + thread) * 2u + group.x] = sum;
  }
  if (thread == 0u) {
    next[group.x] = top;
    if (group.x == 0u) {
      after[0] = position + 1u;
      after[1] = 1u;
    }
  }
}
