import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { chosenKeyLength, isLongEnough } from './chosen-key-length.js';

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

test.prop([fc.bigInt(1n, 499n), fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 2, max: 300 })])(
  'log2 of the keys exceeds 2 log2 L + log2 1/ε by at most log2 D',
  (thousandths, length, alphabetSize) => {
    const target = { epsilon: { numerator: thousandths, denominator: 1000n }, length, alphabetSize };
    const n = chosenKeyLength(target);
    expect(isLongEnough(target, n)).toBe(true);
    const needed = 2 * Math.log2(length) + Math.log2(1000 / Number(thousandths));
    expect(n * Math.log2(alphabetSize)).toBeLessThan(needed + Math.log2(alphabetSize) + 1e-9);
  },
);
