typedef unsigned int u32;
typedef unsigned long long u64;
#define DEVICE __device__ __forceinline__

DEVICE u32 sharedAddress(const void *p) { return (u32)__cvta_generic_to_shared(p); }

DEVICE void sharedStore(u32 address, int number) {
  asm volatile("st.shared.u32 [%0], %1;" ::"r"(address), "r"(number) : "memory");
}

DEVICE int sharedLoad(u32 address) {
  int number;
  asm volatile("ld.shared.u32 %0, [%1];" : "=r"(number) : "r"(address) : "memory");
  return number;
}

/* A barrier's phase is over when all have arrived and all bytes that are expected have come. Phases have parities in turn: the
   first is 0, and waiting for 1 on a new barrier returns at once. */
DEVICE void barrierInit(u32 barrier, u32 arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(arrivals) : "memory");
}

/* Makes barriers known to the copy engine. */
DEVICE void barriersReady() {
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

DEVICE void barrierArrive(u32 barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

DEVICE void barrierExpect(u32 barrier, u32 bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

DEVICE bool barrierPassed(u32 barrier, u32 parity) {
  u32 passed;
  asm volatile("{ .reg .pred p; mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p; }"
               : "=r"(passed) : "r"(barrier), "r"(parity) : "memory");
  return passed != 0;
}

DEVICE u32 clockNow() {
  u32 now;
  asm volatile("mov.u32 %0, %%clock;" : "=r"(now)::"memory");
  return now;
}

/* Until the phase of this parity is over, and no longer than a second. Rather than hang, the launch then ends in a fault, by a
   write to where nothing is: with a trap in this loop, ptxas forgets what setmaxnreg allows and spills. */
DEVICE void barrierWait(u32 barrier, u32 parity) {
  if (barrierPassed(barrier, parity)) {
    return;
  }
  const u32 start = clockNow();
  while (!barrierPassed(barrier, parity)) {
    if (clockNow() - start > 1u << 31) {
      asm volatile("st.global.u32 [%0], %1;" ::"l"(0ull), "r"(0u) : "memory");
    }
  }
}

/* The map's box at (0, row, plane) of its tensor (columns, rows, planes); rows past the last arrive as zeros. */
DEVICE void copyTile(u32 to, const CUtensorMap *map, int row, int plane, u32 barrier) {
  asm volatile("cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4}], [%5];"
               ::"r"(to), "l"(map), "r"(0), "r"(row), "r"(plane), "r"(barrier) : "memory");
}

DEVICE void productsBegin() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }
DEVICE void productsEnd() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }
DEVICE void productsWait() { asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory"); }

template <int N>
DEVICE void pinned(float (&d)[N]) {
#pragma unroll
  for (int i = 0; i < N; i++) {
    asm volatile("" : "+f"(d[i])::"memory");
  }
}

/* A tile as wgmma is told of it: where it starts, and that groups of 8 rows are 1,024 bytes apart, with the 128-byte swizzle. */
DEVICE u64 tileDescriptor(u32 address) {
  return (u64)((address & 0x3ffff) >> 4) | (u64)64 << 16 | (u64)64 << 32 | (u64)1 << 62;
}

DEVICE void firstProductOfQueries(float (&d)[64], u64 a, u64 b) {
  asm volatile(
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
      "}, %64, %65, 0, 1, 1, 0, 0;"
      :
      "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3]), "=f"(d[4]), "=f"(d[5]), "=f"(d[6]), "=f"(d[7]),
      "=f"(d[8]), "=f"(d[9]), "=f"(d[10]), "=f"(d[11]), "=f"(d[12]), "=f"(d[13]), "=f"(d[14]), "=f"(d[15]),
      "=f"(d[16]), "=f"(d[17]), "=f"(d[18]), "=f"(d[19]), "=f"(d[20]), "=f"(d[21]), "=f"(d[22]), "=f"(d[23]),
      "=f"(d[24]), "=f"(d[25]), "=f"(d[26]), "=f"(d[27]), "=f"(d[28]), "=f"(d[29]), "=f"(d[30]), "=f"(d[31]),
      "=f"(d[32]), "=f"(d[33]), "=f"(d[34]), "=f"(d[35]), "=f"(d[36]), "=f"(d[37]), "=f"(d[38]), "=f"(d[39]),
      "=f"(d[40]), "=f"(d[41]), "=f"(d[42]), "=f"(d[43]), "=f"(d[44]), "=f"(d[45]), "=f"(d[46]), "=f"(d[47]),
      "=f"(d[48]), "=f"(d[49]), "=f"(d[50]), "=f"(d[51]), "=f"(d[52]), "=f"(d[53]), "=f"(d[54]), "=f"(d[55]),
      "=f"(d[56]), "=f"(d[57]), "=f"(d[58]), "=f"(d[59]), "=f"(d[60]), "=f"(d[61]), "=f"(d[62]), "=f"(d[63])
      : "l"(a), "l"(b));
}

DEVICE void nextProductOfQueries(float (&d)[64], u64 a, u64 b) {
  asm volatile(
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
      "}, %64, %65, 1, 1, 1, 0, 0;"
      :
      "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]), "+f"(d[4]), "+f"(d[5]), "+f"(d[6]), "+f"(d[7]),
      "+f"(d[8]), "+f"(d[9]), "+f"(d[10]), "+f"(d[11]), "+f"(d[12]), "+f"(d[13]), "+f"(d[14]), "+f"(d[15]),
      "+f"(d[16]), "+f"(d[17]), "+f"(d[18]), "+f"(d[19]), "+f"(d[20]), "+f"(d[21]), "+f"(d[22]), "+f"(d[23]),
      "+f"(d[24]), "+f"(d[25]), "+f"(d[26]), "+f"(d[27]), "+f"(d[28]), "+f"(d[29]), "+f"(d[30]), "+f"(d[31]),
      "+f"(d[32]), "+f"(d[33]), "+f"(d[34]), "+f"(d[35]), "+f"(d[36]), "+f"(d[37]), "+f"(d[38]), "+f"(d[39]),
      "+f"(d[40]), "+f"(d[41]), "+f"(d[42]), "+f"(d[43]), "+f"(d[44]), "+f"(d[45]), "+f"(d[46]), "+f"(d[47]),
      "+f"(d[48]), "+f"(d[49]), "+f"(d[50]), "+f"(d[51]), "+f"(d[52]), "+f"(d[53]), "+f"(d[54]), "+f"(d[55]),
      "+f"(d[56]), "+f"(d[57]), "+f"(d[58]), "+f"(d[59]), "+f"(d[60]), "+f"(d[61]), "+f"(d[62]), "+f"(d[63])
      : "l"(a), "l"(b));
}

DEVICE void productOfWeights(float (&d)[32], const u32 *a, u64 b) {
  asm volatile(
      "wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
      "}, {%32, %33, %34, %35}, %36, 1, 1, 1, 1;"
      :
      "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]), "+f"(d[4]), "+f"(d[5]), "+f"(d[6]), "+f"(d[7]),
      "+f"(d[8]), "+f"(d[9]), "+f"(d[10]), "+f"(d[11]), "+f"(d[12]), "+f"(d[13]), "+f"(d[14]), "+f"(d[15]),
      "+f"(d[16]), "+f"(d[17]), "+f"(d[18]), "+f"(d[19]), "+f"(d[20]), "+f"(d[21]), "+f"(d[22]), "+f"(d[23]),
      "+f"(d[24]), "+f"(d[25]), "+f"(d[26]), "+f"(d[27]), "+f"(d[28]), "+f"(d[29]), "+f"(d[30]), "+f"(d[31])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));
}

__device__ __forceinline__ float power2(float x) {
  float power;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(x));
  return power;
}

