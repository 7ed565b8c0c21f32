@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

var<workgroup> pool: array<f32, 260>;

fn pooled(quantity: u32) -> f32 {
  var sum = 0.0;
  for (var lane = 0u; lane < 64u; lane++) {
    sum += pool[quantity * 65u + lane];
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = group.x + group.y * 1u;
  if (row >= range[1]) {
    return;
  }
  var top = -3.0e38;
  var total = 0.0;
  var sum0 = 0.0;
  var sum1 = 0.0;
  var sum2 = 0.0;
  for (var split = thread; split < 2u; split += 64u) {
    let at = (split * 1u + row) * 5u;
    let higher = max(top, partials[at]);
    let old = select(exp2(top - higher), 1.0, top == higher);
    let added = select(exp2(partials[at] - higher), 1.0, partials[at] == higher);
    top = higher;
    total = total * old + partials[at + 1u] * added;
    sum0 = sum0 * old + partials[at + 2u] * added;
    sum1 = sum1 * old + partials[at + 3u] * added;
    sum2 = sum2 * old + partials[at + 4u] * added;
  }
  pool[thread] = top;
  workgroupBarrier();
  var highest = top;
  for (var lane = 0u; lane < 64u; lane++) {
    highest = max(highest, pool[lane]);
  }
  let share = select(exp2(top - highest), 1.0, top == highest);
  workgroupBarrier();
  pool[0u + thread] = total * share;
  pool[65u + thread] = sum0 * share;
  pool[130u + thread] = sum1 * share;
  pool[195u + thread] = sum2 * share;
  workgroupBarrier();
  for (var c = thread; c < 3u; c += 64u) {
    out[row * 3u + c] = pooled(c + 1u) / pooled(0u);
  }
}
