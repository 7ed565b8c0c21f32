/**
 * Attention decode on CUDA, in one launch. What counts is that enough loads are under way: 3 TB/s at a latency of 700 ns are 2 MB,
 * 16 KiB a multiprocessor.
 *
 * A block takes (head, split); its warps take groups of keys in turn and never wait for one another until the end. The lanes of
 * a warp lie side by side on a row, 16 bytes each, as many rows at once as fit: those of one row are a team. A team has the
 * product of its key by shuffles, its own largest score and its own sums, so that the loop has nothing else to exchange; it
 * holds the group's keys and values in registers, and asks for the next group's keys as soon as it has used these.
 *
 * At the end teams, then warps, are brought to the same largest score and added. Where a head has several splits, each leaves
 * its sums in memory, and the block that comes last merges them. It is told by a counter beside the code, which starts at zero
 * and is left at zero.
 *
 * Where rows are no multiple of 16 bytes, or keys and values differ in width, a warp takes a key at a time, number by number.
 */
import type { CudaForm } from '@verbatim/gpu';
import { biasTensorNames } from './attention-bias.js';
import type { FullAttentionDecodeShape } from './attention-decode.js';
import { LEAST_KEYS } from './attention-decode-wgsl.js';
import { numbersOfLoad, POWER2_CUDA, STREAMED_CUDA, storedCuda, unpackedCuda } from './cuda-text.js';
import type { Precision } from './kernel-definition.js';
import { BYTES_OF } from './stored-numbers.js';

/** What was chosen by measuring. */
export interface DecodeTuning {
  /** Warps of a block. */
  readonly warps: number;
  /** Loads of keys that a lane has under way, and as many of values. */
  readonly loads: number;
  /** Blocks that a multiprocessor must have room for: it bounds the registers. */
  readonly resident: number;
  /** Blocks in all, at most, over all heads; at least one a head. */
  readonly blocks: number;
}

const DECODE_TUNING: DecodeTuning = { warps: 4, loads: 8, resident: 4, blocks: 512 };

/** Keys of a split are a multiple of this. */
const KEYS_STEP = 32;
/** Loads of a lane in one row, at most. */
const MOST_LOADS = 4;
const LOWEST = '-1e38f';
const LOG2_E = '1.4426950408889634f';