constexpr int HEADS = 3, QUERIES = 500, KEYS = 1000, QUERY_OFFSET = 500;
/* Weights are powers of two: what a difference of scores is multiplied by. */
constexpr float TO_POWER = 1.4426950216293335f;
/* Consumer warpgroups of a block, 64 queries each, and blocks of a multiprocessor. */
constexpr int WARPGROUPS = 3, RESIDENT = 1;
constexpr int THREADS = 128 * (WARPGROUPS + 1);
constexpr int PRODUCER_REGISTERS = 32, CONSUMER_REGISTERS = 160;
/* Queries of a tile, keys of a step, steps in shared memory. */
constexpr int TILE = 64 * WARPGROUPS, STEP = 128, STAGES = 2;
constexpr int TILE_BYTES = TILE * 128, STEP_BYTES = STEP * 128;
constexpr int TILES = (QUERIES + TILE - 1) / TILE, ALL_TILES = HEADS * TILES, HEADS_AT_ONCE = 3;
constexpr bool BLOCK_EACH = true;
constexpr int NONE = -1;
constexpr u32 WARP = 0xffffffff;

struct Work { int head, firstQuery; };

/* The tiles of the last queries see most keys and come first, those of HEADS_AT_ONCE heads together. */
DEVICE Work workOf(int tile) {
  const int group = tile / (HEADS_AT_ONCE * TILES), within = tile % (HEADS_AT_ONCE * TILES);
  const int heads = min(HEADS_AT_ONCE, HEADS - group * HEADS_AT_ONCE);
  return {group * HEADS_AT_ONCE + within % heads, (TILES - 1 - within / heads) * TILE};
}

