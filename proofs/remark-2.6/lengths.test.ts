import { expect, test } from 'vitest';
import { shortestKey } from '../common/shortest-key.js';
import { log2, scaleFor, stretches } from './lengths.js';

test('stretches cover every length once, each with the n and B of all its lengths', () => {
  for (const alphabetSize of [2, 3, 26]) {
    let next = 2n;
    for (const { ngram, softmaxScale, shortest, longest } of stretches(alphabetSize, 3000n)) {
      expect(shortest).toBe(next);
      for (let length = shortest; length <= longest; length++) {
        expect(shortestKey(alphabetSize, length)).toBe(ngram);
        expect(scaleFor(alphabetSize, ngram, length)).toBe(softmaxScale);
      }
      next = longest + 1n;
    }
    expect(next).toBe(3001n);
  }
});

test('the logarithm of a large integer is near and not above', () => {
  expect(log2(1024n)).toBe(10);
  expect(log2(1n << 5000n)).toBe(5000);
  expect(log2((1n << 5000n) - 1n)).toBeLessThanOrEqual(5000);
  expect(log2(3n ** 4000n)).toBeCloseTo(4000 * Math.log2(3), 8);
});
