import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { draws, equally, excessOfFrequencies, tally } from './frequencies.testing.js';
import { phoneBookTask } from './phone-book.js';
import { randomSource } from './random.js';
import { part } from './tokens.testing.js';
import { vocabulary } from './vocabulary.js';

describe('phone-book', () => {
  const options = { alphabetSize: 4, minEntries: 3, maxEntries: 16, nameLength: 2, numberLength: 3 };

  test.prop([fc.integer()])('shows the book, two of its lines and a name, and asks for the number of that', (seed) => {
    const { prompt, answer, length } = phoneBookTask(options).sample(randomSource(seed));
    const { bos, copy, eos } = vocabulary(4);
    const lines = Array.from({ length: length + 2 }, (_, i) => part(prompt, 1 + 7 * i, 8 + 7 * i));
    expect(lines.every((line) => line.length === 7 && line[2] === copy && line[6] === eos)).toBe(true);
    const query = part(prompt, 1 + 7 * (length + 2));
    expect([prompt[0], query.length, query[2]]).toEqual([bos, 3, copy]);
    const book = lines.slice(0, length);
    const [names, numbers] = [book.map((line) => line.slice(0, 2).join()), book.map((line) => line.slice(3, 6).join())];
    expect([new Set(names).size, new Set(numbers).size]).toEqual([length, length]);
    expect(answer.join()).toBe(numbers[names.indexOf(query.slice(0, 2).join())]);
    const shown = lines.slice(length).map((line) => names.indexOf(line.slice(0, 2).join()));
    expect(lines.slice(length)).toEqual(shown.map((i) => book[i]));
    expect(new Set([...shown, names.indexOf(query.slice(0, 2).join())]).size).toBe(3);
  });

  it('asks for every place of the book equally often', () => {
    const task = phoneBookTask({ ...options, minEntries: 8, maxEntries: 8 });
    const random = randomSource(4);
    const asked = draws(8000, () => {
      const { prompt } = task.sample(random);
      const name = part(prompt, -3, -1).join();
      return [0, 1, 2, 3, 4, 5, 6, 7].find((i) => part(prompt, 1 + 7 * i, 3 + 7 * i).join() === name)!;
    });
    expect(excessOfFrequencies(tally(asked), equally([0, 1, 2, 3, 4, 5, 6, 7]))).toBeLessThan(1);
  });

  it('can use all the names that there are', () => {
    const { prompt } = phoneBookTask({ ...options, minEntries: 16, maxEntries: 16 }).sample(randomSource(1));
    const names = Array.from({ length: 16 }, (_, i) => part(prompt, 1 + 7 * i, 3 + 7 * i).join());
    expect(new Set(names).size).toBe(16);
  });

  it.each([
    [{ maxEntries: 17 }, '17 different names of 2 letters of 4: accepted are up to 16'],
    [{ nameLength: 3, numberLength: 1 }, '16 different numbers of 1 letters of 4: accepted are up to 4'],
    [{ minEntries: 2 }, 'phone book entries from 2 to 16: accepted are integers of at least 3'],
    [{ nameLength: 0 }, 'letters of a phone book name: 0'],
    [{ numberLength: 1.5 }, 'letters of a phone book number: 1.5'],
  ])('refuses %j', (changed, message) => {
    expect(() => phoneBookTask({ ...options, ...changed })).toThrow(message);
  });
});
