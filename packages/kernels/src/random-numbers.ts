/** Seeded numbers to check kernels on. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** `count` independent uniform numbers in [low, high); the same seed gives the same numbers. */
export function uniformNumbers(seed: number, count: number, low = -1, high = 1): Float64Array {
  const generator = xoroshiro128plus(seed);
  generator.jump();
  return Float64Array.from({ length: count }, () => low + (high - low) * uniformFloat64(generator));
}
