// gru clocks
@group(0) @binding(0) var<storage, read_write> clock: array<u32>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) index: u32) {
  for (var i = index; i < 15u; i += 256u) {
    clock[i] = 0u;
  }
}

// gru steps
alias Gates = vec3<f32>;
const steps = 67u;
const hidden = 120u;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> u: array<f32>;
@group(0) @binding(2) var<storage, read> h: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;
@group(0) @binding(4) var<storage, read> bias: array<f32>;
@group(0) @binding(5) var<storage, read_write> clock: array<u32>;

var<workgroup> before: array<f32, hidden>;
var<workgroup> sums: array<array<Gates, 8>, 32>;
var<workgroup> start: u32;

fn tanhOf(x: f32) -> f32 {
  let square = x * x;
  let series = x * (1.0 + square * (-1.0 / 3.0 + square * (2.0 / 15.0 + square * (-17.0 / 315.0 + square * (62.0 / 2835.0)))));
  return select(1.0 - 2.0 / (exp(2.0 * clamp(x, -15.0, 15.0)) + 1.0), series, square < 0.0625);
}

@compute @workgroup_size(8, 32)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  if (index == 0u) {
    start = clock[group.x];
    clock[group.x] = start + 1u;
  }
  let first = workgroupUniformLoad(&start);
  let lastUnit = min((group.x + 1u) * 8u, hidden);
  for (var t = first; t < min(first + 1u, steps); t++) {
    for (var k = index; k < hidden; k += 256u) {
      if (t == 0u) {
        before[k] = h[k];
      } else {
        before[k] = out[(t - 1u) * hidden + k];
      }
    }
    workgroupBarrier();
    for (var base = group.x * 8u; base < lastUnit; base += 8u) {
      let unit = base + local.x;
      var sum = Gates();
      if (unit < hidden) {
        for (var k = local.y; k < hidden; k += 32u) {
          sum += before[k] * vec3<f32>(u[3u * (k * hidden + unit) + 0u], u[3u * (k * hidden + unit) + 1u], u[3u * (k * hidden + unit) + 2u]);
        }
      }
      sums[local.y][local.x] = sum;
      workgroupBarrier();
      if (local.y == 0u && unit < hidden) {
        let input = vec3<f32>(x[3u * (t * hidden + unit) + 0u], x[3u * (t * hidden + unit) + 1u], x[3u * (t * hidden + unit) + 2u]);
        var gates = vec3<f32>(input.xy, bias[unit]);
        for (var p = 0u; p < 32u; p++) {
          gates += sums[p][local.x];
        }
        let open = 1.0 / (1.0 + exp(-clamp(gates.xy, vec2<f32>(-80.0), vec2<f32>(80.0))));
        let candidate = tanhOf(input.z + open.x * gates.z);
        let now = (1.0 - open.y) * candidate + open.y * before[unit];
        out[t * hidden + unit] = now;
      }
      workgroupBarrier();
    }
    // What this step wrote is what the next one reads.
    storageBarrier();
  }
}

// gru last state
@group(0) @binding(0) var<storage, read> out: array<f32>;
@group(0) @binding(1) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < 120u) {
    h[id.x] = out[7920u + id.x];
  }
}
