@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> windows: array<u32>;
@group(0) @binding(2) var<storage, read> rows: array<f32>;
@group(0) @binding(3) var<storage, read_write> means: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.x + group.y * 1u) * 64u + thread;
  let first = index / 12u * 8u;
  let row = index / 3u % 4u;
  let channel = index % 3u;
  if (first >= 3u || row >= range[1]) {
    return;
  }
  let position = range[0] + row;
  var sum = 0.0;
  var seen = 0u;
  for (var head = first; head < min(first + 8u, 3u); head++) {
    let window = min(windows[head], position + 1u);
    if (window < seen) {
      sum = 0.0;
      seen = 0u;
    }
    for (; seen < window; seen++) {
      sum += rows[(position - seen) * 3u + channel];
    }
    means[(head * 4u + row) * 3u + channel] = sum / f32(seen);
  }
}
