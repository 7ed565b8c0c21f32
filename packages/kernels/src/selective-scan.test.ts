import { describe, expect, it } from 'vitest';
import { checkKernel, compareTensors } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { expectToCatch, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';
import { selectiveScanSuite } from './selective-scan.cases.js';
import { selectiveScan } from './selective-scan.js';
import { selectiveScanStep } from './selective-scan-step.js';

const [random] = selectiveScanSuite.cases();

it.each(selectiveScanSuite.longCases!().map((one) => [one.name, one] as const))(
  'equals its reference on %s',
  async (_, long) => {
    expect(await checkKernel(await webgpuDevice(), selectiveScan, long, 'f32')).toMatchObject({ passed: true });
  },
);

it('goes on from the state it left, and so does the step', async () => {
  const { shape, inputs } = random!;
  const { length, channels, states } = shape;
  const rows = (name: string, width: number, first: number, end: number) =>
    inputs[name]!.slice(first * width, end * width);
  const part = (first: number, end: number) => ({
    ...inputs,
    x: rows('x', channels, first, end),
    delta: rows('delta', channels, first, end),
    b: rows('b', states, first, end),
    c: rows('c', states, first, end),
  });
  const whole = await outputsOf(selectiveScan, shape, inputs);
  const before = await outputsOf(selectiveScan, { ...shape, length: 101 }, part(0, 101));
  const after = await outputsOf(
    selectiveScan,
    { ...shape, length: length - 102 },
    { ...part(101, length - 1), state: before.state! },
  );
  const last = await outputsOf(
    selectiveScanStep,
    { channels, states },
    { ...part(length - 1, length), state: after.state! },
  );
  expect(compareTensors([...before.out!, ...after.out!, ...last.out!], whole.out!).worst).toBeLessThan(1e-5);
  expect(compareTensors(last.state!, whole.state!).worst).toBeLessThan(1e-5);
});

describe('the check fails when', () => {
  it.each([
    [
      'a chunk forgets what was before it',
      'var h1 = carries[(index * quads + 1u) * channels + channel];',
      'var h1 = vec4<f32>();',
    ],
    ['a carry is not decayed', 'h = kept2 * h + own2', 'h = h + own2'],
    [
      'a step is left out of a span',
      'for (var t = first; t < end; t++) {\n    let step = delta[t * channels + channel];\n    let push',
      'for (var t = first + 1u; t < end; t++) {\n    let step = delta[t * channels + channel];\n    let push',
    ],
    ['D is left out', 'var y = through * input;', 'var y = 0.0;'],
  ])('%s', async (_, right, wrong) => {
    await expectToCatch(selectiveScan, random!, [right, wrong]);
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 2 });
  for (const one of [random!, selectiveScanSuite.longCases!()[1]!]) {
    expect(await checkKernel(device, selectiveScan, one, 'f32')).toMatchObject({ passed: true });
  }
});

it('takes scratch in proportion to the length', async () => {
  const chunkBytes = 4 * 6 * (8 + 1);
  expect(await scratchBytes(selectiveScan, { length: 160, channels: 6, states: 8 })).toBe(10 * chunkBytes);
  expect(await scratchBytes(selectiveScan, { length: 320, channels: 6, states: 8 })).toBe(20 * chunkBytes);
});

it('costs what the loops of the reference do', () => {
  let flops = 0;
  for (let t = 0; t < 67; t++) {
    for (let i = 0; i < 5; i++) {
      flops += 1 + 2; // Δ·x; D·x, added to y
      for (let n = 0; n < 8; n++) {
        flops += 2 + 1 + 2 + 2; // exp(Δ·A); (Δ·x)·B; · h + …; C·h, added to y
      }
    }
  }
  expect(selectiveScan.cost({ length: 67, channels: 5, states: 8 }, 'f32')).toEqual({
    flops,
    bytesRead: 4 * (67 * 5 + 67 * 5 + 5 * 8 + 67 * 8 + 67 * 8 + 5 + 5 * 8),
    bytesWritten: 4 * (67 * 5 + 5 * 8),
  });
  const shape = { channels: 5, states: 8 };
  expect(selectiveScanStep.cost(shape, 'f32')).toEqual(selectiveScan.cost({ ...shape, length: 1 }, 'f32'));
});

it('binds no more buffers than every device allows', () => {
  const context = { limits: { maxWorkgroupsPerDimension: 65_535 }, features: [] } as never;
  const steps = selectiveScan.plan({ length: 67, channels: 5, states: 8 }, 'f32', context);
  expect(Math.max(...steps.map(({ tensors }) => tensors.length))).toBe(8);
});

it('refuses shapes in one line', () => {
  const shape = { length: 1, channels: 4, states: 16 };
  expect(() => selectiveScan.assertShape({ ...shape, channels: -1 })).toThrow(
    new RangeError('selective-scan: channels -1: accepted are positive integers'),
  );
  expect(() => selectiveScan.assertShape({ ...shape, states: 6 })).toThrow(
    new RangeError('selective-scan: states 6: accepted are multiples of 4 up to 64'),
  );
  expect(() => selectiveScanStep.assertShape({ channels: 4, states: 68 })).toThrow(
    new RangeError('selective-scan-step: states 68: accepted are multiples of 4 up to 64'),
  );
});

it('has this WGSL', async () => {
  const shape = { length: 67, channels: 6, states: 8 };
  await expect(wgslOf(selectiveScan, shape)).toMatchFileSnapshot('__snapshots__/selective-scan.wgsl');
  await expect(wgslOf(selectiveScanStep, shape)).toMatchFileSnapshot('__snapshots__/selective-scan-step.wgsl');
});