/* The step with the last key that is seen from a position. */
DEVICE int lastStepOf(int position) { return min(position, KEYS - 1) / STEP; }

/* Tiles given out so far; 0 between launches, which must not overlap: those of one stream do not. */
__device__ u32 givenOut;

DEVICE int nextTile(bool first) {
  if (BLOCK_EACH) {
    return first ? (int)blockIdx.x : NONE;
  }
  /* Each block is told once that no tile is left. So after ALL_TILES and once a block the counter is at 0 again. */
  const u32 number = atomicInc(&givenOut, ALL_TILES + gridDim.x - 1);
  return number < (u32)ALL_TILES ? (int)number : NONE;
}

/* What lies where in shared memory, in bytes from a multiple of 1,024 on: tiles of queries, keys and values, and barriers. A tile
   is full when its bytes have come, and empty when each consumer warp has said that it is done with it. */
constexpr u32 QUERY_TILE = 0, KEY_TILES = TILE_BYTES, VALUE_TILES = KEY_TILES + STAGES * STEP_BYTES;
constexpr u32 QUERY_FULL = VALUE_TILES + STAGES * STEP_BYTES, QUERY_EMPTY = QUERY_FULL + 8;
constexpr u32 KEY_FULL = QUERY_FULL + 16, KEY_EMPTY = KEY_FULL + 8 * STAGES;
constexpr u32 VALUE_FULL = KEY_EMPTY + 8 * STAGES, VALUE_EMPTY = VALUE_FULL + 8 * STAGES;
/* The number of the tile that the queries are of. */
constexpr u32 TILE_NUMBER = VALUE_EMPTY + 8 * STAGES;

extern __shared__ unsigned char sharedBytes[];

DEVICE void initBarriers(u32 shared) {
  barrierInit(shared + QUERY_FULL, 1);
  barrierInit(shared + QUERY_EMPTY, 4 * WARPGROUPS);
  for (int stage = 0; stage < STAGES; stage++) {
    barrierInit(shared + KEY_FULL + 8 * stage, 1);
    barrierInit(shared + KEY_EMPTY + 8 * stage, 4 * WARPGROUPS);
    barrierInit(shared + VALUE_FULL + 8 * stage, 1);
    barrierInit(shared + VALUE_EMPTY + 8 * stage, 4 * WARPGROUPS);
  }
  barriersReady();
}

/* A place in a ring of stages, and the parity of its barriers' present phase. */
struct Place {
  int stage = 0;
  u32 parity = 0;

  DEVICE void next() {
    if (++stage == STAGES) {
      stage = 0;
      parity ^= 1;
    }
  }
};

/* Fills the stage once it is empty. */
DEVICE void fill(u32 shared, u32 tiles, u32 full, u32 empty, const Place &at, const CUtensorMap *map, int key, int head) {
  barrierWait(shared + empty + 8 * at.stage, at.parity ^ 1);
  barrierExpect(shared + full + 8 * at.stage, STEP_BYTES);
  copyTile(shared + tiles + at.stage * STEP_BYTES, map, key, head, shared + full + 8 * at.stage);
}

