import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { comparedRows } from './compared-rows.js';
import { bestRows, type Peer } from './peer.js';
import { pytorchTables } from './pytorch-tables.js';
import { benchFixture, peerFixture } from './results.testing.js';

describe('the comparison with PyTorch', () => {
  test('has a row for each operation, with the best backend of theirs and who is ahead', () => {
    expect(pytorchTables(peerFixture, benchFixture)).toMatchInlineSnapshot(`
      "Theirs: PyTorch 2.11 on one Card X: median of many.

      Ours: Made by \`npx verbatim bench --json bench.json\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64; node
      20.20.2.

      Of 3 rows ours is ahead in 1 and PyTorch in 1; in 1 its time lies within the interval of ours. 2 rows have nothing of
      ours beside them.

      | ceiling | ours | PyTorch | ours / PyTorch |
      | --- | ---: | ---: | ---: |
      | copy, GB/s | 2,700 | 3,000 | 0.9 |
      | matrix product in f32, TFLOP/s | 25 | 50 | 0.5 |
      | matrix product in f16, TFLOP/s | not measured | 700 |  |

      | operation | precision | L | ours, ms | interval | our best backend | PyTorch, ms | its best backend | PyTorch / ours | ahead |
      | --- | --- | ---: | ---: | --- | --- | ---: | --- | ---: | --- |
      | prefill | f32 | 1,024 | 4 | 3.9 … 4.1 | webgpu | 2 | efficient | 0.5 | PyTorch |
      | decode | f16 | 65,536 | 0.1 | 0.09 … 0.11 | webgpu | 0.125 | cudnn | 1.25 | ours |
      | decode | f32 | 65,536 | 0.5 | 0.45 … 0.55 | webgpu | 0.5 | math | 1 | neither |
      | scan | f32 | 4,096 | – | another shape: channels is 64, not 256 | – | 0.05 | cumsum | – | – |
      | scan | f32 | 65,536 | – | not measured | – | 0.25 | cumsum | – | – |"
    `);
  });

  test('calls neither ahead when their time lies within the interval of ours', () => {
    const rows = comparedRows(peerFixture, benchFixture);
    expect(rows.map(({ peer, ahead }) => `${peer.op} ${peer.precision} ${peer.L} ${ahead}`)).toEqual([
      'prefill f32 1024 PyTorch',
      'decode f16 65536 ours',
      'decode f32 65536 neither',
      'scan f32 4096 null',
      'scan f32 65536 null',
    ]);
  });

  test.each([
    ['a wrong result', { status: 'wrong', reason: 'the result is wrong', cold: null }, 'the result is wrong'],
    ['the clock of the host', { clock: 'host' }, 'no time of the device with a cold cache'],
    ['a hot cache alone', { cold: null }, 'no time of the device with a cold cache'],
    ['other heads', { shape: { heads: 8, headDim: 64 } }, 'another shape: heads is 8, not 16'],
    ['another backend', { backend: 'gpujs-webgpu' }, 'not measured'],
  ] as const)('does not compare with %s', (_, change, missing) => {
    const [first, ...others] = benchFixture.points;
    const [row] = comparedRows(peerFixture, { ...benchFixture, points: [{ ...first!, ...change }, ...others] });
    expect(row).toMatchObject({ ours: null, ratio: null, ahead: null, missing });
  });
});

test('the fastest of our backends is compared, but for those that are timed by the host', () => {
  const [prefill] = benchFixture.points as [(typeof benchFixture.points)[number]];
  const on = (backend: 'cuda' | 'gpujs-webgpu', median: number) => ({
    ...prefill,
    backend,
    cold: { ...prefill.cold!, median, low: median, high: median },
  });
  const points = [prefill, on('cuda', 1e6), on('gpujs-webgpu', 1)];
  const [row] = comparedRows(peerFixture, { ...benchFixture, points });
  expect(row).toMatchObject({ backend: 'cuda', ours: { median: 1 }, ratio: { median: 2 }, ahead: 'ours' });
});

test('the committed file has the rows that are compared, once each', async () => {
  const path = new URL('../../../benchmarks/peers/pytorch-h100.json', import.meta.url);
  const peer: Peer = JSON.parse(await readFile(path, 'utf8'));
  const rows = bestRows(peer);
  const count = (op: string, precision: string) =>
    rows.filter((row) => row.op === op && row.precision === precision).length;
  expect([count('prefill', 'f16'), count('prefill', 'f32')]).toEqual([6, 5]);
  expect([count('decode', 'f16'), count('decode', 'f32'), count('scan', 'f32')]).toEqual([6, 6, 3]);
  expect(peer.rows.every(({ ms }) => ms > 0)).toBe(true);
  expect({ torch: peer.torch, heads: peer.heads, width: peer.head_dim }).toEqual({
    torch: '2.11.0+cu130',
    heads: 16,
    width: 64,
  });
});
