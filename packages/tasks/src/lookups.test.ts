import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { draws, excessOfFrequencies, tally } from './frequencies.testing.js';
import { unambiguousKeys } from './lookup-keys.js';
import { prefixLookupExample, prefixLookupTask } from './prefix-lookup.js';
import { randomSource } from './random.js';
import { stringsOf } from './strings.js';
import { suffixLookupExample, suffixLookupTask } from './suffix-lookup.js';
import type { TaskExample } from './task.js';
import { part } from './tokens.testing.js';
import { vocabulary } from './vocabulary.js';

/** String, key and answer of a look-up, read off its tokens at the places that its documented shape gives them. */
function lookupParts({ task, prompt, answer, vocabulary: { bos, copy } }: TaskExample, n: number) {
  const [x, key] =
    task === 'prefix-lookup'
      ? [part(prompt, n + 2, -1), part(prompt, 1, n + 1)]
      : [part(prompt, 1, -n - 1), part(prompt, prompt.length - n)];
  const expected = task === 'prefix-lookup' ? [bos, ...key, copy, ...x, copy] : [bos, ...x, copy, ...key];
  expect([...prompt]).toEqual(expected);
  return { x, key, answer: [...answer] };
}

describe.each([
  ['prefix-lookup', prefixLookupTask, prefixLookupExample] as const,
  ['suffix-lookup', suffixLookupTask, suffixLookupExample] as const,
])('%s', (_, lookupTask, lookupExample) => {
  test.prop([
    fc.integer(),
    fc.integer({ min: 2, max: 26 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 5 }),
    fc.nat({ max: 6 }),
  ])('has a key that occurs once, and the letters after it as the answer', (seed, alphabetSize, n, k, extra) => {
    const length = n + k + extra;
    let example: TaskExample;
    try {
      example = lookupTask({ alphabetSize, minLength: length, maxLength: length, ngram: n, answerLength: k }).sample(
        randomSource(seed),
      );
    } catch (error) {
      // Refused only where unambiguous keys are rare: short keys of few letters.
      expect(String(error)).toContain('occurs once in any of 1000 strings');
      expect(alphabetSize ** n).toBeLessThan(length);
      return;
    }
    const { x, key, answer } = lookupParts(example, n);
    expect([x.length, key.length, answer.length]).toEqual([length, n, k]);
    const text = String.fromCharCode(...x);
    const at = text.indexOf(String.fromCharCode(...key));
    expect(at).toBeGreaterThanOrEqual(0);
    expect(text.lastIndexOf(String.fromCharCode(...key))).toBe(at);
    expect(answer).toEqual(x.slice(at + n, at + n + k));
  });

  it('draws strings with such a key equally often, and of each string its keys equally often', () => {
    const [n, k, length] = [2, 1, 5];
    const task = lookupTask({ alphabetSize: 2, minLength: length, maxLength: length, ngram: n, answerLength: k });
    const strings = [...stringsOf(2, length)].filter((x) => unambiguousKeys(x, n, k).length > 0);
    expect(strings.length).toBeLessThan(2 ** length); // some have none, such as 00000
    const expected = new Map<string, number>();
    for (const x of strings) {
      const keys = unambiguousKeys(x, n, k);
      for (const at of keys) expected.set(`${x};${x.slice(at, at + n)}`, 1 / strings.length / keys.length);
    }
    const random = randomSource(6);
    const drawn = draws(30_000, () => {
      const { x, key } = lookupParts(task.sample(random), n);
      return `${x};${key}`;
    });
    expect(excessOfFrequencies(tally(drawn), expected)).toBeLessThan(1);
  });

  it('says so when strings have no such key', () => {
    const options = { alphabetSize: 2, minLength: 200, maxLength: 200, ngram: 1, answerLength: 1 };
    expect(() => lookupTask(options).sample(randomSource(1))).toThrow(
      new RangeError(
        'no 1-gram occurs once in any of 1000 strings of 200 letters of 2: ' +
          'accepted are longer keys, shorter strings or more letters',
      ),
    );
  });

  it('has an example for any key that occurs once, and none for another', () => {
    const tokens = vocabulary(3);
    const x = [0, 1, 2, 0, 1];
    expect(lookupParts(lookupExample(x, 1, 2, 2, tokens), 2)).toEqual({ x, key: [1, 2], answer: [0, 1] });
    for (const position of [0, 2, 3, -1, 1.5]) {
      expect(() => lookupExample(x, position, 2, 2, tokens)).toThrow(
        `key of 2 letters at position ${position}: accepted is one that occurs once and that 2 letters follow`,
      );
    }
    expect(() => lookupExample([0, 1, 3], 0, 1, 1, tokens)).toThrow('letter 3 at position 2');
  });

  it.each([
    [{ ngram: 0 }, 'n-gram length n = 0'],
    [{ answerLength: 0 }, 'answer length k = 0'],
    [{ ngram: 4, answerLength: 3 }, 'from 6 to 8: accepted are integers of at least 7'],
  ])('refuses %j', (options, message) => {
    const valid = { alphabetSize: 5, minLength: 6, maxLength: 8, ngram: 2, answerLength: 2 };
    expect(() => lookupTask({ ...valid, ...options })).toThrow(message);
  });
});
