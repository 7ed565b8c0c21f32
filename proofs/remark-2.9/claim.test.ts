import { copyingTransformer, copyRunner, float64, generateCopy, serialiseKvCache } from '@verbatim/transformer';
import { expect, test } from 'vitest';
import { shortestKey } from '../common/shortest-key.js';
import { verifyQuickly } from '../common/verify-quickly.testing.js';
import { cacheBits, statedMultiple, statedMultipleOfLength } from './cache-bits.js';
import { remark29 } from './claim.js';

test('remark-2.9 holds at quick effort, and each control is caught', async () => {
  const { verdict, evidence, controls } = await verifyQuickly(remark29);
  expect(verdict).toBe('holds');
  expect(evidence.map(({ supports }) => supports)).toEqual(['holds', 'holds', 'holds']);
  expect(controls.filter(({ caught }) => !caught)).toEqual([]);
});

test('the formula gives the bits that the serialised cache takes, whatever D, n and L', () => {
  for (const [alphabetSize, ngram, length] of [
    [2, 1, 1],
    [2, 5, 1],
    [2, 5, 3],
    [3, 2, 17],
    [9, 4, 30],
  ] as const) {
    const runner = copyRunner(copyingTransformer({ alphabetSize, ngram, maxLength: length }), float64());
    generateCopy(runner, new Uint32Array(length).fill(1));
    const { bits, bytes } = serialiseKvCache(runner.model);
    expect(BigInt(bits)).toBe(cacheBits(alphabetSize, ngram, BigInt(length)));
    expect(bytes.length).toBe(Math.ceil(bits / 8));
  }
});

test('the multiple of the least n is within the one that grows with the logarithm of L to base D', () => {
  expect(statedMultipleOfLength(2, 10)).toBe(156);
  expect(statedMultipleOfLength(4, 10)).toBe(96);
  for (const alphabetSize of [2, 3, 26])
    for (let log2Length = 0; log2Length <= 40; log2Length++)
      expect(statedMultiple(shortestKey(alphabetSize, 2n ** BigInt(log2Length)))).toBeLessThanOrEqual(
        statedMultipleOfLength(alphabetSize, log2Length),
      );
});
