import { describe, expect, it } from 'vitest';
import { deBruijnCycle, deBruijnString } from './de-bruijn.js';
import { repeatedNgram, smallestNgramWithoutRepeat } from './repeats.js';

const ORDERS = Array.from({ length: 10 }, (_, i) => i + 1).flatMap((order) =>
  Array.from({ length: 1023 }, (_, i) => i + 2)
    .filter((alphabetSize) => alphabetSize ** order <= 1024)
    .map((alphabetSize) => ({ alphabetSize, order })),
);

describe('for every Dⁿ up to 1,024', () => {
  it('the string has each n-gram exactly once', () => {
    for (const { alphabetSize, order } of ORDERS) {
      const x = deBruijnString(alphabetSize, order);
      const windows = alphabetSize ** order;
      expect(x.length).toBe(windows + order - 1);
      const times = new Uint8Array(windows);
      for (let i = 0; i < windows; i++) {
        times[x.subarray(i, i + order).reduce((value, letter) => value * alphabetSize + letter, 0)] += 1;
      }
      expect(times.every((time) => time === 1)).toBe(true);
      expect(x.every((letter) => letter < alphabetSize)).toBe(true);
    }
    expect(ORDERS).toContainEqual({ alphabetSize: 32, order: 2 });
    expect(ORDERS).toContainEqual({ alphabetSize: 2, order: 10 });
  });

  it('the string is the cycle and its first n − 1 letters once more', () => {
    for (const { alphabetSize, order } of ORDERS) {
      const cycle = deBruijnCycle(alphabetSize, order);
      expect([...deBruijnString(alphabetSize, order)]).toEqual([...cycle, ...cycle.slice(0, order - 1)]);
    }
  });
});

it('the string repeats no n-gram, and any further letter makes it repeat one', () => {
  for (const [D, n] of [
    [2, 8],
    [3, 4],
    [7, 3],
    [11, 2],
  ] as const) {
    const x = deBruijnString(D, n);
    expect(smallestNgramWithoutRepeat(x)).toBe(n);
    for (let letter = 0; letter < D; letter++) {
      expect(repeatedNgram([...x, letter], n)).not.toBeNull();
    }
  }
});

it('gives the lexicographically least cycle', () => {
  expect(deBruijnCycle(2, 4).join('')).toBe('0000100110101111');
  expect(deBruijnCycle(3, 2).join('')).toBe('001021122');
  expect(deBruijnCycle(5, 1).join('')).toBe('01234');
});

it.each([
  [1, 3, 'alphabet size D = 1: accepted is an integer from 2'],
  [2.5, 3, 'alphabet size D = 2.5: accepted is an integer from 2'],
  [2, 0, 'de Bruijn order n = 0: accepted is an integer of at least 1'],
  [2, 1.5, 'de Bruijn order n = 1.5: accepted is an integer of at least 1'],
  [2, 29, 'de Bruijn cycle of 2^29 letters: accepted are at most 268435456'],
  [10, 400, 'de Bruijn cycle of 10^400 letters: accepted are at most 268435456'],
])('refuses D = %d, n = %d in one line', (D, n, message) => {
  for (const make of [deBruijnCycle, deBruijnString]) {
    expect(() => make(D, n)).toThrow(RangeError);
    expect(() => make(D, n)).toThrow(message);
  }
});
