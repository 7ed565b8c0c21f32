import { runBlock } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { BENCH_SCHEMA, type BenchPoint, type BenchResult } from './result.js';
import { benchResultSchema } from './result-schema.js';

const skipped: BenchPoint = {
  id: 'decode/attention-decode/f16/webgpu/256',
  suite: 'decode',
  kernel: 'attention-decode',
  precision: 'f16',
  backend: 'webgpu',
  length: 256,
  shape: { heads: 16, headDim: 64 },
  status: 'skipped',
  reason: 'no shader-f16',
  check: null,
  cold: null,
  hot: null,
  clock: null,
  memory: null,
  cost: null,
  dispatches: null,
  achieved: null,
};
const result: BenchResult = {
  schema: BENCH_SCHEMA,
  run: runBlock({ command: 'test', seed: 1, versions: {} }),
  devices: {},
  ceilings: { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } },
  points: [skipped],
  laws: [],
  crossovers: [],
  claims: [],
};

describe('the schema of a measuring run', () => {
  test('gives a result back as it was written', () => {
    expect(benchResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  test.each([
    ['another schema', { ...result, schema: 'verbatim.bench/2' }],
    ['an unknown backend', { ...result, points: [{ ...skipped, backend: 'abacus' }] }],
    ['a length of 0', { ...result, points: [{ ...skipped, length: 0 }] }],
    ['no run', { ...result, run: undefined }],
  ])('refuses %s', (_, wrong) => {
    expect(benchResultSchema.safeParse(wrong).success).toBe(false);
  });
});
