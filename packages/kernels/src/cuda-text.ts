/** CUDA C++ that kernels share. Nothing is included: NVRTC knows vector types, shuffles and atomics, and no f16 without a header. */
import type { Precision } from './kernel-definition.js';

/** The type that a number is stored as, `stored`, and `numberOf` and `storedOf` to and from f32, the latter to nearest even. */
export function storedCuda(precision: Precision): string {
  return precision === 'f32'
    ? `\
typedef float stored;
__device__ __forceinline__ float numberOf(stored x) { return x; }
__device__ __forceinline__ stored storedOf(float x) { return x; }
`
    : `\
typedef unsigned short stored;
__device__ __forceinline__ float numberOf(stored x) {
  float number;
  asm("cvt.f32.f16 %0, %1;" : "=f"(number) : "h"(x));
  return number;
}
__device__ __forceinline__ stored storedOf(float x) {
  stored half;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(x));
  return half;
}
`;
}

/** Numbers of a load of 16 bytes. */
export function numbersOfLoad(precision: Precision): number {
  return precision === 'f32' ? 4 : 8;
}

/** `unpacked(numbers, load)`: the numbers of a load of 16 bytes as f32. */
export function unpackedCuda(precision: Precision): string {
  return precision === 'f32'
    ? `\
__device__ __forceinline__ void unpacked(float (&numbers)[4], uint4 load) {
  numbers[0] = __uint_as_float(load.x);
  numbers[1] = __uint_as_float(load.y);
  numbers[2] = __uint_as_float(load.z);
  numbers[3] = __uint_as_float(load.w);
}
`
    : `\
__device__ __forceinline__ void unpackedPair(float &low, float &high, unsigned int pair) {
  asm("{ .reg .f16 a, b; mov.b32 {a, b}, %2; cvt.f32.f16 %0, a; cvt.f32.f16 %1, b; }" : "=f"(low), "=f"(high) : "r"(pair));
}
__device__ __forceinline__ void unpacked(float (&numbers)[8], uint4 load) {
  unpackedPair(numbers[0], numbers[1], load.x);
  unpackedPair(numbers[2], numbers[3], load.y);
  unpackedPair(numbers[4], numbers[5], load.z);
  unpackedPair(numbers[6], numbers[7], load.w);
}
`;
}

/** `streamed(address)`: 16 bytes that are read once, past the first cache. */
export const STREAMED_CUDA = `\
__device__ __forceinline__ uint4 streamed(const uint4 *address) {
  uint4 load;
  asm volatile("ld.global.nc.L1::no_allocate.L2::256B.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(load.x), "=r"(load.y), "=r"(load.z), "=r"(load.w) : "l"(address));
  return load;
}
`;

/** `power2(x)`: 2^x by the card's own unit, within 2 units in the last place. */
export const POWER2_CUDA = `\
__device__ __forceinline__ float power2(float x) {
  float power;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(x));
  return power;
}
`;
