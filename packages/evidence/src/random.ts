import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of independent uniform draws. */
export interface RandomDraws {
  /** A uniform integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** A uniform multiple of 2⁻⁵³ in [0, 1). */
  real(): number;
  /** `length` independent uniform letters, integers from 0 to `alphabetSize` − 1. */
  letters(length: number, alphabetSize: number): Uint32Array;
}

/** A generator whose draws depend on the seed alone. */
export function randomDraws(seed: number): RandomDraws {
  const generator = xoroshiro128plus(seed);
  // The first outputs after seeding are simple functions of the seed; a jump mixes all of the state.
  generator.jump();
  return {
    integer: (low, high) => uniformInt(generator, low, high),
    real: () => uniformFloat64(generator),
    letters: (length, alphabetSize) => Uint32Array.from({ length }, () => uniformInt(generator, 0, alphabetSize - 1)),
  };
}

/**
 * The 32-bit seed of one method's random stream. It depends on the seed of the run and on the names alone, so a claim
 * draws the same whether it is verified by itself, with others, or in a resumed run.
 */
export function streamSeed(seed: number, claimId: string, unit: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, claimId, unit]))
    .digest();
  return digest.readInt32BE(0);
}
