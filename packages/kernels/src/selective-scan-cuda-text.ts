/**
 * CUDA C++ of the first launch of the selective scan: segments of the length run at the same time, the first from the state and the
 * others from zero, and write their outputs. Where they leave what the second launch takes is in `selective-scan-cuda-layout.ts`.
 *
 * A block has a segment of GROUP channels, and tiles of STEPS steps in shared memory, one in use and others on their way. Where
 * rows are whole multiples of 16 bytes, the copy engine brings x, Δ, B and C and takes the outputs away; rows after the last
 * arrive as zeros, and a step with Δ = 0 changes no state. Else the threads copy.
 *
 * A thread has CH channels by NS of their states in registers, and PARTS threads side by side share channels. Each adds up its
 * part of y for all CH channels; then they exchange halves of these sums until each has the whole of its own channels.
 */
import { COPIES_CUDA } from './cuda-hopper-text.js';
import { POWER2_CUDA } from './cuda-text.js';
import { headCuda, type SelectiveScanLayout } from './selective-scan-cuda-layout.js';

/** What the steps need of {@link COPIES_CUDA}, where nothing is copied by the engine. */
const DEVICE_CUDA = `\
typedef unsigned int u32;
#define DEVICE __device__ __forceinline__
`;
/** The launch, for a layout. */
export function selectiveScanSegmentsCuda(layout: SelectiveScanLayout): string {
  const { tuning, channelsOfThread, statesOfThread, parts, ownChannels, group, groups, threads, byCopies } = layout;
  const maps = ['x', 'delta', 'b', 'c', 'out'].map((name) => `const __grid_constant__ CUtensorMap ${name}Rows`);
  return `\
${byCopies ? COPIES_CUDA : DEVICE_CUDA}${POWER2_CUDA}
${headCuda(layout)}\
constexpr int CH = ${channelsOfThread}, NS = ${statesOfThread}, PARTS = ${parts}, OWN = ${ownChannels};
/* Parts with channels of their own: the others repeat what these have. */
constexpr int OWNERS = PARTS < CH ? PARTS : CH;
constexpr int GROUP = ${group}, GROUPS = ${groups}, THREADS = ${threads};
constexpr int STEPS = ${tuning.steps}, UNROLL = ${tuning.unroll}, STAGES = ${tuning.stages}, TILE = STEPS * GROUP, STAGE = 2 * TILE + 2 * STEPS * STATES;
constexpr float LARGEST = 3.4028235e38f;

${byCopies ? BY_COPIES : BY_THREADS}
${LOADS}
${STEP}
extern "C" __global__ void __launch_bounds__(THREADS${byCopies ? ' + 32' : ''}, ${tuning.resident}) selective_scan_segments(
    const float *__restrict__ x, const float *__restrict__ delta, const float *__restrict__ a, const float *__restrict__ b,
    const float *__restrict__ c, const float *__restrict__ d, const float *__restrict__ state, float *scratch, float *out${byCopies ? `,\n    ${maps.join(',\n    ')}` : ''}) {
  extern __shared__ __align__(1024) float shared[];
  float *const outputs = shared + STAGES * STAGE;
  const int thread = threadIdx.x, part = thread % PARTS, firstChannel = thread / PARTS * CH;
  const int segment = blockIdx.x / GROUPS, column = (int)(blockIdx.x % GROUPS) * GROUP;
  const int first = segment * SEGMENT, tiles = (min(LENGTH - first, SEGMENT) + STEPS - 1) / STEPS;
${byCopies ? COPIES_BEGIN : ''}\
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
${byCopies ? '  int stageIndex = 0;\n  u32 parity = 0;\n' : ''}\
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
${byCopies ? COPIES_WAIT : THREADS_WAIT}\
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
${byCopies ? COPIES_NEXT : THREADS_NEXT}\
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
`;
}

/** Tiles to and from shared memory by the copy engine. */
const BY_COPIES = `\
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
`;

/** Barriers, for each stage: all has come; for each tile of outputs: all threads are done with it, and it has been taken. */
const COPIES_BEGIN = `\
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
`;

const COPIES_WAIT = `\
    float *const stage = shared + stageIndex * STAGE;
    barrierWait(full + 8 * stageIndex, parity);
    if (i >= 2) {
      barrierWait(taken + i % 2 * 8, (i / 2 - 1) % 2);
    }
`;

const COPIES_NEXT = `\
    sharedForCopies();
    __syncwarp();
    if (thread % 32 == 0) {
      barrierArrive(done + i % 2 * 8);
    }
    if (++stageIndex == STAGES) {
      stageIndex = 0;
      parity ^= 1;
    }
`;

/** Tiles to and from shared memory by the threads. */
const BY_THREADS = `\
DEVICE void bring(float *stage, const float *x, const float *delta, const float *b, const float *c, int column, int row) {
  for (int i = threadIdx.x; i < TILE; i += THREADS) {
    const int t = row + i / GROUP, channel = column + i % GROUP;
    const bool there = t < LENGTH && channel < CHANNELS;
    stage[i] = there ? x[(size_t)t * CHANNELS + channel] : 0.0f;
    stage[TILE + i] = there ? delta[(size_t)t * CHANNELS + channel] : 0.0f;
  }
  for (int i = threadIdx.x; i < STEPS * STATES; i += THREADS) {
    const bool there = row + i / STATES < LENGTH;
    stage[2 * TILE + i] = there ? b[(size_t)row * STATES + i] : 0.0f;
    stage[2 * TILE + STEPS * STATES + i] = there ? c[(size_t)row * STATES + i] : 0.0f;
  }
}

DEVICE void take(float *out, const float *tile, int column, int row) {
  for (int i = threadIdx.x; i < TILE; i += THREADS) {
    const int t = row + i / GROUP, channel = column + i % GROUP;
    if (t < LENGTH && channel < CHANNELS) {
      out[(size_t)t * CHANNELS + channel] = tile[i];
    }
  }
}
`;

const THREADS_WAIT = `\
    float *const stage = shared;
    bring(stage, x, delta, b, c, column, first + i * STEPS);
    __syncthreads();
`;

const THREADS_NEXT = `\
    __syncthreads();
    take(out, tile, column, first + i * STEPS);
`;

const LOADS = `\
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
`;

const STEP = `\
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
`;
