/** The text of a retention in CUDA C++; what it does and why is told in `retention-cuda.ts`. */
import { storedCuda } from './cuda-text.js';
import type { RetentionKind, RetentionShape } from './retention.js';

/** What the text depends on beside the shape. */
export interface RetentionCudaForm {
  /** Blocks of a cluster, which works on one head. */
  readonly ranks: number;
  /** Steps that a block takes at once: 16 for each of its warps. */
  readonly steps: number;
}

/** Numbers of a row in shared memory, and the most of a key or a value. */
export const WIDTH = 64;
/** Places for keys and values, and for queries, of so many segments. */
const PAIRS = 4;
const QUERIES = 3;
const STATE_BYTES = 4 * WIDTH * WIDTH;

/** Bytes of dynamic shared memory: tiles, what a segment adds, the states of two segments, and powers of the decay. */
export function retentionSharedBytes({ steps }: RetentionCudaForm): number {
  return (2 * PAIRS + QUERIES) * 2 * WIDTH * steps + 3 * STATE_BYTES + 4 * (steps + 4);
}

/** Numbers that are copied at once: 16 bytes where rows allow it. */
function pieceOf({ keyDim, valueDim }: RetentionShape): number {
  return keyDim % 8 === 0 && valueDim % 8 === 0 ? 8 : 4;
}

