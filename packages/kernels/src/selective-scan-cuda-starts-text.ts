/**
 * CUDA C++ of the second and third launch of the selective scan. The second makes of the states that segments leave, from zero,
 * those that they really start from. The third adds what these put into the outputs, C_t·exp(A·ΣΔ)·h, as far as they last.
 *
 * How far that is is seen chunk by chunk. Where no Δ of the chunk and no A is of the sign by which a state grows, what a state h
 * adds to an output is at most the largest |C| of the chunk times |h|. Where that, for all states together, is below 2⁻²⁶ of the
 * least output, adding it changes nothing: half a unit in the last place of an f32 is 2⁻²⁵ of it at least.
 */
import { POWER2_CUDA } from './cuda-text.js';
import { headCuda, type SelectiveScanLayout } from './selective-scan-cuda-layout.js';

/** Threads of a block of the second launch, each with a state number, and how many segments it loads at once. */
export const CARRY_THREADS = 64;
const MOST_CARRIES = 16;
/** Warps of a block of the third launch, each with 32 channels of every so many chunks, and steps that it loads at once. */
export const START_WARPS = 8;
const START_STEPS = 8;

/** The second launch. */
export function selectiveScanCarriesCuda(layout: SelectiveScanLayout): string {
  return `\
${POWER2_CUDA}
${headCuda(layout)}\
constexpr int THREADS = ${CARRY_THREADS}, BATCH = ${Math.min(MOST_CARRIES, layout.segments)};

extern "C" __global__ void __launch_bounds__(THREADS) selective_scan_carries(const float *__restrict__ a, float *scratch, float *state) {
  const int item = blockIdx.x * THREADS + threadIdx.x, channel = item / STATES;
  if (item >= CHANNELS * STATES) {
    return;
  }
  const float rate = 0.5f * LOG2_E * a[item];
  float h = state[item];
  for (int s = 0; s < SEGMENTS; s += BATCH) {
    float left[BATCH], kept[BATCH];
#pragma unroll
    for (int k = 0; k < BATCH; k++) {
      if (s + k < SEGMENTS) {
        left[k] = scratch[(size_t)(s + k) * CHANNELS * STATES + item];
        kept[k] = power2(rate * scratch[TOTALS + (size_t)(s + k) * CHANNELS + channel]);
      }
    }
#pragma unroll
    for (int k = 0; k < BATCH; k++) {
      if (s + k < SEGMENTS) {
        scratch[(size_t)(s + k) * CHANNELS * STATES + item] = h;
        /* In halves, so that a power that f32 cannot hold does not take a large state with it. */
        h = fmaf(h * kept[k], kept[k], left[k]);
      }
    }
  }
  state[item] = h;
}
`;
}

