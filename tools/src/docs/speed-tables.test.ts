import { declaredSuites, plannedPoints } from '@verbatim/benchmarks';
import { describe, expect, test } from 'vitest';
import { benchFixture } from '../pytorch/results.testing.js';
import { gpuFixture } from './gpu-results.testing.js';
import { gpuRegions } from './gpu-tables.js';
import { SPEED_POINTS, speedsOf, speedTable } from './speed-tables.js';

const [, half, single] = benchFixture.points as [unknown, ...typeof benchFixture.points];
const cost = { flops: 268_435_456, bytesRead: 268_431_360, bytesWritten: 8192 };
const memory = {
  ledger: gpuFixture.construction.points[0]!.ledger,
  ledgerBytes: 268_980_228,
  driverBytes: 294_322_176,
};
const check = { passed: true, relativeNorm: 2.1e-4, worst: 1e-3 };
const wrong = {
  status: 'wrong',
  check: { ...check, passed: false },
  cold: null,
  reason: 'the result is wrong',
} as const;
const sweep = {
  ...benchFixture,
  points: [
    { ...half!, check, cost, memory },
    { ...single!, ...wrong, cost, memory: { ...memory, driverBytes: 'there is no driver' } },
    // Neither another length nor another backend is shown.
    { ...half!, length: 4096 },
    { ...half!, backend: 'gpujs-webgpu' as const },
  ],
};

describe('speeds', () => {
  test('are of points that every sweep has', () => {
    const planned = plannedPoints(declaredSuites, { lengths: null, precisions: null, backends: null, quick: false });
    for (const { suite, kernel, length } of SPEED_POINTS)
      expect(planned.map(({ id }) => id)).toContain(`${suite}/${kernel}/f32/webgpu/${length}`);
  });

  test('have an interval, and none is told of what was wrong', () => {
    expect(speedTable(speedsOf(sweep))).toMatchInlineSnapshot(`
      "Made by \`npx verbatim bench --json bench.json\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64; node
      20.20.2.

      On Card X: 3 samples a point, by the clock of the device.

      | point | precision | relative norm | median | its interval at 95 % | unit | median, µs | ledger, bytes | driver, bytes |
      | --- | --- | ---: | ---: | --- | --- | ---: | ---: | ---: |
      | decode | f16 | 2.1e-4 | 2,684 | 2,440 … 2,983 | GB/s | 100 | 268,980,228 | 294,322,176 |
      | decode | f32 | **wrong**, 2.1e-4 | – | – | – | – | 268,980,228 | not told |"
    `);
  });

  test('are in the page', () => {
    const run = { ...sweep.run, device: gpuFixture.check.run.device };
    expect(gpuRegions(gpuFixture, { ...sweep, run }, [])['gpu-throughput']).toBe(
      speedTable(speedsOf({ ...sweep, run })),
    );
  });
});
