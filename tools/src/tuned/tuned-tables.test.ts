import type { BenchPoint } from '@verbatim/bench';
import { describe, expect, test } from 'vitest';
import { gpuFixture } from '../docs/gpu-results.testing.js';
import { benchFixture, peerFixture } from '../pytorch/results.testing.js';
import { gainTable } from './gain-table.js';
import { type Goal, goalOutcomes } from './goals.js';
import { tunedRows } from './tuned-rows.js';
import { tunedRegions } from './tuned-tables.js';

const [prefill, half, single] = benchFixture.points as [BenchPoint, BenchPoint, BenchPoint];
const arithmetic = { flops: 50e9, bytesRead: 2_699_000, bytesWritten: 1000 };
const bytes = { flops: 1000, bytesRead: 134_999_000, bytesWritten: 1000 };
const half2 = { ...half.cold!, median: 0.0625e6 };
const tuned = {
  ...benchFixture,
  points: [
    { ...prefill, cost: arithmetic },
    { ...half, id: half.id.replace('webgpu', 'cuda'), backend: 'cuda' as const, cost: bytes, cold: half2 },
    { ...half, cost: bytes },
    { ...single, cost: bytes, status: 'skipped' as const, cold: null, reason: 'there is no time' },
  ],
};
const { construction } = gpuFixture;
const sweep = tuned;
const fixture = { sweep, first: benchFixture, peer: peerFixture, construction };

