@group(0) @binding(0) var<storage, read> range: array<u32, 2>;
@group(0) @binding(1) var<storage, read> queries: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> keys: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> values: array<u32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

const FARTHEST = -3.0e38;
// What is masked has about this score once B has multiplied it.
const MASKED = -4.285714221131045e+37;

// Coordinates before vectors of four rows; that of the keys is used again to merge.
var<workgroup> queryTile: array<vec4<f32>, 256>;
var<workgroup> keyTile: array<vec4<f32>, 512>;
var<workgroup> valueTile: array<vec4<f32>, 96>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let count = range[1];
  let firstRow = group.y * 64u;
  if (firstRow >= count) {
    return;
  }
  let lane = thread % 16u;
  let four = thread / 16u;
  let end = range[0] + min(firstRow + 64u, count);
  let rows0 = vec4<u32>(firstRow + 4u * four + 0u) + vec4<u32>(0u, 1u, 2u, 3u);
  var top0 = vec4<f32>(FARTHEST);
  var total0 = vec4<f32>();
  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  const slice = 0u;
      for (var index = thread; index < 32u; index += 256u) {
        let block = index / 16u;
        let vector = index % 16u;
        let row = firstRow + 4u * vector;
        var words0 = vec4<u32>();
        if (row + 0u < count) { words0 = queries[(slice + block) * 64u + row + 0u]; }
        var words1 = vec4<u32>();
        if (row + 1u < count) { words1 = queries[(slice + block) * 64u + row + 1u]; }
        var words2 = vec4<u32>();
        if (row + 2u < count) { words2 = queries[(slice + block) * 64u + row + 2u]; }
        var words3 = vec4<u32>();
        if (row + 3u < count) { words3 = queries[(slice + block) * 64u + row + 3u]; }
        queryTile[(8u * block + 0u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.x).x, unpack2x16float(words1.x).x, unpack2x16float(words2.x).x, unpack2x16float(words3.x).x);
        queryTile[(8u * block + 1u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.x).y, unpack2x16float(words1.x).y, unpack2x16float(words2.x).y, unpack2x16float(words3.x).y);
        queryTile[(8u * block + 2u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.y).x, unpack2x16float(words1.y).x, unpack2x16float(words2.y).x, unpack2x16float(words3.y).x);
        queryTile[(8u * block + 3u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.y).y, unpack2x16float(words1.y).y, unpack2x16float(words2.y).y, unpack2x16float(words3.y).y);
        queryTile[(8u * block + 4u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.z).x, unpack2x16float(words1.z).x, unpack2x16float(words2.z).x, unpack2x16float(words3.z).x);
        queryTile[(8u * block + 5u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.z).y, unpack2x16float(words1.z).y, unpack2x16float(words2.z).y, unpack2x16float(words3.z).y);
        queryTile[(8u * block + 6u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.w).x, unpack2x16float(words1.w).x, unpack2x16float(words2.w).x, unpack2x16float(words3.w).x);
        queryTile[(8u * block + 7u) * 16u + vector] = vec4<f32>(unpack2x16float(words0.w).y, unpack2x16float(words1.w).y, unpack2x16float(words2.w).y, unpack2x16float(words3.w).y);
      }
  for (var firstKey = group.x * 128u; firstKey < end; firstKey += 256u) {
    var score0_0 = vec4<f32>();
    var score1_0 = vec4<f32>();
    var score2_0 = vec4<f32>();
    var score3_0 = vec4<f32>();
    var score4_0 = vec4<f32>();
    var score5_0 = vec4<f32>();
    var score6_0 = vec4<f32>();
    var score7_0 = vec4<f32>();
    {
      workgroupBarrier();

      for (var index = thread; index < 64u; index += 256u) {
        let block = index / 32u;
        let vector = index % 32u;
        let row = firstKey + 4u * vector;
        var words0 = vec4<u32>();
        if (row + 0u < end) { words0 = keys[(slice + block) * 70u + row + 0u]; }
        var words1 = vec4<u32>();
        if (row + 1u < end) { words1 = keys[(slice + block) * 70u + row + 1u]; }
        var words2 = vec4<u32>();
        if (row + 2u < end) { words2 = keys[(slice + block) * 70u + row + 2u]; }
        var words3 = vec4<u32>();
        if (row + 3u < end) { words3 = keys[(slice + block) * 70u + row + 3u]; }
        keyTile[(8u * block + 0u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.x).x, unpack2x16float(words1.x).x, unpack2x16float(words2.x).x, unpack2x16float(words3.x).x);
        keyTile[(8u * block + 1u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.x).y, unpack2x16float(words1.x).y, unpack2x16float(words2.x).y, unpack2x16float(words3.x).y);
        keyTile[(8u * block + 2u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.y).x, unpack2x16float(words1.y).x, unpack2x16float(words2.y).x, unpack2x16float(words3.y).x);
        keyTile[(8u * block + 3u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.y).y, unpack2x16float(words1.y).y, unpack2x16float(words2.y).y, unpack2x16float(words3.y).y);
        keyTile[(8u * block + 4u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.z).x, unpack2x16float(words1.z).x, unpack2x16float(words2.z).x, unpack2x16float(words3.z).x);
        keyTile[(8u * block + 5u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.z).y, unpack2x16float(words1.z).y, unpack2x16float(words2.z).y, unpack2x16float(words3.z).y);
        keyTile[(8u * block + 6u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.w).x, unpack2x16float(words1.w).x, unpack2x16float(words2.w).x, unpack2x16float(words3.w).x);
        keyTile[(8u * block + 7u) * 32u + vector] = vec4<f32>(unpack2x16float(words0.w).y, unpack2x16float(words1.w).y, unpack2x16float(words2.w).y, unpack2x16float(words3.w).y);
      }
      workgroupBarrier();
      for (var block = 0u; block < 2u; block++) {
        {
          let query0 = queryTile[(8u * block + 0u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 0u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 0u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
        {
          let query0 = queryTile[(8u * block + 1u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 1u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 1u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
        {
          let query0 = queryTile[(8u * block + 2u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 2u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 2u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
        {
          let query0 = queryTile[(8u * block + 3u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 3u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 3u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
        {
          let query0 = queryTile[(8u * block + 4u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 4u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 4u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
        {
          let query0 = queryTile[(8u * block + 5u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 5u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 5u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
        {
          let query0 = queryTile[(8u * block + 6u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 6u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 6u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
        {
          let query0 = queryTile[(8u * block + 7u) * 16u + four + 0u];
          let key0 = keyTile[(8u * block + 7u) * 32u + lane + 0u];
          let key1 = keyTile[(8u * block + 7u) * 32u + lane + 16u];
          score0_0 = fma(query0, vec4<f32>(key0.x), score0_0);
          score1_0 = fma(query0, vec4<f32>(key0.y), score1_0);
          score2_0 = fma(query0, vec4<f32>(key0.z), score2_0);
          score3_0 = fma(query0, vec4<f32>(key0.w), score3_0);
          score4_0 = fma(query0, vec4<f32>(key1.x), score4_0);
          score5_0 = fma(query0, vec4<f32>(key1.y), score5_0);
          score6_0 = fma(query0, vec4<f32>(key1.z), score6_0);
          score7_0 = fma(query0, vec4<f32>(key1.w), score7_0);
        }
      }
    }
    // The barriers of this tile's first slice have ended all reads of the tile before.
    for (var index = thread; index < 64u; index += 256u) {
      let pair = index / 32u;
      let vector = index % 32u;
      var first = vec4<f32>();
      var second = vec4<f32>();
      for (var i = 0u; i < 4u; i++) {
        let key = firstKey + 4u * vector + i;
        if (key < end) {
          let halves = unpack2x16float(values[pair * 70u + key]);
          first[i] = halves.x;
          second[i] = halves.y;
        }
      }
      valueTile[2u * pair * 32u + vector] = first;
      if (2u * pair + 1u < 3u) {
        valueTile[(2u * pair + 1u) * 32u + vector] = second;
      }
    }
    workgroupBarrier();

    // Where every query sees every key of the tile there is nothing to mask.
    let crossed = firstKey + 128u > range[0] + firstRow + 1u;
    if (crossed) {
      score0_0 = select(vec4<f32>(MASKED), score0_0, vec4<u32>(firstKey + 4u * lane + 0u) <= vec4<u32>(range[0]) + rows0);
      score1_0 = select(vec4<f32>(MASKED), score1_0, vec4<u32>(firstKey + 4u * lane + 1u) <= vec4<u32>(range[0]) + rows0);
      score2_0 = select(vec4<f32>(MASKED), score2_0, vec4<u32>(firstKey + 4u * lane + 2u) <= vec4<u32>(range[0]) + rows0);
      score3_0 = select(vec4<f32>(MASKED), score3_0, vec4<u32>(firstKey + 4u * lane + 3u) <= vec4<u32>(range[0]) + rows0);
      score4_0 = select(vec4<f32>(MASKED), score4_0, vec4<u32>(firstKey + 4u * lane + 64u) <= vec4<u32>(range[0]) + rows0);
      score5_0 = select(vec4<f32>(MASKED), score5_0, vec4<u32>(firstKey + 4u * lane + 65u) <= vec4<u32>(range[0]) + rows0);
      score6_0 = select(vec4<f32>(MASKED), score6_0, vec4<u32>(firstKey + 4u * lane + 66u) <= vec4<u32>(range[0]) + rows0);
      score7_0 = select(vec4<f32>(MASKED), score7_0, vec4<u32>(firstKey + 4u * lane + 67u) <= vec4<u32>(range[0]) + rows0);
    }
    let higher0 = max(top0, 7.0 * max(max(max(score0_0, score1_0), max(score2_0, score3_0)), max(max(score4_0, score5_0), max(score6_0, score7_0))));
    let shrink0 = select(exp2(top0 - higher0), vec4<f32>(1.0), top0 == higher0);
    top0 = higher0;
    var weight0_0 = exp2(fma(vec4<f32>(7.0), score0_0, -higher0));
    var weight1_0 = exp2(fma(vec4<f32>(7.0), score1_0, -higher0));
    var weight2_0 = exp2(fma(vec4<f32>(7.0), score2_0, -higher0));
    var weight3_0 = exp2(fma(vec4<f32>(7.0), score3_0, -higher0));
    var weight4_0 = exp2(fma(vec4<f32>(7.0), score4_0, -higher0));
    var weight5_0 = exp2(fma(vec4<f32>(7.0), score5_0, -higher0));
    var weight6_0 = exp2(fma(vec4<f32>(7.0), score6_0, -higher0));
    var weight7_0 = exp2(fma(vec4<f32>(7.0), score7_0, -higher0));
    if (crossed) {
      weight0_0 = select(vec4<f32>(), weight0_0, vec4<u32>(firstKey + 4u * lane + 0u) <= vec4<u32>(range[0]) + rows0);
      weight1_0 = select(vec4<f32>(), weight1_0, vec4<u32>(firstKey + 4u * lane + 1u) <= vec4<u32>(range[0]) + rows0);
      weight2_0 = select(vec4<f32>(), weight2_0, vec4<u32>(firstKey + 4u * lane + 2u) <= vec4<u32>(range[0]) + rows0);
      weight3_0 = select(vec4<f32>(), weight3_0, vec4<u32>(firstKey + 4u * lane + 3u) <= vec4<u32>(range[0]) + rows0);
      weight4_0 = select(vec4<f32>(), weight4_0, vec4<u32>(firstKey + 4u * lane + 64u) <= vec4<u32>(range[0]) + rows0);
      weight5_0 = select(vec4<f32>(), weight5_0, vec4<u32>(firstKey + 4u * lane + 65u) <= vec4<u32>(range[0]) + rows0);
      weight6_0 = select(vec4<f32>(), weight6_0, vec4<u32>(firstKey + 4u * lane + 66u) <= vec4<u32>(range[0]) + rows0);
      weight7_0 = select(vec4<f32>(), weight7_0, vec4<u32>(firstKey + 4u * lane + 67u) <= vec4<u32>(range[0]) + rows0);
    }
    total0 = fma(total0, shrink0, (((weight0_0 + weight1_0) + (weight2_0 + weight3_0)) + ((weight4_0 + weight5_0) + (weight6_0 + weight7_0))));
    {
      let value0 = valueTile[0u + lane + 0u];
      let value1 = valueTile[0u + lane + 16u];
      sum0_0 *= shrink0;
      sum0_0 = fma(weight0_0, vec4<f32>(value0.x), sum0_0);
      sum0_0 = fma(weight1_0, vec4<f32>(value0.y), sum0_0);
      sum0_0 = fma(weight2_0, vec4<f32>(value0.z), sum0_0);
      sum0_0 = fma(weight3_0, vec4<f32>(value0.w), sum0_0);
      sum0_0 = fma(weight4_0, vec4<f32>(value1.x), sum0_0);
      sum0_0 = fma(weight5_0, vec4<f32>(value1.y), sum0_0);
      sum0_0 = fma(weight6_0, vec4<f32>(value1.z), sum0_0);
      sum0_0 = fma(weight7_0, vec4<f32>(value1.w), sum0_0);
    }
    {
      let value0 = valueTile[32u + lane + 0u];
      let value1 = valueTile[32u + lane + 16u];
      sum1_0 *= shrink0;
      sum1_0 = fma(weight0_0, vec4<f32>(value0.x), sum1_0);
      sum1_0 = fma(weight1_0, vec4<f32>(value0.y), sum1_0);
      sum1_0 = fma(weight2_0, vec4<f32>(value0.z), sum1_0);
      sum1_0 = fma(weight3_0, vec4<f32>(value0.w), sum1_0);
      sum1_0 = fma(weight4_0, vec4<f32>(value1.x), sum1_0);
      sum1_0 = fma(weight5_0, vec4<f32>(value1.y), sum1_0);
      sum1_0 = fma(weight6_0, vec4<f32>(value1.z), sum1_0);
      sum1_0 = fma(weight7_0, vec4<f32>(value1.w), sum1_0);
    }
    {
      let value0 = valueTile[64u + lane + 0u];
      let value1 = valueTile[64u + lane + 16u];
      sum2_0 *= shrink0;
      sum2_0 = fma(weight0_0, vec4<f32>(value0.x), sum2_0);
      sum2_0 = fma(weight1_0, vec4<f32>(value0.y), sum2_0);
      sum2_0 = fma(weight2_0, vec4<f32>(value0.z), sum2_0);
      sum2_0 = fma(weight3_0, vec4<f32>(value0.w), sum2_0);
      sum2_0 = fma(weight4_0, vec4<f32>(value1.x), sum2_0);
      sum2_0 = fma(weight5_0, vec4<f32>(value1.y), sum2_0);
      sum2_0 = fma(weight6_0, vec4<f32>(value1.z), sum2_0);
      sum2_0 = fma(weight7_0, vec4<f32>(value1.w), sum2_0);
    }
  }

  // The sixteen lanes of each query agree on the largest score, then add up what they have.
  {
    workgroupBarrier();
    keyTile[thread] = top0;
    workgroupBarrier();
    var highest = top0;
    for (var other = 0u; other < 16u; other++) {
      highest = max(highest, keyTile[four * 16u + other]);
    }
    let share = select(exp2(top0 - highest), vec4<f32>(1.0), top0 == highest);
    let places = ((group.x * 64u) + rows0) * 5u;
    let asked = (rows0 < vec4<u32>(count)) & vec4<bool>(lane == 0u);
    if (asked[0]) { partials[places[0]] = highest[0]; }
    if (asked[1]) { partials[places[1]] = highest[1]; }
    if (asked[2]) { partials[places[2]] = highest[2]; }
    if (asked[3]) { partials[places[3]] = highest[3]; }
    for (var index = 0u; index < 4u; index++) {
      var quantity = vec4<f32>();
      switch index { case 0u: { quantity = total0; } case 1u: { quantity = sum0_0; } case 2u: { quantity = sum1_0; } case 3u: { quantity = sum2_0; } default: {} }
      workgroupBarrier();
      keyTile[thread] = quantity * share;
      workgroupBarrier();
      if (lane == 0u) {
        var added = vec4<f32>();
        for (var other = 0u; other < 16u; other++) {
          added += keyTile[four * 16u + other];
        }
        if (asked[0]) { partials[places[0] + 1u + index] = added[0]; }
        if (asked[1]) { partials[places[1] + 1u + index] = added[1]; }
        if (asked[2]) { partials[places[2] + 1u + index] = added[2]; }
        if (asked[3]) { partials[places[3] + 1u + index] = added[3]; }
      }
    }
  }
}
