/** Where a string repeats itself. Positions are counted from 0. */

/** Two equal n-grams of a string; they may overlap. */
export interface Repeat {
  /** Where the one starts. */
  readonly first: number;
  /** Where the other starts, later than `first`. */
  readonly second: number;
}

/** Two equal n-grams of a string that are followed by different letters. */
export interface ConflictingRepeat extends Repeat {
  /** The letters that follow the first and the second n-gram. */
  readonly next: [number, number];
}

/** @throws RangeError unless `n` is an integer of at least 1. */
export function assertNgram(n: number): void {
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`n-gram length n = ${n}: accepted is an integer of at least 1`);
  }
}
