import { describe, expect, test } from 'vitest';
import { growthLines, pointTable, readable } from './table.js';

const point = { suite: 's', unit: 'µs/letter', confidence: 0.957, samples: 25 };

describe('the table of a suite', () => {
  test('lines up what was measured with what was counted', () => {
    const table = pointTable([
      {
        ...point,
        name: 'f64',
        parameters: { length: 1024 },
        counts: { bytes: 65_536 },
        median: 81.2345,
        low: 80,
        high: 99.5,
      },
      { ...point, name: 'exact', parameters: { length: 8 }, median: 12_345.6, low: 9000, high: 23_456 },
    ]);
    expect(table).toMatchInlineSnapshot(`
      "       length   bytes  median, µs/letter        interval  confidence  samples
      f64     1,024  65,536              81.23       80 … 99.5      95.7 %       25
      exact       8                     12,350  9,000 … 23,460      95.7 %       25"
    `);
  });

  test('lists growth under its statement', () => {
    const numbers = { slope: 40, rSquared: 0.99912, relativeResiduals: [0.01234567, -0.5], exactlyLinear: true };
    expect(
      growthLines({ suite: 's', statement: 'bytes = intercept + slope · positions', numbers }),
    ).toMatchInlineSnapshot(`
      "  bytes = intercept + slope · positions
          slope: 40
          rSquared: 0.9991
          relativeResiduals: 0.01235, -0.5
          exactlyLinear: true"
    `);
  });

  test('keeps four digits', () => {
    expect([0, 0.000123456, 1.23456, 999.96, 1234.5, 49_876_543].map(readable)).toEqual([
      '0',
      '0.0001235',
      '1.235',
      '1000',
      '1,235',
      '49,880,000',
    ]);
  });
});
