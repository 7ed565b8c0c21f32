typedef unsigned short stored;
__device__ __forceinline__ float numberOf(stored x) {
  float number;
  asm("cvt.f32.f16 %0, %1;" : "=f"(number) : "h"(x));
  return number;
}
__device__ __forceinline__ stored storedOf(float x) {
  stored half;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(x));
  return half;
}

typedef unsigned int u32;
#define DEVICE __device__ __forceinline__
constexpr int HEADS = 3, LENGTH = 1000, KEY_DIM = 12, VALUE_DIM = 20;
/* Steps of a segment, segments, groups of them, segments of a group. */
constexpr int STEPS = 128, SEGMENTS = 8, GROUPS = 8, ROUNDS = 1;
/* Steps before the first, so that the last segment is whole. */
constexpr int LACKING = SEGMENTS * STEPS - LENGTH;
/* Numbers of a copy; bytes of a tile of keys, values or queries, and of a state. */
constexpr int PIECE = 4, THREADS = 128;
constexpr u32 TILE = 16384, STATE = 16384;

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

DEVICE void sharedStoreBits4(u32 address, uint4 x) {
  asm volatile("st.shared.v4.u32 [%0], {%1, %2, %3, %4};" ::"r"(address), "r"(x.x), "r"(x.y), "r"(x.z), "r"(x.w) : "memory");
}

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
  asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

/* d (16, 8) += a (16, 8) · b (8, 8) in f32 of 11 bits: the range of f32, so that no state is too large. */
DEVICE void multiplyAddWide(float (&d)[4], const float (&a)[4], float b0, float b1) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
                 "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b0)), "r"(__float_as_uint(b1)));
}

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
    if (PIECE == 8) {
      const u32 at = tile + placeOf(row, piece);
      const uint4 x = sharedLoadBits4(at);
      sharedStoreBits4(at, make_uint4(featurePair(x.x), featurePair(x.y), featurePair(x.z), featurePair(x.w)));
    } else {
      const u32 at = tile + placeOf(row, piece / 2) + 8 * (piece % 2);
      sharedStore(at, featurePair(sharedLoad(at)));
      sharedStore(at + 4, featurePair(sharedLoad(at + 4)));
    }
  }
}

/* Adds keys times values to the state. A warp has 32 values by 32 keys, transposed, in the order in which the tensor cores take
   a right factor. */
DEVICE void accumulate(float (&sum)[2][4][4], u32 keys, u32 values) {
  const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
#pragma unroll
  for (u32 block = 0; block < STEPS / 16; block++) {
    u32 a[2][4], b[2][4];
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
      matricesTransposed(a[i], values + placeOf(16 * block + lane / 16 * 8 + lane % 8, 4 * (warp % 2) + 2 * i + lane / 8 % 2));
      matricesTransposed(b[i], keys + placeOf(16 * block + lane / 8 % 2 * 8 + lane % 8, 4 * (warp / 2) + 2 * i + lane / 16));
    }
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
#pragma unroll
      for (u32 n = 0; n < 4; n++) {
        multiplyAdd(sum[i][n], a[i], b[n / 2][n % 2 * 2], b[n / 2][n % 2 * 2 + 1]);
      }
    }
  }
}

/* Calls back with each number of this thread's part of the state that there is, and its place in the head's state. */
template <class F>
DEVICE void eachOfState(float (&sum)[2][4][4], const F &call) {
  const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
#pragma unroll
  for (u32 i = 0; i < 2; i++) {
#pragma unroll
    for (u32 n = 0; n < 4; n++) {
#pragma unroll
      for (u32 c = 0; c < 4; c++) {
        const u32 key = 32 * (warp / 2) + 8 * n + 2 * (lane % 4) + c % 2, value = 32 * (warp % 2) + 16 * i + lane / 4 + c / 2 * 8;
        if (key < KEY_DIM && value < VALUE_DIM) {
          call(sum[i][n][c], key * VALUE_DIM + value);
        }
      }
    }
  }
}

constexpr int PLACES = 3;

