@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> queries: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> keys: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> values: array<u32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

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
  let row = group.y;
  if (row >= range[1]) {
    return;
  }
  let position = range[0] + row;
  let place = (group.x * 1u + row) * 5u;
  var top = -3.0e38;
  var total = 0.0;
  var sum0 = 0.0;
  var sum1 = 0.0;
  var sum2 = 0.0;
  for (var key = group.x * 64u + thread; key <= position; key += 128u) {
    var products = vec4<f32>();
    for (var block = 0u; block < 2u; block++) {
      let q = queries[block * 1u + row];
      let k = keys[block * 70u + key];
      products += vec4<f32>(unpack2x16float(q.x), unpack2x16float(q.y)) * vec4<f32>(unpack2x16float(k.x), unpack2x16float(k.y));
      products += vec4<f32>(unpack2x16float(q.z), unpack2x16float(q.w)) * vec4<f32>(unpack2x16float(k.z), unpack2x16float(k.w));
    }
    let score = 7.0 * ((products.x + products.y) + (products.z + products.w));
    let higher = max(top, score);
    let shrink = select(exp2(top - higher), 1.0, top == higher);
    let weight = select(exp2(score - higher), 1.0, score == higher);
    top = higher;
    total = total * shrink + weight;
    {
      let halves = unpack2x16float(values[0u + key]);
      sum0 = sum0 * shrink + weight * halves.x;
      sum1 = sum1 * shrink + weight * halves.y;
    }
    {
      let halves = unpack2x16float(values[70u + key]);
      sum2 = sum2 * shrink + weight * halves.x;
    }
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
  if (thread == 0u) {
    partials[place] = highest;
  }
  for (var index = thread; index < 4u; index += 64u) {
    partials[place + 1u + index] = pooled(index);
  }
}