/** The one program: its form, and its blocks for each head. */
export function attentionDecodeCuda(
  shape: FullAttentionDecodeShape,
  precision: Precision,
  tuning: DecodeTuning = DECODE_TUNING,
): { readonly form: CudaForm; readonly splits: number } {
  const { heads, capacity, keyDim, valueDim, scale, base, bias, splits: places } = shape;
  const { warps, resident } = tuning;
  const most = Math.max(1, Math.floor(tuning.blocks / heads));
  const splits = Math.min(places, most, Math.ceil(capacity / LEAST_KEYS));
  const wide = rowLoads(keyDim, precision);
  const inLoads = keyDim === valueDim && wide !== null;
  const perHead = biasTensorNames(bias)[0];
  const threads = 32 * warps;
  const source = `\
${storedCuda(precision)}${POWER2_CUDA}${inLoads ? unpackedCuda(precision) + STREAMED_CUDA : ''}
constexpr unsigned int HEADS = ${heads}, CAPACITY = ${capacity}, KEY_DIM = ${keyDim}, VALUE_DIM = ${valueDim};
constexpr unsigned int WARPS = ${warps}, THREADS = ${threads};
/* Splits of a head in this launch, and the places that a head has for what they leave. */
constexpr unsigned int SPLITS = ${splits}, PLACES = ${places};
/* A difference of scores becomes a power of two. */
constexpr float SCALE = ${floatText(scale)}, TO_POWER = ${base === '2' ? '1.0f' : LOG2_E}, LOWEST = ${LOWEST};

__device__ unsigned int arrived[HEADS];

${inLoads ? teamsCuda(wide, precision, tuning, bias) : numbersCuda(bias)}
${MERGE_CUDA}
extern "C" __global__ void __launch_bounds__(THREADS, ${resident}) attention_decode(
    const stored *__restrict__ q, const stored *__restrict__ keyCache, const stored *__restrict__ valueCache,
    const unsigned int *__restrict__ length, ${perHead === undefined ? '' : `const float *__restrict__ ${perHead}, `}float *splitValues,
    float *splitStatistics, stored *out) {
  extern __shared__ float sums[]; /* (WARPS, VALUE_DIM) */
  __shared__ float largest[WARPS], totals[WARPS], weights[SPLITS];
  const unsigned int split = blockIdx.x, head = blockIdx.y;
  const unsigned int end = min(length[0], CAPACITY);
  const unsigned int first = ${bias === 'hard-alibi' ? 'end - min(end, (unsigned int)windows[head])' : '0'};
  const unsigned int keys = end - first;
  const unsigned int share = max(${LEAST_KEYS}u, ((keys + SPLITS - 1) / SPLITS + ${KEYS_STEP - 1}) / ${KEYS_STEP} * ${KEYS_STEP});
  const unsigned int active = max(1u, (keys + share - 1) / share);
  if (split >= active) {
    return;
  }
  const unsigned int from = first + min(split * share, keys), to = first + min((split + 1) * share, keys);
  attend(q + (size_t)head * KEY_DIM, keyCache + (size_t)head * CAPACITY * KEY_DIM,
         valueCache + (size_t)head * CAPACITY * VALUE_DIM, from, to, end, ${bias === 'alibi' ? 'slopes[head]' : '0.0f'}, sums, largest, totals);
  __syncthreads();

  float peak = LOWEST;
  for (unsigned int i = 0; i < WARPS; i++) {
    peak = fmaxf(peak, largest[i]);
  }
  float total = 0.0f;
  for (unsigned int i = 0; i < WARPS; i++) {
    total += totals[i] * power2((largest[i] - peak) * TO_POWER);
  }
  const size_t place = (size_t)head * PLACES + split;
  for (unsigned int column = threadIdx.x; column < VALUE_DIM; column += THREADS) {
    float sum = 0.0f;
    for (unsigned int i = 0; i < WARPS; i++) {
      sum += sums[i * VALUE_DIM + column] * power2((largest[i] - peak) * TO_POWER);
    }
    if (active == 1) {
      out[(size_t)head * VALUE_DIM + column] = storedOf(total > 0.0f ? sum / total : 0.0f);
    } else {
      splitValues[place * VALUE_DIM + column] = sum;
    }
  }
  if (active == 1) {
    return;
  }
  if (threadIdx.x == 0) {
    splitStatistics[2 * place] = peak;
    splitStatistics[2 * place + 1] = total;
  }
  __threadfence();
  __shared__ bool last;
  __syncthreads();
  if (threadIdx.x == 0) {
    last = atomicAdd(&arrived[head], 1u) == active - 1;
  }
  __syncthreads();
  if (last) {
    __threadfence();
    merge(splitValues + (size_t)head * PLACES * VALUE_DIM, splitStatistics + (size_t)head * PLACES * 2, active,
          out + (size_t)head * VALUE_DIM, sums, weights, totals);
    if (threadIdx.x == 0) {
      arrived[head] = 0;
    }
  }
}
`;
  const form: CudaForm = {
    source,
    entry: 'attention_decode',
    threads: [threads, 1, 1],
    sharedBytes: 4 * Math.max(warps * valueDim, 4 * threads),
  };
  return { form, splits };
}

/** How many loads of 16 bytes a row takes; null where it is not whole, or too long for registers. */
function rowLoads(width: number, precision: Precision): number | null {
  const bytes = width * BYTES_OF[precision];
  return bytes % 16 === 0 && bytes / 16 <= 32 * MOST_LOADS ? bytes / 16 : null;
}

/** A constant with all of its bits. */
function floatText(number: number): string {
  const text = String(Math.fround(number));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}

