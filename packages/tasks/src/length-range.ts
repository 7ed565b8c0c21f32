import type { RandomSource } from './random.js';

/**
 * A uniform choice of a length, both bounds included.
 *
 * @param what - what the length is of, for the message.
 * @param least - the least length that the task has any example of.
 * @throws RangeError unless both bounds are safe integers with least ≤ shortest ≤ longest.
 */
export function lengthRange(
  what: string,
  least: number,
  shortest: number,
  longest: number,
): (random: RandomSource) => number {
  if (
    !Number.isSafeInteger(shortest) ||
    !Number.isSafeInteger(longest) ||
    !(least <= shortest && shortest <= longest)
  ) {
    throw new RangeError(
      `${what} from ${shortest} to ${longest}: accepted are integers of at least ${least}, the first no larger`,
    );
  }
  return (random) => random.integer(shortest, longest);
}

/** @throws RangeError unless `count` is a safe integer of at least 1. */
export function assertCount(what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`${what} ${count}: accepted is an integer of at least 1`);
  }
}
