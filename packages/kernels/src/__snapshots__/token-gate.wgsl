@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> means: array<f32>;
@group(0) @binding(2) var<storage, read> gates: array<f32>;
@group(0) @binding(3) var<storage, read_write> queries: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> keys: array<vec4<u32>>;
@group(0) @binding(5) var<storage, read_write> values: array<u32>;

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

fn mean(head: u32, row: u32, channel: u32) -> f32 {
  return means[(head * 4u + row) * 3u + channel];
}

/// Coordinate c of a gate's slot at a row of the chunk.
fn gated(gate: u32, row: u32, c: u32) -> f32 {
  let at = gate * 12u;
  let own = u32(gates[at]);
  let previous = u32(gates[at + 1u]);
  let previousFirst = mean(previous, row, 1u);
  let previousSecond = mean(previous, row, 2u);
  var u = 0.0;
  if (c < 1u) {
    u = gates[at + 2u] * mean(own, row, c) - gates[at + 3u] * mean(previous, row, c);
  } else {
    u = gates[at + 4u] * mean(own, row, 1u) + gates[at + 5u] * mean(own, row, 2u)
      - (gates[at + 6u] * previousFirst + gates[at + 7u] * previousSecond);
  }
  let s = gates[at + 8u] * previousFirst + gates[at + 9u] * previousSecond - gates[at + 10u] * mean(0u, row, 2u);
  return max(u - s, 0.0) - max(-u - s, 0.0);
}

/// The bits of coordinate k of a row of slots, whose gates start with `first`; 0 beyond the last slot.
fn coordinate(first: u32, row: u32, k: u32) -> u32 {
  let slot = k / 2u;
  if (slot >= 2u) {
    return 0u;
  }
  return halfBits(gated(first + slot, row, k % 2u));
}

fn block(first: u32, row: u32, index: u32) -> vec4<u32> {
  var words = vec4<u32>();
  for (var pair = 0u; pair < 4u; pair++) {
    let k = 8u * index + 2u * pair;
    words[pair] = coordinate(first, row, k) | (coordinate(first, row, k + 1u) << 16u);
  }
  return words;
}

fn value(row: u32, channel: u32) -> u32 {
  if (channel >= 3u) {
    return 0u;
  }
  return halfBits(mean(0u, row, channel));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.x + group.y * 1u) * 64u + thread;
  let part = index / 4u;
  let row = index % 4u;
  if (row >= range[1]) {
    return;
  }
  let position = range[0] + row;
  if (part < 1u) {
    queries[part * 4u + row] = block(0u, row, part);
    keys[part * 8u + position] = block(2u, row, part);
  } else if (part < 3u) {
    let pair = part - 1u;
    values[pair * 8u + position] = value(row, 2u * pair) | (value(row, 2u * pair + 1u) << 16u);
  }
}