/** The one program. */
export function retentionCudaText(
  kind: RetentionKind,
  shape: RetentionShape,
  { ranks, steps }: RetentionCudaForm,
): string {
  const { heads, length, keyDim, valueDim, featureMap } = shape;
  const { decays } = kind;
  const mapped = featureMap !== 'identity';
  return `\
${storedCuda('f16')}
typedef unsigned int u32;
#define DEVICE __device__ __forceinline__
constexpr int HEADS = ${heads}, LENGTH = ${length}, KEY_DIM = ${keyDim}, VALUE_DIM = ${valueDim};
/* Blocks of a cluster, steps of a block's segment, numbers of a copy. */
constexpr int RANKS = ${ranks}, STEPS = ${steps}, PIECE = ${pieceOf(shape)};
constexpr int WARPS = STEPS / 16, THREADS = 32 * WARPS, ROUNDS = (LENGTH + RANKS * STEPS - 1) / (RANKS * STEPS);
/* Steps before the first, so that the last segment is whole. */
constexpr int LACKING = ROUNDS * RANKS * STEPS - LENGTH;
/* In bytes of shared memory. */
constexpr u32 TILE = 128 * STEPS, PAIRS = ${PAIRS}, QUERIES = ${QUERIES}, STATE = ${STATE_BYTES};
constexpr u32 KEYS_AT = QUERIES * TILE, VALUES_AT = KEYS_AT + PAIRS * TILE, ADDED_AT = VALUES_AT + PAIRS * TILE;
constexpr u32 STATES_AT = ADDED_AT + STATE, POWERS_AT = STATES_AT + 2 * STATE;
/* Quads of a state, and those of them that a block scans, one a thread. */
constexpr int QUADS = STATE / 16, OWN_QUADS = QUADS / RANKS;

${PRIMITIVES_CUDA}
/* Where a row's 16 bytes lie, so that neither rows nor columns meet a bank twice. */
DEVICE u32 placeOf(u32 row, u32 part) { return 128 * row + ((part ^ (row & 7)) << 4); }

/* Copies a tile whose first row is that step; those before the first step become zeros. */
template <int COLUMNS>
DEVICE void copyTile(u32 tile, const stored *from, int first) {
  constexpr int PIECES = COLUMNS / PIECE;
#pragma unroll
  for (int i = threadIdx.x; i < STEPS * PIECES; i += THREADS) {
    const int row = i / PIECES, piece = i % PIECES, step = first + row;
    const u32 place = PIECE == 8 ? placeOf(row, piece) : placeOf(row, piece / 2) + 8 * (piece % 2);
    copyPiece(tile + place, from + (size_t)max(step, 0) * COLUMNS + PIECE * piece, step >= 0);
  }
}
${
  mapped
    ? `
DEVICE u32 featurePair(u32 pair) {
  float low, high;
  unpack(low, high, pair);
  low = low > 0.0f ? low + 1.0f : __expf(low);
  high = high > 0.0f ? high + 1.0f : __expf(high);
  return pack(low, high);
}

/* The feature map of what this thread copied. */
DEVICE void mapTile(u32 tile) {
  constexpr int PIECES = KEY_DIM / PIECE;
#pragma unroll
  for (int i = threadIdx.x; i < STEPS * PIECES; i += THREADS) {
    const int row = i / PIECES, piece = i % PIECES;
    const u32 at = tile + (PIECE == 8 ? placeOf(row, piece) : placeOf(row, piece / 2) + 8 * (piece % 2));
#pragma unroll
    for (int pair = 0; pair < PIECE / 2; pair++) {
      sharedStore(at + 4 * pair, featurePair(sharedLoad(at + 4 * pair)));
    }
  }
}
`
    : ''
}
/* What a segment adds to the state: a warp has 16 values by half of the keys, and leaves them transposed, in the order in which
   the tensor cores take a right factor. */
DEVICE void addedBy(u32 shared, u32 keys, u32 values${decays ? ', const float *powers' : ''}) {
  constexpr int PARTS = WARPS / 4, PAIRS_OF_KEYS = 4 / PARTS;
  const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32, m = warp % 4, part = warp / 4;
  float sum[2 * PAIRS_OF_KEYS][4];
#pragma unroll
  for (int i = 0; i < 2 * PAIRS_OF_KEYS; i++) {
    sum[i][0] = sum[i][1] = sum[i][2] = sum[i][3] = 0.0f;
  }
${
  decays
    ? `\
  const float *weight = powers + 15 - 2 * (lane % 4);
  const u32 early = pack(weight[0], weight[-1]), late = pack(weight[-8], weight[-9]);
  const float decay = powers[16];
`
    : ''
}\
#pragma unroll
  for (u32 block = 0; block < STEPS / 16; block++) {
    u32 a[4];
    matricesTransposed(a, values + placeOf(16 * block + lane / 16 * 8 + lane % 8, 2 * m + lane / 8 % 2));
${
  decays
    ? `\
    a[0] = product(a[0], early);
    a[1] = product(a[1], early);
    a[2] = product(a[2], late);
    a[3] = product(a[3], late);
`
    : ''
}\
#pragma unroll
    for (u32 p = 0; p < PAIRS_OF_KEYS; p++) {
      u32 b[4];
      matricesTransposed(b, keys + placeOf(16 * block + lane / 8 % 2 * 8 + lane % 8, 2 * (part * PAIRS_OF_KEYS + p) + lane / 16));
${
  decays
    ? `\
#pragma unroll
      for (int i = 0; i < 4; i++) {
        sum[2 * p][i] *= decay;
        sum[2 * p + 1][i] *= decay;
      }
`
    : ''
}\
      multiplyAdd(sum[2 * p], a, b[0], b[1]);
      multiplyAdd(sum[2 * p + 1], a, b[2], b[3]);
    }
  }
#pragma unroll
  for (u32 i = 0; i < 2 * PAIRS_OF_KEYS; i++) {
    const u32 quad = (m * 8 + part * 2 * PAIRS_OF_KEYS + i) * 32 + lane;
    sharedStore4(shared + ADDED_AT + 16 * quad, make_float4(sum[i][0], sum[i][1], sum[i][2], sum[i][3]));
  }
}

/* The state's quad of this thread, if it has one: from what all blocks added, what each starts from. */
DEVICE void scan(float4 &state, u32 shared, u32 to, u32 rank, ${decays ? 'float decay, const float *powers, ' : ''}int round) {
  const u32 quad = 16 * (rank * OWN_QUADS + threadIdx.x);
  float4 added[RANKS];
#pragma unroll
  for (u32 r = 0; r < RANKS; r++) {
    added[r] = remoteLoad4(remote(shared + ADDED_AT + quad, r));
  }
#pragma unroll
  for (u32 r = 0; r < RANKS; r++) {
    remoteStore4(remote(to + quad, r), make_float4(shortened(state.x), shortened(state.y), shortened(state.z), shortened(state.w)));
${
  decays
    ? `\
    const float kept = round > 0 ? decay : powers[min(STEPS, max(0, ((int)r + 1) * STEPS - LACKING))];
    state.x = fmaf(kept, state.x, added[r].x);
    state.y = fmaf(kept, state.y, added[r].y);
    state.z = fmaf(kept, state.z, added[r].z);
    state.w = fmaf(kept, state.w, added[r].w);
`
    : `\
    state.x += added[r].x;
    state.y += added[r].y;
    state.z += added[r].z;
    state.w += added[r].w;
`
}\
  }
}

/* 16 queries times the state that their segment starts from. */
DEVICE void fromState(float (&out)[8][4], const u32 (&query)[4][4], u32 state) {
  const u32 lane = threadIdx.x % 32;
#pragma unroll
  for (int n = 0; n < 8; n++) {
    out[n][0] = out[n][1] = out[n][2] = out[n][3] = 0.0f;
  }
#pragma unroll
  for (u32 k = 0; k < 8; k++) {
    /* Keys 2·t and 2·t + 1 stand where the product has t and t + 4. */
    float a[4];
    unpack(a[0], a[2], query[k / 2][k % 2 * 2]);
    unpack(a[1], a[3], query[k / 2][k % 2 * 2 + 1]);
#pragma unroll
    for (u32 m = 0; m < 4; m++) {
      const float4 b = sharedLoad4(state + 16 * ((m * 8 + k) * 32 + lane));
      multiplyAddWide(out[2 * m], a, b.x, b.y);
      multiplyAddWide(out[2 * m + 1], a, b.z, b.w);
    }
  }
}

/* 16 scores of 16 queries times 16 values, added to out. */
DEVICE void addValues(float (&out)[8][4], const u32 (&a)[4], u32 values, u32 block) {
  const u32 lane = threadIdx.x % 32;
#pragma unroll
  for (u32 p = 0; p < 4; p++) {
    u32 b[4];
    matricesTransposed(b, values + placeOf(16 * block + lane / 8 % 2 * 8 + lane % 8, 2 * p + lane / 16));
    multiplyAdd(out[2 * p], a, b[0], b[1]);
    multiplyAdd(out[2 * p + 1], a, b[2], b[3]);
  }
}

/* Scores that f16 does not hold: over a power of two, and the sums times it. */
DEVICE void addValuesScaled(float (&out)[8][4], const float (&score)[2][4], float top, u32 values, u32 block) {
#pragma unroll
  for (int across = 16; across > 0; across /= 2) {
    top = fmaxf(top, __shfl_xor_sync(~0u, top, across));
  }
  const int above = (__float_as_int(top) >> 23) - 127 - 14;
  const float down = __int_as_float((127 - above) << 23), up = __int_as_float((127 + above) << 23);
  const u32 a[4] = {pack(score[0][0] * down, score[0][1] * down), pack(score[0][2] * down, score[0][3] * down),
                    pack(score[1][0] * down, score[1][1] * down), pack(score[1][2] * down, score[1][3] * down)};
  float sum[8][4];
#pragma unroll
  for (int n = 0; n < 8; n++) {
    sum[n][0] = sum[n][1] = sum[n][2] = sum[n][3] = 0.0f;
  }
  addValues(sum, a, values, block);
#pragma unroll
  for (int n = 0; n < 8; n++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      out[n][i] = fmaf(up, sum[n][i], out[n][i]);
    }
  }
}

/* What the queries of a tile find in their own segment. */
DEVICE void fromSegment(float (&out)[8][4], const u32 (&query)[4][4], u32 keys, u32 values, u32 tile${decays ? ', const float *powers' : ''}) {
  const u32 lane = threadIdx.x % 32, row = lane / 4, column = 2 * (lane % 4);
${
  decays
    ? `\
  const float *back = powers + 15 - column;
  const float columns[2][2] = {{back[0], back[-1]}, {back[-8], back[-9]}};
`
    : ''
}\
#pragma unroll 1
  for (u32 block = 0; block <= tile; block++) {
    float score[2][4];
#pragma unroll
    for (int n = 0; n < 2; n++) {
      score[n][0] = score[n][1] = score[n][2] = score[n][3] = 0.0f;
    }
#pragma unroll
    for (u32 k = 0; k < 4; k++) {
      u32 b[4];
      matrices(b, keys + placeOf(16 * block + lane / 16 * 8 + lane % 8, 2 * k + lane / 8 % 2));
      multiplyAdd(score[0], query[k], b[0], b[1]);
      multiplyAdd(score[1], query[k], b[2], b[3]);
    }
${
  decays
    ? `\
    if (block < tile) {
      const float *ahead = powers + 16 * (tile - block) - 15 + row;
#pragma unroll
      for (int n = 0; n < 2; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          score[n][i] *= columns[n][i % 2] * ahead[i / 2 * 8];
        }
      }
    }
