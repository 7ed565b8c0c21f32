import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alibiSlopes, assertBias, attendReference, firstVisible, NO_WINDOW, visiblePairs } from './attention-bias.js';

describe('what a head sees', () => {
  it('begins at i − m + 1 and never before the first key', () => {
    expect([0, 1, 2, 3, 4].map((i) => firstVisible(i, 3))).toEqual([0, 0, 0, 1, 2]);
    expect(firstVisible(1000, NO_WINDOW)).toBe(0);
  });

  test.prop([fc.integer({ min: 1, max: 40 }), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 90 })])(
    'has as many pairs as a loop over i and j counts',
    (queries, offset, window) => {
      let counted = 0;
      for (let i = offset; i < offset + queries; i++) {
        for (let j = 0; j <= i; j++) {
          counted += i - window < j ? 1 : 0;
        }
      }
      expect(visiblePairs(queries, offset, window)).toBe(counted);
    },
  );

  it('has L(L + 1)/2 pairs without a window', () => {
    expect(visiblePairs(16_384, 0, NO_WINDOW)).toBe((16_384 * 16_385) / 2);
  });
});

it('has slopes 1/2, 1/4 … 1/256 for eight heads', () => {
  expect([...alibiSlopes(8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((h) => 2 ** -h));
});

it('refuses other biases in one line', () => {
  expect(() => assertBias('rope')).toThrow(new RangeError('bias rope: accepted are full, hard-alibi, alibi'));
});

describe('the reference', () => {
  const q = Float64Array.of(1);
  const k = Float64Array.of(0, Math.log(3), 0, 5);
  const v = Float64Array.of(4, 8, 100, 1000);
  const query = { keyDim: 1, valueDim: 1, scale: 1, position: 1, window: NO_WINDOW, slope: 0 };

  it('weighs by the exponential of the score, up to its own position', () => {
    expect(attendReference(query, q, k, v)[0]).toBeCloseTo((4 + 3 * 8) / 4, 12);
  });

  it('takes slope · distance off', () => {
    expect(attendReference({ ...query, slope: Math.log(3) }, q, k, v)[0]).toBeCloseTo(
      (4 / 3 + 3 * 8) / (1 / 3 + 3),
      12,
    );
  });

  it('sees only the window', () => {
    expect(attendReference({ ...query, position: 2, window: 1 }, q, k, v)[0]).toBe(100);
  });
});