extern "C" __global__ void __launch_bounds__(THREADS, 2) retention_added(
    const stored *__restrict__ k, const stored *__restrict__ v, float *__restrict__ states) {
  extern __shared__ __align__(128) unsigned char memory[];
  const u32 shared = sharedAddress(memory);
  const int group = blockIdx.x % GROUPS, head = blockIdx.x / GROUPS;
  const int from = group * ROUNDS, rounds = min(SEGMENTS - from, ROUNDS);
  k += (size_t)head * LENGTH * KEY_DIM;
  v += (size_t)head * LENGTH * VALUE_DIM;
  const auto firstOf = [&](int round) { return (from + rounds - 1 - round) * STEPS - LACKING; };
  const auto keysOf = [&](int round) { return shared + round % PLACES * 2 * TILE; };
  const auto copy = [&](int round) {
    if (round < rounds) {
      copyTile<KEY_DIM>(keysOf(round), k, firstOf(round));
      copyTile<VALUE_DIM>(keysOf(round) + TILE, v, firstOf(round));
    }
    copiesEnd();
  };
  for (u32 at = 16 * threadIdx.x; at < PLACES * 2 * TILE; at += 16 * THREADS) {
    sharedStore4(shared + at, make_float4(0.0f, 0.0f, 0.0f, 0.0f));
  }
  __syncthreads();
#pragma unroll 1
  for (int round = 0; round < PLACES - 1; round++) {
    copy(round);
  }
  float sum[2][4][4] = {};
#pragma unroll 1
  for (int round = 0; round < rounds; round++) {
    copiesWait<PLACES - 2>();
    mapTile(keysOf(round));
    __syncthreads();
    copy(round + PLACES - 1);
    accumulate(sum, keysOf(round), keysOf(round) + TILE);
  }
  float *state = states + (size_t)blockIdx.x * KEY_DIM * VALUE_DIM;
  eachOfState(sum, [&](float &number, u32 place) { state[place] = number; });
}

typedef unsigned int u32;
#define DEVICE __device__ __forceinline__
constexpr int HEADS = 3, LENGTH = 1000, KEY_DIM = 12, VALUE_DIM = 20;
/* Steps of a segment, segments, groups of them, segments of a group. */
constexpr int STEPS = 128, SEGMENTS = 8, GROUPS = 8, ROUNDS = 1;
/* Steps before the first, so that the last segment is whole. */
constexpr int LACKING = SEGMENTS * STEPS - LENGTH;

extern "C" __global__ void retention_scan(float *__restrict__ states, float *__restrict__ state) {
  constexpr u32 NUMBERS = KEY_DIM * VALUE_DIM;
  const u32 at = blockIdx.x * 128 + threadIdx.x, head = at / NUMBERS;
  if (head >= HEADS) {
    return;
  }
  float *place = states + (size_t)head * GROUPS * NUMBERS + at % NUMBERS;
  float now = state[at];
  constexpr int BATCH = 8;
#pragma unroll 1
  for (int first = 0; first < GROUPS; first += BATCH) {
    float added[BATCH];
#pragma unroll
    for (int i = 0; i < BATCH; i++) {
      added[i] = first + i < GROUPS ? place[(size_t)(first + i) * NUMBERS] : 0.0f;
    }
#pragma unroll
    for (int i = 0; i < BATCH; i++) {
      const int group = first + i;
      if (group < GROUPS) {
        place[(size_t)group * NUMBERS] = now;
        now += added[i];
      }
    }
  }
  state[at] = now;
}

typedef unsigned short stored;
__device__ __forceinline__ float numberOf(stored x) {
  float number;
  asm("cvt.f32.f16 %0, %1;" : "=f"(number) : "h"(x));
  return number;
}
__device__ __forceinline__ stored storedOf(float x) {
  stored half;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(x));
  return half;
}

typedef unsigned int u32;
#define DEVICE __device__ __forceinline__
constexpr int HEADS = 3, LENGTH = 1000, KEY_DIM = 12, VALUE_DIM = 20;
/* Steps of a segment, segments, groups of them, segments of a group. */
constexpr int STEPS = 128, SEGMENTS = 8, GROUPS = 8, ROUNDS = 1;
/* Steps before the first, so that the last segment is whole. */
constexpr int LACKING = SEGMENTS * STEPS - LENGTH;
/* Numbers of a copy; bytes of a tile of keys, values or queries, and of a state. */
constexpr int PIECE = 4, THREADS = 128;
constexpr u32 TILE = 16384, STATE = 16384;

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

DEVICE void sharedStoreBits4(u32 address, uint4 x) {
  asm volatile("st.shared.v4.u32 [%0], {%1, %2, %3, %4};" ::"r"(address), "r"(x.x), "r"(x.y), "r"(x.z), "r"(x.w) : "memory");
}

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
  asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

/* d (16, 8) += a (16, 8) · b (8, 8) in f32 of 11 bits: the range of f32, so that no state is too large. */
DEVICE void multiplyAddWide(float (&d)[4], const float (&a)[4], float b0, float b1) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
                 "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b0)), "r"(__float_as_uint(b1)));
}

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
    if (PIECE == 8) {
      const u32 at = tile + placeOf(row, piece);
      const uint4 x = sharedLoadBits4(at);
      sharedStoreBits4(at, make_uint4(featurePair(x.x), featurePair(x.y), featurePair(x.z), featurePair(x.w)));
    } else {
      const u32 at = tile + placeOf(row, piece / 2) + 8 * (piece % 2);
      sharedStore(at, featurePair(sharedLoad(at)));
      sharedStore(at + 4, featurePair(sharedLoad(at + 4)));
    }
  }
}