describe('tuned kernels', () => {
  test('have time, floor, the first sweep and PyTorch', () => {
    expect(tunedRegions(fixture).tuned).toMatchInlineSnapshot(`
      "| operation | precision | backend | L | time | floor | its limit | time / floor | first sweep | gain | PyTorch | PyTorch / ours |
      | --- | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |
      | attention-decode | f16 | cuda | 65,536 | 62.5 µs | 50 µs | bytes | 1.25 | 100 µs | 1.6 | 125 µs | 2 |
      | attention-decode | f16 | webgpu | 65,536 | 100 µs | 50 µs | bytes | 2 | 100 µs | 1 | 125 µs | 1.25 |
      | attention-prefill | f32 | webgpu | 1,024 | 4 ms | 1 ms | arithmetic | 4 | 4 ms | 1 | 2 ms | 0.5 |"
    `);
  });

  test('are bound by what takes longer, in their own precision', () => {
    const floors = tunedRows(sweep, benchFixture, peerFixture).map(({ floor }) => floor);
    expect(floors).toEqual([
      { time: 50_000, limit: 'bytes' },
      { time: 50_000, limit: 'bytes' },
      { time: 1_000_000, limit: 'arithmetic' },
    ]);
    const f16 = { ...prefill, cost: { ...arithmetic, flops: 700e9 }, precision: 'f16' as const };
    const [row] = tunedRows({ ...sweep, points: [f16] }, benchFixture, peerFixture);
    expect(row!.floor).toEqual({ time: 1_000_000, limit: 'arithmetic' });
  });

  test('on CUDA are compared with WebGPU of the first sweep', () => {
    const [cuda] = tunedRows(sweep, benchFixture, peerFixture);
    expect(cuda).toMatchObject({ point: { backend: 'cuda' }, time: 62_500, first: 100_000, peer: 125_000 });
  });

  test('have nothing beside them of another length, shape or kernel, or of a wrong result', () => {
    const first = { ...benchFixture, points: [{ ...prefill, status: 'wrong' as const, cold: null }] };
    const others = [
      { ...prefill, cost: arithmetic, length: 4096 },
      { ...prefill, cost: arithmetic, shape: { heads: 8, headDim: 64 } },
      { ...prefill, cost: arithmetic, kernel: 'window-attention-16' },
    ];
    const rows = tunedRows({ ...sweep, points: others }, first, peerFixture);
    expect(rows.map((row) => [row.first, row.peer])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  test('are not those that were left as they were, nor every length', () => {
    const others = [
      { ...prefill, cost: arithmetic, kernel: 'attention-prefill-naive' },
      { ...prefill, cost: arithmetic, length: 2048 },
      { ...prefill, cost: arithmetic, suite: 'state' },
    ];
    expect(tunedRows({ ...sweep, points: others }, benchFixture, peerFixture)).toEqual([]);
  });
});

describe('goals', () => {
  const at = (point: BenchPoint, median: number, change: Partial<BenchPoint>): BenchPoint => ({
    ...point,
    ...change,
    cold: { ...point.cold!, median },
  });
  const outcome = (points: readonly BenchPoint[], wanted: Partial<Goal>) =>
    goalOutcomes(tunedRows({ ...sweep, points }, benchFixture, peerFixture), sweep).find(({ goal }) =>
      Object.entries(wanted).every(([key, value]) => goal[key as keyof Goal] === value),
    )!;
  const decode = { kernel: 'attention-decode', precision: 'f32', length: 65_536 } as const;
  const cost = { flops: 1, bytesRead: 135e6, bytesWritten: 0 };

  test.each([
    [52_000, 'aim'],
    [55_000, 'reach'],
    [60_000, 'neither'],
  ])('of a decode of 135 MB in %d ns: %s', (time, met) => {
    const point = at(half, time, { precision: 'f32', cost });
    expect(outcome([point], decode)).toMatchObject({ met, row: { time } });
  });

  test('are for the faster backend where none is named, and else for that alone', () => {
    const points = [
      at(half, 60_000, { precision: 'f32', cost }),
      at(half, 52_000, { precision: 'f32', cost, backend: 'cuda' }),
    ];
    expect(outcome(points, decode)).toMatchObject({ met: 'aim', row: { point: { backend: 'cuda' } } });
    const cuda = [at(prefill, 1, { backend: 'cuda', length: 16_384, cost })];
    expect(outcome(cuda, { kernel: 'attention-prefill', precision: 'f32', backend: 'webgpu' }).met).toBe(null);
  });

  test('that nothing measured tells are not met, nor missed', () => {
    expect(outcome([], decode)).toMatchObject({ row: null, came: [], met: null });
    expect(tunedRegions(fixture).goals).toContain('not measured');
  });

  test('have their table, with the strings that were copied', () => {
    expect(tunedRegions(fixture).goals).toMatchInlineSnapshot(`
      "Floors are the least bytes over 2,700 GB/s, the copy in this run, or the operations over the rate of PyTorch's matrix
      product, 50 TFLOP/s in f32 and 700 in f16, where that takes longer.

      | operation | precision | L | backend | limit | floor | time | time / floor | PyTorch / ours | came | reach | aim | met |
      | --- | --- | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
      | attention-decode | f32 | 65,536 | – | – | – | not measured | – | – | – | 2,400 GB/s | 95 % of the copy | not measured |
      | attention-decode | f16 | 1,024 | – | – | – | not measured | – | – | – | – | 1 times PyTorch | not measured |
      | attention-decode | f16 | 4,096 | – | – | – | not measured | – | – | – | 1 times PyTorch | 1 times PyTorch | not measured |
      | attention-decode | f16 | 16,384 | – | – | – | not measured | – | – | – | 1 times PyTorch | 1 times PyTorch | not measured |
      | attention-decode | f16 | 65,536 | cuda | bytes | 50 µs | 62.5 µs | 1.25 | 2 | 2 times PyTorch | 1 times PyTorch | 1 times PyTorch | aim |
      | attention-decode | f16 | 262,144 | – | – | – | not measured | – | – | – | – | 1 times PyTorch | not measured |
      | attention-decode | f16 | 1,048,576 | – | – | – | not measured | – | – | – | 1 times PyTorch | 1 times PyTorch | not measured |
      | attention-prefill | f32 | 16,384 | webgpu | – | – | not measured | – | – | – | 25 TFLOP/s | – | not measured |
      | attention-prefill | f32 | 16,384 | – | – | – | not measured | – | – | – | – | 1 times PyTorch | not measured |
      | attention-prefill | f16 | 16,384 | webgpu | – | – | not measured | – | – | – | 137 TFLOP/s | – | not measured |
      | attention-prefill | f16 | 16,384 | cuda | – | – | not measured | – | – | – | 284 TFLOP/s | 1 times PyTorch | not measured |
      | window-attention-16 | f32 | 1,048,576 | – | – | – | not measured | – | – | – | 70 % of the copy | 90 % of the copy | not measured |
      | window-attention-16 | f16 | 1,048,576 | – | – | – | not measured | – | – | – | 70 % of the copy | 90 % of the copy | not measured |
      | diagonal-scan | f32 | 1,048,576 | – | – | – | not measured | – | – | – | 2,000 GB/s | 90 % of the copy | not measured |
      | selective-scan | f32 | 1,048,576 | – | – | – | not measured | – | – | – | 2,000 GB/s | 90 % of the copy | not measured |
      | linear-attention | f16 | 65,536 | – | – | – | not measured | – | – | – | 50 % of the floor | 75 % of the floor | not measured |

      The copying construction, also where every letter is computed from those before it (_generate_):

      | string | D | n | L | mode | wrong letters | seconds | letters/s | µs/letter | over the byte floor |
      | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |
      | de-bruijn-2-6 | 2 | 6 | 69 | teacher-forced | 0 | 0.03183 | 2,168 | 461.3 | – |
      | text-generated | 256 | 13 | 256 | generate | 0 | 0.2089 | 1,225 | 816.1 | 816 |"
    `);
  });
});

describe('the gain over the first sweep', () => {
  test('counts the verdicts of compare, with a line for each series that changed', () => {
    const halved = benchFixture.points.map((point) =>
      point.kernel === 'attention-decode' && point.cold
        ? {
            ...point,
            cold: { ...point.cold, median: point.cold.median / 2, samples: point.cold.samples.map((s) => s / 2) },
          }
        : point,
    );
    expect(gainTable(benchFixture, { ...benchFixture, points: halved })).toMatchInlineSnapshot(`
      "Of the points that both runs have: 2 faster, 2 same, at a margin of 5 %; 0 points are in the first run alone, 0 in this
      one.

      | series | points | faster | same | slower | undecided | least gain | largest gain |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | decode/attention-decode/f16/webgpu | 1 | 1 | 0 | 0 | 0 | 2 | 2 |
      | decode/attention-decode/f32/webgpu | 1 | 1 | 0 | 0 | 0 | 2 | 2 |"
    `);
  });

  test('names the points that are worse by what is counted, with their times', () => {
    const dispatched = {
      ...benchFixture,
      points: benchFixture.points.map((p) => (p === half ? { ...p, dispatches: 2 } : p)),
    };
    expect(gainTable(benchFixture, dispatched)).toMatchInlineSnapshot(`
      "Of the points that both runs have: 1 worse, 3 same, at a margin of 5 %; 0 points are in the first run alone, 0 in this
      one.

      | series | points | faster | same | slower | undecided | least gain | largest gain |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |

      What is counted has no margin. Worse by that are:

      - \`decode/attention-decode/f16/webgpu/65536\`, a gain of 1 with a cold cache: dispatches: 1 to 2, ×2"
    `);
    expect(gainTable(benchFixture, benchFixture)).not.toContain('Worse by that');
  });
});
