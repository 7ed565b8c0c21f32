import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { confidence, grouped, readable, roundedUp } from './numbers.js';

test('whole numbers have their thousands separated, however long they are', () => {
  expect(grouped('123456789012345678901234567890')).toBe('123,456,789,012,345,678,901,234,567,890');
  expect([readable(32768), readable(0.123456), readable(12345.6)]).toEqual(['32,768', '0.1235', '12,350']);
});

test('a confidence has all of its digits', () => {
  expect([confidence(1 - 1e-6), confidence(0.95)]).toEqual(['99.9999 %', '95 %']);
});

describe('an upper bound', () => {
  test.prop([fc.double({ min: 1e-12, max: 1, noNaN: true })])('is never shown smaller, nor much larger', (bound) => {
    const shown = Number(roundedUp(bound));
    expect(shown).toBeGreaterThanOrEqual(bound);
    expect(shown).toBeLessThanOrEqual(bound * 1.0101);
  });

  test('is short', () => {
    expect([roundedUp(0.00099991), roundedUp(0.1234), roundedUp(1), roundedUp(0)]).toEqual([
      '0.001',
      '0.124',
      '1',
      '0',
    ]);
  });
});
