import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { float64 } from './float64.js';
import { SimdMemory } from './simd-memory.js';

/** ⟨x, y⟩ in four interleaved lanes, added in pairs: the order of every number system. */
function inLanes(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const lanes = [0, 0, 0, 0];
  for (let c = 0; c < x.length; c++) lanes[c & 3] += x[c] * y[c];
  return lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
}

const coordinate = fc.double({ min: -8, max: 8, noNaN: true });
const rows = fc
  .record({ width: fc.integer({ min: 1, max: 19 }), count: fc.integer({ min: 1, max: 7 }) })
  .chain(({ width, count }) => {
    const row = fc.array(coordinate, { minLength: width, maxLength: width });
    return fc.record({ query: row, keys: fc.array(row, { minLength: count, maxLength: count }) });
  });

describe('rows in a memory for SIMD', () => {
  test.prop([rows, fc.nat(6)])('give the inner products of the loop, bit for bit', ({ query, keys }, skipped) => {
    const memory = new SimdMemory(query.length);
    memory.reserve(query.length * keys.length);
    memory.data.set(keys.flat());
    const first = Math.min(skipped, keys.length - 1);
    const scores = new Float64Array(keys.length - first);
    memory.scores(Float64Array.from(query), first, scores);
    expect([...scores]).toEqual(keys.slice(first).map((key) => inLanes(query, key)));
  });

  test('stay when the memory grows', () => {
    const memory = new SimdMemory(3);
    memory.reserve(3);
    memory.data.set([1, 2, 3]);
    memory.reserve(3_000_000);
    expect(memory.data.length).toBeGreaterThanOrEqual(3_000_000);
    expect([...memory.data.subarray(0, 3)]).toEqual([1, 2, 3]);
  });

  test('are where a long cache ends up, with every score it had', () => {
    const numbers = float64();
    const width = 101;
    const count = 9001;
    const keys = numbers.rows(width);
    const at = (j: number, c: number) => Math.sin(j * width + c);
    for (let j = 0; j < count; j++) {
      const row = numbers.push(keys) * width;
      for (let c = 0; c < width; c++) keys.data[row + c] = at(j, c);
    }
    expect(keys.simd).toBeDefined();
    const query = numbers.rows(width);
    numbers.push(query);
    query.data.set(Array.from({ length: width }, (_, c) => Math.cos(c)));
    const scores = numbers.rows(1);
    while (scores.length < count) numbers.push(scores);
    numbers.scores(query, 0, keys, 2, count - 1, scores);
    for (const j of [2, 3, 4097, 4098, 4099, count - 1]) {
      const key = Array.from({ length: width }, (_, c) => at(j, c));
      expect(scores.data[j - 2]).toBe(inLanes(query.data.subarray(0, width), key));
    }
  });

  test('do not exhaust the address space when many caches come and go', () => {
    for (let i = 0; i < 500; i++) {
      const memory = new SimdMemory(1);
      memory.reserve(2 ** 18);
      expect(memory.data.length).toBeGreaterThanOrEqual(2 ** 18);
    }
  });
});
