/** What the programs of a retention in CUDA C++ share; what they do together is told in `retention-cuda.ts`. */
import { MATRIX_CUDA } from './cuda-matrix-text.js';
import { storedCuda } from './cuda-text.js';
import type { RetentionKind, RetentionShape } from './retention.js';

/** What the texts depend on beside the shape. */
export interface RetentionGroups {
  /** Groups of segments that each head is divided into, with a block each. */
  readonly groups: number;
  /** Segments of a group; the last group may have fewer. */
  readonly rounds: number;
}

/** Numbers of a row in shared memory, and the most of a key or a value. */
export const WIDTH = 64;
/** Steps of a segment, which is what a block takes at once. */
export const SEGMENT = 128;
/** Threads of a block: a warp takes 32 steps of a segment. */
export const THREADS = SEGMENT;
/** Bytes of a segment's keys, values or queries. */
export const TILE_BYTES = 2 * WIDTH * SEGMENT;
/** Bytes of a state in shared memory. */
export const STATE_BYTES = 4 * WIDTH * WIDTH;
/** Powers of the decay, 0 to SEGMENT. */
export const POWER_BYTES = 4 * (SEGMENT + 4);
/** Numbers that are copied at once: 16 bytes where rows allow it. */
function pieceOf({ keyDim, valueDim }: RetentionShape): number {
  return keyDim % 8 === 0 && valueDim % 8 === 0 ? 8 : 4;
}

/** What all three programs begin with. */
export function constantsCuda(
  { heads, length, keyDim, valueDim }: RetentionShape,
  { groups, rounds }: RetentionGroups,
): string {
  const segments = Math.ceil(length / SEGMENT);
  return `\
typedef unsigned int u32;
#define DEVICE __device__ __forceinline__
constexpr int HEADS = ${heads}, LENGTH = ${length}, KEY_DIM = ${keyDim}, VALUE_DIM = ${valueDim};
/* Steps of a segment, segments, groups of them, segments of a group. */
constexpr int STEPS = ${SEGMENT}, SEGMENTS = ${segments}, GROUPS = ${groups}, ROUNDS = ${rounds};
/* Steps before the first, so that the last segment is whole. */
constexpr int LACKING = SEGMENTS * STEPS - LENGTH;
`;
}

/** What the two passes share. */
export function sharedCuda({ decays }: RetentionKind, shape: RetentionShape, groups: RetentionGroups): string {
  const mapped = shape.featureMap !== 'identity';
  return `\
${storedCuda('f16')}
${constantsCuda(shape, groups)}\
/* Numbers of a copy; bytes of a tile of keys, values or queries, and of a state. */
constexpr int PIECE = ${pieceOf(shape)}, THREADS = ${THREADS};
constexpr u32 TILE = ${TILE_BYTES}, STATE = ${STATE_BYTES};

${MATRIX_CUDA}
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
${
  mapped
    ? `
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
`
    : ''
}
/* Adds keys times values to the state. A warp has 32 values by 32 keys, transposed, in the order in which the tensor cores take
   a right factor. */
DEVICE void accumulate(float (&sum)[2][4][4], u32 keys, u32 values${decays ? ', const float *powers, int first' : ''}) {
  const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
${
  decays
    ? `\
  const float *weight = powers + 15 - 2 * (lane % 4);
  const u32 early = pack(weight[0], weight[-1]), late = pack(weight[-8], weight[-9]);
`
    : ''
}\
#pragma unroll
  for (u32 block = 0; block < STEPS / 16; block++) {
    u32 a[2][4], b[2][4];
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
      matricesTransposed(a[i], values + placeOf(16 * block + lane / 16 * 8 + lane % 8, 4 * (warp % 2) + 2 * i + lane / 8 % 2));
      matricesTransposed(b[i], keys + placeOf(16 * block + lane / 8 % 2 * 8 + lane % 8, 4 * (warp / 2) + 2 * i + lane / 16));
    }
${
  decays
    ? `\
    const float kept = powers[min(16, max(0, first + 16 * (int)block + 16))];
#pragma unroll
    for (u32 i = 0; i < 2; i++) {
      a[i][0] = product(a[i][0], early);
      a[i][1] = product(a[i][1], early);
      a[i][2] = product(a[i][2], late);
      a[i][3] = product(a[i][3], late);
#pragma unroll
      for (u32 n = 0; n < 4; n++) {
#pragma unroll
        for (u32 c = 0; c < 4; c++) {
          sum[i][n][c] *= kept;
        }
      }
    }
`
    : ''
}\
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
${decays ? POWERS_CUDA : ''}`;
}

/** Columns that are not there stay zero. */
export function clearedCuda({ keyDim, valueDim }: RetentionShape, bytes: string): string {
  return keyDim < WIDTH || valueDim < WIDTH
    ? `\
  for (u32 at = 16 * threadIdx.x; at < ${bytes}; at += 16 * THREADS) {
    sharedStore4(shared + at, make_float4(0.0f, 0.0f, 0.0f, 0.0f));
  }
  __syncthreads();
`
    : '';
}

/** `powerOf`: a decay's n-th power. */
export const POWER_CUDA = `
DEVICE float powerOf(float decay, u32 n) {
  double power = 1.0, square = decay;
  for (u32 rest = n; rest > 0; rest /= 2) {
    power *= rest % 2 == 1 ? square : 1.0;
    square *= square;
  }
  return (float)power;
}
`;

/** `powersOf`: those of a decay from 0 to STEPS, for all threads after the next barrier. */
const POWERS_CUDA = `${POWER_CUDA}
DEVICE void powersOf(float *powers, float decay) {
  for (u32 n = threadIdx.x; n <= STEPS; n += THREADS) {
    powers[n] = powerOf(decay, n);
  }
}
`;
