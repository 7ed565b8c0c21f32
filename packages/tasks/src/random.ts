/**
 * Seeded randomness. A source is named by a seed and any further names, and each name has a stream of its own: drawing
 * more from one leaves the others as they are, so results stay replayable when code around them changes.
 *
 * The numbers are those of xoroshiro128+ (pure-rand). Its 128-bit state is a hash of all the names, where pure-rand's own
 * seeding has 32 bits only and starts similar seeds in similar states.
 */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A source of independent uniform draws. */
export interface RandomSource {
  /**
   * A uniform integer from `low` to `high`, both included; no value is favoured, whatever the range.
   *
   * @throws RangeError unless both are safe integers, low ≤ high and high − low < 2⁵³.
   */
  integer(low: number, high: number): number;
  /** A uniform multiple of 2⁻⁵³ in [0, 1). */
  real(): number;
  /**
   * L independent uniform letters, integers from 0 to D−1.
   *
   * @throws RangeError unless L is an integer of at least 0 and D one from 1 to 2³².
   */
  letters(length: number, alphabetSize: number): Uint32Array;
}

/** The finaliser of SplitMix64 (Stafford's variant 13): a bijection of 64-bit words in which each bit depends on all. */
function mix64(word: bigint): bigint {
  let z = word;
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

const GOLDEN = 0x9e3779b97f4a7c15n;

/** A 64-bit hash of a text: its UTF-16 code units are mixed in one by one, from a start that the lane number decides. */
function hash64(text: string, lane: bigint): bigint {
  let hash = mix64(lane * GOLDEN);
  for (let i = 0; i < text.length; i++) {
    hash = mix64(BigInt.asUintN(64, hash + GOLDEN) ^ BigInt(text.charCodeAt(i)));
  }
  return hash;
}

/**
 * The same generator with the halves of each draw exchanged. The lowest bit of xoroshiro128+ is a linear recurrence, and
 * it alone would decide every binary letter; bit 16, which takes its place, comes out of a chain of carries.
 */
function exchanged(generator: RandomGenerator): RandomGenerator {
  return {
    next() {
      const drawn = generator.next();
      return (drawn << 16) | (drawn >>> 16);
    },
    clone: () => exchanged(generator.clone()),
    getState: () => generator.getState(),
  };
}

function generatorFor(names: string): RandomGenerator {
  const state = [hash64(names, 1n), hash64(names, 2n)].flatMap((word) => [
    Number(BigInt.asIntN(32, word >> 32n)),
    Number(BigInt.asIntN(32, word)),
  ]);
  return exchanged(xoroshiro128plusFromState(state));
}

/**
 * The random source of a seed, or of one of its streams: `randomSource(7, 'sampled', 3)` and `randomSource(7, 'sampled', 4)`
 * draw independently, and each draws the same every time. Numbers and texts differ as names: `1` is not `'1'`.
 *
 * @param seed - any safe integer.
 * @param streams - names of the stream within the seed.
 * @throws RangeError if the seed is no safe integer, or the number of a stream is not finite.
 */
export function randomSource(seed: number, ...streams: (number | string)[]): RandomSource {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed ${seed}: accepted is an integer from −(2⁵³−1) to 2⁵³−1`);
  }
  const unnamed = streams.find((name) => typeof name === 'number' && !Number.isFinite(name));
  if (unnamed !== undefined) {
    throw new RangeError(`random stream ${unnamed}: accepted is a text or a finite number`);
  }
  const generator = generatorFor(JSON.stringify([seed, ...streams]));
  return {
    integer(low, high) {
      if (
        !Number.isSafeInteger(low) ||
        !Number.isSafeInteger(high) ||
        !(low <= high && Number.isSafeInteger(high - low))
      ) {
        throw new RangeError(
          `random integer from ${low} to ${high}: accepted are safe integers, the first no larger, less than 2⁵³ apart`,
        );
      }
      return uniformInt(generator, low, high);
    },
    real: () => uniformFloat64(generator),
    letters(length, alphabetSize) {
      if (!Number.isSafeInteger(length) || length < 0) {
        throw new RangeError(`${length} random letters: accepted is an integer of at least 0`);
      }
      if (!Number.isInteger(alphabetSize) || alphabetSize < 1 || alphabetSize > 2 ** 32) {
        throw new RangeError(`random letters of an alphabet of ${alphabetSize}: accepted is an integer from 1 to 2³²`);
      }
      const x = new Uint32Array(length);
      for (let i = 0; i < length; i++) {
        x[i] = uniformInt(generator, 0, alphabetSize - 1);
      }
      return x;
    },
  };
}