/** The third launch. */
export function selectiveScanStartsCuda(layout: SelectiveScanLayout): string {
  return `\
${POWER2_CUDA}
${headCuda(layout)}\
constexpr int QUADS = STATES / 4, WARPS = ${START_WARPS}, BATCH = ${START_STEPS};
constexpr float NEGLIGIBLE = 1.4901161193847656e-8f / QUADS; /* 2^-26, for all of them together */

/* The largest |C| from a step on. */
__device__ __forceinline__ float largest(const float4 *c, int steps) {
  float most = 0.0f;
  for (int i = threadIdx.x % 32; i < steps * QUADS; i += 32) {
    const float4 row = c[i];
    most = fmaxf(most, fmaxf(fmaxf(fabsf(row.x), fabsf(row.y)), fmaxf(fabsf(row.z), fabsf(row.w))));
  }
#pragma unroll
  for (int across = 16; across > 0; across /= 2) {
    most = fmaxf(most, __shfl_xor_sync(~0u, most, across));
  }
  return most;
}

extern "C" __global__ void __launch_bounds__(32 * WARPS) selective_scan_starts(
    const float *__restrict__ delta, const float *__restrict__ a, const float *__restrict__ c, const float *__restrict__ scratch,
    float *out) {
  const int segment = blockIdx.x, lane = threadIdx.x % 32;
  const bool real = blockIdx.y * 32 + lane < CHANNELS;
  const int channel = min((int)(blockIdx.y * 32) + lane, CHANNELS - 1);
  const int begin = segment * SEGMENT, end = min(begin + SEGMENT, LENGTH);
  float rate[4 * QUADS], start[4 * QUADS];
#pragma unroll
  for (int q = 0; q < QUADS; q++) {
    const float4 rates = ((const float4 *)a)[channel * QUADS + q];
    const float4 states = ((const float4 *)scratch)[((size_t)segment * CHANNELS + channel) * QUADS + q];
    rate[4 * q] = LOG2_E * rates.x;
    rate[4 * q + 1] = LOG2_E * rates.y;
    rate[4 * q + 2] = LOG2_E * rates.z;
    rate[4 * q + 3] = LOG2_E * rates.w;
    start[4 * q] = states.x;
    start[4 * q + 1] = states.y;
    start[4 * q + 2] = states.z;
    start[4 * q + 3] = states.w;
  }
  for (int chunk = threadIdx.x / 32; begin + chunk * CHUNK < end; chunk += WARPS) {
    const size_t place = ((size_t)segment * CHUNKS + chunk) * CHANNELS + channel;
    const float span = scratch[SPANS + place], least = scratch[LEASTS + place];
    const int first = begin + chunk * CHUNK, last = min(first + CHUNK, end);
    const float4 *const rows = (const float4 *)c + (size_t)first * QUADS;
    float h[4 * QUADS], sums[QUADS], all = 0.0f;
    bool grows[QUADS];
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      sums[q] = 0.0f;
      grows[q] = false;
#pragma unroll
      for (int n = 4 * q; n < 4 * q + 4; n++) {
        const float kept = power2(0.5f * span * rate[n]);
        h[n] = start[n] * kept * kept;
        sums[q] += fabsf(h[n]);
        grows[q] = grows[q] || rate[n] > 0.0f;
      }
      all += sums[q];
    }
    if (!__any_sync(~0u, all != 0.0f)) {
      continue;
    }
    const float most = largest(rows, last - first);
    unsigned int live = 0;
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      const bool counts = sums[q] != 0.0f && (grows[q] || !(most * sums[q] <= NEGLIGIBLE * least));
      live |= (__any_sync(~0u, counts) ? 1u : 0u) << q;
    }
    if (live == 0) {
      continue;
    }
    for (int t = first; t < last; t += BATCH) {
      float step[BATCH], y[BATCH];
#pragma unroll
      for (int k = 0; k < BATCH; k++) {
        const size_t at = (size_t)min(t + k, last - 1) * CHANNELS + channel;
        step[k] = delta[at];
        y[k] = out[at];
      }
#pragma unroll
      for (int q = 0; q < QUADS; q++) {
        if (live >> q & 1) {
#pragma unroll
          for (int k = 0; k < BATCH; k++) {
            const float4 row = rows[(min(t + k, last - 1) - first) * QUADS + q];
            h[4 * q] *= power2(step[k] * rate[4 * q]);
            h[4 * q + 1] *= power2(step[k] * rate[4 * q + 1]);
            h[4 * q + 2] *= power2(step[k] * rate[4 * q + 2]);
            h[4 * q + 3] *= power2(step[k] * rate[4 * q + 3]);
            y[k] = fmaf(row.x, h[4 * q], fmaf(row.y, h[4 * q + 1], fmaf(row.z, h[4 * q + 2], fmaf(row.w, h[4 * q + 3], y[k]))));
          }
        }
      }
#pragma unroll
      for (int k = 0; k < BATCH; k++) {
        if (real && t + k < last) {
          out[(size_t)(t + k) * CHANNELS + channel] = y[k];
        }
      }
    }
  }
}
`;
}
