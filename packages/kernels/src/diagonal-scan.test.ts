import { describe, expect, it } from 'vitest';
import { checkKernel, compareTensors } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { diagonalScanSuite } from './diagonal-scan.cases.js';
import { diagonalScan } from './diagonal-scan.js';
import { diagonalScanStep } from './diagonal-scan-step.js';
import { uniformNumbers } from './random-numbers.js';
import { expectToCatch, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';
import { chunkLength } from './scan-chunks.js';

const [random, odd] = diagonalScanSuite.cases();

it.each(diagonalScanSuite.longCases!().map((one) => [one.name, one] as const))(
  'equals its reference on %s',
  async (_, long) => {
    expect(await checkKernel(await webgpuDevice(), diagonalScan, long, 'f32')).toMatchObject({ passed: true });
  },
);

it('goes on from the state it left, and so does the step', async () => {
  const channels = 4;
  const inputs = { ...random!.inputs, a: uniformNumbers(8, channels), c: uniformNumbers(9, channels) };
  const x = uniformNumbers(10, 101 * channels);
  const run = (first: number, end: number, state: Float64Array) =>
    outputsOf(
      diagonalScan,
      { length: end - first, channels },
      { ...inputs, x: x.slice(first * channels, end * channels), state },
    );
  const whole = await run(0, 101, new Float64Array(channels));
  const before = await run(0, 37, new Float64Array(channels));
  const after = await run(37, 100, before.state!);
  const last = await outputsOf(diagonalScanStep, { channels }, { ...inputs, x: x.slice(400), state: after.state! });
  const joined = [...before.out!, ...after.out!, ...last.out!];
  expect(compareTensors(joined, whole.out!).worst).toBeLessThan(1e-6);
  expect(compareTensors(last.state!, whole.state!).worst).toBeLessThan(1e-6);
});

describe('the check fails when', () => {
  it.each([
    ['a chunk forgets what was before it', 'var h = carries[item];', 'var h = 0.0 * carries[item];'],
    ['a step of a batch is skipped', 'h = decay * h + x3; out', 'out'],
    ['a segment forgets the one before it', 's < local.y', 's + 1u < local.y'],
    [
      'the state that was given is not used',
      'h = state[min(channel, channels - 1u)]',
      'h = 0.0 * state[min(channel, channels - 1u)]',
    ],
  ])('%s', async (_, right, wrong) => {
    await expectToCatch(diagonalScan, random!, [right, wrong]);
  });

  it('carries decay over too few steps', async () => {
    const lasting = diagonalScanSuite.cases().find(({ name }) => name === 'decays up to the neighbour of 1')!;
    await expectToCatch(diagonalScan, lasting, ['decayPower(decay, chunk)', 'decayPower(decay, chunk - 2u)']);
  });

  it('a decay near 1 is raised to a power by squaring alone', async () => {
    await expectToCatch(diagonalScan, diagonalScanSuite.longCases!()[0]!, ['lost < 0.5', 'lost < -1.0']);
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 3 });
  const [, ones, many] = diagonalScanSuite.longCases!();
  for (const one of [random!, odd!, ones!, many!]) {
    expect(await checkKernel(device, diagonalScan, one, 'f32')).toMatchObject({ passed: true });
  }
});

describe('a chunk', () => {
  it('is short where threads are few, and grows to what is asked where they are many', () => {
    expect(chunkLength(1, 64, 256)).toBe(16);
    expect(chunkLength(2 ** 14, 64, 256)).toBe(16);
    expect(chunkLength(2 ** 15, 64, 256)).toBe(32);
    expect(chunkLength(2 ** 20, 64, 256)).toBe(256);
  });

  it('takes 1 / length of a chunk of scratch', async () => {
    expect(await scratchBytes(diagonalScan, { length: 1600, channels: 8 })).toBe((4 * 1600 * 8) / 16);
    expect(await scratchBytes(diagonalScan, { length: 3200, channels: 8 })).toBe((4 * 3200 * 8) / 16);
  });
});

it('costs what the loops of the reference do', () => {
  let flops = 0;
  for (let t = 0; t < 67; t++) {
    for (let i = 0; i < 5; i++) {
      flops += 2 + 1;
    }
  }
  expect(diagonalScan.cost({ length: 67, channels: 5 }, 'f32')).toEqual({
    flops,
    bytesRead: 4 * (67 * 5 + 5 + 5 + 5),
    bytesWritten: 4 * (67 * 5 + 5),
  });
  expect(diagonalScanStep.cost({ channels: 5 }, 'f32')).toEqual(diagonalScan.cost({ length: 1, channels: 5 }, 'f32'));
});

it('refuses shapes in one line', () => {
  expect(() => diagonalScan.assertShape({ length: 0, channels: 4 })).toThrow(
    new RangeError('diagonal-scan: length 0: accepted are positive integers'),
  );
  expect(() => diagonalScanStep.assertShape({ channels: 1.5 })).toThrow(
    new RangeError('diagonal-scan-step: channels 1.5: accepted are positive integers'),
  );
});

it('has this WGSL', async () => {
  await expect(wgslOf(diagonalScan, { length: 67, channels: 8 })).toMatchFileSnapshot(
    '__snapshots__/diagonal-scan.wgsl',
  );
  expect(wgslOf(diagonalScanStep, { channels: 8 })).toMatchInlineSnapshot(`
    "// diagonal-scan-step
    @group(0) @binding(0) var<storage, read> x: array<f32>;
    @group(0) @binding(1) var<storage, read> a: array<f32>;
    @group(0) @binding(2) var<storage, read> c: array<f32>;
    @group(0) @binding(3) var<storage, read_write> state: array<f32>;
    @group(0) @binding(4) var<storage, read_write> out: array<f32>;

    @compute @workgroup_size(64)
    fn main(@builtin(global_invocation_id) id: vec3<u32>) {
      let channel = id.x + id.y * 64u;
      if (channel < 8u) {
        let h = a[channel] * state[channel] + x[channel];
        state[channel] = h;
        out[channel] = c[channel] * h;
      }
    }
    "
  `);
});
