import { describe, expect, test } from 'vitest';
import type { Point } from '../point.js';
import { growthOf } from './kv-cache-growth.js';

function pointAt(positions: number, microseconds: number, bytesAsDoubles: number): Point {
  return {
    suite: 'kv-cache-growth',
    name: 'f64',
    parameters: {},
    unit: 'µs/letter',
    counts: { positions, bytesAsDoubles, bitsSerialised: 2 * positions },
    median: microseconds,
    low: microseconds,
    high: microseconds,
    confidence: 0.95,
    samples: 25,
  };
}

describe('the growth of KV-cached generation', () => {
  test('is a slope in nanoseconds a position, and an exact line of bytes', () => {
    const [time, bytes, bits] = growthOf([100, 200, 400].map((k) => pointAt(k, 3 + 0.05 * (k + 7.5), 96 * k + 40)));
    expect(time!.numbers.nanosecondsPerPosition).toBeCloseTo(50, 9);
    expect(time!.numbers.interceptMicroseconds).toBeCloseTo(3, 9);
    expect(bytes!.numbers).toEqual({ exactlyLinear: true, slope: 96, intercept: 40 });
    expect(bits!.numbers).toEqual({ exactlyLinear: true, slope: 2, intercept: 0 });
  });

  test('says so when the bytes do not lie on a line', () => {
    const [, bytes] = growthOf([pointAt(100, 1, 10), pointAt(200, 2, 20), pointAt(300, 3, 31)]);
    expect(bytes!.numbers).toEqual({ exactlyLinear: false });
  });
});
