/** The text of the CUDA attention prefill in f32: `attention-prefill-tf32.ts` tells the idea. */
import type { FullAttentionPrefillShape } from './attention-prefill-shape.js';
import type { Tf32Tile } from './attention-prefill-tf32.js';
import { POWER2_CUDA } from './cuda-text.js';
import { floatText } from './unrolled.js';

/** The source; its entry is `attention_prefill`. */
export function attentionPrefillTf32Text(
  { heads, keys, queries, queryOffset, scale }: FullAttentionPrefillShape,
  { blocksOfRows, warps, stepKeys, resident }: Tf32Tile,
): string {
  return `\
constexpr int HEADS = ${heads}, QUERIES = ${queries}, KEYS = ${keys}, QUERY_OFFSET = ${queryOffset};
/* Weights are powers of two: what a difference of scores is multiplied by. */
constexpr float TO_POWER = ${floatText(scale * Math.LOG2E)}f;
/* Scores of unseen keys, and what running maxima start from: the power of their difference is 0. */
constexpr float UNSEEN = -1e30f, LEAST = -1e29f;
/* A warp has blocks of 16 queries, a step has blocks of 8 keys, a head has blocks of 8 columns. */
constexpr int ROW_BLOCKS = ${blocksOfRows}, STEP = ${stepKeys}, KEY_BLOCKS = STEP / 8, COLUMN_BLOCKS = 8;
constexpr int WARPS = ${warps}, THREADS = 32 * WARPS, WARP_ROWS = 16 * ROW_BLOCKS, TILE = WARPS * WARP_ROWS;
constexpr int WIDTH = 64, CHUNKS = WIDTH / 4;
constexpr int TILES = (QUERIES + TILE - 1) / TILE;
constexpr unsigned int WARP = 0xffffffffu;

${POWER2_CUDA}
${PRODUCTS_CUDA}
${COPIES_CUDA}
${SCORES_CUDA}
${SOFTMAX_CUDA}
${VALUES_CUDA}
${OUTPUT_CUDA}
extern "C" __global__ void __launch_bounds__(THREADS, ${resident}) attention_prefill(
    const float *__restrict__ q, const float *__restrict__ k, const float *__restrict__ v, float *__restrict__ out) {
  extern __shared__ __align__(128) float shared[];
  float *const queryTile = shared, *const keyTile = queryTile + TILE * WIDTH, *const valueTile = keyTile + STEP * WIDTH;
  /* Neighbouring blocks share a head, and its keys in cache; late queries see most keys and go first. */
  const int head = blockIdx.x / TILES, firstQuery = (TILES - 1 - (int)blockIdx.x % TILES) * TILE;
  const Lane lane = laneOf();
  const int firstOfWarp = firstQuery + lane.firstRow + QUERY_OFFSET;
  const int steps = (min(firstQuery + TILE, QUERIES) - 1 + QUERY_OFFSET) / STEP + 1;
  const float *const keys = k + (long long)head * KEYS * WIDTH, *const values = v + (long long)head * KEYS * WIDTH;

  copyRows<TILE, false>(queryTile, q + (long long)head * QUERIES * WIDTH, firstQuery, QUERIES);
  copyRows<STEP, false>(keyTile, keys, 0, KEYS);
  copiesAsked();
  copyRows<STEP, true>(valueTile, values, 0, KEYS);
  copiesAsked();

  Rows rows;
  float o[COLUMN_BLOCKS][ROW_BLOCKS][4] = {};
  for (int step = 0; step < steps; step++) {
    const int next = (step + 1) * STEP;
    float s[KEY_BLOCKS][ROW_BLOCKS][4] = {};
    /* The keys are there; the values may still be on their way. */
    allButTheLastArrived();
    __syncthreads();
    score(s, queryTile, keyTile, lane);
    __syncthreads();
    if (step + 1 < steps) {
      copyRows<STEP, false>(keyTile, keys, next, KEYS);
    }
    copiesAsked();
    if (next - 1 > firstOfWarp) {
      hide(s, step * STEP, firstOfWarp, lane);
    }
    weigh(s, rows);
    allButTheLastArrived();
    __syncthreads();
    addValues(o, s, rows, valueTile, lane);
    __syncthreads();
    if (step + 1 < steps) {
      copyRows<STEP, true>(valueTile, values, next, KEYS);
    }
    copiesAsked();
  }
  store(out + (long long)head * QUERIES * WIDTH, o, rows, firstQuery, lane);
}
`;
}