`
    : ''
}\
    if (block == tile) {
#pragma unroll
      for (int n = 0; n < 2; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          const int since = (int)(row + i / 2 * 8) - (int)(8 * n + column + i % 2);
          score[n][i] = since < 0 ? 0.0f : ${decays ? 'score[n][i] * powers[since]' : 'score[n][i]'};
        }
      }
    }
    float top = 0.0f;
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        top = fmaxf(top, fabsf(score[n][i]));
      }
    }
    if (__any_sync(~0u, top > 61440.0f)) {
      addValuesScaled(out, score, top, values, block);
    } else {
      const u32 a[4] = {pack(score[0][0], score[0][1]), pack(score[0][2], score[0][3]), pack(score[1][0], score[1][1]),
                        pack(score[1][2], score[1][3])};
      addValues(out, a, values, block);
    }
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
    if (KEY_DIM < VALUE_DIM) {
      sharedStore4(queries + placeOf(from, part), make_float4(0.0f, 0.0f, 0.0f, 0.0f));
    }
    if (step >= 0) {
      stored *to = out + (size_t)step * VALUE_DIM + 8 * part;
      if (PIECE == 8) {
        if (8 * part < VALUE_DIM) {
          *(uint4 *)to = numbers;
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

extern "C" __global__ void __launch_bounds__(THREADS, 1) retention(
    const stored *__restrict__ q, const stored *__restrict__ k, const stored *__restrict__ v, float *states,
    stored *__restrict__ out${decays ? ', const float *__restrict__ decays' : ''}) {
  extern __shared__ __align__(1024) unsigned char memory[];
  const u32 shared = sharedAddress(memory), rank = blockIdx.x % RANKS, head = blockIdx.x / RANKS;
  const u32 thread = threadIdx.x, lane = thread % 32, warp = thread / 32;
  /* The longest and the shortest tile of a scheduler's two warps together are as long as those of another. */
  const u32 tile = warp < WARPS / 2 ? warp : WARPS + WARPS / 2 - 1 - warp;
  q += (size_t)head * LENGTH * KEY_DIM;
  k += (size_t)head * LENGTH * KEY_DIM;
  v += (size_t)head * LENGTH * VALUE_DIM;
  out += (size_t)head * LENGTH * VALUE_DIM;
  const auto firstOf = [&](int round) { return (round * RANKS + (int)rank) * STEPS - LACKING; };
  const auto queriesOf = [&](int round) { return shared + round % QUERIES * TILE; };
  const auto keysOf = [&](int round) { return shared + KEYS_AT + round % PAIRS * TILE; };
  const auto valuesOf = [&](int round) { return shared + VALUES_AT + round % PAIRS * TILE; };
  const auto copyPairs = [&](int round) {
    if (round < ROUNDS) {
      copyTile<KEY_DIM>(keysOf(round), k, firstOf(round));
      copyTile<VALUE_DIM>(valuesOf(round), v, firstOf(round));
    }
  };
  const auto copyQueries = [&](int round) {
    if (round < ROUNDS) {
      copyTile<KEY_DIM>(queriesOf(round), q, firstOf(round));
    }
  };

${
  keyDim < WIDTH || valueDim < WIDTH
    ? `\
  /* Columns that are not there stay zero. */
  for (u32 i = thread; i < ADDED_AT / 16; i += THREADS) {
    sharedStore4(shared + 16 * i, make_float4(0.0f, 0.0f, 0.0f, 0.0f));
  }
  __syncthreads();
