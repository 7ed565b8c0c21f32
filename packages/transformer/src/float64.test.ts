import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type FloatRows, float64 } from './float64.js';

const numbers = float64();

/** A store that holds the given rows. */
function store(width: number, rows: readonly number[][]): FloatRows {
  const made = numbers.rows(width);
  for (const row of rows) made.data.set(row, numbers.push(made) * width);
  return made;
}

/** A column of `count` rows, as the scores of a head are. */
function column(values: readonly number[]): FloatRows {
  return store(
    1,
    values.map((value) => [value]),
  );
}

const coordinate = fc.double({ min: -8, max: 8, noNaN: true });
const shape = fc.record({
  width: fc.integer({ min: 0, max: 11 }),
  before: fc.integer({ min: 0, max: 2 }),
  count: fc.integer({ min: 1, max: 13 }),
});
const attention = shape.chain(({ width, before, count }) =>
  fc.record({
    query: fc.array(coordinate, { minLength: width, maxLength: width }),
    rows: fc.array(fc.array(coordinate, { minLength: width, maxLength: width }), {
      minLength: before + count,
      maxLength: before + count,
    }),
    weights: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: count, maxLength: count }),
    before: fc.constant(before),
  }),
);

describe('doubles', () => {
  test.prop([attention])('sum an inner product in four interleaved lanes', ({ query, rows, before }) => {
    const last = rows.length - 1;
    const scores = column(new Array(rows.length).fill(Number.NaN));
    numbers.scores(store(query.length, [query]), 0, store(query.length, rows), before, last, scores);
    rows.slice(before).forEach((key, j) => {
      const lanes = [0, 0, 0, 0];
      key.forEach((k, c) => {
        lanes[c & 3] += query[c] * k;
      });
      expect(scores.data[j]).toBe(lanes[0] + lanes[1] + (lanes[2] + lanes[3]));
    });
  });

  test.prop([attention])('fold a weighted mean in halves', ({ query, rows, weights, before }) => {
    const width = query.length;
    const visible = rows.slice(before);
    const share = [1, ...weights.slice(1)];
    const target = store(width + 1, [new Array(width + 1).fill(7)]);
    numbers.weightedMean(column(share), store(width, rows), before, rows.length - 1, target, 0, 1);
    const fold = (terms: number[]): number => {
      if (terms.length === 1) return terms[0];
      const half = Math.ceil(terms.length / 2);
      return fold(terms.slice(0, half).map((x, i) => (i + half < terms.length ? x + terms[i + half] : x)));
    };
    expect(target.data[0]).toBe(7);
    for (let c = 0; c < width; c++) {
      const mean = fold(visible.map((value, j) => share[j] * value[c])) / fold(share);
      // Adding 0 loses the sign of a zero, which no sum of the forward pass depends on.
      expect(target.data[1 + c] + 0).toBe(mean + 0);
    }
  });

  test.prop([
    fc.array(fc.oneof(fc.integer({ min: -1500, max: 1500 }), coordinate), { minLength: 1 }),
    fc.constantFrom(2, 3, Math.E),
  ])('weigh scores by powers of the base below the largest', (values, base) => {
    const scores = column(values);
    numbers.exponentiate(scores, values.length, base);
    const largest = Math.max(...values);
    expect([...scores.data.subarray(0, values.length)]).toEqual(values.map((value) => base ** (value - largest)));
  });

  test('weigh scores by a base so near 1 that no weight is 0', () => {
    const base = 1 + 2 ** -40;
    const scores = column([0, -3, -1e6, -1e12]);
    numbers.exponentiate(scores, 4, base);
    expect([...scores.data.subarray(0, 4)]).toEqual([1, base ** -3, base ** -1e6, base ** -1e12]);
  });
});