/* One thread copies what the consumers need: for each tile of queries the steps of keys and values, from the last to the first. */
DEVICE void produce(u32 shared, const CUtensorMap *queryMap, const CUtensorMap *keyMap, const CUtensorMap *valueMap) {
  Place at;
  u32 queryParity = 0;
  for (int tile = nextTile(true);; tile = nextTile(false)) {
    barrierWait(shared + QUERY_EMPTY, queryParity ^ 1);
    sharedStore(shared + TILE_NUMBER, tile);
    if (tile == NONE) {
      barrierArrive(shared + QUERY_FULL);
      return;
    }
    const Work work = workOf(tile);
    barrierExpect(shared + QUERY_FULL, TILE_BYTES);
    copyTile(shared + QUERY_TILE, queryMap, work.firstQuery, work.head, shared + QUERY_FULL);
    for (int step = lastStepOf(QUERY_OFFSET + work.firstQuery + TILE - 1); step >= 0; step--) {
      fill(shared, KEY_TILES, KEY_FULL, KEY_EMPTY, at, keyMap, step * STEP, work.head);
      fill(shared, VALUE_TILES, VALUE_FULL, VALUE_EMPTY, at, valueMap, step * STEP, work.head);
      at.next();
    }
    queryParity ^= 1;
  }
}

/* A thread has two rows of scores: score c of row r in the n-th 8 keys is scores[4 * n + 2 * r + c]. */
constexpr int SCORES = STEP / 2;

/* The running softmax of the two rows: a weight is 2^((score - peak) * TO_POWER), made as 2^(score * TO_POWER - shift). */
struct Rows {
  float peak[2], shift[2];
  /* Of the weights so far, this thread's part. */
  float sum[2];
  /* Whether a peak of the warp is so large that its shift is too coarse, or a row has seen no key yet. */
  bool large;
};

/* A shift up to this is off by at most 2^-13. */
constexpr float LARGE = 4096.0f;
/* Weights are finite as halves up to 65,504: so they are if their sum is below this. */
constexpr float MOST = 32768.0f;

DEVICE float quadMax(float x) {
  x = fmaxf(x, __shfl_xor_sync(WARP, x, 1));
  return fmaxf(x, __shfl_xor_sync(WARP, x, 2));
}

DEVICE float quadSum(float x) {
  x += __shfl_xor_sync(WARP, x, 1);
  return x + __shfl_xor_sync(WARP, x, 2);
}

/* Two halves, the first in the low bits. */
DEVICE u32 halves(float low, float high) {
  u32 pair;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
}

/* Keys of a step after the position of row 0 are not seen by it; row 1 is 8 queries later. */
DEVICE void hideLater(float (&scores)[SCORES], int step, int position) {
  const int seen = position - step * STEP - 2 * (threadIdx.x % 4);
#pragma unroll
  for (int i = 0; i < SCORES; i++) {
    const int key = i / 4 * 8 + i % 2, row = i / 2 % 2;
    scores[i] = key > seen + 8 * row ? __int_as_float(0xff800000) : scores[i];
  }
}

/* Takes the largest scores into the peaks, and brings what was summed so far to them. Where peaks are large they are subtracted
   from the scores here, before the product: so each later step must come here first. */
DEVICE void takePeaks(Rows &rows, float (&scores)[SCORES], float (&out)[32]) {
#pragma unroll
  for (int r = 0; r < 2; r++) {
    float even = scores[2 * r], odd = scores[2 * r + 1];
#pragma unroll
    for (int n = 1; n < SCORES / 4; n++) {
      even = fmaxf(even, scores[4 * n + 2 * r]);
      odd = fmaxf(odd, scores[4 * n + 2 * r + 1]);
    }
    const float peak = fmaxf(rows.peak[r], quadMax(fmaxf(even, odd)));
    const float shrink = power2((rows.peak[r] - peak) * TO_POWER);
    rows.peak[r] = peak;
    rows.shift[r] = peak * TO_POWER;
    rows.sum[r] *= shrink;
#pragma unroll
    for (int n = 0; n < 8; n++) {
      out[4 * n + 2 * r] *= shrink;
      out[4 * n + 2 * r + 1] *= shrink;
    }
  }
  rows.large = __any_sync(WARP, fmaxf(fabsf(rows.shift[0]), fabsf(rows.shift[1])) > LARGE);
  if (rows.large) {
#pragma unroll
    for (int i = 0; i < SCORES; i++) {
      scores[i] -= rows.peak[i / 2 % 2];
    }
    rows.shift[0] = rows.shift[1] = 0.0f;
  }
}

