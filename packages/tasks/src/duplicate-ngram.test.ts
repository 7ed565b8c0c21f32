import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { duplicateNgramTask } from './duplicate-ngram.js';
import { draws, equally, excessOfFrequencies, tally } from './frequencies.testing.js';
import { randomSource } from './random.js';
import { repeatedNgram } from './repeats.js';
import { stringsOf } from './strings.js';

describe('duplicate-ngram', () => {
  test.prop([fc.integer(), fc.integer({ min: 1, max: 8 }), fc.nat({ max: 80 })])(
    'asks for a copy of a string in which n letters come twice without overlap',
    (seed, n, extra) => {
      const length = 2 * n + extra;
      // Of so many letters hardly any come twice by chance.
      const task = duplicateNgramTask({ alphabetSize: 2 ** 31, minLength: length, maxLength: length, ngram: n });
      const { prompt, answer } = task.sample(randomSource(seed));
      expect([...prompt]).toEqual([2 ** 31, ...answer, 2 ** 31 + 1]);
      const { first, second } = repeatedNgram(answer, n)!;
      expect(second - first).toBeGreaterThanOrEqual(n);
      expect(repeatedNgram(answer, n + 1)).toBeNull();
    },
  );

  it('takes every pair of n-grams that do not overlap equally often', () => {
    const task = duplicateNgramTask({ alphabetSize: 2 ** 31, minLength: 7, maxLength: 7, ngram: 2 });
    const random = randomSource(2);
    const pairs = draws(20_000, () => {
      const { first, second } = repeatedNgram(task.sample(random).answer, 2)!;
      return [first, second];
    });
    const starts = [0, 1, 2, 3, 4, 5];
    const apart = starts.flatMap((first) => starts.filter((second) => second >= first + 2).map((j) => [first, j]));
    expect(apart.length).toBe(10);
    expect(excessOfFrequencies(tally(pairs), equally(apart))).toBeLessThan(1);
  });

  it('has the distribution of a uniform string in which either n-gram overwrites the other', () => {
    // Exactly, for D = 2, L = 4, n = 1: every string, every ordered pair of places, one letter written over the other.
    const counts = new Map<string, number>();
    for (const x of stringsOf(2, 4)) {
      for (const from of [0, 1, 2, 3]) {
        for (const to of [0, 1, 2, 3].filter((place) => place !== from)) {
          const written = x.slice();
          written[to] = x[from];
          counts.set(written.join(), (counts.get(written.join()) ?? 0) + 1 / (16 * 12));
        }
      }
    }
    const task = duplicateNgramTask({ alphabetSize: 2, minLength: 4, maxLength: 4, ngram: 1 });
    const random = randomSource(3);
    expect(excessOfFrequencies(tally(draws(30_000, () => task.sample(random).answer)), counts)).toBeLessThan(1);
  });

  it('refuses strings shorter than two n-grams', () => {
    expect(() => duplicateNgramTask({ alphabetSize: 5, minLength: 5, maxLength: 9, ngram: 3 })).toThrow(
      'accepted are integers of at least 6',
    );
  });
});
