/* selective-scan segments */
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
__device__ __forceinline__ float power2(float x) {
  float power;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(x));
  return power;
}

constexpr int LENGTH = 1048576, CHANNELS = 256, STATES = 16;
/* Steps and number of the segments, and of the chunks of one. */
constexpr int SEGMENT = 7968, SEGMENTS = 132, CHUNK = 64, CHUNKS = 125;
/* Scratch: states (SEGMENTS, CHANNELS, STATES); then sums of the steps of segments (SEGMENTS, CHANNELS), those up to each chunk
   and the least outputs of chunks, both (SEGMENTS, CHUNKS, CHANNELS). */
constexpr size_t TOTALS = 540672, SPANS = 574464, LEASTS = 4798464;
constexpr float LOG2_E = 1.4426950408889634f;
constexpr int CH = 2, NS = 8, PARTS = 2, OWN = 1;
/* Parts with channels of their own: the others repeat what these have. */
constexpr int OWNERS = PARTS < CH ? PARTS : CH;
constexpr int GROUP = 128, GROUPS = 2, THREADS = 128;
constexpr int STEPS = 32, UNROLL = 1, STAGES = 2, TILE = STEPS * GROUP, STAGE = 2 * TILE + 2 * STEPS * STATES;
constexpr float LARGEST = 3.4028235e38f;

DEVICE void copyRows(float *to, const CUtensorMap *map, int column, int row, u32 barrier) {
  asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];"
               ::"r"(sharedAddress(to)), "l"(map), "r"(column), "r"(row), "r"(barrier) : "memory");
}

DEVICE void storeRows(const CUtensorMap *map, int column, int row, const float *from) {
  asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group [%0, {%1, %2}], [%3];"
               ::"l"(map), "r"(column), "r"(row), "r"(sharedAddress(from)) : "memory");
  asm volatile("cp.async.bulk.commit_group;" ::: "memory");
}

/* Until all that is to be stored has been read from shared memory; until it has arrived. */
DEVICE void storesRead() { asm volatile("cp.async.bulk.wait_group.read 0;" ::: "memory"); }
DEVICE void storesDone() { asm volatile("cp.async.bulk.wait_group 0;" ::: "memory"); }

/* What threads wrote to shared memory is there for the copy engine, and what they read may be replaced by it. */
DEVICE void sharedForCopies() { asm volatile("fence.proxy.async.shared::cta;" ::: "memory"); }

DEVICE void bring(float *stage, u32 barrier, const CUtensorMap *x, const CUtensorMap *delta, const CUtensorMap *b,
                  const CUtensorMap *c, int column, int row) {
  barrierExpect(barrier, STAGE * 4);
  copyRows(stage, x, column, row, barrier);
  copyRows(stage + TILE, delta, column, row, barrier);
  copyRows(stage + 2 * TILE, b, 0, row, barrier);
  copyRows(stage + 2 * TILE + STEPS * STATES, c, 0, row, barrier);
}

/* OWN neighbouring channels of a row. */
DEVICE void loadOwn(float *numbers, const float *row) {
  if constexpr (OWN == 1) {
    numbers[0] = row[0];
  } else if constexpr (OWN == 2) {
    const float2 two = *(const float2 *)row;
    numbers[0] = two.x;
    numbers[1] = two.y;
  } else {
    const float4 four = *(const float4 *)row;
    numbers[0] = four.x;
    numbers[1] = four.y;
    numbers[2] = four.z;
    numbers[3] = four.w;
  }
}

DEVICE void storeOwn(float *row, const float *numbers) {
  if constexpr (OWN == 1) {
    row[0] = numbers[0];
  } else if constexpr (OWN == 2) {
    *(float2 *)row = make_float2(numbers[0], numbers[1]);
  } else {
    *(float4 *)row = make_float4(numbers[0], numbers[1], numbers[2], numbers[3]);
  }
}

