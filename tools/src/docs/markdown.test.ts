import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { listed, markdownList, markdownTable, wrapped } from './markdown.js';

describe('a table', () => {
  test('has a rule that aligns numbers to the right, and escapes bars', () => {
    expect(markdownTable([['claim'], ['cases', 'right']], [['err > 1 − |S|/D^L', '12']])).toBe(
      ['| claim | cases |', '| --- | ---: |', '| err > 1 − \\|S\\|/D^L | 12 |'].join('\n'),
    );
  });

  test('is refused when a row has a cell too few', () => {
    expect(() => markdownTable([['a'], ['b']], [['1']])).toThrow('a row has 1 cells; the table has 2 columns');
  });
});

describe('wrapped prose', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$|^[0-9]{1,3}\.$|^[-+≥]$/), { minLength: 1, maxLength: 200 });

  test.prop([words])('keeps all words in order', (list) => {
    expect(wrapped(list.join(' ')).split(/\s+/)).toEqual(list);
  });

  test.prop([words])('never starts a further line like a list', (list) => {
    for (const line of wrapped(list.join(' ')).split('\n').slice(1)) expect(line).not.toMatch(/^\s*(?:[-+*]|\d+[.)]) /);
  });

  test.prop([fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 100 })])(
    'has lines of at most 120 characters',
    (list) => {
      for (const line of wrapped(list.join(' '), '- ').split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    },
  );

  test('hangs under its dash in a list', () => {
    const long = Array(30).fill('seven').join(' ');
    expect(
      markdownList(['one', long])
        .split('\n')
        .map((line) => line.slice(0, 7)),
    ).toEqual(['- one', '- seven', '  seven']);
  });
});

test('what is listed has "and" before the last', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
