// retnet chunk states
enable f16;
alias Stored = f16;
const heads = 2u;
const steps = 67u;
const keyDim = 8u;
const keyPacks = 2u;
const valuePacks = 3u;
const valueTiles = 1u;
const chunks = 2u;
const columns = 4u;

fn feature(x: vec4<f32>) -> vec4<f32> {
  return x;
}

const keyTiles = 1u;

@group(0) @binding(0) var<storage, read> k: array<vec4<Stored>>;
@group(0) @binding(1) var<storage, read> v: array<vec4<Stored>>;
@group(0) @binding(2) var<storage, read_write> states: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> decay: array<f32>;

struct Decay {
  kept: f32,
  lost: f32,
}

fn together(p: Decay, q: Decay) -> Decay {
  let kept = p.kept * q.kept;
  let lost = p.lost + q.lost * p.kept;
  if (lost < 0.5) {
    return Decay(1.0 - lost, lost);
  }
  return Decay(kept, 1.0 - kept);
}

fn decayPower(a: f32, n: u32) -> Decay {
  var power = Decay(1.0, 0.0);
  var square = Decay(abs(a), 1.0 - abs(a));
  for (var rest = n; rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) {
      power = together(power, square);
    }
    if (rest > 1u) {
      square = together(square, square);
    }
  }
  return power;
}

fn decayed(h: f32, decay: Decay) -> f32 {
  let left = select(decay.kept * h, h - decay.lost * h, decay.lost < 0.5);
  return select(left, h, h == f32());
}

var<workgroup> keys: array<array<vec4<f32>, 16>, 16>;
var<workgroup> values: array<array<vec4<f32>, 16>, 16>;

@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let item = group.x + group.y * columns;
  if (item >= heads * chunks * keyTiles * valueTiles) {
    return;
  }
  let valuePack = item % valueTiles * 16u + local.x;
  let keyTile = item / valueTiles % keyTiles;
  let keyPack = keyTile * 16u + local.x;
  let chunk = item / (valueTiles * keyTiles) % chunks;
  let head = item / (valueTiles * keyTiles * chunks);
  let first = chunk * 64u;
  let end = min(first + 64u, steps);
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var slab = first; slab < end; slab += 16u) {
    let t = slab + local.y;
    let step = head * steps + t;
    var key = vec4<f32>();
    var value = vec4<f32>();
    if (t < end && keyPack < keyPacks) {
      key = decayPower(decay[head], end - 1u - t).kept * feature(vec4<f32>(k[step * keyPacks + keyPack]));
    }
    if (t < end && valuePack < valuePacks) {
      value = vec4<f32>(v[step * valuePacks + valuePack]);
    }
    workgroupBarrier();
    keys[local.y][local.x] = key;
    values[local.y][local.x] = value;
    workgroupBarrier();
    for (var s = 0u; s < 16u; s++) {
      let four = keys[s][local.y];
      let row = values[s][local.x];
      sum0 += four[0] * row;
      sum1 += four[1] * row;
      sum2 += four[2] * row;
      sum3 += four[3] * row;
    }
  }
  let row = keyTile * 64u + 4u * local.y;
  if (valuePack < valuePacks && row < keyDim) {
    let at = ((head * chunks + chunk) * keyDim + row) * valuePacks + valuePack;
    states[at + 0u * valuePacks] = sum0;
    states[at + 1u * valuePacks] = sum1;
    states[at + 2u * valuePacks] = sum2;
    states[at + 3u * valuePacks] = sum3;
  }
}

// retnet scan of states
const packs = 24u;
const chunks = 2u;

@group(0) @binding(0) var<storage, read_write> states: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;

struct Decay {
  kept: f32,
  lost: f32,
}

fn together(p: Decay, q: Decay) -> Decay {
  let kept = p.kept * q.kept;
  let lost = p.lost + q.lost * p.kept;
  if (lost < 0.5) {
    return Decay(1.0 - lost, lost);
  }
  return Decay(kept, 1.0 - kept);
}

