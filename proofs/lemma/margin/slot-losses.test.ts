import { expect, it } from 'vitest';
import { slotLosses } from './slot-losses.js';

it('loses two for another letter, d′ for none, and f² = 4 for a start that is not there', () => {
  for (const [alphabetSize, width] of [
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [33, 6],
  ] as const) {
    expect(slotLosses(alphabetSize)).toEqual({
      alphabetSize,
      letterForLetter: 2,
      otherForLetter: width,
      otherForStart: 4,
      gap: Math.min(2, width),
    });
  }
});
