import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { PHONE_BOOK_NAMES, phoneBookText } from './phone-book-text.js';
import { randomSource } from './random.js';

describe('a phone book as text', () => {
  test.prop([fc.integer(), fc.integer({ min: 3, max: 100 })])('asks for the number of one name', (seed, entries) => {
    const { prompt, answer } = phoneBookText(randomSource(seed), entries);
    const [book, shown, query, ...rest] = prompt.split('\n\n');
    expect(rest).toEqual([]);
    const lines = book.split('\n');
    expect(lines.length).toBe(entries);
    expect(lines.every((line) => /^[A-Z][a-z]+ [A-Z][a-z]+: [6-9]\d{9}$/.test(line))).toBe(true);
    expect(new Set(lines.map((line) => line.split(': ')[0])).size).toBe(entries);
    expect(new Set(lines.map((line) => line.split(': ')[1])).size).toBe(entries);
    expect(lines).toContain(`${query} ${answer}`);
    const examples = shown.split('\n');
    expect(examples.length).toBe(2);
    expect(examples.every((line) => lines.includes(line))).toBe(true);
    expect(new Set([...examples, `${query} ${answer}`]).size).toBe(3);
  });

  it('replays from the seed, and another seed gives another', () => {
    expect(phoneBookText(randomSource(1), 20)).toEqual(phoneBookText(randomSource(1), 20));
    expect(phoneBookText(randomSource(1), 20)).not.toEqual(phoneBookText(randomSource(2), 20));
  });

  it('can hold every name once', () => {
    const { prompt } = phoneBookText(randomSource(1), PHONE_BOOK_NAMES);
    const names = prompt
      .split('\n\n')[0]
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(new Set(names).size).toBe(PHONE_BOOK_NAMES);
  });

  it('refuses two entries, and more than there are names', () => {
    expect(() => phoneBookText(randomSource(1), 2)).toThrow('phone book entries from 2 to 2');
    expect(() => phoneBookText(randomSource(1), PHONE_BOOK_NAMES + 1)).toThrow(
      `a phone book of ${PHONE_BOOK_NAMES + 1} entries: accepted are up to ${PHONE_BOOK_NAMES}`,
    );
  });
});
