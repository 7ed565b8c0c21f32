import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { draws, equally, excessOfFrequencies, tally } from './frequencies.testing.js';
import { randomSource } from './random.js';
import { selectiveCopyTask } from './selective-copy.js';
import { stringsOf } from './strings.js';
import { part } from './tokens.testing.js';
import { vocabulary } from './vocabulary.js';

describe('selective-copy', () => {
  test.prop([fc.integer(), fc.integer({ min: 1, max: 10 }), fc.nat({ max: 60 })])(
    'asks for the letters among the blanks, in order',
    (seed, letters, blanks) => {
      const length = letters + blanks;
      const task = selectiveCopyTask({ alphabetSize: 26, minLength: length, maxLength: length, letters });
      const { prompt, answer } = task.sample(randomSource(seed));
      const { bos, copy, pad } = vocabulary(26);
      expect(prompt.length).toBe(length + 2);
      expect([prompt[0], prompt.at(-1)]).toEqual([bos, copy]);
      const between = part(prompt, 1, -1);
      expect(between.filter((token) => token !== pad)).toEqual([...answer]);
      expect(answer.length).toBe(letters);
    },
  );

  it('takes all places equally often, with all letters', () => {
    const task = selectiveCopyTask({ alphabetSize: 2, minLength: 5, maxLength: 5, letters: 2 });
    const random = randomSource(1);
    const prompts = draws(40_000, () => part(task.sample(random).prompt, 1, -1));
    const pad = vocabulary(2).pad;
    const expected: number[][] = [];
    for (let i = 0; i < 5; i++) {
      for (let j = i + 1; j < 5; j++) {
        for (const [a, b] of stringsOf(2, 2)) {
          expected.push([0, 1, 2, 3, 4].map((place) => (place === i ? a : place === j ? b : pad)));
        }
      }
    }
    expect(excessOfFrequencies(tally(prompts), equally(expected))).toBeLessThan(1);
  });

  it('refuses no letters, and more letters than places', () => {
    const options = { alphabetSize: 5, minLength: 3, maxLength: 9 };
    expect(() => selectiveCopyTask({ ...options, letters: 0 })).toThrow('number of letters to copy 0');
    expect(() => selectiveCopyTask({ ...options, letters: 4 })).toThrow('accepted are integers of at least 4');
  });
});
