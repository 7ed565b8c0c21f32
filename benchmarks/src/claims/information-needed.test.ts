import { expect, test } from 'vitest';
import { informationNeeded } from './information-needed.js';
import { LAWFUL, resultOf } from './result.testing.js';

test('bits stored stand beside L·log2 D, for caches and states alone', () => {
  const rows = informationNeeded(resultOf(...LAWFUL), [2, 16]);
  expect(new Set(rows.map(({ series }) => series))).toEqual(
    new Set([
      'decode/attention-decode/f32/webgpu',
      'decode/retnet-step/f32/webgpu',
      'decode/rnn-step/f32/webgpu',
      'decode/window-decode-512/f32/webgpu',
    ]),
  );
  const rnn = rows.filter(({ series, alphabetSize }) => series.startsWith('decode/rnn') && alphabetSize === 16);
  expect(rnn.at(-1)).toEqual({
    series: 'decode/rnn-step/f32/webgpu',
    memory: 'state',
    length: 262_144,
    alphabetSize: 16,
    storedBits: 32_768,
    neededBits: 1_048_576,
    ratio: 1 / 32,
    largestLength: 8192,
  });
  // A state falls below what copying needs; a cache never does.
  expect(rnn.map(({ ratio }) => ratio >= 1)).toEqual([true, true, true, false, false, false]);
  expect(rows.filter(({ series }) => series.includes('attention-decode')).every(({ ratio }) => ratio > 1)).toBe(true);
});

test('what the suite `state` counted comes first', () => {
  const counted = { suite: 'state', kernel: 'rnn', state: () => 128 };
  const rows = informationNeeded(resultOf(...LAWFUL, counted), [2]);
  expect(rows.map(({ series, storedBits }) => [series, storedBits])).toEqual(
    Array.from({ length: 6 }, () => ['state/rnn/f32/webgpu', 1024]),
  );
});
