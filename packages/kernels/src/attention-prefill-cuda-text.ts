/** The text of the CUDA attention prefill: `attention-prefill-cuda.ts` tells the idea. */
import type { PrefillTile } from './attention-prefill-cuda.js';
import type { FullAttentionPrefillShape } from './attention-prefill-shape.js';
import { COPIES_CUDA, PRODUCTS_CUDA, productCuda } from './cuda-hopper-text.js';
import { POWER2_CUDA } from './cuda-text.js';
import { floatText } from './unrolled.js';

/** Keys of a step. */
export const STEP_KEYS = 128;
/** Steps of keys and values in shared memory at once. */
const STAGES = 2;
const BYTES_OF_ROW = 128;

/** How the work is shared out. */
export interface PrefillWork {
  /** Heads that are worked on side by side. */
  readonly headsAtOnce: number;
  /** Whether each tile has a block of its own. */
  readonly blockEach: boolean;
}

/** Bytes of dynamic shared memory: tiles, barriers and the tile's number, and what the start may be off a multiple of 1,024. */
export function prefillSharedBytes({ warpgroups }: PrefillTile): number {
  return (64 * warpgroups + 2 * STAGES * STEP_KEYS) * BYTES_OF_ROW + 8 * (2 + 4 * STAGES + 1) + 1023;
}

/** The source; its entry is `attention_prefill`. */
export function attentionPrefillCudaText(
  { heads, keys, queries, queryOffset, scale }: FullAttentionPrefillShape,
  { warpgroups, resident, producerRegisters, consumerRegisters }: PrefillTile,
  { headsAtOnce, blockEach }: PrefillWork,
): string {
  return `\
${COPIES_CUDA}
${PRODUCTS_CUDA}
${productCuda('firstProductOfQueries', STEP_KEYS, 'shared', 'zero')}
${productCuda('nextProductOfQueries', STEP_KEYS, 'shared', 'sum')}
${productCuda('productOfWeights', 64, 'registers', 'sum')}
${POWER2_CUDA}
constexpr int HEADS = ${heads}, QUERIES = ${queries}, KEYS = ${keys}, QUERY_OFFSET = ${queryOffset};
/* Weights are powers of two: what a difference of scores is multiplied by. */
constexpr float TO_POWER = ${floatText(scale * Math.LOG2E)}f;
/* Consumer warpgroups of a block, 64 queries each, and blocks of a multiprocessor. */
constexpr int WARPGROUPS = ${warpgroups}, RESIDENT = ${resident};
constexpr int THREADS = 128 * (WARPGROUPS + 1);
constexpr int PRODUCER_REGISTERS = ${producerRegisters}, CONSUMER_REGISTERS = ${consumerRegisters};
/* Queries of a tile, keys of a step, steps in shared memory. */
constexpr int TILE = 64 * WARPGROUPS, STEP = ${STEP_KEYS}, STAGES = ${STAGES};
constexpr int TILE_BYTES = TILE * 128, STEP_BYTES = STEP * 128;
constexpr int TILES = (QUERIES + TILE - 1) / TILE, ALL_TILES = HEADS * TILES, HEADS_AT_ONCE = ${headsAtOnce};
constexpr bool BLOCK_EACH = ${blockEach};
constexpr int NONE = -1;
constexpr u32 WARP = 0xffffffff;

${WORK_CUDA}
${PRODUCER_CUDA}
${SOFTMAX_CUDA}
${CONSUMER_CUDA}
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
`;
}

const WORK_CUDA = `\
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
`;

const PRODUCER_CUDA = `\
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
`;

const SOFTMAX_CUDA = `\
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
`;

const CONSUMER_CUDA = `\
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
`;
