/** The last program of a retention in CUDA C++: its outputs. */
import type { RetentionKind, RetentionShape } from './retention.js';
import {
  clearedCuda,
  POWER_BYTES,
  type RetentionGroups,
  STATE_BYTES,
  sharedCuda,
  TILE_BYTES,
  WIDTH,
} from './retention-cuda-text.js';

/** Segments that have a place: one is worked on while the other is copied. */
const PLACES = 2;

/** Bytes of dynamic shared memory. */
export const OUTPUT_BYTES = PLACES * 3 * TILE_BYTES + STATE_BYTES + POWER_BYTES;

/** The outputs of each group of segments, with the state in registers. */
export function outputsCuda(kind: RetentionKind, shape: RetentionShape, groups: RetentionGroups): string {
  const { decays } = kind;
  const mapped = shape.featureMap !== 'identity';
  return `\
${sharedCuda(kind, shape, groups)}
constexpr int PLACES = ${PLACES};

/* 32 queries times the state that their segment starts from: two tiles of 16. */
DEVICE void fromState(float (&out)[2][8][4], const u32 (&query)[2][4][4], u32 state) {
  const u32 lane = threadIdx.x % 32;
#pragma unroll
  for (u32 k = 0; k < 8; k++) {
    /* Keys 2·t and 2·t + 1 stand where the product has t and t + 4. */
    float a[2][4];
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
      unpack(a[i][0], a[i][2], query[i][k / 2][k % 2 * 2]);
      unpack(a[i][1], a[i][3], query[i][k / 2][k % 2 * 2 + 1]);
    }
#pragma unroll
    for (u32 m = 0; m < 4; m++) {
      const float4 b = sharedLoad4(state + 16 * ((m * 8 + k) * 32 + lane));
#pragma unroll
      for (u32 i = 0; i < 2; i++) {
        multiplyAddWide(out[i][2 * m], a[i], b.x, b.y);
        multiplyAddWide(out[i][2 * m + 1], a[i], b.z, b.w);
      }
    }
  }
}

/* 16 scores of 16 queries: of a block of keys, whose last is so many steps before the first of the tile of queries, or one of
   which is the query's own. */
DEVICE void scoresOf(float (&score)[2][4], const u32 (&query)[4][4], const u32 (&keys)[4][4]) {
  float other[2][4] = {};
#pragma unroll
  for (u32 n = 0; n < 2; n++) {
    score[n][0] = score[n][1] = score[n][2] = score[n][3] = 0.0f;
#pragma unroll
    for (u32 k = 0; k < 2; k++) {
      multiplyAdd(score[n], query[k], keys[k][2 * n], keys[k][2 * n + 1]);
      multiplyAdd(other[n], query[k + 2], keys[k + 2][2 * n], keys[k + 2][2 * n + 1]);
    }
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
      score[n][i] += other[n][i];
    }
  }
}

/* Scores as a left factor, over a power of two. */
DEVICE void packed(u32 (&a)[4], const float (&score)[2][4], float down) {
#pragma unroll
  for (u32 i = 0; i < 4; i++) {
    a[i] = pack(score[i / 2][i % 2 * 2] * down, score[i / 2][i % 2 * 2 + 1] * down);
  }
}

DEVICE void addValues(float (&out)[8][4], const u32 (&a)[4], const u32 (&values)[4][4]) {
#pragma unroll
  for (u32 n = 0; n < 8; n++) {
    multiplyAdd(out[n], a, values[n / 2][n % 2 * 2], values[n / 2][n % 2 * 2 + 1]);
  }
}

/* Adds what 16 queries find among 16 keys. */
DEVICE void attend(float (&out)[8][4], const u32 (&query)[4][4], const u32 (&keys)[4][4], const u32 (&values)[4][4],
                   u32 tile, u32 block${decays ? ', const float *powers' : ''}) {
  const u32 lane = threadIdx.x % 32, row = lane / 4, column = 2 * (lane % 4);
  float score[2][4];
  scoresOf(score, query, keys);
  if (block == tile) {
#pragma unroll
    for (u32 i = 0; i < 8; i++) {
      const int since = (int)(row + i / 2 % 2 * 8) - (int)(i / 4 * 8 + column + i % 2);
      score[i / 4][i % 4] = since < 0 ? 0.0f : ${decays ? 'score[i / 4][i % 4] * powers[since]' : 'score[i / 4][i % 4]'};
    }
  }${
    decays
      ? ` else {
    /* Steps from the key to the end of its block, and from there to the query. */
    const float *within = powers + 15 - column, *since = powers + 16 * (tile - block) - 15 + row;
#pragma unroll
    for (u32 i = 0; i < 8; i++) {
      score[i / 4][i % 4] *= within[-(int)(i / 4 * 8 + i % 2)] * since[i / 2 % 2 * 8];
    }
  }`
      : ''
  }
  float top = 0.0f;
#pragma unroll
  for (u32 i = 0; i < 8; i++) {
    top = fmaxf(top, fabsf(score[i / 4][i % 4]));
  }
  u32 a[4];
  if (__any_sync(~0u, top > 61440.0f)) {
    /* f16 does not hold them: they are taken over a power of two, and the sums times it. */
#pragma unroll
    for (int across = 16; across > 0; across /= 2) {
      top = fmaxf(top, __shfl_xor_sync(~0u, top, across));
    }
    const int above = (__float_as_int(top) >> 23) - 127 - 14;
    packed(a, score, __int_as_float((127 - above) << 23));
    float sum[8][4] = {};
    addValues(sum, a, values);
#pragma unroll
    for (u32 i = 0; i < 32; i++) {
      out[i / 4][i % 4] = fmaf(__int_as_float((127 + above) << 23), sum[i / 4][i % 4], out[i / 4][i % 4]);
    }
  } else {
    packed(a, score, 1.0f);
    addValues(out, a, values);
  }
}

/* What two tiles of queries find in their own segment. Each sees the keys up to its own, so that a warp has an early and a late
   one, and all warps have as much to do. */
DEVICE void fromSegment(float (&out)[2][8][4], const u32 (&query)[2][4][4], u32 keys, u32 values, u32 early, u32 late${decays ? ', const float *powers' : ''}) {
  const u32 lane = threadIdx.x % 32;
#pragma unroll 1
  for (u32 block = 0; block <= late; block++) {
    u32 key[4][4], value[4][4];
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
      matrices(key[i], keys + placeOf(16 * block + lane / 16 * 8 + lane % 8, 2 * i + lane / 8 % 2));
    }
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
      matricesTransposed(value[i], values + placeOf(16 * block + lane / 8 % 2 * 8 + lane % 8, 2 * i + lane / 16));
    }
    if (block <= early) {
      attend(out[0], query[0], key, value, early, block${decays ? ', powers' : ''});
    }
    attend(out[1], query[1], key, value, late, block${decays ? ', powers' : ''});
  }
}

/* A warp's rows, by way of where its queries were. */
DEVICE void store(const float (&rows)[8][4], u32 queries, u32 tile, stored *out, int first) {
  const u32 lane = threadIdx.x % 32, row = 16 * tile + lane / 4;
  __syncwarp();
#pragma unroll
  for (u32 n = 0; n < 8; n++) {
    sharedStore(queries + placeOf(row, n) + 4 * (lane % 4), pack(rows[n][0], rows[n][1]));
    sharedStore(queries + placeOf(row + 8, n) + 4 * (lane % 4), pack(rows[n][2], rows[n][3]));
  }
  __syncwarp();
#pragma unroll
  for (u32 i = 0; i < 4; i++) {
    const u32 from = 16 * tile + 4 * i + lane / 8, part = lane % 8;
    const int step = first + (int)from;
    const uint4 numbers = sharedLoadBits4(queries + placeOf(from, part));
    if (KEY_DIM < ${WIDTH}) {
      /* No copy writes the columns that queries lack, and whatever a query of infinite numbers left there would stay. */
      sharedStore4(queries + placeOf(from, part), make_float4(0.0f, 0.0f, 0.0f, 0.0f));
    }
    if (step >= 0) {
      stored *to = out + (size_t)step * VALUE_DIM + 8 * part;
      if (PIECE == 8) {
        if (8 * part < VALUE_DIM) {
          __stcs((uint4 *)to, numbers);
        }
      } else {
        if (8 * part < VALUE_DIM) {
          *(uint2 *)to = make_uint2(numbers.x, numbers.y);
        }
        if (8 * part + 4 < VALUE_DIM) {
          *(uint2 *)(to + 4) = make_uint2(numbers.z, numbers.w);
        }
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(THREADS, 2) retention_outputs(
    const stored *__restrict__ q, const stored *__restrict__ k, const stored *__restrict__ v,
    const float *__restrict__ states, stored *__restrict__ out${decays ? ', const float *__restrict__ decays' : ''}) {
  extern __shared__ __align__(128) unsigned char memory[];
  const u32 shared = sharedAddress(memory), stateAt = shared + PLACES * 3 * TILE;
  const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int group = blockIdx.x % GROUPS, head = blockIdx.x / GROUPS;
  const int from = group * ROUNDS, rounds = min(SEGMENTS - from, ROUNDS);
  q += (size_t)head * LENGTH * KEY_DIM;
  k += (size_t)head * LENGTH * KEY_DIM;
  v += (size_t)head * LENGTH * VALUE_DIM;
  out += (size_t)head * LENGTH * VALUE_DIM;
  const auto firstOf = [&](int round) { return (from + round) * STEPS - LACKING; };
  const auto queriesOf = [&](int round) { return shared + round % PLACES * 3 * TILE; };
  const auto copy = [&](int round) {
    if (round < rounds) {
      copyTile<KEY_DIM>(queriesOf(round) + TILE, k, firstOf(round));
      copyTile<VALUE_DIM>(queriesOf(round) + 2 * TILE, v, firstOf(round));
      copyTile<KEY_DIM>(queriesOf(round), q, firstOf(round));
    }
    copiesEnd();
  };
${clearedCuda(shape, `PLACES * 3 * TILE`)}\
#pragma unroll 1
  for (int round = 0; round < PLACES - 1; round++) {
    copy(round);
  }
${decays ? `  float *powers = (float *)(memory + PLACES * 3 * TILE + STATE);\n  powersOf(powers, decays[head]);\n` : ''}\
  float sum[2][4][4] = {};
  const float *state = states + (size_t)blockIdx.x * KEY_DIM * VALUE_DIM;
  eachOfState(sum, [&](float &number, u32 place) { number = state[place]; });
  const u32 early = warp, late = 7 - warp;
#pragma unroll 1
  for (int round = 0; round < rounds; round++) {
    const u32 queries = queriesOf(round), keys = queries + TILE, values = keys + TILE;
    copiesWait<PLACES - 2>();
${mapped ? '    mapTile(queries);\n    mapTile(keys);\n' : ''}\
    __syncthreads();
    copy(round + PLACES - 1);
#pragma unroll
    for (u32 i = 0; i < 8; i++) {
      const float (&quad)[4] = sum[i / 4][i % 4];
      const u32 place = ((warp % 2 * 2 + i / 4) * 8 + warp / 2 * 4 + i % 4) * 32 + lane;
      sharedStore4(stateAt + 16 * place, make_float4(shortened(quad[0]), shortened(quad[1]), shortened(quad[2]), shortened(quad[3])));
    }
    accumulate(sum, keys, values${decays ? ', powers, firstOf(round)' : ''});
    u32 query[2][4][4];
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
      matrices(query[0][i], queries + placeOf(16 * early + lane % 16, 2 * i + lane / 16));
      matrices(query[1][i], queries + placeOf(16 * late + lane % 16, 2 * i + lane / 16));
    }
    __syncthreads();
    float rows[2][8][4] = {};
    fromState(rows, query, stateAt);
${
  decays
    ? `\
    /* Steps since the state, of which there are fewer in a segment that begins before the first. */
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
      const int since = 16 * (int)(i == 0 ? early : late) + (int)lane / 4 + 1 + min(firstOf(round), 0);
      const float kept = powers[max(since, 0)], keptLater = powers[max(since + 8, 0)];
#pragma unroll
      for (u32 n = 0; n < 8; n++) {
        rows[i][n][0] *= kept;
        rows[i][n][1] *= kept;
        rows[i][n][2] *= keptLater;
        rows[i][n][3] *= keptLater;
      }
    }
`
    : ''
}\
    fromSegment(rows, query, keys, values, early, late${decays ? ', powers' : ''});
    store(rows[0], queries, early, out, firstOf(round));
    store(rows[1], queries, late, out, firstOf(round));
  }
}
`;
}