const PRODUCTS_CUDA = `\
/* x as the sum of two numbers of 11 bits: exact but for what is below 2^-22 of x. */
struct Parts {
  unsigned int big, small;
};
__device__ __forceinline__ Parts partsOf(float x) {
  const float scaled = x * 8193.0f;
  const float big = fmaf(x, -8192.0f, scaled);
  return {__float_as_uint(big), __float_as_uint(x - big)};
}

/* 16 x 8 and 8 x 8 numbers of the units' own format: four and two of them a lane. */
struct Left {
  unsigned int big[4], small[4];
};
struct Right {
  Parts low, high;
};

__device__ __forceinline__ void setLeft(Left &left, int place, float x) {
  const Parts parts = partsOf(x);
  left.big[place] = parts.big;
  left.small[place] = parts.small;
}

__device__ __forceinline__ void multiplyAdd(float (&sum)[4], const unsigned int (&a)[4], unsigned int b0, unsigned int b1) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

/* The product of the two small parts is left out. Small products come first. */
__device__ __forceinline__ void addProducts(float (&sums)[ROW_BLOCKS][4], const Left (&left)[ROW_BLOCKS], Right right) {
#pragma unroll
  for (int m = 0; m < ROW_BLOCKS; m++) {
    multiplyAdd(sums[m], left[m].small, right.low.big, right.high.big);
  }
#pragma unroll
  for (int m = 0; m < ROW_BLOCKS; m++) {
    multiplyAdd(sums[m], left[m].big, right.low.small, right.high.small);
  }
#pragma unroll
  for (int m = 0; m < ROW_BLOCKS; m++) {
    multiplyAdd(sums[m], left[m].big, right.low.big, right.high.big);
  }
}
`;

const COPIES_CUDA = `\
/* A lane has rows \`row\` and \`row + 8\` of each block of 16, and a quarter of what lies beside them. */
struct Lane {
  int row, quarter, firstRow;
};
__device__ __forceinline__ Lane laneOf() {
  const int lane = threadIdx.x & 31;
  return {lane >> 2, lane & 3, (int)(threadIdx.x >> 5) * WARP_ROWS};
}

/* Where 4 numbers of a row lie: what eight neighbouring lanes read at once is in different banks. */
template <bool VALUES>
__device__ __forceinline__ int placeOf(int row, int chunk) {
  const int turn = VALUES ? ((row >> 1) & 1) | (row & 4) : (row & 1) << 2;
  return row * WIDTH + ((chunk ^ turn) << 2);
}
template <bool VALUES>
__device__ __forceinline__ float4 numbersAt(const float *tile, int row, int chunk) {
  return *(const float4 *)(tile + placeOf<VALUES>(row, chunk));
}

/* Rows of a head on their way to shared memory; beyond the last row it is that one again. */
template <int ROWS, bool VALUES>
__device__ __forceinline__ void copyRows(float *tile, const float *head, int first, int rows) {
#pragma unroll
  for (int i = 0; i < ROWS * CHUNKS / THREADS; i++) {
    const int e = threadIdx.x + i * THREADS, row = e / CHUNKS, chunk = e % CHUNKS;
    const float *const from = head + (long long)min(first + row, rows - 1) * WIDTH + 4 * chunk;
    const unsigned int to = (unsigned int)__cvta_generic_to_shared(tile + placeOf<VALUES>(row, chunk));
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(from) : "memory");
  }
}
__device__ __forceinline__ void copiesAsked() { asm volatile("cp.async.commit_group;" ::: "memory"); }
__device__ __forceinline__ void allButTheLastArrived() { asm volatile("cp.async.wait_group 1;" ::: "memory"); }
`;