`
    : ''
}\
  copyPairs(0);
  copiesEnd();
  copyQueries(0);
  copyPairs(1);
  copiesEnd();
  copyQueries(1);
  copyPairs(2);
  copiesEnd();
${
  decays
    ? `\
  float *powers = (float *)(memory + POWERS_AT);
  const float gamma = decays[head];
  for (u32 n = thread; n <= STEPS; n += THREADS) {
    double power = 1.0, square = gamma;
    for (u32 rest = n; rest > 0; rest /= 2) {
      power *= rest % 2 == 1 ? square : 1.0;
      square *= square;
    }
    powers[n] = (float)power;
  }
`
    : ''
}\
  /* This thread's quad of the state: two keys of a value, and of the eighth value after it. */
  const bool scans = thread < OWN_QUADS;
  const u32 quad = rank * OWN_QUADS + thread, key = quad / 32 % 8 * 8 + 2 * (lane % 4), value = quad / 256 * 16 + lane / 4;
  float *place = states + ((size_t)head * KEY_DIM + key) * VALUE_DIM + value;
  float4 state = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  if (scans && key < KEY_DIM && value < VALUE_DIM) {
    state.x = place[0];
    state.y = place[VALUE_DIM];
  }
  if (scans && key < KEY_DIM && value + 8 < VALUE_DIM) {
    state.z = place[8];
    state.w = place[VALUE_DIM + 8];
  }
  copiesWait<2>();
${mapped ? '  mapTile(keysOf(0));\n' : ''}\
  __syncthreads();
${decays ? '  const float decay = powers[STEPS];\n' : ''}\
  addedBy(shared, keysOf(0), valuesOf(0)${decays ? ', powers' : ''});
  clusterArrive();
  clusterWait();
  if (scans) {
    scan(state, shared, shared + STATES_AT, rank, ${decays ? 'decay, powers, ' : ''}0);
  }
  clusterArrive();

#pragma unroll 1
  for (int round = 0; round < ROUNDS; round++) {
    const bool more = round + 1 < ROUNDS;
    copiesWait<1>();
${mapped ? '    mapTile(queriesOf(round));\n    if (more) {\n      mapTile(keysOf(round + 1));\n    }\n' : ''}\
    __syncthreads();
    copyQueries(round + 2);
    copyPairs(round + 3);
    copiesEnd();
    clusterWait();
    if (more) {
      addedBy(shared, keysOf(round + 1), valuesOf(round + 1)${decays ? ', powers' : ''});
    }
    clusterArrive();
    u32 query[4][4];
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
      matrices(query[i], queriesOf(round) + placeOf(16 * tile + lane % 16, 2 * i + lane / 16));
    }
    float rows[8][4];
    fromState(rows, query, shared + STATES_AT + round % 2 * STATE);
${
  decays
    ? `\
    /* Steps since the state, of which there are fewer in a segment that begins before the first. */
    const int since = 16 * (int)tile + (int)lane / 4 + 1 + min(firstOf(round), 0);
    const float kept = powers[max(since, 0)], keptLater = powers[max(since + 8, 0)];
