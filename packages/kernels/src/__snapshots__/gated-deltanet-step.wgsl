// gated-deltanet-step steps
alias Stored = f32;
const steps = 1u;
const keys = 20u;
const values = 12u;

@group(0) @binding(0) var<storage, read> q: array<Stored>;
@group(0) @binding(1) var<storage, read> k: array<Stored>;
@group(0) @binding(2) var<storage, read> v: array<Stored>;
@group(0) @binding(3) var<storage, read> alpha: array<f32>;
@group(0) @binding(4) var<storage, read> beta: array<f32>;
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<storage, read_write> out: array<Stored>;

var<workgroup> parts: array<array<array<vec3<f32>, 16>, 16>, 2>;

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let item = group.x + group.y * 2u;
  if (item >= 2u) {
    return;
  }
  let first = 0u;
  let head = item / 1u;
  let own = item % 1u * 16u + local.x;
  // Threads beyond the last column take that one again, and write nothing.
  let column = min(own, values - 1u);
  let at0 = (head * keys + local.y + 0u) * values + column;
  let at1 = (head * keys + min(local.y + 16u, keys - 1u)) * values + column;
  var s0 = state[at0];
  var s1 = select(0.0, state[at1], local.y < 4u);
  for (var t = first; t < min(first + 1u, steps); t++) {
    let step = head * steps + t;
    let kept = alpha[step];
    var sums = vec3<f32>();
    let key0 = f32(k[step * keys + local.y + 0u]);
    let key1 = select(0.0, f32(k[step * keys + min(local.y + 16u, keys - 1u)]), local.y < 4u);
    let query0 = f32(q[step * keys + local.y + 0u]);
    let query1 = select(0.0, f32(q[step * keys + min(local.y + 16u, keys - 1u)]), local.y < 4u);
    s0 *= kept; sums += vec3<f32>(key0 * s0, query0 * s0, query0 * key0);
    s1 *= kept; sums += vec3<f32>(key1 * s1, query1 * s1, query1 * key1);
    parts[t % 2u][local.y][local.x] = sums;
    workgroupBarrier();
    var total = vec3<f32>();
    for (var p = 0u; p < 16u; p++) {
      total += parts[t % 2u][p][local.x];
    }
    let change = beta[step] * (f32(v[step * values + column]) - total.x);
    s0 += key0 * change;
    s1 += key1 * change;
    if (local.y == 0u && own < values) {
      out[step * values + own] = Stored(total.y + total.z * change);
    }
  }
  if (own < values) {
    state[at0] = s0;
    if (local.y < 4u) { state[at1] = s1; }
  }
}