/* Scores to weights, as halves, and their sums before they are rounded. */
DEVICE void weigh(const Rows &rows, const float (&scores)[SCORES], u32 (&weights)[SCORES / 2], float (&sum)[2]) {
  float part[2][2] = {};
#pragma unroll
  for (int n = 0; n < SCORES / 4; n++) {
#pragma unroll
    for (int r = 0; r < 2; r++) {
      const float even = power2(fmaf(scores[4 * n + 2 * r], TO_POWER, -rows.shift[r]));
      const float odd = power2(fmaf(scores[4 * n + 2 * r + 1], TO_POWER, -rows.shift[r]));
      part[r][0] += even;
      part[r][1] += odd;
      weights[2 * n + r] = halves(even, odd);
    }
  }
  sum[0] = part[0][0] + part[0][1];
  sum[1] = part[1][0] + part[1][1];
}

/* A step of softmax. Any peak serves that leaves weights finite, and the largest score of the first step, which has the diagonal,
   nearly always does. So later steps do not look for their largest score, which would be a third of the work. Where a score is far
   above the peak the sum of weights says so: then the peak is taken after all and the weights are made once more, before
   anything has used them. */
DEVICE void softmax(Rows &rows, bool first, float (&scores)[SCORES], float (&out)[32], u32 (&weights)[SCORES / 2]) {
  if (first || rows.large) {
    takePeaks(rows, scores, out);
  }
  float sum[2];
  weigh(rows, scores, weights, sum);
  if (__any_sync(WARP, fmaxf(sum[0], sum[1]) > MOST)) {
    takePeaks(rows, scores, out);
    weigh(rows, scores, weights, sum);
  }
  rows.sum[0] += sum[0];
  rows.sum[1] += sum[1];
}

/* Warpgroups issue their products in turn, so that softmax of one runs beside products of another: named barriers 1, 2, …, at
   which a warpgroup waits for its turn and the one before it arrives. */
DEVICE void takeTurn(int warpgroup) {
  if (WARPGROUPS > 1) {
    asm volatile("bar.sync %0, 256;" ::"r"(warpgroup + 1) : "memory");
  }
}
DEVICE void passTurn(int warpgroup) {
  if (WARPGROUPS > 1) {
    asm volatile("bar.arrive %0, 256;" ::"r"(warpgroup == WARPGROUPS - 1 ? 1 : warpgroup + 2) : "memory");
  }
}

DEVICE void awaitFull(u32 full, const Place &at) { barrierWait(full + 8 * at.stage, at.parity); }

/* One arrival a warp. */
DEVICE void warpArrives(u32 barrier) {
  if (threadIdx.x % 32 == 0) {
    barrierArrive(barrier);
  }
}

DEVICE void doneWith(u32 empty, Place &at) {
  warpArrives(empty + 8 * at.stage);
  at.next();
}

/* Issues scores (64, STEP) = queries (64, 64) · keys (STEP, 64)ᵀ. */
DEVICE void issueScores(float (&scores)[SCORES], u64 queries, u64 keys) {
  firstProductOfQueries(scores, queries, keys);
#pragma unroll
  for (int part = 1; part < 4; part++) {
    nextProductOfQueries(scores, queries + 2 * part, keys + 2 * part);
  }
  productsEnd();
}

/* Issues out (64, 64) += weights (64, STEP) · values (STEP, 64). */
DEVICE void issueOut(float (&out)[32], const u32 (&weights)[SCORES / 2], u64 values) {
#pragma unroll
  for (int part = 0; part < STEP / 16; part++) {
    productOfWeights(out, weights + 4 * part, values + 128 * part);
  }
  productsEnd();
}

/* The means of two rows, where they are rows of the output: (HEADS, QUERIES, 32) pairs of halves. */
DEVICE void store(u32 *to, const Rows &rows, const float (&out)[32], int head, int row) {
#pragma unroll
  for (int r = 0; r < 2; r++) {
    const float over = 1.0f / quadSum(rows.sum[r]);
    if (row + 8 * r < QUERIES) {
      u32 *pairs = to + ((u64)head * QUERIES + row + 8 * r) * 32 + threadIdx.x % 4;
#pragma unroll
      for (int n = 0; n < 8; n++) {
        pairs[4 * n] = halves(out[4 * n + 2 * r] * over, out[4 * n + 2 * r + 1] * over);
      }
    }
  }
}

