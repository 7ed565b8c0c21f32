import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LetterWindow } from './letter-window.js';

describe('a window of letters', () => {
  test.prop([
    fc.constantFrom(2, 256, 257, 65536, 65537, 2 ** 31),
    fc.nat({ max: 9 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 200 }),
  ])(
    'holds the last letters of its own history, whichever windows were appended to',
    (alphabetSize, capacity, steps) => {
      const windows = [{ window: LetterWindow.of(alphabetSize, []), history: [] as number[] }];
      for (const [parent, value] of steps) {
        // Most steps extend the newest window, some an older one, so that buffers are shared and split.
        const { window, history } = windows[parent % 4 ? windows.length - 1 : parent % windows.length];
        const letter = value % alphabetSize;
        windows.push({ window: window.append(letter, capacity), history: [...history, letter] });
      }
      for (const { window, history } of windows) {
        expect([...window.from(0)]).toEqual(capacity === 0 ? [] : history.slice(-capacity));
      }
    },
  );

  it('turns in cyclic order', () => {
    const window = LetterWindow.of(9, [1, 2, 3, 4]);
    expect([0, 1, 3].map((offset) => [...window.rotate(offset).from(0)])).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4, 1],
      [4, 1, 2, 3],
    ]);
  });
});
