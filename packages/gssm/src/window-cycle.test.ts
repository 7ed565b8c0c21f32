import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { windowCycle, windowLength } from './window-cycle.js';

/** How many different windows of k letters a circle of letters has. */
function distinctWindows(cycle: Uint32Array, k: number): number {
  const circle = [...cycle];
  while (circle.length < cycle.length + k) circle.push(...cycle);
  return new Set(Array.from(cycle, (_, i) => circle.slice(i, i + k).join())).size;
}

describe('a cycle with different windows', () => {
  it.each([
    [2, 300],
    [3, 250],
    [4, 130],
    [5, 126],
    [7, 60],
  ])('has every length: D = %i, s up to %i', (alphabetSize, longest) => {
    for (let length = 1; length <= longest; length++) {
      const cycle = windowCycle(alphabetSize, length);
      expect(cycle).toHaveLength(length);
      expect(Math.max(...cycle)).toBeLessThan(alphabetSize);
      const windows = distinctWindows(cycle, windowLength(alphabetSize, length));
      if (windows !== length) expect.fail(`D = ${alphabetSize}, s = ${length}: ${windows} windows in ${cycle}`);
    }
  });

  test.prop([fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 3000 })])(
    'has its length for any alphabet',
    (alphabetSize, length) => {
      expect(distinctWindows(windowCycle(alphabetSize, length), windowLength(alphabetSize, length))).toBe(length);
    },
  );

  it('has windows as short as can be', () => {
    expect([1, 2, 3, 4, 5, 8, 9].map((length) => windowLength(2, length))).toEqual([0, 1, 2, 2, 3, 3, 4]);
    expect([1, 10, 11, 1_000_000, 1_000_001].map((length) => windowLength(10, length))).toEqual([0, 1, 2, 6, 7]);
  });

  it('is refused where it is none, or too long', () => {
    for (const length of [0, -1, 1.5])
      expect(() => windowCycle(2, length)).toThrow(/accepted is an integer of at least 1/);
    expect(() => windowCycle(2, 2 ** 28 + 1)).toThrow(/as many as fit into 268435456 windows/);
    expect(() => windowCycle(1, 1)).toThrow(RangeError);
  });
});
