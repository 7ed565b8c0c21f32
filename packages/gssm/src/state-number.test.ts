import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { bitsToNumber } from './state-number.js';

describe('the bits of a stored state', () => {
  it('are the least that tell the states apart', () => {
    const counts = [1n, 2n, 3n, 4n, 5n, 16n, 17n, 256n, 257n];
    expect(counts.map(bitsToNumber)).toEqual([0, 1, 2, 2, 3, 4, 5, 8, 9]);
  });

  test.prop([fc.bigInt({ min: 2n, max: 1n << 5000n })])('are exact for counts of any size', (states) => {
    const bits = BigInt(bitsToNumber(states));
    expect(1n << bits).toBeGreaterThanOrEqual(states);
    expect(1n << (bits - 1n)).toBeLessThan(states);
  });
});
