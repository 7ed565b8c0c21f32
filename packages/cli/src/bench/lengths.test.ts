import { describe, expect, test } from 'vitest';
import { choices } from './choices.js';
import { parsedLengths } from './lengths.js';
import { digits, leftText, timeText } from './units.js';

describe('lengths', () => {
  test.each([
    ['256', [256]],
    ['1k..8k', [1024, 2048, 4096, 8192]],
    ['4k,256,1k,256', [256, 1024, 4096]],
    ['100..1000', [128, 256, 512]],
    ['7,1..4,1M', [1, 2, 4, 7, 1_048_576]],
    ['16M', [2 ** 24]],
  ])('%s are %j', (text, lengths) => {
    expect(parsedLengths(text)).toEqual(lengths);
  });

  test.each(['', '0', '-1', '1.5', '1e3', 'k', '1..', '..4', '8k..1k', '1..2..3', '17M', '1,,2', '33..63', '1g'])(
    '%s is refused in one line',
    (text) => {
      expect(() => parsedLengths(text)).toThrow(/^--lengths ".*"; accepted are lengths such as 256,1k,4k or ranges/);
    },
  );
});

test('choices are words of a list', () => {
  expect(choices('--precision', undefined, ['f32', 'f16'])).toBeNull();
  expect(choices('--precision', 'f16,f32', ['f32', 'f16'])).toEqual(['f16', 'f32']);
  expect(() => choices('--precision', 'f32,f8', ['f32', 'f16'])).toThrow(
    '--precision "f8"; accepted are f32, f16, one or several between commas',
  );
});

test('numbers are shown in units that people read', () => {
  expect([3.25, 45_678, 9.1e6, 2.5e9].map(timeText)).toEqual(['3.250 ns', '45.68 µs', '9.100 ms', '2.500 s']);
  expect([0, 0.00012, 0.0123, 12.3, 12_345.6].map(digits)).toEqual(['0', '1.20e-4', '0.01230', '12.30', '12,346']);
  expect([0.2, 89, 300, 7000].map(leftText)).toEqual(['1 s left', '89 s left', '5 min left', '1.9 h left']);
});
