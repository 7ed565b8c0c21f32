import { describe, expect, it } from 'vitest';
import { draws, excessOfFrequencies, tally } from './frequencies.testing.js';
import { type RandomSource, randomSource } from './random.js';
import { weightedDraw } from './weighted-draw.js';

/** A source whose integers are these, in order. */
function scripted(integers: number[]): RandomSource {
  const left = [...integers];
  return { ...randomSource(0), integer: () => left.shift()! };
}

describe('weightedDraw', () => {
  it.each([[[1]], [[3, 1, 2]], [[0, 5, 0, 0, 1, 0]], [[1, 0, 0, 7]], [[0, 0, 2]]])(
    'gives each number exactly as many of the equally likely tickets as its weight: %j',
    (weights) => {
      const { total, draw } = weightedDraw(weights);
      expect(total).toBe(weights.reduce((sum, weight) => sum + weight, 0));
      const tickets = Array.from({ length: total }, (_, i) => i + 1);
      const random = scripted(tickets);
      const drawn = tally(draws(total, () => draw(random)));
      expect(weights.map((_, i) => drawn.get(String(i)) ?? 0)).toEqual(weights);
    },
  );

  it('draws tickets from 1 to the total, both included', () => {
    const asked: number[][] = [];
    const random: RandomSource = {
      ...randomSource(0),
      integer: (low, high) => {
        asked.push([low, high]);
        return high;
      },
    };
    expect(weightedDraw([2, 3]).draw(random)).toBe(1);
    expect(asked).toEqual([[1, 5]]);
  });

  it('draws with these frequencies', () => {
    const weights = [5, 0, 1, 10];
    const { draw } = weightedDraw(weights);
    const random = randomSource(3);
    const probabilities = new Map(weights.map((weight, i) => [String(i), weight / 16]));
    expect(excessOfFrequencies(tally(draws(60_000, () => draw(random))), probabilities)).toBeLessThan(1);
  });

  it('keeps weights that add up to 2⁵³ − 1 apart', () => {
    const { total, draw } = weightedDraw([2 ** 53 - 3, 1, 1]);
    expect(total).toBe(2 ** 53 - 1);
    const random = scripted([2 ** 53 - 3, 2 ** 53 - 2, 2 ** 53 - 1]);
    expect([...draws(3, () => draw(random))]).toEqual([0, 1, 2]);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the weight %s and names its place', (weight) => {
    expect(() => weightedDraw([1, weight])).toThrow(
      new RangeError(`weight ${weight} at index 1: accepted is an integer of at least 0`),
    );
  });

  it.each([[[]], [[0, 0]], [[2 ** 53 - 1, 1]]])('refuses weights that add up to nothing or too much: %j', (weights) => {
    expect(() => weightedDraw(weights)).toThrow('accepted is a sum from 1 to 2⁵³ − 1');
  });
});
