import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { randomDraws, streamSeed } from './random.js';

const DRAWS = 60_000;

/** Chi-square statistic of counts that should all be equal. */
function chiSquare(values: Iterable<number>, bins: number): number {
  const counts = new Array<number>(bins).fill(0);
  let total = 0;
  for (const value of values) {
    counts[value] += 1;
    total += 1;
  }
  return counts.reduce((sum, count) => sum + (count - total / bins) ** 2 / (total / bins), 0);
}

// 99.9999 % quantile of the chi-square distribution with 5 degrees of freedom.
const LIMIT = 36;

describe('randomDraws', () => {
  it('draws integers, reals and letters uniformly', () => {
    const random = randomDraws(1);
    const integers = Array.from({ length: DRAWS }, () => random.integer(-2, 3) + 2);
    const reals = Array.from({ length: DRAWS }, () => Math.floor(6 * random.real()));
    expect(chiSquare(integers, 6)).toBeLessThan(LIMIT);
    expect(chiSquare(reals, 6)).toBeLessThan(LIMIT);
    expect(chiSquare(random.letters(DRAWS, 6), 6)).toBeLessThan(LIMIT);
  });

  it('starts independently for neighbouring seeds', () => {
    const first = Array.from({ length: DRAWS }, (_, seed) => randomDraws(seed).integer(0, 5));
    expect(chiSquare(first, 6)).toBeLessThan(LIMIT);
  });

  test.prop([fc.integer()])('depends on the seed alone', (seed) => {
    expect(randomDraws(seed).letters(20, 256)).toEqual(randomDraws(seed).letters(20, 256));
  });
});

describe('streamSeed', () => {
  it('is pinned, for a seed that is published must keep its meaning', () => {
    expect(streamSeed(1, 'lemma/gate', 'method random')).toMatchInlineSnapshot(`-1414917325`);
  });

  it('differs by seed, by claim and by unit', () => {
    const seeds = [1, 2].flatMap((seed) =>
      ['a', 'a/b'].flatMap((claim) => ['method x', 'control x'].map((unit) => streamSeed(seed, claim, unit))),
    );
    expect(new Set(seeds).size).toBe(8);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed === (seed | 0))).toBe(true);
  });
});
