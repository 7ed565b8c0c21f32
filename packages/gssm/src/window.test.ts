import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { exhaustiveError } from './exhaustive-error.js';
import { generateCopy } from './run.js';
import { windowMachine, windowStates } from './window.js';

const letters = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 40 });

/** The last `kept` letters of x, then the first of them for ever. */
function expected(x: number[], kept: number): number[] {
  const window = kept === 0 ? [] : x.slice(-kept);
  return x.map((_, i) => window[i] ?? window[0] ?? 0);
}

describe('the window machine', () => {
  test.prop([letters, fc.nat({ max: 45 })])('emits the last k letters in order, then the first of them', (x, kept) => {
    expect([...generateCopy(windowMachine(5, x.length, kept), x)]).toEqual(expected(x, kept));
  });

  test.prop([letters, fc.nat({ max: 45 }), fc.integer({ min: 1, max: 60 })])(
    'does so for strings of other lengths than the one it is made for',
    (x, kept, length) => {
      expect([...generateCopy(windowMachine(5, length, kept), x)]).toEqual(expected(x, Math.min(kept, length)));
    },
  );

  it('emits the letter 0 when it has read no letter', () => {
    const machine = windowMachine(3, 4, 2);
    let state = machine.update(machine.update(machine.start, 3), 4);
    for (let i = 0; i < 3; i++) {
      expect(machine.output(state)).toBe(0);
      state = machine.update(state, 2);
    }
  });

  it('counts reading states, settled states and fresh windows', () => {
    expect(Array.from({ length: 4 }, (_, kept) => windowStates(2, kept))).toEqual([1n, 5n, 13n, 27n]);
    expect(Array.from({ length: 4 }, (_, kept) => windowStates(3, kept))).toEqual([1n, 7n, 28n, 85n]);
  });

  it('copies every string when it keeps them whole, and constant strings at least', () => {
    expect(exhaustiveError(windowMachine(2, 6, 6), 6).copied).toBe(64n);
    expect(exhaustiveError(windowMachine(3, 4, 1), 4).copied).toBe(3n);
  });
});