/* Adds keys times values to the state. A warp has 32 values by 32 keys, transposed, in the order in which the tensor cores take
   a right factor. */
DEVICE void accumulate(float (&sum)[2][4][4], u32 keys, u32 values) {
  const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
#pragma unroll
  for (u32 block = 0; block < STEPS / 16; block++) {
    u32 a[2][4], b[2][4];
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
      matricesTransposed(a[i], values + placeOf(16 * block + lane / 16 * 8 + lane % 8, 4 * (warp % 2) + 2 * i + lane / 8 % 2));
      matricesTransposed(b[i], keys + placeOf(16 * block + lane / 8 % 2 * 8 + lane % 8, 4 * (warp / 2) + 2 * i + lane / 16));
    }
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
#pragma unroll
      for (u32 n = 0; n < 4; n++) {
        multiplyAdd(sum[i][n], a[i], b[n / 2][n % 2 * 2], b[n / 2][n % 2 * 2 + 1]);
      }
    }
  }
}

/* Calls back with each number of this thread's part of the state that there is, and its place in the head's state. */
template <class F>
DEVICE void eachOfState(float (&sum)[2][4][4], const F &call) {
  const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
#pragma unroll
  for (u32 i = 0; i < 2; i++) {
#pragma unroll
    for (u32 n = 0; n < 4; n++) {
#pragma unroll
      for (u32 c = 0; c < 4; c++) {
        const u32 key = 32 * (warp / 2) + 8 * n + 2 * (lane % 4) + c % 2, value = 32 * (warp % 2) + 16 * i + lane / 4 + c / 2 * 8;
        if (key < KEY_DIM && value < VALUE_DIM) {
          call(sum[i][n][c], key * VALUE_DIM + value);
        }
      }
    }
  }
}

constexpr int PLACES = 2;

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
                   u32 tile, u32 block) {
  const u32 lane = threadIdx.x % 32, row = lane / 4, column = 2 * (lane % 4);
  float score[2][4];
  scoresOf(score, query, keys);
  if (block == tile) {
#pragma unroll
    for (u32 i = 0; i < 8; i++) {
      const int since = (int)(row + i / 2 % 2 * 8) - (int)(i / 4 * 8 + column + i % 2);
      score[i / 4][i % 4] = since < 0 ? 0.0f : score[i / 4][i % 4];
    }
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
DEVICE void fromSegment(float (&out)[2][8][4], const u32 (&query)[2][4][4], u32 keys, u32 values, u32 early, u32 late) {
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
      attend(out[0], query[0], key, value, early, block);
    }
    attend(out[1], query[1], key, value, late, block);
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
    if (KEY_DIM < 64) {
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
    const float *__restrict__ states, stored *__restrict__ out) {
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
  for (u32 at = 16 * threadIdx.x; at < PLACES * 3 * TILE; at += 16 * THREADS) {
    sharedStore4(shared + at, make_float4(0.0f, 0.0f, 0.0f, 0.0f));
  }
  __syncthreads();
#pragma unroll 1
  for (int round = 0; round < PLACES - 1; round++) {
    copy(round);
  }
  float sum[2][4][4] = {};
  const float *state = states + (size_t)blockIdx.x * KEY_DIM * VALUE_DIM;
  eachOfState(sum, [&](float &number, u32 place) { number = state[place]; });
  const u32 early = warp, late = 7 - warp;
#pragma unroll 1
  for (int round = 0; round < rounds; round++) {
    const u32 queries = queriesOf(round), keys = queries + TILE, values = keys + TILE;
    copiesWait<PLACES - 2>();
    mapTile(queries);
    mapTile(keys);
    __syncthreads();
    copy(round + PLACES - 1);
#pragma unroll
    for (u32 i = 0; i < 8; i++) {
      const float (&quad)[4] = sum[i / 4][i % 4];
      const u32 place = ((warp % 2 * 2 + i / 4) * 8 + warp / 2 * 4 + i % 4) * 32 + lane;
      sharedStore4(stateAt + 16 * place, make_float4(shortened(quad[0]), shortened(quad[1]), shortened(quad[2]), shortened(quad[3])));
    }
    accumulate(sum, keys, values);
    u32 query[2][4][4];
#pragma unroll
    for (u32 i = 0; i < 4; i++) {
      matrices(query[0][i], queries + placeOf(16 * early + lane % 16, 2 * i + lane / 16));
      matrices(query[1][i], queries + placeOf(16 * late + lane % 16, 2 * i + lane / 16));
    }
    __syncthreads();
    float rows[2][8][4] = {};
    fromState(rows, query, stateAt);
    fromSegment(rows, query, keys, values, early, late);
    store(rows[0], queries, early, out, firstOf(round));
    store(rows[1], queries, late, out, firstOf(round));
  }
}