const SCORES_CUDA = `\
/* Scores of a warp's queries by the keys of a step. Which numbers of a head are multiplied in which order is free: a lane takes 4
   that lie side by side, two for each of two products. */
__device__ __forceinline__ void score(
    float (&s)[KEY_BLOCKS][ROW_BLOCKS][4], const float *queryTile, const float *keyTile, Lane lane) {
#pragma unroll
  for (int c = 0; c < CHUNKS / 4; c++) {
    const int chunk = 4 * c + lane.quarter;
    Left left[2][ROW_BLOCKS];
#pragma unroll
    for (int m = 0; m < ROW_BLOCKS; m++) {
#pragma unroll
      for (int r = 0; r < 2; r++) {
        const float4 x = numbersAt<false>(queryTile, lane.firstRow + 16 * m + 8 * r + lane.row, chunk);
        setLeft(left[0][m], r, x.x);
        setLeft(left[0][m], r + 2, x.y);
        setLeft(left[1][m], r, x.z);
        setLeft(left[1][m], r + 2, x.w);
      }
    }
#pragma unroll
    for (int n = 0; n < KEY_BLOCKS; n++) {
      const float4 x = numbersAt<false>(keyTile, 8 * n + lane.row, chunk);
      addProducts(s[n], left[0], {partsOf(x.x), partsOf(x.y)});
      addProducts(s[n], left[1], {partsOf(x.z), partsOf(x.w)});
    }
  }
}
`;

const SOFTMAX_CUDA = `\
/* The largest score of each of a lane's rows, its sum of weights over the lane's own keys, and what the last step made of 1. */
struct Rows {
  float most[ROW_BLOCKS][2], total[ROW_BLOCKS][2], shrink[ROW_BLOCKS][2];
  __device__ Rows() {
#pragma unroll
    for (int m = 0; m < ROW_BLOCKS; m++) {
#pragma unroll
      for (int r = 0; r < 2; r++) {
        most[m][r] = LEAST;
        total[m][r] = 0.0f;
      }
    }
  }
};

/* Queries do not see keys after their own. Numbers 0 and 1 of a block are keys 2 quarter and 2 quarter + 1 of the first row. */
__device__ __forceinline__ void hide(float (&s)[KEY_BLOCKS][ROW_BLOCKS][4], int firstKey, int firstPosition, Lane lane) {
#pragma unroll
  for (int n = 0; n < KEY_BLOCKS; n++) {
#pragma unroll
    for (int m = 0; m < ROW_BLOCKS; m++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        const int key = firstKey + 8 * n + 2 * lane.quarter + (e & 1);
        const int seen = firstPosition + 16 * m + 8 * (e >> 1) + lane.row;
        s[n][m][e] = key > seen ? UNSEEN : s[n][m][e];
      }
    }
  }
}

/* Makes weights of scores. Four lanes share a row. */
__device__ __forceinline__ void weigh(float (&s)[KEY_BLOCKS][ROW_BLOCKS][4], Rows &rows) {
#pragma unroll
  for (int m = 0; m < ROW_BLOCKS; m++) {
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float most = rows.most[m][r];
#pragma unroll
      for (int n = 0; n < KEY_BLOCKS; n++) {
        most = fmaxf(most, fmaxf(s[n][m][2 * r], s[n][m][2 * r + 1]));
      }
      most = fmaxf(most, __shfl_xor_sync(WARP, most, 1));
      most = fmaxf(most, __shfl_xor_sync(WARP, most, 2));
      rows.shrink[m][r] = power2((rows.most[m][r] - most) * TO_POWER);
      rows.most[m][r] = most;
      float sum = 0.0f;
#pragma unroll
      for (int n = 0; n < KEY_BLOCKS; n++) {
#pragma unroll
        for (int e = 2 * r; e < 2 * r + 2; e++) {
          s[n][m][e] = power2((s[n][m][e] - most) * TO_POWER);
          sum += s[n][m][e];
        }
      }
      rows.total[m][r] = fmaf(rows.total[m][r], rows.shrink[m][r], sum);
    }
  }
}
`;

