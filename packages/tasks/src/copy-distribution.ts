/** What a distribution over the strings to copy is. */

import type { Fraction } from './fraction.js';
import type { RandomSource } from './random.js';

/** A distribution over the strings of L letters of an alphabet of D. */
export interface CopyDistribution {
  /** A short name for tables, with its parameters. */
  readonly name: string;
  /** D. */
  readonly alphabetSize: number;
  /** L. */
  readonly length: number;
  /** Draws one string, of (L) letters. */
  sample(random: RandomSource): Uint32Array;
  /** Every string of positive probability once, with that probability; they sum to 1. There may be very many. */
  support?(): Iterable<WeightedString>;
}

/** A string and its exact probability. */
export interface WeightedString {
  /** (L) letters. */
  readonly letters: Uint32Array;
  readonly probability: Fraction;
}

/** A {@link CopyDistribution} whose strings can be listed. */
export interface ListedCopyDistribution extends CopyDistribution {
  support(): Iterable<WeightedString>;
}