#pragma unroll
    for (int n = 0; n < 8; n++) {
      rows[n][0] *= kept;
      rows[n][1] *= kept;
      rows[n][2] *= keptLater;
      rows[n][3] *= keptLater;
    }
`
    : ''
}\
    clusterWait();
    if (more && scans) {
      scan(state, shared, shared + STATES_AT + (round + 1) % 2 * STATE, rank, ${decays ? 'decay, powers, ' : ''}round + 1);
    }
    clusterArrive();
    fromSegment(rows, query, keysOf(round), valuesOf(round), tile${decays ? ', powers' : ''});
    store(rows, queriesOf(round), tile, out, firstOf(round));
  }
  clusterWait();
  if (scans && key < KEY_DIM && value < VALUE_DIM) {
    place[0] = state.x;
    place[VALUE_DIM] = state.y;
  }
  if (scans && key < KEY_DIM && value + 8 < VALUE_DIM) {
    place[8] = state.z;
    place[VALUE_DIM + 8] = state.w;
  }
}
`;
}

/** Instructions that C++ has no words for. Matrices are as ldmatrix and mma.sync lay them over a warp. */
const PRIMITIVES_CUDA = `\
DEVICE u32 sharedAddress(const void *p) { return (u32)__cvta_generic_to_shared(p); }

DEVICE void sharedStore(u32 address, u32 bits) {
  asm volatile("st.shared.u32 [%0], %1;" ::"r"(address), "r"(bits) : "memory");
}

DEVICE u32 sharedLoad(u32 address) {
  u32 bits;
  asm volatile("ld.shared.u32 %0, [%1];" : "=r"(bits) : "r"(address) : "memory");
  return bits;
}

DEVICE void sharedStore4(u32 address, float4 x) {
  asm volatile("st.shared.v4.f32 [%0], {%1, %2, %3, %4};" ::"r"(address), "f"(x.x), "f"(x.y), "f"(x.z), "f"(x.w) : "memory");
}

DEVICE float4 sharedLoad4(u32 address) {
  float4 x;
  asm volatile("ld.shared.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(x.x), "=f"(x.y), "=f"(x.z), "=f"(x.w) : "r"(address) : "memory");
  return x;
}

DEVICE uint4 sharedLoadBits4(u32 address) {
  uint4 x;
  asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];" : "=r"(x.x), "=r"(x.y), "=r"(x.z), "=r"(x.w) : "r"(address) : "memory");
  return x;
}

/* An address of this block's shared memory in that of another block of the cluster. */
DEVICE u32 remote(u32 address, u32 rank) {
  u32 there;
  asm("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(there) : "r"(address), "r"(rank));
  return there;
}

DEVICE float4 remoteLoad4(u32 address) {
  float4 x;
  asm volatile("ld.shared::cluster.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(x.x), "=f"(x.y), "=f"(x.z), "=f"(x.w) : "r"(address) : "memory");
  return x;
}

DEVICE void remoteStore4(u32 address, float4 x) {
  asm volatile("st.shared::cluster.v4.f32 [%0], {%1, %2, %3, %4};" ::"r"(address), "f"(x.x), "f"(x.y), "f"(x.z), "f"(x.w) : "memory");
}

/* What threads of the cluster wrote before they arrived is there after the wait. */
DEVICE void clusterArrive() { asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory"); }
DEVICE void clusterWait() { asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory"); }

/* PIECE numbers into shared memory, on their own; zeros where there are none. */
DEVICE void copyPiece(u32 to, const stored *from, bool there) {
  if (PIECE == 8) {
    asm volatile("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(there ? 16 : 0) : "memory");
  } else {
    asm volatile("cp.async.ca.shared.global [%0], [%1], 8, %2;" ::"r"(to), "l"(from), "r"(there ? 8 : 0) : "memory");
  }
}
DEVICE void copiesEnd() { asm volatile("cp.async.commit_group;" ::: "memory"); }
/* Until all but the last LEFT groups have come. */
template <int LEFT>
DEVICE void copiesWait() {
  asm volatile("cp.async.wait_group %0;" ::"n"(LEFT) : "memory");
}

DEVICE u32 pack(float low, float high) {
  u32 pair;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
}

DEVICE void unpack(float &low, float &high, u32 pair) {
  asm("{ .reg .f16 a, b; mov.b32 {a, b}, %2; cvt.f32.f16 %0, a; cvt.f32.f16 %1, b; }" : "=f"(low), "=f"(high) : "r"(pair));
}

DEVICE u32 product(u32 x, u32 y) {
  u32 pair;
  asm("mul.rn.f16x2 %0, %1, %2;" : "=r"(pair) : "r"(x), "r"(y));
  return pair;
}

/* To the 11 bits that the tensor cores read of an f32. */
DEVICE float shortened(float x) {
  u32 bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
  return __uint_as_float(bits);
}

/* Four matrices of 8 x 8 halves; lane i names a row of the (i / 8)-th. */
DEVICE void matrices(u32 (&m)[4], u32 row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3]) : "r"(row) : "memory");
}

DEVICE void matricesTransposed(u32 (&m)[4], u32 row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3]) : "r"(row) : "memory");
}

/* d (16, 8) += a (16, 16) · b (16, 8) in halves. */
DEVICE void multiplyAdd(float (&d)[4], const u32 (&a)[4], u32 b0, u32 b1) {
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

/* d (16, 8) += a (16, 8) · b (8, 8) in f32 of 11 bits: the range of f32, so that no state is too large. */
DEVICE void multiplyAddWide(float (&d)[4], const float (&a)[4], float b0, float b1) {
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
                 "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b0)), "r"(__float_as_uint(b1)));
}
`;