DEVICE void loadStates(float *numbers, const float *row) {
#pragma unroll
  for (int n = 0; n < NS; n += 4) {
    const float4 four = *(const float4 *)(row + n);
    numbers[n] = four.x;
    numbers[n + 1] = four.y;
    numbers[n + 2] = four.z;
    numbers[n + 3] = four.w;
  }
}

/* What a thread keeps: of all its channels A·log2 e and the states; of its own D, the sum of Δ, and the least |y| of a chunk. The
   sign of signs is that of any Δ of the chunk. */
struct Lane {
  float rate[CH][NS], h[CH][NS], through[OWN], span[OWN], least[OWN];
  u32 signs;
};

/* The least output of a chunk; -1 where a step went back, so that states before it may have grown. */
DEVICE float leastOf(const Lane &lane, int v) { return (int)lane.signs < 0 ? -1.0f : lane.least[v]; }

DEVICE void step(Lane &lane, const float *inputs, const float *gates, float *sums, int swap, bool owner) {
  float delta[CH], push[CH], y[CH], b[NS], c[NS];
#pragma unroll
  for (int i = 0; i < CH; i += OWN) {
    float x[OWN];
    loadOwn(x, inputs + (i ^ swap));
    loadOwn(delta + i, inputs + (i ^ swap) + TILE);
#pragma unroll
    for (int v = 0; v < OWN; v++) {
      push[i + v] = delta[i + v] * x[v];
      y[i + v] = i == 0 ? lane.through[v] * x[v] : 0.0f;
    }
  }
  loadStates(b, gates);
  loadStates(c, gates + STEPS * STATES);
#pragma unroll
  for (int n = 0; n < NS; n++) {
#pragma unroll
    for (int i = 0; i < CH; i++) {
      lane.h[i][n] = fmaf(power2(delta[i] * lane.rate[i][n]), lane.h[i][n], push[i] * b[n]);
      y[i] = fmaf(c[n], lane.h[i][n], y[i]);
    }
  }
#pragma unroll
  for (int bit = OWNERS / 2, half = CH / 2; bit >= 1; bit /= 2, half /= 2) {
#pragma unroll
    for (int i = 0; i < half; i++) {
      y[i] += __shfl_xor_sync(~0u, y[i + half], bit);
    }
  }
#pragma unroll
  for (int bit = OWNERS; bit < PARTS; bit *= 2) {
    y[0] += __shfl_xor_sync(~0u, y[0], bit);
  }
#pragma unroll
  for (int v = 0; v < OWN; v++) {
    lane.span[v] += delta[v];
    lane.signs |= __float_as_uint(delta[v]);
    lane.least[v] = fminf(lane.least[v], fabsf(y[v]));
  }
  if (owner) {
    storeOwn(sums, y);
  }
}

