enable f16;
alias Stored = vec4<f16>;
@group(0) @binding(0) var<storage, read> q: array<Stored>;
@group(0) @binding(1) var<storage, read> k: array<Stored>;
@group(0) @binding(2) var<storage, read_write> scores: array<f32>;

var<workgroup> q_tile: array<vec4f, 256>;
var<workgroup> k_tile: array<vec4f, 256>;

@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let head = group.z;
  let row = group.y * 16u + local.y;
  let position = row + 0u;
  let key = group.x * 16u + local.x;
  if (group.x * 16u > group.y * 16u + 15u) {
    return; // No query of this tile sees a key of it.
  }
  let row_read = head * 100u + min(row, 99u);
  let key_read = head * 100u + min(group.x * 16u + local.y, 99u);
  let place = local.y * 16u + (local.x + local.y) % 16u;
  var product = 0.0;
  for (var start = 0u; start < 4u; start += 16u) {
    let column = start + local.x;
    if (column < 4u) {
      q_tile[place] = vec4f(q[row_read * 4u + column]);
      k_tile[place] = vec4f(k[key_read * 4u + column]);
    }
    workgroupBarrier();
    for (var i = 0u; i < min(16u, 4u - start); i++) {
      product += dot(q_tile[local.y * 16u + (i + local.y) % 16u], k_tile[local.x * 16u + (i + local.x) % 16u]);
    }
    workgroupBarrier();
  }
  if (row < 100u && key <= position) {
    scores[(head * 100u + row) * 100u + key] = product * 0.5;
  }
}

@group(0) @binding(0) var<storage, read> scores: array<f32>;
@group(0) @binding(1) var<storage, read> windows: array<f32>;
@group(0) @binding(2) var<storage, read_write> statistics: array<vec2f>;

var<workgroup> shared_row: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x + group.y * 200u;
  if (row >= 200u) {
    return;
  }
  let head = row / 100u;
  let position = row % 100u + 0u;
  let first = u32(max(f32(position) + 1.0 - clamp(windows[head], 1.0, 16777216.0), 0.0));
  var largest = scores[row * 100u + position];
  for (var key = first + thread; key <= position; key += 64u) {
    largest = max(largest, scores[row * 100u + key]);
  }
  shared_row[thread] = largest;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half /= 2u) {
    if (thread < half) {
      shared_row[thread] = max(shared_row[thread], shared_row[thread + half]);
    }
    workgroupBarrier();
  }
  largest = shared_row[0];
  workgroupBarrier();
  var total = 0.0;
  for (var key = first + thread; key <= position; key += 64u) {
    total += exp(scores[row * 100u + key] - largest);
  }
  shared_row[thread] = total;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half /= 2u) {
    if (thread < half) {
      shared_row[thread] = shared_row[thread] + shared_row[thread + half];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    statistics[row] = vec2f(largest, 1.0 / shared_row[0]);
  }
}

enable f16;
alias Stored = vec4<f16>;
@group(0) @binding(0) var<storage, read> scores: array<f32>;
@group(0) @binding(1) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(2) var<storage, read> v: array<Stored>;
@group(0) @binding(3) var<storage, read> windows: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<Stored>;

var<workgroup> weights: array<f32, 256>;
var<workgroup> v_tile: array<vec4f, 256>;

fn first_visible(head: u32, position: u32) -> u32 {
  return u32(max(f32(position) + 1.0 - clamp(windows[head], 1.0, 16777216.0), 0.0));
}

@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let head = group.z;
  let row = min(group.y * 16u + local.y, 99u);
  let position = row + 0u;
  let first = first_visible(head, position);
  let column = group.x * 16u + local.x;
  let statistic = statistics[head * 100u + row];
  let last_position = min(group.y * 16u + 15u, 99u) + 0u;
  let first_step = first_visible(head, group.y * 16u + 0u) / 16u;
  let place = local.y * 16u + local.x;
  var sum = vec4f();
  for (var start = first_step * 16u; start <= last_position; start += 16u) {
    let key = start + local.x;
    var weight = 0.0;
    if (key >= first && key <= position) {
      weight = exp(scores[(head * 100u + row) * 100u + key] - statistic.x);
    }
    weights[place] = weight;
    if (column < 2u) {
      v_tile[place] = vec4f(v[(head * 100u + min(start + local.y, 99u)) * 2u + column]);
    }
    workgroupBarrier();
    for (var i = 0u; i < 16u; i++) {
      sum = fma(vec4f(weights[local.y * 16u + i]), v_tile[i * 16u + local.x], sum);
    }
    workgroupBarrier();
  }
  if (group.y * 16u + local.y < 100u && column < 2u) {
    out[(head * 100u + row) * 2u + column] = Stored(sum * statistic.y);
  }
}
