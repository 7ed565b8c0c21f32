import type { RandomSource } from './random.js';

/** Two different integers from 0 to `last`, the lesser first; every pair is equally likely. */
export function distinctPair(random: RandomSource, last: number): [number, number] {
  const one = random.integer(0, last);
  const draw = random.integer(0, last - 1);
  const other = draw < one ? draw : draw + 1;
  return [Math.min(one, other), Math.max(one, other)];
}
