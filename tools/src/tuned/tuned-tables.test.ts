import { describe, expect, test } from 'vitest';
import { gpuFixture } from '../docs/gpu-results.testing.js';
import { benchFixture, peerFixture } from '../pytorch/results.testing.js';
import { notVisited, tunedRows } from './tuned-rows.js';
import { tunedTables } from './tuned-tables.js';

const [prefill, half, single] = benchFixture.points as [
  (typeof benchFixture.points)[number],
  (typeof benchFixture.points)[number],
  (typeof benchFixture.points)[number],
];
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

describe('tuned kernels', () => {
  test('have time, floor, the first sweep and PyTorch, what is missing, and the strings', () => {
    expect(tunedTables({ tuned, first: benchFixture, peer: peerFixture, construction })).toMatchInlineSnapshot(`
      "Made by \`npx verbatim bench --json bench.json\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64; node
      20.20.2.

      Of 16 points 3 were measured, 1 skipped and 0 wrong or failed. The run was stopped; of what is left no law in L is told.

      Floors are the least bytes over 2,700 GB/s, the copy in this run, or the operations over the rate of PyTorch's matrix
      product, 50 TFLOP/s in f32 and 700 in f16, where that takes longer.

      | operation | precision | backend | L | time | floor | its limit | time / floor | first sweep | gain | PyTorch | PyTorch / ours |
      | --- | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |
      | attention-decode | f16 | cuda | 65,536 | 62.5 µs | 50 µs | bytes | 1.25 | 100 µs | 1.6 | 125 µs | 2 |
      | attention-decode | f16 | webgpu | 65,536 | 100 µs | 50 µs | bytes | 2 | 100 µs | 1 | 125 µs | 1.25 |
      | attention-prefill | f32 | webgpu | 1,024 | 4 ms | 1 ms | arithmetic | 4 | 4 ms | 1 | 2 ms | 0.5 |

      Not measured, since the run was stopped before it came to them:

      | operation | precision | backend | L |
      | --- | --- | --- | --- |
      | attention-decode | f16 | cuda | 1,024 |
      | attention-decode | f16 | webgpu | 1,024 |
      | attention-decode | f32 | cuda | 1,024; 65,536 |
      | attention-decode | f32 | webgpu | 1,024 |
      | attention-prefill | f16 | cuda | 1,024; 65,536 |
      | attention-prefill | f16 | webgpu | 1,024; 65,536 |
      | attention-prefill | f32 | cuda | 1,024; 65,536 |
      | attention-prefill | f32 | webgpu | 65,536 |

      The copying construction, also where every letter is computed from those before it (_generate_):

      | string | D | n | L | mode | wrong letters | seconds | letters/s | µs/letter |
      | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |
      | de-bruijn-2-6 | 2 | 6 | 69 | teacher-forced | 0 | 0.03183 | 2,168 | 461.3 |
      | text-generated | 256 | 13 | 256 | generate | 0 | 0.2089 | 1,225 | 816.1 |"
    `);
  });

  test('are bound by what takes longer, in their own precision', () => {
    const floors = tunedRows(tuned, benchFixture, peerFixture).map(({ floor }) => floor);
    expect(floors).toEqual([
      { time: 50_000, limit: 'bytes' },
      { time: 50_000, limit: 'bytes' },
      { time: 1_000_000, limit: 'arithmetic' },
    ]);
    const f16 = { ...prefill, cost: { ...arithmetic, flops: 700e9 }, precision: 'f16' as const };
    const [row] = tunedRows({ ...tuned, points: [f16] }, benchFixture, peerFixture);
    expect(row!.floor).toEqual({ time: 1_000_000, limit: 'arithmetic' });
  });

  test('on CUDA are compared with WebGPU of the first sweep', () => {
    const [cuda] = tunedRows(tuned, benchFixture, peerFixture);
    expect(cuda).toMatchObject({ point: { backend: 'cuda' }, time: 62_500, first: 100_000, peer: 125_000 });
  });

  test('have nothing beside them of another length, shape or kernel, or of a wrong result', () => {
    const first = { ...benchFixture, points: [{ ...prefill, status: 'wrong' as const, cold: null }] };
    const others = [
      { ...prefill, cost: arithmetic, length: 2048 },
      { ...prefill, cost: arithmetic, shape: { heads: 8, headDim: 64 } },
      { ...prefill, cost: arithmetic, kernel: 'window-attention-16' },
    ];
    const rows = tunedRows({ ...tuned, points: others }, first, peerFixture);
    expect(rows.map((row) => [row.first, row.peer])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  test('of a whole run miss nothing', () => {
    const id = 'prefill/attention-prefill/f16/webgpu/1024';
    const points = [prefill, { ...prefill, id, precision: 'f16' as const }];
    expect(notVisited({ ...benchFixture, points })).toEqual({ planned: 2, series: [] });
    expect(notVisited({ ...benchFixture, points: [prefill] }).series).toEqual([
      { series: 'prefill/attention-prefill/f16/webgpu', lengths: [1024] },
    ]);
  });
});
