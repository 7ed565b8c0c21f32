import { runBlock } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { point, runOf } from './noise.testing.js';
import { BENCH_SCHEMA, type BenchPoint, type BenchResult } from './result.js';
import { benchResultSchema, parseBenchResult } from './schemas.js';

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

  test('keeps every field of a measured point', () => {
    const measured = runOf([point('attention', 256, [1000, 1010, 990])]);
    expect(parseBenchResult(JSON.parse(JSON.stringify(measured)))).toEqual(measured);
  });

  test.each([
    [
      'another schema',
      { ...result, schema: 'verbatim.verify/1' },
      /^this is JSON of the schema "verbatim.verify\/1"; accepted/,
    ],
    ['foreign JSON', [1, 2], /^this is JSON without a schema; accepted is what verbatim bench writes/],
    ['null', null, /^this is JSON without a schema/],
    ['a missing part', { ...result, run: undefined }, /^run: .+; accepted/],
    ['an id twice', { ...result, points: [skipped, skipped] }, /^points\.1\.id: this id comes twice; accepted/],
    [
      'a time of 0',
      runOf([{ ...point('attention', 256, [1]), cold: { ...point('attention', 256, [1]).cold!, samples: [0] } }]),
      /^points\.0\.cold\.samples\.0: .+; accepted/,
    ],
  ])('says of %s in one line what is wrong', (_, json, message) => {
    let thrown: unknown;
    try {
      parseBenchResult(json);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RangeError);
    expect((thrown as Error).message).toMatch(message);
    expect((thrown as Error).message).not.toContain('\n');
  });
});