extern "C" __global__ void __launch_bounds__(THREADS + 32, 2) selective_scan_segments(
    const float *__restrict__ x, const float *__restrict__ delta, const float *__restrict__ a, const float *__restrict__ b,
    const float *__restrict__ c, const float *__restrict__ d, const float *__restrict__ state, float *scratch, float *out,
    const __grid_constant__ CUtensorMap xRows,
    const __grid_constant__ CUtensorMap deltaRows,
    const __grid_constant__ CUtensorMap bRows,
    const __grid_constant__ CUtensorMap cRows,
    const __grid_constant__ CUtensorMap outRows) {
  extern __shared__ __align__(1024) float shared[];
  float *const outputs = shared + STAGES * STAGE;
  const int thread = threadIdx.x, part = thread % PARTS, firstChannel = thread / PARTS * CH;
  const int segment = blockIdx.x / GROUPS, column = (int)(blockIdx.x % GROUPS) * GROUP;
  const int first = segment * SEGMENT, tiles = (min(LENGTH - first, SEGMENT) + STEPS - 1) / STEPS;
  const u32 full = sharedAddress(outputs + 2 * TILE), done = full + 8 * STAGES, taken = done + 16;
  if (thread == 0) {
    for (int i = 0; i < STAGES; i++) {
      barrierInit(full + 8 * i, 1);
    }
    for (int i = 0; i < 2; i++) {
      barrierInit(done + 8 * i, THREADS / 32);
      barrierInit(taken + 8 * i, 1);
    }
    barriersReady();
  }
  __syncthreads();
  /* One thread of a warp of its own has all copies made, so that no other waits for their issue. */
  if (thread >= THREADS) {
    if (thread == THREADS) {
      for (int i = 0; i < min(STAGES, tiles); i++) {
        bring(shared + i * STAGE, full + 8 * i, &xRows, &deltaRows, &bRows, &cRows, column, first + i * STEPS);
      }
      for (int i = 0, stage = 0; i < tiles; i++) {
        barrierWait(done + i % 2 * 8, i / 2 % 2);
        storeRows(&outRows, column, first + i * STEPS, outputs + i % 2 * TILE);
        if (i + STAGES < tiles) {
          bring(shared + stage * STAGE, full + 8 * stage, &xRows, &deltaRows, &bRows, &cRows, column, first + (i + STAGES) * STEPS);
        }
        storesRead();
        barrierArrive(taken + i % 2 * 8);
        stage = stage + 1 == STAGES ? 0 : stage + 1;
      }
      storesDone();
    }
    return;
  }
  /* A thread's i-th channel is firstChannel + (i ^ swap): its own come first. */
  const int swap = part % OWNERS * OWN, own = firstChannel + swap;
  const bool owner = part < OWNERS;
  Lane lane;
#pragma unroll
  for (int i = 0; i < CH; i++) {
    const int channel = min(column + firstChannel + (i ^ swap), CHANNELS - 1);
#pragma unroll
    for (int n = 0; n < NS; n++) {
      lane.rate[i][n] = LOG2_E * a[channel * STATES + part * NS + n];
      lane.h[i][n] = segment == 0 ? state[channel * STATES + part * NS + n] : 0.0f;
    }
  }
#pragma unroll
  for (int v = 0; v < OWN; v++) {
    lane.through[v] = owner ? d[min(column + own + v, CHANNELS - 1)] : 0.0f;
    lane.span[v] = 0.0f;
    lane.least[v] = LARGEST;
  }
  lane.signs = 0;
  const size_t place = (size_t)segment * CHUNKS * CHANNELS + column + own;
  int stageIndex = 0;
  u32 parity = 0;
  for (int i = 0; i < tiles; i++) {
    if (i % (CHUNK / STEPS) == 0) {
      const int chunk = i / (CHUNK / STEPS);
#pragma unroll
      for (int v = 0; v < OWN; v++) {
        if (owner && column + own + v < CHANNELS) {
          scratch[SPANS + place + (size_t)chunk * CHANNELS + v] = lane.span[v];
          if (chunk > 0) {
            scratch[LEASTS + place + (size_t)(chunk - 1) * CHANNELS + v] = leastOf(lane, v);
          }
        }
        lane.least[v] = LARGEST;
      }
      lane.signs = 0;
    }
    float *const tile = outputs + i % 2 * TILE;
    float *const stage = shared + stageIndex * STAGE;
    barrierWait(full + 8 * stageIndex, parity);
    if (i >= 2) {
      barrierWait(taken + i % 2 * 8, (i / 2 - 1) % 2);
    }
    const float *inputs = stage + firstChannel, *gates = stage + 2 * TILE + part * NS;
    float *sums = tile + own;
#pragma unroll 1
    for (int s = 0; s < STEPS; s += UNROLL) {
#pragma unroll
      for (int k = 0; k < UNROLL; k++) {
        step(lane, inputs + k * GROUP, gates + k * STATES, sums + k * GROUP, swap, owner);
      }
      inputs += UNROLL * GROUP;
      gates += UNROLL * STATES;
      sums += UNROLL * GROUP;
    }
    sharedForCopies();
    __syncwarp();
    if (thread % 32 == 0) {
      barrierArrive(done + i % 2 * 8);
    }
    if (++stageIndex == STAGES) {
      stageIndex = 0;
      parity ^= 1;
    }
  }
#pragma unroll
  for (int v = 0; v < OWN; v++) {
    if (owner && column + own + v < CHANNELS) {
      scratch[LEASTS + place + (size_t)((tiles - 1) / (CHUNK / STEPS)) * CHANNELS + v] = leastOf(lane, v);
      scratch[TOTALS + (size_t)segment * CHANNELS + column + own + v] = lane.span[v];
    }
  }
#pragma unroll
  for (int i = 0; i < CH; i++) {
    const int channel = column + firstChannel + (i ^ swap);
    if (channel < CHANNELS) {
      float *const left = scratch + ((size_t)segment * CHANNELS + channel) * STATES + part * NS;
#pragma unroll
      for (int n = 0; n < NS; n += 4) {
        *(float4 *)(left + n) = make_float4(lane.h[i][n], lane.h[i][n + 1], lane.h[i][n + 2], lane.h[i][n + 3]);
      }
    }
  }
}

