alias Stored = f32;

@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read> table: array<Stored>;
@group(0) @binding(3) var<storage, read_write> out: array<Stored>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.x + group.y * 1u) * 256u + thread;
  let row = index / 3u;
  if (row < range[1]) {
    let position = range[0] + row;
    let channel = index % 3u;
    out[position * 3u + channel] = table[tokens[position] * 3u + channel];
  }
}
