import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  bytes,
  confidence,
  duration,
  durationInterval,
  grouped,
  readable,
  roundedUp,
  withThousands,
} from './numbers.js';

test('whole numbers have their thousands separated, however long they are', () => {
  expect(grouped('123456789012345678901234567890')).toBe('123,456,789,012,345,678,901,234,567,890');
  expect([readable(32768), readable(0.123456), readable(12345.6)]).toEqual(['32,768', '0.1235', '12,350']);
});

test('text has the thousands of its whole numbers separated, and of no others', () => {
  expect(withThousands('L = 16384; 1048576, 512, 3.14159 and 2.1e+2 of 12345.5')).toBe(
    'L = 16,384; 1,048,576, 512, 3.14159 and 2.1e+2 of 12345.5',
  );
});

test('times and bytes are in the largest unit that leaves a number above 1', () => {
  expect([0, 0.25, 999, 5419, 2_977_440, 6.72e9].map(duration)).toEqual([
    '0 ns',
    '0.25 ns',
    '999 ns',
    '5.419 µs',
    '2.977 ms',
    '6.72 s',
  ]);
  expect(durationInterval({ median: 1_000_000, low: 999_000, high: 1_020_000 })).toBe('1 ms (0.999 … 1.02)');
  expect([1, 1024, 262_144, 2 ** 33 + 4].map(bytes)).toEqual(['1 B', '1 KiB', '256 KiB', '8 GiB']);
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