const VALUES_CUDA = `\
/* Adds the weighted values of a step. A sum of scores has its keys where a left factor has them, if its numbers 0 and 1 are places
   \`quarter\` and \`quarter + 4\`. A lane's columns are 4 side by side in each of two halves. The units cut off what they add, always
   towards zero: so a step's products have a sum of their own, and steps are added with rounding. */
__device__ __forceinline__ void addValues(float (&o)[COLUMN_BLOCKS][ROW_BLOCKS][4], const float (&weights)[KEY_BLOCKS][ROW_BLOCKS][4],
                                          const Rows &rows, const float *valueTile, Lane lane) {
#pragma unroll
  for (int half = 0; half < 2; half++) {
    const int chunk = 2 * lane.row + half;
    float sums[COLUMN_BLOCKS / 2][ROW_BLOCKS][4] = {};
#pragma unroll
    for (int n = 0; n < KEY_BLOCKS; n++) {
      Left left[ROW_BLOCKS];
#pragma unroll
      for (int m = 0; m < ROW_BLOCKS; m++) {
        setLeft(left[m], 0, weights[n][m][0]);
        setLeft(left[m], 2, weights[n][m][1]);
        setLeft(left[m], 1, weights[n][m][2]);
        setLeft(left[m], 3, weights[n][m][3]);
      }
      const float4 low = numbersAt<true>(valueTile, 8 * n + 2 * lane.quarter, chunk);
      const float4 high = numbersAt<true>(valueTile, 8 * n + 2 * lane.quarter + 1, chunk);
      addProducts(sums[0], left, {partsOf(low.x), partsOf(high.x)});
      addProducts(sums[1], left, {partsOf(low.y), partsOf(high.y)});
      addProducts(sums[2], left, {partsOf(low.z), partsOf(high.z)});
      addProducts(sums[3], left, {partsOf(low.w), partsOf(high.w)});
    }
#pragma unroll
    for (int i = 0; i < COLUMN_BLOCKS / 2; i++) {
#pragma unroll
      for (int m = 0; m < ROW_BLOCKS; m++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          float &sum = o[half * COLUMN_BLOCKS / 2 + i][m][e];
          sum = fmaf(sum, rows.shrink[m][e >> 1], sums[i][m][e]);
        }
      }
    }
  }
}
`;

const OUTPUT_CUDA = `\
/* Column n of block i is column 8 n + i of the head: a lane has 16 side by side. */
__device__ __forceinline__ void store(
    float *out, const float (&o)[COLUMN_BLOCKS][ROW_BLOCKS][4], const Rows &rows, int firstQuery, Lane lane) {
#pragma unroll
  for (int m = 0; m < ROW_BLOCKS; m++) {
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float total = rows.total[m][r];
      total += __shfl_xor_sync(WARP, total, 1);
      total += __shfl_xor_sync(WARP, total, 2);
      const int query = firstQuery + lane.firstRow + 16 * m + 8 * r + lane.row;
      if (query < QUERIES) {
        float4 *const to = (float4 *)(out + (long long)query * WIDTH + 16 * lane.quarter);
#pragma unroll
        for (int i = 0; i < 4; i++) {
          const int e = 2 * r + i / 2, b = i % 2 * 4;
          to[i] = make_float4(o[b][m][e] / total, o[b + 1][m][e] / total, o[b + 2][m][e] / total, o[b + 3][m][e] / total);
        }
      }
    }
  }
}
`;
