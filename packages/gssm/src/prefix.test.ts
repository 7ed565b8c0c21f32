import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { exhaustiveError } from './exhaustive-error.js';
import { prefixMachine, prefixStates } from './prefix.js';
import { generateCopy } from './run.js';

const letters = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 40 });

describe('the prefix machine', () => {
  test.prop([letters, fc.nat({ max: 45 })])('emits the first k letters in order, then the letter 0', (x, kept) => {
    const expected = x.map((letter, i) => (i < kept ? letter : 0));
    expect([...generateCopy(prefixMachine(5, x.length, kept), x)]).toEqual(expected);
  });

  test.prop([letters, fc.nat({ max: 45 }), fc.integer({ min: 1, max: 60 })])(
    'does so for strings of other lengths than the one it is made for',
    (x, kept, length) => {
      const expected = x.map((letter, i) => (i < Math.min(kept, length) ? letter : 0));
      expect([...generateCopy(prefixMachine(5, length, kept), x)]).toEqual(expected);
    },
  );

  it('copies exactly the D^k strings that end in zeros', () => {
    for (let kept = 0; kept <= 6; kept++) {
      expect(exhaustiveError(prefixMachine(2, 6, kept), 6).copied).toBe(2n ** BigInt(kept));
      if (kept <= 4) expect(exhaustiveError(prefixMachine(3, 4, kept), 4).copied).toBe(3n ** BigInt(kept));
    }
  });

  it('counts the strings of at most k letters and D^k emitting states', () => {
    expect(Array.from({ length: 5 }, (_, kept) => prefixStates(2, kept))).toEqual([1n, 5n, 11n, 23n, 47n]);
    expect(Array.from({ length: 4 }, (_, kept) => prefixStates(3, kept))).toEqual([1n, 7n, 22n, 67n]);
  });

  it('keeps no more letters than the string has', () => {
    expect(prefixMachine(2, 3, 9).states).toBe(prefixMachine(2, 3, 3).states);
  });

  it('refuses to keep a negative number of letters', () => {
    expect(() => prefixMachine(2, 3, -1)).toThrow(
      new RangeError('kept letters k = -1: accepted is an integer of at least 0'),
    );
  });
});
