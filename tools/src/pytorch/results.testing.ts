/** A few rows of PyTorch, and a run with points for some of them. */
import { BENCH_SCHEMA, type BenchPoint, type BenchResult, type TimeSummary } from '@verbatim/bench';
import type { Peer } from './peer.js';

export const peerFixture: Peer = {
  method: 'median of many',
  device: 'Card X',
  torch: '2.11.0+cu130',
  copy_GBps: 3000,
  gemm_f32_4096_TFLOPs: 50,
  gemm_f16_4096_TFLOPs: 700,
  heads: 16,
  head_dim: 64,
  rows: [
    { op: 'prefill', precision: 'f32', impl: 'math', L: 1024, ms: 5 },
    { op: 'prefill', precision: 'f32', impl: 'efficient', L: 1024, ms: 2 },
    { op: 'decode', precision: 'f16', impl: 'cudnn', L: 65536, ms: 0.125 },
    { op: 'decode', precision: 'f32', impl: 'math', L: 65536, ms: 0.5 },
    { op: 'scan', precision: 'f32', impl: 'cumsum', L: 4096, ms: 0.05 },
    { op: 'scan', precision: 'f32', impl: 'cumsum', L: 65536, ms: 0.25 },
  ],
};

const attention = { heads: 16, headDim: 64 };

export const benchFixture: BenchResult = {
  schema: BENCH_SCHEMA,
  run: {
    command: 'npx verbatim bench --json bench.json',
    seed: 1,
    versions: { node: '20.20.2' },
    host: { platform: 'linux', arch: 'x64', cpus: 2, cpu: 'A processor', memory: 8 * 2 ** 30 },
    device: 'Card X',
    started: '2026-01-02T03:04:05.678Z',
  },
  devices: {},
  ceilings: { copyGigabytesPerSecond: 2700, matrixProductTeraflops: { f32: 25, f16: null } },
  points: [
    point('prefill', 'attention-prefill', 'f32', 1024, attention, milliseconds(4, 3.9, 4.1)),
    point('decode', 'attention-decode', 'f16', 65536, attention, milliseconds(0.1, 0.09, 0.11)),
    point('decode', 'attention-decode', 'f32', 65536, attention, milliseconds(0.5, 0.45, 0.55)),
    point('prefill', 'diagonal-scan', 'f32', 4096, { channels: 64 }, milliseconds(0.01, 0.01, 0.01)),
  ],
  laws: [],
  crossovers: [],
  claims: [],
};

function milliseconds(median: number, low: number, high: number): TimeSummary {
  const samples = [low * 1e6, median * 1e6, high * 1e6];
  return {
    median: median * 1e6,
    low: low * 1e6,
    high: high * 1e6,
    confidence: 0.95,
    samples,
    dropped: 0,
    stopped: 'tight',
  };
}

function point(
  suite: string,
  kernel: string,
  precision: 'f32' | 'f16',
  length: number,
  shape: BenchPoint['shape'],
  cold: TimeSummary,
): BenchPoint {
  return {
    id: `${suite}/${kernel}/${precision}/webgpu/${length}`,
    suite,
    kernel,
    precision,
    backend: 'webgpu',
    length,
    shape,
    status: 'measured',
    reason: null,
    check: { passed: true, relativeNorm: 0, worst: 0 },
    cold,
    hot: null,
    clock: 'device',
    memory: null,
    cost: null,
    dispatches: 1,
    achieved: null,
  };
}
