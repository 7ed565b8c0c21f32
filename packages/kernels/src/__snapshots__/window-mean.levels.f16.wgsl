// window-mean tiles 0: 1 x 1 x 1 workgroups
enable f16;
@group(0) @binding(0) var<storage, read> x: array<f16>;
fn x_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(x[row * 3u + min(column, 2u)]), column < 3u);
}
fn x_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(x_number(row, column), x_number(row, column + 1u), x_number(row, column + 2u), x_number(row, column + 3u));
}
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
fn set_out(row: u32, pack: u32, value: vec4<f32>) {
  for (var i = 0u; i < min(4u, 3u - 4u * pack); i++) {
    out[row * 3u + 4u * pack + i] = f32(value[i]);
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * 1u + group.x) * 64u + thread;
  let tile = index / 1u;
  let pack = index % 1u;
  if (tile >= 62u) {
    return;
  }
  let x0 = x_at(tile * 16u + 0u, pack);
  let x1 = x_at(tile * 16u + 1u, pack);
  let x2 = x_at(tile * 16u + 2u, pack);
  let x3 = x_at(tile * 16u + 3u, pack);
  let x4 = x_at(tile * 16u + 4u, pack);
  let x5 = x_at(tile * 16u + 5u, pack);
  let x6 = x_at(tile * 16u + 6u, pack);
  let x7 = x_at(tile * 16u + 7u, pack);
  let x8 = x_at(tile * 16u + 8u, pack);
  let x9 = x_at(tile * 16u + 9u, pack);
  let x10 = x_at(tile * 16u + 10u, pack);
  let x11 = x_at(tile * 16u + 11u, pack);
  let x12 = x_at(tile * 16u + 12u, pack);
  let x13 = x_at(tile * 16u + 13u, pack);
  let x14 = x_at(tile * 16u + 14u, pack);
  let x15 = x_at(tile * 16u + 15u, pack);
  set_out(tile, pack, ((((x0 + x1) + (x2 + x3)) + ((x4 + x5) + (x6 + x7))) + (((x8 + x9) + (x10 + x11)) + ((x12 + x13) + (x14 + x15)))));
}

// window-mean windows 0: 1 x 1 x 1 workgroups
enable f16;
@group(0) @binding(0) var<storage, read> x: array<f16>;
fn x_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(x[row * 3u + min(column, 2u)]), column < 3u);
}
fn x_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(x_number(row, column), x_number(row, column + 1u), x_number(row, column + 2u), x_number(row, column + 3u));
}
@group(0) @binding(1) var<storage, read> whole: array<f32>;
fn whole_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(whole[row * 3u + min(column, 2u)]), column < 3u);
}
fn whole_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(whole_number(row, column), whole_number(row, column + 1u), whole_number(row, column + 2u), whole_number(row, column + 3u));
}
@group(0) @binding(2) var<storage, read_write> out: array<f16>;
fn set_out(row: u32, pack: u32, value: vec4<f32>) {
  for (var i = 0u; i < min(4u, 3u - 4u * pack); i++) {
    out[row * 3u + 4u * pack + i] = f16(value[i]);
  }
}

// The row k before `end`, nothing where there is none.
fn before(end: u32, k: u32, pack: u32) -> vec4<f32> {
  return select(vec4<f32>(), x_at(max(end, k) - k, pack), k <= end);
}

