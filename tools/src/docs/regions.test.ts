import { describe, expect, test } from 'vitest';
import { fillRegions } from './regions.js';

const region = (name: string, content: string) => `<!-- generated: ${name}, by a test -->\n${content}\n<!-- end -->`;

describe('regions', () => {
  test('are filled, and all else stays', () => {
    const text = `before\n${region('a', 'old')}\nbetween\n${region('b', '')}\nafter\n`;
    const filled = `before\n${region('a', '\nnew\n')}\nbetween\n${region('b', '\n1\n2\n')}\nafter\n`;
    expect(fillRegions(text, { a: 'new', b: '1\n2' })).toBe(filled);
  });

  test('filled once more are the same', () => {
    const once = fillRegions(region('a', ''), { a: 'new' });
    expect(fillRegions(once, { a: 'new' })).toBe(once);
  });

  test.each([
    [region('b', ''), 'region b is not known; known are a'],
    ['nothing', 'there is no region a'],
    ['<!-- generated: a -->\n', 'region a has no end'],
    ['<!-- end -->', 'a region ends that has not started'],
    [`${region('a', '')}\n${region('a', '')}`, 'region a comes twice'],
    ['<!-- generated: a -->\n<!-- generated: a -->', 'region a starts before region a has ended'],
  ])('are refused when they are marked wrongly: %j', (text, message) => {
    expect(() => fillRegions(text, { a: 'new' })).toThrow(message);
  });
});
