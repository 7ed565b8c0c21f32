import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { draws, equally, excessOfFrequencies, tally } from './frequencies.testing.js';
import { plantAgreeingRepeat, plantConflictingRepeat } from './planted-repeats.js';
import { randomSource } from './random.js';
import { conflictingRepeat, repeatedNgram } from './repeats.js';

/** A string over so many letters that it has no repeat of its own. */
const allDifferent = (length: number) => Uint32Array.from({ length }, (_, i) => i);

const sizes = fc.record({
  seed: fc.integer(),
  n: fc.integer({ min: 1, max: 6 }),
  extra: fc.nat({ max: 150 }), // past 64 letters repeats are found by another way
});

describe('a planted agreeing repeat', () => {
  test.prop([sizes])('repeats n letters, and all that follows agrees up to the end', ({ seed, n, extra }) => {
    const x = allDifferent(n + 1 + extra);
    const planted = plantAgreeingRepeat(randomSource(seed), x, n)!;
    expect(planted.length).toBe(x.length);
    const { first, second } = repeatedNgram(planted, n)!;
    expect([...planted.subarray(second)]).toEqual([...planted.subarray(first, first + x.length - second)]);
    // x has no other repeats that could conflict.
    expect(conflictingRepeat(planted, n)).toBeNull();
    // What comes before is as it was, so that the string is new from the second position only.
    expect([...planted.subarray(0, second)]).toEqual([...x.subarray(0, second)]);
    expect([...x]).toEqual([...allDifferent(x.length)]);
  });

  it('is any pair of positions with n letters behind both, equally often', () => {
    const random = randomSource(2);
    const repeats = draws(30_000, () => {
      const { first, second } = repeatedNgram(plantAgreeingRepeat(random, allDifferent(6), 2)!, 2)!;
      return [first, second];
    });
    const pairs = [0, 1, 2, 3, 4].flatMap((first) => [0, 1, 2, 3, 4].map((second) => [first, second]));
    const expected = equally(pairs.filter(([first, second]) => first < second));
    expect(excessOfFrequencies(tally(repeats), expected)).toBeLessThan(1);
  });

  it('is null where there is no room', () => {
    expect(plantAgreeingRepeat(randomSource(1), [0, 1, 2], 3)).toBeNull();
    expect(plantAgreeingRepeat(randomSource(1), [0, 1, 2], 2)).not.toBeNull();
  });

  it.each([0, 1.5])('refuses n = %s', (n) => {
    expect(() => plantAgreeingRepeat(randomSource(1), [0, 1, 2], n)).toThrow(RangeError);
  });
});

describe('a planted conflicting repeat', () => {
  test.prop([sizes, fc.integer({ min: 2, max: 5 })])('conflicts, whatever the string was', ({ seed, n, extra }, d) => {
    const random = randomSource(seed);
    const planted = plantConflictingRepeat(random, random.letters(n + 2 + extra, d), n, d)!;
    const { first, second, next } = conflictingRepeat(planted, n)!;
    expect([...planted.subarray(second, second + n)]).toEqual([...planted.subarray(first, first + n)]);
    expect(next).toEqual([planted[first + n], planted[second + n]]);
    expect(next[0]).not.toBe(next[1]);
    expect(Math.max(...planted)).toBeLessThan(d);
  });

  it('is followed by every other letter equally often', () => {
    const random = randomSource(3);
    const x = [0, 1, 2];
    // n = 1: only the first two letters have one behind them, so the string becomes 0 0 and a letter that is not 0.
    const drawn = tally(draws(30_000, () => plantConflictingRepeat(random, x, 1, 5)!));
    const expected = equally([1, 2, 3, 4].map((letter) => [0, 0, letter]));
    expect(excessOfFrequencies(drawn, expected)).toBeLessThan(1);
  });

  it('leaves its argument as it was', () => {
    const x = allDifferent(9);
    plantConflictingRepeat(randomSource(4), x, 2, 9);
    expect([...x]).toEqual([...allDifferent(9)]);
  });

  it('is null where there is no room', () => {
    expect(plantConflictingRepeat(randomSource(1), [0, 1, 2], 2, 3)).toBeNull();
    expect(plantConflictingRepeat(randomSource(1), [0, 1, 2], 1, 3)).not.toBeNull();
  });

  it.each([
    [0, 3],
    [1, 1],
  ])('refuses n = %s, D = %s', (n, alphabetSize) => {
    expect(() => plantConflictingRepeat(randomSource(1), [0, 0, 0], n, alphabetSize)).toThrow(RangeError);
  });
});
