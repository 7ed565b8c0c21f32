import { softmaxScale } from '@verbatim/transformer';
import { expect, it } from 'vitest';
import { scaleSteps } from './scale-steps.js';

it('covers every number of positions from 1 on, width by width, without a gap', () => {
  const steps = [...scaleSteps(softmaxScale, 3, 12)];
  for (const width of [1, 2, 3]) {
    const own = steps.filter(({ letterWidth }) => letterWidth === width);
    expect(own[0]!.first).toBe(1n);
    expect(own.slice(1).every(({ first }, i) => first === own[i]!.last + 1n)).toBe(true);
    for (const { first, last, scale } of own) {
      expect([softmaxScale(2 ** width, first), softmaxScale(2 ** width, last)]).toEqual([scale, scale]);
    }
  }
});

it('fails where B is too small for the last position of a step', () => {
  const failing = [...scaleSteps(() => 4, 1, 8)].filter(({ holds }) => !holds);
  // 2^B ≥ 8 (K − 1) holds for B = 4 up to K = 3.
  expect(failing.map(({ first }) => first)).toEqual([3n, 5n, 9n, 17n]);
});