fn mean(sum: vec4<f32>, row: u32) -> vec4<f32> {
  return sum / f32(min(row + 1u, 37u));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * 1u + group.x) * 64u + thread;
  let tile = index / 1u;
  let pack = index % 1u;
  if (tile >= 63u) {
    return;
  }
  let first = tile * 16u;
  // Older rows: those before `end`, the more of them the earlier in the tile the window ends.
  let end = max(first, 16u) - 16u;
  let back1 = before(end, 6u, pack);
  let back2 = before(end, 7u, pack);
  let back3 = before(end, 8u, pack);
  let back4 = before(end, 9u, pack);
  let back5 = before(end, 10u, pack);
  let back6 = before(end, 11u, pack);
  let back7 = before(end, 12u, pack);
  let back8 = before(end, 13u, pack);
  let back9 = before(end, 14u, pack);
  let back10 = before(end, 15u, pack);
  let back11 = before(end, 16u, pack);
  let back12 = before(end, 17u, pack);
  let back13 = before(end, 18u, pack);
  let back14 = before(end, 19u, pack);
  let back15 = before(end, 20u, pack);
  let row0 = x_at(min(first + 0u, 999u), pack);
  let row1 = x_at(min(first + 1u, 999u), pack);
  let row2 = x_at(min(first + 2u, 999u), pack);
  let row3 = x_at(min(first + 3u, 999u), pack);
  let row4 = x_at(min(first + 4u, 999u), pack);
  let row5 = x_at(min(first + 5u, 999u), pack);
  let row6 = x_at(min(first + 6u, 999u), pack);
  let row7 = x_at(min(first + 7u, 999u), pack);
  let row8 = x_at(min(first + 8u, 999u), pack);
  let row9 = x_at(min(first + 9u, 999u), pack);
  let row10 = x_at(min(first + 10u, 999u), pack);
  let row11 = x_at(min(first + 11u, 999u), pack);
  let row12 = x_at(min(first + 12u, 999u), pack);
  let row13 = x_at(min(first + 13u, 999u), pack);
  let row14 = x_at(min(first + 14u, 999u), pack);
  let row15 = x_at(min(first + 15u, 999u), pack);
  var older15 = vec4<f32>();
  for (var k = 1u; k <= 5u; k++) {
    older15 += before(end, k, pack);
  }
  let older14 = older15 + back1;
  let older13 = older14 + back2;
  let older12 = older13 + back3;
  let older11 = older12 + back4;
  let older10 = older11 + back5;
  let older9 = older10 + back6;
  let older8 = older9 + back7;
  let older7 = older8 + back8;
  let older6 = older7 + back9;
  let older5 = older6 + back10;
  let older4 = older5 + back11;
  let older3 = older4 + back12;
  let older2 = older3 + back13;
  let older1 = older2 + back14;
  let older0 = older1 + back15;
  let whole = select(vec4<f32>(), whole_at(max(tile, 1u) - 1u, pack), tile > 0u);
  let newer0 = row0;
  let newer1 = newer0 + row1;
  let newer2 = newer1 + row2;
  let newer3 = newer2 + row3;
  let newer4 = newer3 + row4;
  let newer5 = newer4 + row5;
  let newer6 = newer5 + row6;
  let newer7 = newer6 + row7;
  let newer8 = newer7 + row8;
  let newer9 = newer8 + row9;
  let newer10 = newer9 + row10;
  let newer11 = newer10 + row11;
  let newer12 = newer11 + row12;
  let newer13 = newer12 + row13;
  let newer14 = newer13 + row14;
  let newer15 = newer14 + row15;
  if (first + 0u < 1000u) { set_out(first + 0u, pack, mean(older0 + (whole + newer0), first + 0u)); }
  if (first + 1u < 1000u) { set_out(first + 1u, pack, mean(older1 + (whole + newer1), first + 1u)); }
  if (first + 2u < 1000u) { set_out(first + 2u, pack, mean(older2 + (whole + newer2), first + 2u)); }
  if (first + 3u < 1000u) { set_out(first + 3u, pack, mean(older3 + (whole + newer3), first + 3u)); }
  if (first + 4u < 1000u) { set_out(first + 4u, pack, mean(older4 + (whole + newer4), first + 4u)); }
  if (first + 5u < 1000u) { set_out(first + 5u, pack, mean(older5 + (whole + newer5), first + 5u)); }
  if (first + 6u < 1000u) { set_out(first + 6u, pack, mean(older6 + (whole + newer6), first + 6u)); }
  if (first + 7u < 1000u) { set_out(first + 7u, pack, mean(older7 + (whole + newer7), first + 7u)); }
  if (first + 8u < 1000u) { set_out(first + 8u, pack, mean(older8 + (whole + newer8), first + 8u)); }
  if (first + 9u < 1000u) { set_out(first + 9u, pack, mean(older9 + (whole + newer9), first + 9u)); }
  if (first + 10u < 1000u) { set_out(first + 10u, pack, mean(older10 + (whole + newer10), first + 10u)); }
  if (first + 11u < 1000u) { set_out(first + 11u, pack, mean(older11 + (whole + newer11), first + 11u)); }
  if (first + 12u < 1000u) { set_out(first + 12u, pack, mean(older12 + (whole + newer12), first + 12u)); }
  if (first + 13u < 1000u) { set_out(first + 13u, pack, mean(older13 + (whole + newer13), first + 13u)); }
  if (first + 14u < 1000u) { set_out(first + 14u, pack, mean(older14 + (whole + newer14), first + 14u)); }
  if (first + 15u < 1000u) { set_out(first + 15u, pack, mean(older15 + (whole + newer15), first + 15u)); }
}