/* A warpgroup's 64 queries of each tile. Products of the next step's scores and of this step's weights are issued together. */
DEVICE void consume(u32 shared, int warpgroup, u32 *to) {
  const int row = threadIdx.x % 128 / 32 * 16 + threadIdx.x % 32 / 4;
  const u64 queries = tileDescriptor(shared + QUERY_TILE + warpgroup * 64 * 128);
  Place key, value;
  u32 queryParity = 0;
  float scores[SCORES], out[32];
  u32 weights[SCORES / 2];
  if (warpgroup == WARPGROUPS - 1) {
    passTurn(warpgroup);
  }
  for (;; queryParity ^= 1) {
    barrierWait(shared + QUERY_FULL, queryParity);
    const int tile = sharedLoad(shared + TILE_NUMBER);
    if (tile == NONE) {
      return;
    }
    const Work work = workOf(tile);
    const int firstRow = work.firstQuery + warpgroup * 64, position = QUERY_OFFSET + firstRow;
    int step = lastStepOf(QUERY_OFFSET + work.firstQuery + TILE - 1);
    /* Keys that later warpgroups alone see. */
    for (; step > lastStepOf(position + 63); step--) {
      awaitFull(shared + KEY_FULL, key);
      awaitFull(shared + VALUE_FULL, value);
      takeTurn(warpgroup);
      passTurn(warpgroup);
      doneWith(shared + KEY_EMPTY, key);
      doneWith(shared + VALUE_EMPTY, value);
    }

    Rows rows = {{-1e30f, -1e30f}, {0.0f, 0.0f}, {0.0f, 0.0f}, false};
#pragma unroll
    for (int i = 0; i < 32; i++) {
      out[i] = 0.0f;
    }
    awaitFull(shared + KEY_FULL, key);
    takeTurn(warpgroup);
    productsBegin();
    issueScores(scores, queries, tileDescriptor(shared + KEY_TILES + key.stage * STEP_BYTES));
    passTurn(warpgroup);
    productsWait();
    pinned(scores);
    doneWith(shared + KEY_EMPTY, key);
    hideLater(scores, step, position + row);
    softmax(rows, true, scores, out, weights);
    while (--step >= 0) {
      awaitFull(shared + KEY_FULL, key);
      awaitFull(shared + VALUE_FULL, value);
      takeTurn(warpgroup);
      pinned(out);
      productsBegin();
      issueScores(scores, queries, tileDescriptor(shared + KEY_TILES + key.stage * STEP_BYTES));
      issueOut(out, weights, tileDescriptor(shared + VALUE_TILES + value.stage * STEP_BYTES));
      passTurn(warpgroup);
      productsWait();
      pinned(scores);
      pinned(out);
      doneWith(shared + KEY_EMPTY, key);
      doneWith(shared + VALUE_EMPTY, value);
      if (step * STEP + STEP - 1 > position) {
        hideLater(scores, step, position + row);
      }
      softmax(rows, false, scores, out, weights);
    }
    warpArrives(shared + QUERY_EMPTY);
    awaitFull(shared + VALUE_FULL, value);
    pinned(out);
    productsBegin();
    issueOut(out, weights, tileDescriptor(shared + VALUE_TILES + value.stage * STEP_BYTES));
    productsWait();
    pinned(out);
    doneWith(shared + VALUE_EMPTY, value);
    store(to, rows, out, work.head, firstRow + row);
  }
}

extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT) attention_prefill(
    const unsigned short *q, const unsigned short *k, const unsigned short *v, u32 *out,
    const __grid_constant__ CUtensorMap queryMap, const __grid_constant__ CUtensorMap keyMap,
    const __grid_constant__ CUtensorMap valueMap) {
  const u32 shared = (sharedAddress(sharedBytes) + 1023) & ~1023u;
  /* By a shuffle, so that the compiler knows that it is the same for a whole warp. */
  const int warpgroup = __shfl_sync(WARP, (int)threadIdx.x / 128, 0);
  if (threadIdx.x == 0) {
    initBarriers(shared);
  }
  __syncthreads();
  if (warpgroup == 0) {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(PRODUCER_REGISTERS));
    if (threadIdx.x == 0) {
      produce(shared, &queryMap, &keyMap, &valueMap);
    }
  } else {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(CONSUMER_REGISTERS));
    consume(shared, warpgroup - 1, out);
  }
}