/* selective-scan starts */
__device__ __forceinline__ float power2(float x) {
  float power;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(x));
  return power;
}

constexpr int LENGTH = 1048576, CHANNELS = 256, STATES = 16;
/* Steps and number of the segments, and of the chunks of one. */
constexpr int SEGMENT = 7968, SEGMENTS = 132, CHUNK = 64, CHUNKS = 125;
/* Scratch: states (SEGMENTS, CHANNELS, STATES); then sums of the steps of segments (SEGMENTS, CHANNELS), those up to each chunk
   and the least outputs of chunks, both (SEGMENTS, CHUNKS, CHANNELS). */
constexpr size_t TOTALS = 540672, SPANS = 574464, LEASTS = 4798464;
constexpr float LOG2_E = 1.4426950408889634f;
constexpr int QUADS = STATES / 4, WARPS = 4, BATCH = 16;
constexpr float NEGLIGIBLE = 1.4901161193847656e-8f / QUADS; /* 2^-26, for all of them together */

__device__ __forceinline__ void loadQuad(float *numbers, const float4 *from) {
  const float4 four = *from;
  numbers[0] = four.x;
  numbers[1] = four.y;
  numbers[2] = four.z;
  numbers[3] = four.w;
}

/* What a segment starts from: the state after the one before it, and so on back, as long as any of it is left. */
__device__ __forceinline__ void startOf(float *start, const float *rate, const float *scratch, int segment, int channel) {
#pragma unroll
  for (int n = 0; n < STATES; n++) {
    start[n] = 0.0f;
  }
  float span = 0.0f;
  bool lasts = true;
  for (int before = segment - 1; before >= 0 && lasts; before--) {
    lasts = false;
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      float left[4];
      loadQuad(left, (const float4 *)scratch + ((size_t)before * CHANNELS + channel) * QUADS + q);
#pragma unroll
      for (int j = 0; j < 4; j++) {
        /* In halves, so that a power that f32 cannot hold does not take a large state with it; and 0 stays 0, whatever the power. */
        const float kept = power2(0.5f * span * rate[4 * q + j]);
        start[4 * q + j] = left[j] != 0.0f ? fmaf(left[j] * kept, kept, start[4 * q + j]) : start[4 * q + j];
        lasts = lasts || kept != 0.0f;
      }
    }
    span += scratch[TOTALS + (size_t)before * CHANNELS + channel];
    lasts = __any_sync(~0u, lasts);
  }
}

/* A chunk's C to shared memory, and the largest of it. */
__device__ __forceinline__ float loadC(float4 *rows, const float4 *c, int quads) {
  float most = 0.0f;
#pragma unroll
  for (int i = 0; i < (CHUNK * QUADS + 31) / 32; i++) {
    const int at = i * 32 + threadIdx.x % 32;
    const float4 row = at < quads ? c[at] : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (at < CHUNK * QUADS) {
      rows[at] = row;
    }
    most = fmaxf(most, fmaxf(fmaxf(fabsf(row.x), fabsf(row.y)), fmaxf(fabsf(row.z), fabsf(row.w))));
  }
#pragma unroll
  for (int across = 16; across > 0; across /= 2) {
    most = fmaxf(most, __shfl_xor_sync(~0u, most, across));
  }
  return most;
}

