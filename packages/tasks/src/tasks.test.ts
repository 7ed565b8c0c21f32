/** What holds for every task. */

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { copyTask } from './copy-task.js';
import { duplicateNgramTask } from './duplicate-ngram.js';
import { exampleTokens } from './example-tokens.js';
import { draws, equally, excessOfFrequencies, tally } from './frequencies.testing.js';
import { phoneBookTask } from './phone-book.js';
import { prefixLookupTask } from './prefix-lookup.js';
import { randomSource } from './random.js';
import { selectiveCopyTask } from './selective-copy.js';
import { suffixLookupTask } from './suffix-lookup.js';
import type { Task } from './task.js';
import { part } from './tokens.testing.js';
import { vocabulary } from './vocabulary.js';

/** Each task for an alphabet, a range of lengths, and n = k = 2; all of these exist from 6 letters or entries on. */
const tasks: [string, (alphabetSize: number, minLength: number, maxLength: number) => Task][] = [
  ['copy', (alphabetSize, minLength, maxLength) => copyTask({ alphabetSize, minLength, maxLength })],
  [
    'prefix-lookup',
    (alphabetSize, minLength, maxLength) =>
      prefixLookupTask({ alphabetSize, minLength, maxLength, ngram: 2, answerLength: 2 }),
  ],
  [
    'suffix-lookup',
    (alphabetSize, minLength, maxLength) =>
      suffixLookupTask({ alphabetSize, minLength, maxLength, ngram: 2, answerLength: 2 }),
  ],
  [
    'duplicate-ngram',
    (alphabetSize, minLength, maxLength) => duplicateNgramTask({ alphabetSize, minLength, maxLength, ngram: 2 }),
  ],
  [
    'selective-copy',
    (alphabetSize, minLength, maxLength) => selectiveCopyTask({ alphabetSize, minLength, maxLength, letters: 3 }),
  ],
  [
    'phone-book',
    (alphabetSize, minEntries, maxEntries) =>
      phoneBookTask({ alphabetSize, minEntries, maxEntries, nameLength: 5, numberLength: 6 }),
  ],
];

const settings = fc.record({
  seed: fc.integer(),
  alphabetSize: fc.integer({ min: 3, max: 40 }),
  minLength: fc.integer({ min: 6, max: 12 }),
  extra: fc.nat({ max: 12 }),
});

describe.each(tasks)('the task %s', (name, make) => {
  test.prop([settings])('has lengths in its range, and tokens of its vocabulary', (setting) => {
    const { seed, alphabetSize, minLength, extra } = setting;
    const example = make(alphabetSize, minLength, minLength + extra).sample(randomSource(seed));
    const { bos, eos } = vocabulary(alphabetSize);
    expect(example.task).toBe(name);
    expect(example.vocabulary).toEqual(vocabulary(alphabetSize));
    expect(example.length).toBeGreaterThanOrEqual(minLength);
    expect(example.length).toBeLessThanOrEqual(minLength + extra);
    expect(example.prompt.indexOf(bos)).toBe(0);
    expect(example.prompt.lastIndexOf(bos)).toBe(0);
    expect(Math.max(...example.prompt)).toBeLessThan(example.vocabulary.size);
    expect(Math.max(...example.answer)).toBeLessThan(alphabetSize);
    // Scored are the answer and EOS only.
    const { tokens, scoredFrom } = exampleTokens(example);
    expect(part(tokens, 0, scoredFrom)).toEqual([...example.prompt]);
    expect(part(tokens, scoredFrom)).toEqual([...example.answer, eos]);
  });

  it('draws every length equally often, from the least to the greatest, both included', () => {
    const task = make(5, 6, 9);
    const random = randomSource(1, name);
    const lengths = tally(draws(4000, () => task.sample(random).length));
    expect(excessOfFrequencies(lengths, equally([6, 7, 8, 9]))).toBeLessThan(1);
  });

  it('draws the one length of a range of one', () => {
    const task = make(5, 8, 8);
    const random = randomSource(1);
    expect([...tally(draws(50, () => task.sample(random).length)).keys()]).toEqual(['8']);
  });

  test.prop([settings])('replays from the seed', ({ seed, alphabetSize, minLength, extra }) => {
    const task = make(alphabetSize, minLength, minLength + extra);
    const [random, again] = [randomSource(seed), randomSource(seed)];
    expect([...draws(3, () => task.sample(random))]).toEqual([...draws(3, () => task.sample(again))]);
  });

  it.each([
    [9, 8],
    [0, 8],
    [-3, 8],
    [6.5, 8],
    [6, Number.NaN],
  ])('refuses lengths from %s to %s', (minLength, maxLength) => {
    expect(() => make(5, minLength, maxLength)).toThrow(`from ${minLength} to ${maxLength}: accepted are integers`);
  });

  it('refuses an alphabet of one letter', () => {
    expect(() => make(1, 6, 8)).toThrow('alphabet size D = 1');
  });
});
