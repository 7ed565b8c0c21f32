/** Recorded noise to test statistics with: seeded, so that every run of a test sees the same. */
import { randomSource } from '@verbatim/tasks';
import { medianInterval } from './median.js';
import type { BenchPoint, BenchResult, TimeSummary } from './result.js';

/** Independent standard normal numbers, by Box and Muller. */
export function gaussian(...names: readonly (string | number)[]): () => number {
  const random = randomSource(20_241_124, ...names);
  return () => Math.sqrt(-2 * Math.log(1 - random.real())) * Math.cos(2 * Math.PI * random.real());
}

/** A summary of these samples. */
export function summary(samples: readonly number[]): TimeSummary {
  const { median, low, high, confidence } = medianInterval(samples);
  return { median, low, high, confidence, samples, dropped: 0, stopped: 'tight' };
}

const NO_BYTES = { weights: 0, 'kv-cache': 0, state: 0, activations: 0, scratch: 0, staging: 0 };

/** A measured point: `bytes` of KV cache and 4,096 of activations. */
export function point(kernel: string, length: number, samples: readonly number[], bytes = 512 * length): BenchPoint {
  return {
    id: `decode/${kernel}/f32/webgpu/${length}`,
    suite: 'decode',
    kernel,
    precision: 'f32',
    backend: 'webgpu',
    length,
    shape: { heads: 16 },
    status: 'measured',
    reason: null,
    check: { passed: true, relativeNorm: 1e-7, worst: 1e-6 },
    cold: summary(samples),
    hot: null,
    clock: 'device',
    memory: {
      ledger: { ...NO_BYTES, 'kv-cache': bytes, activations: 4096 },
      ledgerBytes: bytes + 4096,
      driverBytes: 'no driver',
    },
    cost: { flops: 4 * length, bytesRead: bytes, bytesWritten: 4096 },
    dispatches: 2,
    achieved: null,
  };
}

/** A run on a card. */
export function runOf(points: readonly BenchPoint[], card = 'ACME Card 9'): BenchResult {
  return {
    schema: 'verbatim.bench/1',
    run: {
      command: 'npx verbatim bench',
      seed: 1,
      versions: { node: '20.19.0' },
      host: { platform: 'linux', arch: 'x64', cpus: 2, cpu: 'ACME CPU', memory: 2 ** 34 },
      device: card,
      started: '2026-01-01T00:00:00.000Z',
    },
    devices: {
      webgpu: {
        api: 'webgpu (Dawn)',
        kind: 'hardware',
        vendor: 'acme',
        architecture: 'nine',
        card: null,
        driver: null,
        description: card,
        features: [],
        limits: {
          maxBufferSize: 2 ** 30,
          maxBindingSize: 2 ** 30,
          maxBindings: 12,
          maxWorkgroupInvocations: 256,
          maxWorkgroupStorage: 32768,
          maxWorkgroupsPerDimension: 65535,
          maxOutputs: null,
        },
        subgroupSizes: [32, 32],
      },
    },
    ceilings: { copyGigabytesPerSecond: 3000, matrixProductTeraflops: { f32: 50, f16: null } },
    points,
    laws: [],
    crossovers: [],
    claims: [],
  };
}