fn decayPower(a: f32, n: u32) -> Decay {
  var power = Decay(1.0, 0.0);
  var square = Decay(abs(a), 1.0 - abs(a));
  for (var rest = n; rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) {
      power = together(power, square);
    }
    if (rest > 1u) {
      square = together(square, square);
    }
  }
  return power;
}

fn decayed(h: vec4<f32>, decay: Decay) -> vec4<f32> {
  let left = select(decay.kept * h, h - decay.lost * h, decay.lost < 0.5);
  return select(left, h, h == vec4<f32>());
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let item = id.x + id.y * 64u;
  if (item >= 2u * packs) {
    return;
  }
  let head = item / packs;
  let pack = item % packs;
  let over = decayPower(decay[head], 64u);
  var h = state[item];
  var i = 0u;
  for (; i + 4u < chunks; i += 4u) {
    let own0 = states[(head * chunks + i + 0u) * packs + pack];
    let own1 = states[(head * chunks + i + 1u) * packs + pack];
    let own2 = states[(head * chunks + i + 2u) * packs + pack];
    let own3 = states[(head * chunks + i + 3u) * packs + pack];
    states[(head * chunks + i + 0u) * packs + pack] = h; h = decayed(h, over) + own0;
    states[(head * chunks + i + 1u) * packs + pack] = h; h = decayed(h, over) + own1;
    states[(head * chunks + i + 2u) * packs + pack] = h; h = decayed(h, over) + own2;
    states[(head * chunks + i + 3u) * packs + pack] = h; h = decayed(h, over) + own3;
  }
  for (; i + 1u < chunks; i++) {
    let own = states[(head * chunks + i + 0u) * packs + pack];
    states[(head * chunks + i + 0u) * packs + pack] = h;
    h = decayed(h, over) + own;
  }
  // The last chunk may be shorter.
  let own = states[(head * chunks + i + 0u) * packs + pack];
  states[(head * chunks + i + 0u) * packs + pack] = h;
  let overLast = decayPower(decay[head], 3u);
  h = decayed(h, overLast) + own;
  state[item] = h;
}

// retnet outputs
enable f16;
alias Stored = f16;
const heads = 2u;
const steps = 67u;
const keyDim = 8u;
const keyPacks = 2u;
const valuePacks = 3u;
const valueTiles = 1u;
const chunks = 2u;
const columns = 4u;

fn feature(x: vec4<f32>) -> vec4<f32> {
  return x;
}

@group(0) @binding(0) var<storage, read> q: array<vec4<Stored>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<Stored>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<Stored>>;
@group(0) @binding(3) var<storage, read> states: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4<Stored>>;
@group(0) @binding(5) var<storage, read> decay: array<f32>;

struct Decay {
  kept: f32,
  lost: f32,
}

fn together(p: Decay, q: Decay) -> Decay {
  let kept = p.kept * q.kept;
  let lost = p.lost + q.lost * p.kept;
  if (lost < 0.5) {
    return Decay(1.0 - lost, lost);
  }
  return Decay(kept, 1.0 - kept);
}

fn decayPower(a: f32, n: u32) -> Decay {
  var power = Decay(1.0, 0.0);
  var square = Decay(abs(a), 1.0 - abs(a));
  for (var rest = n; rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) {
      power = together(power, square);
    }
    if (rest > 1u) {
      square = together(square, square);
    }
  }
  return power;
}

fn decayed(h: f32, decay: Decay) -> f32 {
  let left = select(decay.kept * h, h - decay.lost * h, decay.lost < 0.5);
  return select(left, h, h == f32());
}

