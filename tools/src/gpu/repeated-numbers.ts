/** Many seeded numbers in little time: a block of them, again and again. */
import { randomSource } from '@verbatim/tasks';

/** A prime, so that the block meets no row or tile twice at the same place. */
const BLOCK = 1_000_003;
/** Numbers are multiples of 2^-9 in [-1, 1], which f16 holds exactly. */
const STEPS = 512;

/** `count` numbers from -1 to 1 that f16 and f32 hold exactly; the same seed gives the same numbers. */
export function repeatedNumbers(seed: number, count: number): Float32Array {
  const letters = randomSource(seed, 'throughput').letters(Math.min(BLOCK, count), 2 * STEPS + 1);
  const block = Float32Array.from(letters, (letter) => (letter - STEPS) / STEPS);
  const numbers = new Float32Array(count);
  for (let at = 0; at < count; at += block.length) {
    numbers.set(block.subarray(0, Math.min(block.length, count - at)), at);
  }
  return numbers;
}
