enable f16;
alias Stored = f16;

@group(0) @binding(0) var<storage, read> a: array<Stored>;
@group(0) @binding(1) var<storage, read> b: array<Stored>;
@group(0) @binding(2) var<storage, read_write> out: array<Stored>;

// A slice of a, transposed, and one of b, in fours.
var<workgroup> aSlice: array<f32, 1088>;
var<workgroup> bSlice: array<vec4<f32>, 256>;

fn aFour(row: u32, k: u32) -> vec4<f32> {
  var four = vec4<f32>();
  for (var i = 0u; i < 4u; i++) {
    if (row < 63u && k + i < 15u) {
      four[i] = f32(a[row * 15u + k + i]);
    }
  }
  return four;
}

fn bFour(k: u32, column: u32) -> vec4<f32> {
  var four = vec4<f32>();
  for (var i = 0u; i < 4u; i++) {
    if (k < 15u && column + i < 61u) {
      four[i] = f32(b[k * 61u + column + i]);
    }
  }
  return four;
}

fn store(row: u32, column: u32, four: vec4<f32>) {
  for (var i = 0u; i < 4u; i++) {
    if (row < 63u && column + i < 61u) {
      out[row * 61u + column + i] = Stored(four[i]);
    }
  }
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let tile = group.x + group.y * 1u;
  if (tile >= 1u) {
    return;
  }
  let firstRow = tile / 1u * 64u;
  let firstColumn = tile % 1u * 64u;
  let x = thread % 16u;
  let y = thread / 16u;
  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();

  for (var firstInner = 0u; firstInner < 15u; firstInner += 16u) {
    workgroupBarrier();
    {
      let index = thread + 0u;
      let row = index / 4u;
      let k = index % 4u * 4u;
      let four = aFour(firstRow + row, firstInner + k);
      aSlice[k * 68u + row] = four.x;
      aSlice[(k + 1u) * 68u + row] = four.y;
      aSlice[(k + 2u) * 68u + row] = four.z;
      aSlice[(k + 3u) * 68u + row] = four.w;
      bSlice[index] = bFour(firstInner + index / 16u, firstColumn + index % 16u * 4u);
    }
    workgroupBarrier();
    for (var k = 0u; k < 16u; k++) {
      let b0 = bSlice[k * 16u + x + 0u];
      let a0 = aSlice[k * 68u + y * 4u + 0u];
      sum0_0 += a0 * b0;
      let a1 = aSlice[k * 68u + y * 4u + 1u];
      sum1_0 += a1 * b0;
      let a2 = aSlice[k * 68u + y * 4u + 2u];
      sum2_0 += a2 * b0;
      let a3 = aSlice[k * 68u + y * 4u + 3u];
      sum3_0 += a3 * b0;
    }
  }
  store(firstRow + y * 4u + 0u, firstColumn + x * 4u + 0u, sum0_0);
  store(firstRow + y * 4u + 1u, firstColumn + x * 4u + 0u, sum1_0);
  store(firstRow + y * 4u + 2u, firstColumn + x * 4u + 0u, sum2_0);
  store(firstRow + y * 4u + 3u, firstColumn + x * 4u + 0u, sum3_0);
}