// One pack more a row than is used, so that rows lie in different banks.
var<workgroup> queries: array<array<vec4<f32>, 5>, 64>;
var<workgroup> keys: array<array<vec4<f32>, 5>, 64>;
// First of the state, by key; then of the values, by step.
var<workgroup> values: array<array<vec4<f32>, 16>, 16>;
// scores[i][j] holds columns j, j + 16, j + 32 and j + 48.
var<workgroup> scores: array<array<vec4<f32>, 16>, 64>;
var<workgroup> powers: array<f32, 64>;

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let item = group.x + group.y * columns;
  if (item >= heads * chunks * 1u * valueTiles) {
    return;
  }
  let valuePack = item % valueTiles * 16u + local.x;
  let part = item / valueTiles % 1u;
  let chunk = item / (valueTiles * 1u) % chunks;
  let head = item / (valueTiles * 1u * chunks);
  let first = chunk * 64u;
  // This thread has rows row, row + 16, … of the chunk.
  let row = part * 64u + local.y;
  if (index < 64u) {
    powers[index] = decayPower(decay[head], index).kept;
  }
  var score0 = vec4<f32>(); var sum0 = vec4<f32>();
  var score1 = vec4<f32>(); var sum1 = vec4<f32>();
  var score2 = vec4<f32>(); var sum2 = vec4<f32>();
  var score3 = vec4<f32>(); var sum3 = vec4<f32>();
  for (var slab = 0u; slab < keyPacks; slab += 4u) {
    workgroupBarrier();
    for (var load = index; load < 256u; load += 256u) {
      let column = load % 4u;
      let pack = slab + column;
      let keyStep = first + load / 4u;
      var key = vec4<f32>();
      if (keyStep < steps && pack < keyPacks) {
        key = feature(vec4<f32>(k[(head * steps + keyStep) * keyPacks + pack]));
      }
      keys[load / 4u][column] = key;
      let queryStep = keyStep + part * 64u;
      if (load < 256u) {
        var query = vec4<f32>();
        if (queryStep < steps && pack < keyPacks) {
          query = feature(vec4<f32>(q[(head * steps + queryStep) * keyPacks + pack]));
        }
        queries[load / 4u][column] = query;
      }
    }
    if (local.y < 16u) {
      let key = 4u * slab + local.y;
      var before = vec4<f32>();
      if (key < keyDim && valuePack < valuePacks) {
        before = states[((head * chunks + chunk) * keyDim + key) * valuePacks + valuePack];
      }
      values[local.y][local.x] = before;
    }
    workgroupBarrier();
    for (var p = 0u; p < 4u; p++) {
      let key0 = keys[local.x + 0u][p]; let before0 = values[4u * p + 0u][local.x];
      let key1 = keys[local.x + 16u][p]; let before1 = values[4u * p + 1u][local.x];
      let key2 = keys[local.x + 32u][p]; let before2 = values[4u * p + 2u][local.x];
      let key3 = keys[local.x + 48u][p]; let before3 = values[4u * p + 3u][local.x];
      let query0 = queries[local.y + 0u][p];
      score0 += vec4<f32>(dot(query0, key0), dot(query0, key1), dot(query0, key2), dot(query0, key3));
      sum0 += query0.x * before0 + query0.y * before1 + query0.z * before2 + query0.w * before3;
      let query1 = queries[local.y + 16u][p];
      score1 += vec4<f32>(dot(query1, key0), dot(query1, key1), dot(query1, key2), dot(query1, key3));
      sum1 += query1.x * before0 + query1.y * before1 + query1.z * before2 + query1.w * before3;
      let query2 = queries[local.y + 32u][p];
      score2 += vec4<f32>(dot(query2, key0), dot(query2, key1), dot(query2, key2), dot(query2, key3));
      sum2 += query2.x * before0 + query2.y * before1 + query2.z * before2 + query2.w * before3;
      let query3 = queries[local.y + 48u][p];
      score3 += vec4<f32>(dot(query3, key0), dot(query3, key1), dot(query3, key2), dot(query3, key3));
      sum3 += query3.x * before0 + query3.y * before1 + query3.z * before2 + query3.w * before3;
    }
  }
  scores[local.y + 0u][local.x] = vec4<f32>(select(0.0, score0[0] * powers[max(row + 0u, local.x + 0u) - local.x - 0u], local.x + 0u <= row + 0u), select(0.0, score0[1] * powers[max(row + 0u, local.x + 16u) - local.x - 16u], local.x + 16u <= row + 0u), select(0.0, score0[2] * powers[max(row + 0u, local.x + 32u) - local.x - 32u], local.x + 32u <= row + 0u), select(0.0, score0[3] * powers[max(row + 0u, local.x + 48u) - local.x - 48u], local.x + 48u <= row + 0u));
  scores[local.y + 16u][local.x] = vec4<f32>(select(0.0, score1[0] * powers[max(row + 16u, local.x + 0u) - local.x - 0u], local.x + 0u <= row + 16u), select(0.0, score1[1] * powers[max(row + 16u, local.x + 16u) - local.x - 16u], local.x + 16u <= row + 16u), select(0.0, score1[2] * powers[max(row + 16u, local.x + 32u) - local.x - 32u], local.x + 32u <= row + 16u), select(0.0, score1[3] * powers[max(row + 16u, local.x + 48u) - local.x - 48u], local.x + 48u <= row + 16u));
  scores[local.y + 32u][local.x] = vec4<f32>(select(0.0, score2[0] * powers[max(row + 32u, local.x + 0u) - local.x - 0u], local.x + 0u <= row + 32u), select(0.0, score2[1] * powers[max(row + 32u, local.x + 16u) - local.x - 16u], local.x + 16u <= row + 32u), select(0.0, score2[2] * powers[max(row + 32u, local.x + 32u) - local.x - 32u], local.x + 32u <= row + 32u), select(0.0, score2[3] * powers[max(row + 32u, local.x + 48u) - local.x - 48u], local.x + 48u <= row + 32u));
  scores[local.y + 48u][local.x] = vec4<f32>(select(0.0, score3[0] * powers[max(row + 48u, local.x + 0u) - local.x - 0u], local.x + 0u <= row + 48u), select(0.0, score3[1] * powers[max(row + 48u, local.x + 16u) - local.x - 16u], local.x + 16u <= row + 48u), select(0.0, score3[2] * powers[max(row + 48u, local.x + 32u) - local.x - 32u], local.x + 32u <= row + 48u), select(0.0, score3[3] * powers[max(row + 48u, local.x + 48u) - local.x - 48u], local.x + 48u <= row + 48u));
  let gamma = decay[head];
  sum0 *= gamma * powers[row + 0u];
  sum1 *= gamma * powers[row + 16u];
  sum2 *= gamma * powers[row + 32u];
  sum3 *= gamma * powers[row + 48u];
  for (var slab = 0u; slab < 16u; slab += 4u) {
    workgroupBarrier();
    if (local.y < 16u) {
      let t = first + slab + local.y / 4u + 16u * (local.y % 4u);
      var value = vec4<f32>();
      if (t < steps && valuePack < valuePacks) {
        value = vec4<f32>(v[(head * steps + t) * valuePacks + valuePack]);
      }
      values[local.y][local.x] = value;
    }
    workgroupBarrier();
    for (var p = 0u; p < 4u; p++) {
      let value0 = values[4u * p + 0u][local.x];
      let value1 = values[4u * p + 1u][local.x];
      let value2 = values[4u * p + 2u][local.x];
      let value3 = values[4u * p + 3u][local.x];
      let weight0 = scores[local.y + 0u][slab + p];
      sum0 += weight0.x * value0 + weight0.y * value1 + weight0.z * value2 + weight0.w * value3;
      let weight1 = scores[local.y + 16u][slab + p];
      sum1 += weight1.x * value0 + weight1.y * value1 + weight1.z * value2 + weight1.w * value3;
      let weight2 = scores[local.y + 32u][slab + p];
      sum2 += weight2.x * value0 + weight2.y * value1 + weight2.z * value2 + weight2.w * value3;
      let weight3 = scores[local.y + 48u][slab + p];
      sum3 += weight3.x * value0 + weight3.y * value1 + weight3.z * value2 + weight3.w * value3;
    }
  }
  if (valuePack < valuePacks) {
    if (first + row + 0u < steps) { out[(head * steps + first + row + 0u) * valuePacks + valuePack] = vec4<Stored>(sum0); }
    if (first + row + 16u < steps) { out[(head * steps + first + row + 16u) * valuePacks + valuePack] = vec4<Stored>(sum1); }
    if (first + row + 32u < steps) { out[(head * steps + first + row + 32u) * valuePacks + valuePack] = vec4<Stored>(sum2); }
    if (first + row + 48u < steps) { out[(head * steps + first + row + 48u) * valuePacks + valuePack] = vec4<Stored>(sum3); }
  }
}