extern "C" __global__ void __launch_bounds__(32 * WARPS, 4) selective_scan_starts(
    const float *__restrict__ delta, const float *__restrict__ a, const float *__restrict__ c, const float *__restrict__ scratch,
    float *state, float *out) {
  __shared__ float4 read[WARPS][CHUNK * QUADS];
  __shared__ int next;
  const int segment = (int)(blockIdx.x % SEGMENTS) + 1, warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int column = (int)(blockIdx.x / SEGMENTS) * 32;
  const bool real = column + lane < CHANNELS;
  const int channel = min(column + lane, CHANNELS - 1);
  if (threadIdx.x == 0) {
    next = 0;
  }
  __syncthreads();
  float rate[STATES], start[STATES];
#pragma unroll
  for (int q = 0; q < QUADS; q++) {
    loadQuad(rate + 4 * q, (const float4 *)a + channel * QUADS + q);
  }
#pragma unroll
  for (int n = 0; n < STATES; n++) {
    rate[n] *= LOG2_E;
  }
  startOf(start, rate, scratch, segment, channel);
  if (segment == SEGMENTS) {
    for (int n = 0; real && warp == 0 && n < STATES; n++) {
      state[channel * STATES + n] = start[n];
    }
    return;
  }
  const int begin = segment * SEGMENT, end = min(begin + SEGMENT, LENGTH);
  for (;;) {
    const int chunk = __shfl_sync(~0u, lane == 0 ? atomicAdd(&next, 1) : 0, 0);
    const int first = begin + chunk * CHUNK, last = min(first + CHUNK, end);
    if (first >= end) {
      return;
    }
    const size_t place = ((size_t)segment * CHUNKS + chunk) * CHANNELS + channel;
    const float span = scratch[SPANS + place], least = scratch[LEASTS + place];
    __syncwarp();
    const float most = loadC(read[warp], (const float4 *)c + (size_t)first * QUADS, (last - first) * QUADS);
    __syncwarp();
    float h[STATES];
    unsigned int live = 0;
    bool any = false, mine = false;
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      float sum = 0.0f;
      bool grows = false;
#pragma unroll
      for (int n = 4 * q; n < 4 * q + 4; n++) {
        const float kept = power2(0.5f * span * rate[n]);
        h[n] = start[n] != 0.0f ? start[n] * kept * kept : 0.0f;
        sum += fabsf(h[n]);
        grows = grows || rate[n] > 0.0f;
      }
      const bool counts = sum != 0.0f && (grows || !(most * sum <= NEGLIGIBLE * least));
      any = any || sum != 0.0f;
      mine = mine || counts;
      live |= (__any_sync(~0u, counts) ? 1u : 0u) << q;
    }
    if (!__any_sync(~0u, any)) {
      return;
    }
    mine = mine && real;
    for (int t = first; live != 0 && t < last; t += BATCH) {
      float step[BATCH], y[BATCH];
#pragma unroll
      for (int k = 0; k < BATCH; k++) {
        const bool there = mine && t + k < last;
        const size_t at = (size_t)(t + k) * CHANNELS + channel;
        step[k] = there ? delta[at] : 0.0f;
        y[k] = there ? out[at] : 0.0f;
      }
#pragma unroll
      for (int q = 0; q < QUADS; q++) {
        if (live >> q & 1) {
#pragma unroll
          for (int k = 0; k < BATCH; k++) {
            float row[4];
            loadQuad(row, read[warp] + (t - first + k) * QUADS + q);
#pragma unroll
            for (int j = 0; j < 4; j++) {
              h[4 * q + j] *= power2(step[k] * rate[4 * q + j]);
              y[k] = fmaf(row[j], h[4 * q + j], y[k]);
            }
          }
        }
      }
#pragma unroll
      for (int k = 0; k < BATCH; k++) {
        if (mine && t + k < last) {
          out[(size_t)(t + k) * CHANNELS + channel] = y[k];
        }
      }
    }
  }
}