/** `attend`, where lanes lie side by side on rows. */
function teamsCuda(
  row: number,
  precision: Precision,
  { loads }: DecodeTuning,
  bias: FullAttentionDecodeShape['bias'],
): string {
  const numbers = numbersOfLoad(precision);
  const lanes = Math.min(32, 2 ** Math.ceil(Math.log2(row)));
  const each = Math.ceil(row / lanes);
  const whole = row === lanes * each;
  const keys = Math.max(1, Math.floor(loads / each));
  return `\
/* Lanes of a row, rows of a warp, loads of a lane in a row, keys of a team in a group, numbers of a load. */
constexpr unsigned int ROW = ${row}, LANES = ${lanes}, TEAMS = 32 / LANES, EACH = ${each}, KEYS = ${keys}, NUMBERS = ${numbers};
constexpr unsigned int GROUP = TEAMS * KEYS;

__device__ __forceinline__ unsigned int loadAt(unsigned int lane, unsigned int e) {
  return ${whole ? 'lane + e * LANES' : 'min(lane + e * LANES, ROW - 1)'};
}

/* The rows of a group that are a team's; after the last key, the last once more. */
__device__ __forceinline__ void load(uint4 (&rows)[KEYS][EACH], const uint4 *cache, unsigned int group, unsigned int to,
                                     unsigned int team, unsigned int lane) {
#pragma unroll
  for (unsigned int u = 0; u < KEYS; u++) {
    const unsigned int key = min(group + u * TEAMS + team, to - 1);
#pragma unroll
    for (unsigned int e = 0; e < EACH; e++) {
      rows[u][e] = streamed(cache + (size_t)key * ROW + loadAt(lane, e));
    }
  }
}

__device__ __forceinline__ void attend(const stored *q, const stored *keyCache, const stored *valueCache, unsigned int from,
                                       unsigned int to, unsigned int end, float slope, float *sums, float *largest,
                                       float *totals) {
  const unsigned int warp = threadIdx.x / 32, team = threadIdx.x % 32 / LANES, lane = threadIdx.x % LANES;
  const uint4 *keyRows = (const uint4 *)keyCache, *valueRows = (const uint4 *)valueCache;
  float query[EACH][NUMBERS], sum[EACH][NUMBERS];
  uint4 keys[KEYS][EACH], values[KEYS][EACH];
  unsigned int group = from + warp * GROUP;
  if (group < to) {
    load(keys, keyRows, group, to, team, lane);
    load(values, valueRows, group, to, team, lane);
  }
#pragma unroll
  for (unsigned int e = 0; e < EACH; e++) {
    unpacked(query[e], ((const uint4 *)q)[loadAt(lane, e)]);
#pragma unroll
    for (unsigned int i = 0; i < NUMBERS; i++) {
${whole ? '' : '      query[e][i] = lane + e * LANES < ROW ? query[e][i] : 0.0f;\n'}\
      sum[e][i] = 0.0f;
    }
  }
  float peak = LOWEST, total = 0.0f;
  for (; group < to; group += WARPS * GROUP) {
    const unsigned int next = group + WARPS * GROUP;
    float score[KEYS];
#pragma unroll
    for (unsigned int u = 0; u < KEYS; u++) {
      float product = 0.0f;
#pragma unroll
      for (unsigned int e = 0; e < EACH; e++) {
        float key[NUMBERS];
        unpacked(key, keys[u][e]);
#pragma unroll
        for (unsigned int i = 0; i < NUMBERS; i++) {
          product = fmaf(query[e][i], key[i], product);
        }
      }
      score[u] = product;
    }
    if (next < to) {
      load(keys, keyRows, next, to, team, lane);
    }
    float highest = peak;
#pragma unroll
    for (unsigned int u = 0; u < KEYS; u++) {
#pragma unroll
      for (unsigned int across = LANES / 2; across > 0; across /= 2) {
        score[u] += __shfl_xor_sync(~0u, score[u], across);
      }
      const unsigned int key = group + u * TEAMS + team;
      score[u] = key < to ? SCALE * score[u]${bias === 'alibi' ? ' - slope * (float)(end - 1 - key)' : ''} : LOWEST;
      highest = fmaxf(highest, score[u]);
    }
    const float shrink = power2((peak - highest) * TO_POWER);
    peak = highest;
    total *= shrink;
#pragma unroll
    for (unsigned int e = 0; e < EACH; e++) {
#pragma unroll
      for (unsigned int i = 0; i < NUMBERS; i++) {
        sum[e][i] *= shrink;
      }
    }
#pragma unroll
    for (unsigned int u = 0; u < KEYS; u++) {
      const float weight = score[u] == LOWEST ? 0.0f : power2((score[u] - peak) * TO_POWER);
      total += weight;
#pragma unroll
      for (unsigned int e = 0; e < EACH; e++) {
        float value[NUMBERS];
        unpacked(value, values[u][e]);
#pragma unroll
        for (unsigned int i = 0; i < NUMBERS; i++) {
          sum[e][i] = fmaf(weight, value[i], sum[e][i]);
        }
      }
    }
    if (next < to) {
      load(values, valueRows, next, to, team, lane);
    }
  }
  float highest = peak;
#pragma unroll
  for (unsigned int across = LANES; across < 32; across *= 2) {
    highest = fmaxf(highest, __shfl_xor_sync(~0u, highest, across));
  }
  const float shrink = power2((peak - highest) * TO_POWER);
  total *= shrink;
#pragma unroll
  for (unsigned int across = LANES; across < 32; across *= 2) {
    total += __shfl_xor_sync(~0u, total, across);
  }
#pragma unroll
  for (unsigned int e = 0; e < EACH; e++) {
#pragma unroll
    for (unsigned int i = 0; i < NUMBERS; i++) {
      sum[e][i] *= shrink;
#pragma unroll
      for (unsigned int across = LANES; across < 32; across *= 2) {
        sum[e][i] += __shfl_xor_sync(~0u, sum[e][i], across);
      }
      if (team == 0${whole ? '' : ' && lane + e * LANES < ROW'}) {
        sums[warp * VALUE_DIM + (lane + e * LANES) * NUMBERS + i] = sum[e][i];
      }
    }
  }
  if (threadIdx.x % 32 == 0) {
    largest[warp] = highest;
    totals[warp] = total;
  }
}
`;
}

