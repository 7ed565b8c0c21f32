import { describe, expect, it } from 'vitest';
import { copyTask } from './copy-task.js';
import { draws, excessOfFrequencies, tally } from './frequencies.testing.js';
import { randomSource } from './random.js';
import { stringsOf } from './strings.js';

describe('copy', () => {
  it('asks for every string equally often', () => {
    const task = copyTask({ alphabetSize: 3, minLength: 1, maxLength: 3 });
    const random = randomSource(1);
    const drawn = tally(draws(30_000, () => task.sample(random).answer));
    const expected = new Map<string, number>();
    for (const length of [1, 2, 3]) {
      for (const x of stringsOf(3, length)) expected.set(x.join(), 1 / 3 / 3 ** length);
    }
    expect(excessOfFrequencies(drawn, expected)).toBeLessThan(1);
  });

  it('has the prompt BOS x COPY and the answer x', () => {
    const { prompt, answer } = copyTask({ alphabetSize: 5, minLength: 7, maxLength: 7 }).sample(randomSource(1));
    expect([...prompt]).toEqual([5, ...answer, 6]);
    expect(answer.length).toBe(7);
  });
});
