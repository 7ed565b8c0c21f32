@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

var<workgroup> pool: array<f32, 64>;

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
  var divisor = 0.0;
  workgroupBarrier();
  pool[thread] = top;
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    workgroupBarrier();
    if (thread < reach) {
      pool[thread] = max(pool[thread], pool[thread + reach]);
    }
  }
  workgroupBarrier();
  let highest = pool[0];
  let share = select(exp2(top - highest), 1.0, top == highest);
  for (var index = 0u; index < 4u; index++) {
    var quantity = 0.0;
    switch index { case 0u: { quantity = total; } case 1u: { quantity = sum0; } case 2u: { quantity = sum1; } case 3u: { quantity = sum2; } default: {} }
  workgroupBarrier();
  pool[thread] = quantity * share;
  for (var reach = 32u; reach > 0u; reach /= 2u) {
    workgroupBarrier();
    if (thread < reach) {
      pool[thread] = pool[thread] + pool[thread + reach];
    }
  }
  workgroupBarrier();
    if (thread == 0u) {
      if (index == 0u) { divisor = pool[0]; } else { out[row * 3u + index - 1u] = pool[0] / divisor; }
    }
  }
}