/** `attend`, where a warp takes a key at a time. */
function numbersCuda(bias: FullAttentionDecodeShape['bias']): string {
  return `\
__device__ __forceinline__ void attend(const stored *q, const stored *keyCache, const stored *valueCache, unsigned int from,
                                       unsigned int to, unsigned int end, float slope, float *sums, float *largest,
                                       float *totals) {
  const unsigned int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  float *own = sums + warp * VALUE_DIM;
  for (unsigned int column = lane; column < VALUE_DIM; column += 32) {
    own[column] = 0.0f;
  }
  float peak = LOWEST, total = 0.0f;
  for (unsigned int key = from + warp; key < to; key += WARPS) {
    float product = 0.0f;
    for (unsigned int column = lane; column < KEY_DIM; column += 32) {
      product = fmaf(numberOf(q[column]), numberOf(keyCache[(size_t)key * KEY_DIM + column]), product);
    }
    for (unsigned int across = 16; across > 0; across /= 2) {
      product += __shfl_xor_sync(~0u, product, across);
    }
    const float score = SCALE * product${bias === 'alibi' ? ' - slope * (float)(end - 1 - key)' : ''};
    const float highest = fmaxf(peak, score);
    const float shrink = power2((peak - highest) * TO_POWER), weight = power2((score - highest) * TO_POWER);
    peak = highest;
    total = fmaf(total, shrink, weight);
    for (unsigned int column = lane; column < VALUE_DIM; column += 32) {
      own[column] = fmaf(own[column], shrink, weight * numberOf(valueCache[(size_t)key * VALUE_DIM + column]));
    }
  }
  if (lane == 0) {
    largest[warp] = peak;
    totals[warp] = total;
  }
}
`;
}

