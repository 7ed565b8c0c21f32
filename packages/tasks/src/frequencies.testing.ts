/** Whether draws come as often as they must. Seeds are fixed, so a test that passes once passes always. */

/**
 * The statistic of the chi-square test over the value that it has with a chance of 3 in 10 million (five standard deviations,
 * by Wilson and Hilferty's approximation): above 1 the draws do not have these probabilities.
 *
 * @param draws - how often each value was drawn.
 * @param probabilities - of each value; a draw of any other value gives infinity.
 */
export function excessOfFrequencies(draws: Map<string, number>, probabilities: Map<string, number>): number {
  let total = 0;
  for (const [value, count] of draws) {
    if (!probabilities.get(value)) {
      return Number.POSITIVE_INFINITY;
    }
    total += count;
  }
  let statistic = 0;
  let degrees = -1;
  for (const [value, probability] of probabilities) {
    if (probability > 0) {
      const expected = total * probability;
      statistic += ((draws.get(value) ?? 0) - expected) ** 2 / expected;
      degrees += 1;
    }
  }
  const spread = 2 / (9 * degrees);
  return statistic / (degrees * (1 - spread + 5 * Math.sqrt(spread)) ** 3);
}

/** Counts equal values. */
export function tally(values: Iterable<number | string | bigint | ArrayLike<number>>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    const key = typeof value === 'object' ? Array.from(value).join() : String(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Draws so many times. */
export function* draws<T>(count: number, draw: () => T): Generator<T> {
  for (let i = 0; i < count; i++) {
    yield draw();
  }
}

/** The same probability for each of these values. */
export function equally(values: Iterable<number | string | ArrayLike<number>>): Map<string, number> {
  const keys = [...tally(values).keys()];
  return new Map(keys.map((key) => [key, 1 / keys.length]));
}
