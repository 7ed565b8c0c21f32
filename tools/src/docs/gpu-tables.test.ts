import { kernelSuites } from '@verbatim/kernels';
import { describe, expect, test } from 'vitest';
import { allCases } from '../gpu/suite-check.js';
import { benchFixture } from '../pytorch/results.testing.js';
import { gpuFixture } from './gpu-results.testing.js';
import { gpuRegions } from './gpu-tables.js';

const { check, construction } = gpuFixture;
const [copied] = construction.points as [(typeof construction.points)[number]];
const sweep = { ...benchFixture, run: { ...benchFixture.run, device: check.run.device } };
const regionsOf = (results: typeof gpuFixture) => gpuRegions(results, sweep, []);

/** The fixture as a card with a driver would have given it. */
const reading = {
  name: 'NVIDIA Card',
  usedBytes: 700,
  totalBytes: 85_520_809_984,
  smClockMhz: 1980,
  throttleReasons: 0,
};
const read = { ...copied, driverBefore: reading, driverWith: { ...reading, usedBytes: 9_000_700 } };
const onCard = {
  ...gpuFixture,
  check: { ...check, device: { ...check.device, kind: 'hardware' as const } },
  construction: { ...construction, points: [read] },
};

describe('the page of the GPU', () => {
  test('has the device with its limits, and says when it is software', () => {
    expect(regionsOf(gpuFixture)['gpu-device']).toMatchInlineSnapshot(`
      "No hardware, but software: SwiftShader driver 5.0.0.

      | what | value |
      | --- | --- |
      | reached by | webgpu (Dawn) |
      | vendor and architecture | google swiftshader |
      | driver | SwiftShader driver 5.0.0 |
      | memory | not told |
      | features | \`timestamp-query\`, \`subgroups\` |
      | subgroups | 4 |
      | largest buffer | 1,073,741,824 bytes |
      | largest binding | 1,073,741,824 bytes |
      | bindings of a program | 12 |
      | invocations of a workgroup | 256 |
      | memory of a workgroup | 32,768 bytes |
      | workgroups in a dimension | 65,535 |"
    `);
  });

  test('names a card as its driver does', () => {
    const { 'gpu-device': device, 'gpu-construction': copies } = regionsOf(onCard);
    expect(device).toMatch(/^One NVIDIA Card\.\n/);
    expect(device).toContain('| memory | 85,520,809,984 bytes |');
    expect(copies).toContain('| 9,000,000 |');
  });

  test('names a card as its adapter does where no driver answers, and tells the driver apart', () => {
    const device = { ...check.device, kind: 'hardware' as const, card: 'acme-9', driver: 'ACME 1.2' };
    const { 'gpu-device': region } = regionsOf({ ...gpuFixture, check: { ...check, device } });
    expect(region).toMatch(/^One acme-9\.\n/);
    expect(region).toContain('| driver | ACME 1.2 |');
  });

  test('tells the commit where it is known, and reads results of before it was told', () => {
    const commit = 'a'.repeat(40);
    expect(regionsOf({ ...gpuFixture, check: { ...check, commit } })['gpu-check']).toContain(`\n\nCommit ${commit}.\n`);
    const { commit: _, ...before } = check;
    const { card: _card, driver: _driver, ...device } = check.device;
    const [{ driverBefore: _before, driverWith: _with, ...copy }] = construction.points as [
      (typeof construction.points)[number],
    ];
    const old = {
      ...gpuFixture,
      check: { ...before, device },
      construction: { ...construction, points: [copy] },
    } as unknown as typeof gpuFixture;
    const regions = regionsOf(old);
    expect(regions['gpu-check']).toBe(regionsOf(gpuFixture)['gpu-check']);
    expect(regions['gpu-device']).toContain('| driver | software: SwiftShader driver 5.0.0 |');
    expect(regions['gpu-construction']).toMatch(/\| 35,668 \| not told \|$/);
  });

  test('has what the driver says beside the ledger of a copy, also where it is less than before', () => {
    const points = [read, { ...read, driverBefore: { ...reading, usedBytes: 1700 }, driverWith: reading }];
    const { 'gpu-construction': region } = regionsOf({ ...gpuFixture, construction: { ...construction, points } });
    expect(region).toContain('| 35,668 | 9,000,000 |');
    expect(region).toContain('| 35,668 | -1,000 |');
  });

  test('has every kernel with its largest errors, and what was skipped and why', () => {
    expect(regionsOf(gpuFixture)['gpu-check']).toMatchInlineSnapshot(`
      "Made by \`node tools/dist/gpu/check.js\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64; node
      20.20.2, @verbatim/cli 0.1.0.

      3 of 3 cases passed. Errors are the largest of a kernel's cases.

      | kernel | precision | by | passed | relative norm | worst element |
      | --- | --- | --- | ---: | ---: | ---: |
      | diagonal-scan | f32 | WebGPU | 2 of 2 | 4.9e-8 | 7.7e-8 |
      | argmax-readout | f32 | WebGPU | 1 of 1 | 0.0e+0 | 0.0e+0 |

      Skipped, since the device lacks \`shader-f16\`: attention-decode in f16, attention-prefill-naive in f16."
    `);
  });

  test('names each case that failed', () => {
    const [first, ...others] = check.cases as [(typeof check.cases)[number]];
    const cases = [{ ...first, passed: false, fault: 'the device is lost' }, ...others];
    const { 'gpu-check': region } = regionsOf({ ...gpuFixture, check: { ...check, cases } });
    expect(region).toContain(`\n- failed: ${first.kernel} in f32 on ${first.case}: the device is lost\n`);
    expect(region).toContain('\n2 of 3 cases passed.');
  });

  test('names what the kernels have now and the run has not, and what was skipped only once', () => {
    const suiteOf = (name: string) => kernelSuites.find(({ definition }) => definition.name === name)!;
    const [scan, decode] = [suiteOf('diagonal-scan'), suiteOf('attention-decode')];
    const all = [scan, decode].flatMap((suite) =>
      allCases(suite).map(({ name }) => ({ ...check.cases[0]!, kernel: suite.definition.name, case: name })),
    );
    const region = (cases: typeof all, skipped = check.skipped) =>
      gpuRegions({ ...gpuFixture, check: { ...check, cases, skipped } }, sweep, [scan, decode])['gpu-check']!;
    expect(region(all)).not.toContain('Not in this run');
    const [first] = all as [(typeof all)[number]];
    expect(region(all.slice(1))).toContain(
      `\n\n**Not in this run** is one case that the kernels have now; it was not repeated for it:\n\n` +
        `- 1 of ${allCases(scan).length} cases of \`diagonal-scan\` in f32: ${first.case}`,
    );
    const count = allCases(decode).length;
    expect(region(all, [])).toContain(`- all ${count} cases of \`attention-decode\` in f16`);
    expect(region([], [])).toContain(`- all ${count} cases of \`attention-decode\` in f32 and f16`);
  });

  test('has the copies, the broken one marked, and their memory by purpose', () => {
    expect(regionsOf(gpuFixture)['gpu-construction']).toMatchInlineSnapshot(`
      "Made by \`node tools/dist/gpu/construction.js --quick\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux
      x64; node 20.20.2, @verbatim/cli 0.1.0.

      Seconds are from the write of the string to its last letter read back, by the host's clock; 5 runs a point.

      | point | D | n | L | mode | certified | wrong letters | median, s | range | letters/s |
      | --- | ---: | ---: | ---: | --- | --- | ---: | ---: | ---: | ---: |
      | de-bruijn-2-6 | 2 | 6 | 69 | teacher-forced | yes | 0 | 0.03183 | 0.02792 … 0.03993 | 2,168 |
      | text-generated | 256 | 13 | 256 | generate | yes | 0 | 0.2089 | 0.2049 … 0.3566 | 1,225 |
      | broken | 2 | 8 | 263 | teacher-forced | no: broken, B = 1 | 29 | 0.05915 | 0.05452 … 0.1374 | 4,447 |

      Bytes on the device at the moment when they were most, by the ledger, and by how much those in use on the card had
      grown:

      | point | weights | kv-cache | state | activations | scratch | staging | all | driver |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | de-bruijn-2-6 | 700 | 7,332 | 8 | 844 | 26,508 | 276 | 35,668 | not told |
      | text-generated | 21,944 | 154,500 | 8 | 2,060 | 412,472 | 512 | 591,496 | not told |
      | broken | 900 | 27,508 | 8 | 3,172 | 101,568 | 1,052 | 134,208 | not told |"
    `);
  });

  test('is not made of results from different devices', () => {
    const mixed = { ...gpuFixture, construction: { ...construction, run: { ...construction.run, device: 'another' } } };
    expect(() => regionsOf(mixed)).toThrow(`of different devices: ${check.device.description}; another`);
    expect(() => gpuRegions(gpuFixture, benchFixture, [])).toThrow('of different devices');
  });
});
