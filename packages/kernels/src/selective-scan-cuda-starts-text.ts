/**
 * CUDA C++ of the second launch of the selective scan: from what each segment leaves, beginning at zero, to what each really starts
 * from, and what that adds to its outputs, C_t·exp(A·ΣΔ)·h, as far as it lasts.
 *
 * A block has 32 channels of a segment. Each warp goes back over the segments before it until nothing of the earlier ones is left,
 * which mostly is one. Then warps take chunks in turn until one is met where the states have become 0.
 *
 * How far a state matters is seen chunk by chunk. Where no Δ of the chunk and no A is of the sign by which a state grows, what a
 * state h adds to an output is at most the largest |C| of the chunk times |h|. Where that, for all states together, is below 2⁻²⁶ of
 * the least output, adding it changes nothing: half a unit in the last place of an f32 is 2⁻²⁵ of it at least.
 */
import { POWER2_CUDA } from './cuda-text.js';
import { headCuda, type SelectiveScanLayout } from './selective-scan-cuda-layout.js';

/** Warps that a multiprocessor must have room for, where there are few states. */
const RESIDENT_WARPS = 16;

/** The launch; the blocks after those of the last segment write the state that is left in the end. */
export function selectiveScanStartsCuda(layout: SelectiveScanLayout): string {
  const { startWarps, states } = layout;
  // Many states take the registers that more loads or blocks would need.
  const few = states <= 16;
  const startSteps = few ? layout.tuning.startSteps : 4;
  const resident = few ? Math.max(1, Math.floor(RESIDENT_WARPS / startWarps)) : 1;
  return `\
${POWER2_CUDA}
${headCuda(layout)}\
constexpr int QUADS = STATES / 4, WARPS = ${startWarps}, BATCH = ${startSteps};
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

extern "C" __global__ void __launch_bounds__(32 * WARPS, ${resident}) selective_scan_starts(
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
`;
}