/** `merge`: what the splits of a head left, by the threads of one block. */
const MERGE_CUDA = `\
/* Past the first cache, which does not see what other blocks wrote. */
__device__ __forceinline__ float written(const float *address) {
  float number;
  asm volatile("ld.global.cg.f32 %0, [%1];" : "=f"(number) : "l"(address) : "memory");
  return number;
}

__device__ void merge(const float *values, const float *statistics, unsigned int splits, stored *out, float *scratch,
                      float *weights, float *totals) {
  const unsigned int thread = threadIdx.x;
  float peak = LOWEST;
  for (unsigned int split = thread; split < splits; split += THREADS) {
    weights[split] = written(statistics + 2 * split);
    peak = fmaxf(peak, weights[split]);
  }
  for (unsigned int across = 16; across > 0; across /= 2) {
    peak = fmaxf(peak, __shfl_xor_sync(~0u, peak, across));
  }
  if (thread % 32 == 0) {
    totals[thread / 32] = peak;
  }
  __syncthreads();
  for (unsigned int i = 0; i < WARPS; i++) {
    peak = fmaxf(peak, totals[i]);
  }
  __syncthreads();
  float total = 0.0f;
  for (unsigned int split = thread; split < splits; split += THREADS) {
    weights[split] = power2((weights[split] - peak) * TO_POWER);
    total += weights[split] * written(statistics + 2 * split + 1);
  }
  for (unsigned int across = 16; across > 0; across /= 2) {
    total += __shfl_xor_sync(~0u, total, across);
  }
  if (thread % 32 == 0) {
    totals[thread / 32] = total;
  }
  __syncthreads();
  total = 0.0f;
  for (unsigned int i = 0; i < WARPS; i++) {
    total += totals[i];
  }
  /* Threads side by side on a row of values, in packs of four where rows are whole packs; several rows at once. */
  constexpr unsigned int PACK = VALUE_DIM % 4 == 0 ? 4 : 1, PACKS = VALUE_DIM / PACK;
  constexpr unsigned int SIDE = PACKS < THREADS ? PACKS : THREADS, ROWS = THREADS / SIDE;
  for (unsigned int column = 0; column < PACKS; column += SIDE) {
    const unsigned int pack = column + thread % SIDE, row = thread / SIDE;
    float sum[PACK] = {};
    if (row < ROWS && pack < PACKS) {
#pragma unroll 4
      for (unsigned int split = row; split < splits; split += ROWS) {
        const float *address = values + (size_t)split * VALUE_DIM + pack * PACK;
        if (PACK == 4) {
          float4 four;
          asm volatile("ld.global.cg.v4.f32 {%0, %1, %2, %3}, [%4];"
                       : "=f"(four.x), "=f"(four.y), "=f"(four.z), "=f"(four.w) : "l"(address) : "memory");
          sum[0] = fmaf(weights[split], four.x, sum[0]);
          sum[1 % PACK] = fmaf(weights[split], four.y, sum[1 % PACK]);
          sum[2 % PACK] = fmaf(weights[split], four.z, sum[2 % PACK]);
          sum[3 % PACK] = fmaf(weights[split], four.w, sum[3 % PACK]);
        } else {
          sum[0] = fmaf(weights[split], written(address), sum[0]);
        }
      }
    }
    __syncthreads();
    for (unsigned int i = 0; i < PACK; i++) {
      scratch[i * THREADS + thread] = sum[i];
    }
    __syncthreads();
    if (row == 0 && pack < PACKS) {
      for (unsigned int i = 0; i < PACK; i++) {
        float all = 0.0f;
        for (unsigned int other = 0; other < ROWS; other++) {
          all += scratch[i * THREADS + other * SIDE + thread];
        }
        out[pack * PACK + i] = storedOf(total > 0.0f ? all / total : 0.0f);
      }
    }
  }
}
`;
