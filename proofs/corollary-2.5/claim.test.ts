import { expect, test } from 'vitest';
import { verifyQuickly } from '../shared/verify-quickly.testing.js';
import { chosenKeyLength } from './chosen-key-length.js';
import { corollary25 } from './claim.js';

test('corollary-2.5 holds at quick effort, and each control is caught', async () => {
  const { verdict, evidence, controls } = await verifyQuickly(corollary25);
  expect(verdict).toBe('holds');
  expect(evidence.map(({ supports }) => supports)).toEqual(['holds', 'holds']);
  expect(controls.filter(({ caught }) => !caught)).toEqual([]);
});

test('the n chosen is the least with ε Dⁿ ≥ L²', () => {
  for (const [denominator, length, alphabetSize, n] of [
    [10, 10, 2, 10],
    [10, 10, 10, 3],
    [10, 1, 2, 4],
    [4, 8, 4, 4],
  ] as const) {
    const epsilon = { numerator: 1n, denominator: BigInt(denominator) };
    expect(chosenKeyLength({ epsilon, length, alphabetSize })).toBe(n);
  }
});
