import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { wholeNumberText } from './big-numbers.js';
import { oneLine, quoted } from './one-line.js';
import { tokenText } from './token-text.js';

describe('a message', () => {
  property.prop([fc.string({ unit: 'binary' })])('is one line that a terminal does not obey', (text) => {
    expect(oneLine(text)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  });

  test('shows what was there', () => {
    expect(oneLine('a\nb\tc\u001b[31m\u0085d é')).toBe('a\\nb\\tc\\u001b[31m\\u0085d é');
    expect(quoted('x'.repeat(200))).toBe(`"${'x'.repeat(79)}…"`);
  });
});

describe('a whole number', () => {
  test.each([
    ['0', '0'],
    ['12345', '12,345'],
    ['999999999999999', '999,999,999,999,999'],
    ['1250000000000000', '1.3e+15'],
    [(10n ** 2466n).toString(), '1.0e+2466'],
    [(2n ** 8192n).toString(), '1.1e+2466'],
    ['9'.repeat(3000), '1.0e+3000'],
  ])('%.20s is shown as %s', (digits, text) => expect(wholeNumberText(digits)).toBe(text));
});

test('a token is a number, a character or a name', () => {
  const shown = (bytes: boolean) =>
    [65, 10, 200, 256, 257].map((token) => tokenText(token, { alphabetSize: 256, bytes }));
  expect(shown(true)).toEqual(['A', '\\x0a', '\\xc8', 'BOS', 'COPY']);
  expect(shown(false)).toEqual(['65', '10', '200', 'BOS', 'COPY']);
});
