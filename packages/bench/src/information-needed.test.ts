import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { bitsNeeded, informationKept, largestLength } from './information-needed.js';
import { point, runOf } from './noise.testing.js';
import type { BenchPoint } from './result.js';

const LENGTHS = [16, 256, 4096];

/** A series that keeps so many bytes of a purpose at a length. */
function series(
  kernel: string,
  purpose: 'kv-cache' | 'state',
  bytes: (length: number) => number,
  more: Partial<BenchPoint> = {},
): BenchPoint[] {
  return LENGTHS.map((length) => {
    const made = point(kernel, length, [1000, 1010, 990, 1005, 995, 1001, 999]);
    const ledger = { ...made.memory!.ledger, 'kv-cache': 0, [purpose]: bytes(length) };
    return { ...made, memory: { ...made.memory!, ledger }, ...more };
  });
}

const kept = (...points: readonly BenchPoint[][]) => informationKept(runOf(points.flat()));
const lengths = (points: BenchPoint[]) => [2, 16, 256].map((D) => largestLength(kept(points)[0]!, D));

describe('what is kept', () => {
  test('is the bits of cache and state, by length, of what keeps some', () => {
    const found = kept(
      series('attention-decode', 'kv-cache', (L) => 4 + 64 * L),
      series('rnn-step', 'state', () => 128).toReversed(),
      series('matrix-product', 'state', () => 0),
    );
    expect(found).toEqual([
      {
        series: 'decode/attention-decode/f32/webgpu',
        points: LENGTHS.map((length) => ({ length, bits: 32 + 512 * length })),
        law: { constant: 32, perLetter: 512 },
      },
      {
        series: 'decode/rnn-step/f32/webgpu',
        points: LENGTHS.map((length) => ({ length, bits: 1024 })),
        law: { constant: 1024, perLetter: 0 },
      },
    ]);
  });

  test('is that of the suite `state` where it was run, and of no point that was not measured', () => {
    const decode = series('rnn-step', 'state', () => 128);
    const state = series('rnn', 'state', () => 128, { suite: 'state' });
    expect(kept(decode, state).map((one) => one.series)).toEqual(['state/rnn/f32/webgpu']);
    const failed = state.map((one) => ({ ...one, status: 'failed' as const }));
    expect(kept(decode, failed).map((one) => one.series)).toEqual(['decode/rnn-step/f32/webgpu']);
    expect(kept(state.slice(0, 1))).toEqual([]);
  });
});

describe('the largest length', () => {
  test('is that of which so many bits can tell all strings apart', () => {
    expect(lengths(series('rnn-step', 'state', () => 128))).toEqual([1024, 256, 128]);
    expect(lengths(series('linear', 'state', () => 127))).toEqual([1016, 254, 127]);
  });

  test('is without end for a cache of bits enough a letter, and ends for one of fewer', () => {
    expect(lengths(series('attention', 'kv-cache', (L) => L))).toEqual([Infinity, Infinity, Infinity]);
    expect(lengths(series('attention', 'kv-cache', (L) => 2 + L / 2))).toEqual([Infinity, Infinity, 4]);
  });

  test('is of a window that is in use', () => {
    const windowed = series('window', 'kv-cache', (L) => 2 * Math.min(L, 100), { shape: { window: 100 } });
    expect(lengths(windowed)).toEqual([1600, 400, 200]);
    // The control: without its window the same bits lie on no line.
    expect(lengths(windowed.map((one) => ({ ...one, shape: {} })))).toEqual([null, null, null]);
  });

  test('is not told by bytes off every line, by a square, or by one length twice', () => {
    expect(lengths(series('a', 'state', (L) => L ** 2))).toEqual([null, null, null]);
    expect(lengths(series('a', 'state', (L) => 128 + (L === 4096 ? 1 : 0)))).toEqual([null, null, null]);
    const once = series('a', 'state', () => 128);
    expect(lengths([...once, { ...once[0]!, id: 'again' }])).toEqual([null, null, null]);
  });

  property.prop([fc.integer({ min: 1, max: 2 ** 20 }), fc.integer({ min: 2, max: 1000 })])(
    'is the last for which the bits are enough',
    (bytes, D) => {
      const [information] = kept(series('rnn', 'state', () => bytes));
      const length = largestLength(information!, D)!;
      expect(bitsNeeded(length, D)).toBeLessThanOrEqual(8 * bytes);
      expect(bitsNeeded(length + 1, D)).toBeGreaterThan(8 * bytes);
    },
  );
});
