/** The first two programs of a retention in CUDA C++: the states that its groups of segments start from. */
import type { RetentionKind, RetentionShape } from './retention.js';
import {
  clearedCuda,
  constantsCuda,
  POWER_BYTES,
  POWER_CUDA,
  type RetentionGroups,
  sharedCuda,
  THREADS,
  TILE_BYTES,
} from './retention-cuda-text.js';

/** Segments that have a place: one is worked on while the others are copied. */
const PLACES = 3;

/** Bytes of dynamic shared memory of the pass over keys and values. */
export const ADDED_BYTES = PLACES * 2 * TILE_BYTES + POWER_BYTES;

/** What each group of segments adds to the state, from its last segment to its first. */
export function addedCuda(kind: RetentionKind, shape: RetentionShape, groups: RetentionGroups): string {
  const { decays } = kind;
  const mapped = shape.featureMap !== 'identity';
  return `\
${sharedCuda(kind, shape, groups)}
constexpr int PLACES = ${PLACES};

extern "C" __global__ void __launch_bounds__(THREADS, 2) retention_added(
    const stored *__restrict__ k, const stored *__restrict__ v, float *__restrict__ states${decays ? ', const float *__restrict__ decays' : ''}) {
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
${clearedCuda(shape, `PLACES * 2 * TILE`)}\
#pragma unroll 1
  for (int round = 0; round < PLACES - 1; round++) {
    copy(round);
  }
${decays ? `  float *powers = (float *)(memory + PLACES * 2 * TILE);\n  powersOf(powers, decays[head]);\n  float weight = 1.0f;\n` : ''}\
  float sum[2][4][4] = {};
#pragma unroll 1
  for (int round = 0; round < rounds; round++) {
    copiesWait<PLACES - 2>();
${mapped ? '    mapTile(keysOf(round));\n' : ''}\
    __syncthreads();
    copy(round + PLACES - 1);
${
  decays
    ? `\
    float own[2][4][4] = {};
    accumulate(own, keysOf(round), keysOf(round) + TILE, powers, firstOf(round));
#pragma unroll
    for (u32 i = 0; i < 32; i++) {
      sum[i / 16][i / 4 % 4][i % 4] = fmaf(weight, own[i / 16][i / 4 % 4][i % 4], sum[i / 16][i / 4 % 4][i % 4]);
    }
    weight *= powers[STEPS];
`
    : '    accumulate(sum, keysOf(round), keysOf(round) + TILE);\n'
}\
  }
  float *state = states + (size_t)blockIdx.x * KEY_DIM * VALUE_DIM;
  eachOfState(sum, [&](float &number, u32 place) { state[place] = number; });
}
`;
}

/** From what each group adds to the state to the state that it starts from, and the last state of all. */
export function scanCuda({ decays }: RetentionKind, shape: RetentionShape, groups: RetentionGroups): string {
  return `\
${constantsCuda(shape, groups)}${decays ? POWER_CUDA : ''}
extern "C" __global__ void retention_scan(float *__restrict__ states, float *__restrict__ state${decays ? ', const float *__restrict__ decays' : ''}) {
  constexpr u32 NUMBERS = KEY_DIM * VALUE_DIM;
  const u32 at = blockIdx.x * ${THREADS} + threadIdx.x, head = at / NUMBERS;
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
${
  decays
    ? `\
        const int segments = min(SEGMENTS - group * ROUNDS, ROUNDS);
        now = fmaf(powerOf(decays[head], segments * STEPS - (group == 0 ? LACKING : 0)), now, added[i]);
`
    : '        now += added[i];\n'
}\
      }
    }
  }
  state[at] = now;
}
`;
}
