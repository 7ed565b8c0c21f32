@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> queries: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> keys: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> values: array<u32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

const FARTHEST = -3.0e38;

// Coordinates before rows; the first is used again to merge.
var<workgroup> queryTile: array<f32, 1024>;
var<workgroup> keyTile: array<f32, 1024>;
var<workgroup> valueTile: array<f32, 192>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let count = range[1];
  let firstRow = group.y * 64u;
  if (firstRow >= count) {
    return;
  }
  let lane = thread % 16u;
  let four = thread / 16u * 4u;
  let rows = vec4<u32>(firstRow + four) + vec4<u32>(0u, 1u, 2u, 3u);
  let positions = vec4<u32>(range[0]) + rows;
  let asked = rows < vec4<u32>(count);
  let end = range[0] + min(firstRow + 64u, count);

  var top = vec4<f32>(FARTHEST);
  var total = vec4<f32>();
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();

  for (var firstKey = group.x * 64u; firstKey < end; firstKey += 128u) {
    var score0 = vec4<f32>();
    var score1 = vec4<f32>();
    var score2 = vec4<f32>();
    var score3 = vec4<f32>();
    for (var slice = 0u; slice < 2u; slice += 2u) {
      workgroupBarrier();
      // Half of the threads load a block of a query each, half of a key.
      let part = thread / 64u % 2u;
      let row = thread % 64u;
      let block = slice + part;
      var words = vec4<u32>();
      if (thread < 128u) {
        if (block < 2u && firstRow + row < count) {
          words = queries[block * 64u + firstRow + row];
        }
        for (var pair = 0u; pair < 4u; pair++) {
          let halves = unpack2x16float(words[pair]);
          queryTile[(8u * part + 2u * pair) * 64u + row] = halves.x;
          queryTile[(8u * part + 2u * pair + 1u) * 64u + row] = halves.y;
        }
      } else if (thread < 256u) {
        if (block < 2u && firstKey + row < end) {
          words = keys[block * 70u + firstKey + row];
        }
        for (var pair = 0u; pair < 4u; pair++) {
          let halves = unpack2x16float(words[pair]);
          keyTile[(8u * part + 2u * pair) * 64u + row] = halves.x;
          keyTile[(8u * part + 2u * pair + 1u) * 64u + row] = halves.y;
        }
      }
      workgroupBarrier();
      for (var c = 0u; c < 16u; c++) {
        let at = c * 64u + four;
        let query = vec4<f32>(queryTile[at], queryTile[at + 1u], queryTile[at + 2u], queryTile[at + 3u]);
        score0 += query * keyTile[c * 64u + lane + 0u];
        score1 += query * keyTile[c * 64u + lane + 16u];
        score2 += query * keyTile[c * 64u + lane + 32u];
        score3 += query * keyTile[c * 64u + lane + 48u];
      }
    }
    // The barriers of the first slice of this tile have ended all reads of the tile before.
    for (var index = thread; index < 128u; index += 256u) {
      let pair = index / 64u;
      let row = index % 64u;
      var halves = vec2<f32>();
      if (firstKey + row < end) {
        halves = unpack2x16float(values[pair * 70u + firstKey + row]);
      }
      valueTile[2u * pair * 64u + row] = halves.x;
      if (2u * pair + 1u < 3u) {
        valueTile[(2u * pair + 1u) * 64u + row] = halves.y;
      }
    }
    workgroupBarrier();

    let seen0 = asked & (vec4<u32>(firstKey + lane + 0u) <= positions);
    score0 = select(vec4<f32>(FARTHEST), 7.0 * score0, seen0);
    let seen1 = asked & (vec4<u32>(firstKey + lane + 16u) <= positions);
    score1 = select(vec4<f32>(FARTHEST), 7.0 * score1, seen1);
    let seen2 = asked & (vec4<u32>(firstKey + lane + 32u) <= positions);
    score2 = select(vec4<f32>(FARTHEST), 7.0 * score2, seen2);
    let seen3 = asked & (vec4<u32>(firstKey + lane + 48u) <= positions);
    score3 = select(vec4<f32>(FARTHEST), 7.0 * score3, seen3);
    let higher = max(max(max(top, score0), max(score1, score2)), score3);
    let shrink = select(exp2(top - higher), vec4<f32>(1.0), top == higher);
    top = higher;
    let weight0 = select(vec4<f32>(), exp2(score0 - top), seen0);
    let weight1 = select(vec4<f32>(), exp2(score1 - top), seen1);
    let weight2 = select(vec4<f32>(), exp2(score2 - top), seen2);
    let weight3 = select(vec4<f32>(), exp2(score3 - top), seen3);
    total = total * shrink + (weight0 + weight1 + weight2 + weight3);
    {
      let at = 0u + lane;
      sum0 = sum0 * shrink + (weight0 * valueTile[at] + weight1 * valueTile[at + 16u]
        + weight2 * valueTile[at + 32u] + weight3 * valueTile[at + 48u]);
    }
    {
      let at = 64u + lane;
      sum1 = sum1 * shrink + (weight0 * valueTile[at] + weight1 * valueTile[at + 16u]
        + weight2 * valueTile[at + 32u] + weight3 * valueTile[at + 48u]);
    }
    {
      let at = 128u + lane;
      sum2 = sum2 * shrink + (weight0 * valueTile[at] + weight1 * valueTile[at + 16u]
        + weight2 * valueTile[at + 32u] + weight3 * valueTile[at + 48u]);
    }
  }

  // The sixteen lanes of each query agree on the largest score, then add up what they have.
  workgroupBarrier();
  queryTile[(four + 0u) * 16u + lane] = top[0];
  queryTile[(four + 1u) * 16u + lane] = top[1];
  queryTile[(four + 2u) * 16u + lane] = top[2];
  queryTile[(four + 3u) * 16u + lane] = top[3];
  workgroupBarrier();
  var highest = top;
  for (var other = 0u; other < 16u; other++) {
    let at = four * 16u + other;
    highest = max(highest, vec4<f32>(queryTile[at], queryTile[at + 16u], queryTile[at + 32u], queryTile[at + 48u]));
  }
  let share = select(exp2(top - highest), vec4<f32>(1.0), top == highest);
  if (lane == 0u) {
    if (asked[0]) { partials[(group.x * 64u + rows[0]) * 5u] = highest[0]; }
    if (asked[1]) { partials[(group.x * 64u + rows[1]) * 5u] = highest[1]; }
    if (asked[2]) { partials[(group.x * 64u + rows[2]) * 5u] = highest[2]; }
    if (asked[3]) { partials[(group.x * 64u + rows[3]) * 5u] = highest[3]; }
  }
  for (var index = 0u; index < 4u; index++) {
    var quantity = vec4<f32>();
    switch index { case 0u: { quantity = total; } case 1u: { quantity = sum0; } case 2u: { quantity = sum1; } case 3u: { quantity = sum2; } default: {} }
    quantity *= share;
  workgroupBarrier();
  queryTile[(four + 0u) * 16u + lane] = quantity[0];
  queryTile[(four + 1u) * 16u + lane] = quantity[1];
  queryTile[(four + 2u) * 16u + lane] = quantity[2];
  queryTile[(four + 3u) * 16u + lane] = quantity[3];
  workgroupBarrier();
    let row = firstRow + thread;
    if (thread < 64u && row < count) {
      var added = 0.0;
      for (var other = 0u; other < 16u; other++) {
        added += queryTile[thread * 16u + other];
      }
      partials[(group.x * 64u + row) * 5u + 1u + index] = added;
    }
  }
}
