@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> rows: array<f32>;
@group(0) @binding(2) var<storage, read> codes: array<f32>;
@group(0) @binding(3) var<storage, read_write> predictions: array<u32>;

var<workgroup> logits: array<f32, 64>;
var<workgroup> found: array<u32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = (group.x + group.y * 1u) * 16u + thread / 4u;
  let lane = thread % 4u;
  var best = -3.4e38;
  var token = 4u;
  if (row < range[1]) {
    for (var candidate = lane; candidate < 4u; candidate += 4u) {
      var logit = 0.0;
      for (var c = 0u; c < 3u; c++) {
        logit += codes[candidate * 3u + c] * rows[row * 3u + c];
      }
      if (logit > best) {
        best = logit;
        token = candidate;
      }
    }
  }
  logits[thread] = best;
  found[thread] = token;
  for (var reach = 2u; reach > 0u; reach /= 2u) {
    workgroupBarrier();
    if (lane < reach) {
      let other = logits[thread + reach];
      if (other > logits[thread] || (other == logits[thread] && found[thread + reach] < found[thread])) {
        logits[thread] = other;
        found[thread] = found[thread + reach];
      }
    }
  }
  if (lane == 0u && row < range[1]) {
    // What is before the first place wraps round to beyond the last.
    let place = range[0] + row - 2u;
    if (place < 8u) {
      predictions[place] = found[thread];
    }
  }
}
