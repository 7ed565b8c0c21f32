import type { RandomSource } from './random.js';

/** A choice among numbered things, each with an integer weight. */
export interface WeightedDraw {
  /** The sum of all weights. */
  readonly total: number;
  /** Draws a number, each with its weight's share of the total, exactly. */
  draw(random: RandomSource): number;
}

/**
 * @param weights - integers of at least 0, not all 0.
 * @throws RangeError if they are anything else, or sum to 2⁵³ or more.
 */
export function weightedDraw(weights: readonly number[]): WeightedDraw {
  const ends = new Float64Array(weights.length); // ends[i]: the sum of the weights up to the i-th
  let total = 0;
  for (const [i, weight] of weights.entries()) {
    if (!Number.isSafeInteger(weight) || weight < 0) {
      throw new RangeError(`weight ${weight} at index ${i}: accepted is an integer of at least 0`);
    }
    total += weight;
    ends[i] = total;
  }
  if (total === 0 || !Number.isSafeInteger(total)) {
    throw new RangeError(`weights with the sum ${total}: accepted is a sum from 1 to 2⁵³ − 1`);
  }
  return {
    total,
    draw(random) {
      const ticket = random.integer(1, total);
      let low = 0;
      let high = ends.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (ends[middle] < ticket) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    },
  };
}
