import { describe, expect, it } from 'vitest';
import { checkKernel, compareOutputs, compareTensors, referenceOf, runCase } from './check-kernel.js';
import { changedDevice, webgpuDevice, withLimits } from './devices.testing.js';
import type { KernelDefinition, PlanContext } from './kernel-definition.js';
import { expectToCatch, LIMITS, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';
import { selectiveScanSuite } from './selective-scan.cases.js';
import { type SelectiveScanShape, segmentedPlan, segmentedTensors, selectiveScan } from './selective-scan.js';
import { segmentCut, threadForm } from './selective-scan-cut.js';
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

/** The kernel in so many segments at most. */
const inSegments = (count: number): KernelDefinition<SelectiveScanShape> => ({
  ...selectiveScan,
  tensors: (shape) => segmentedTensors(shape, segmentCut(shape, count)),
  plan: (shape, _, context) => segmentedPlan(shape, segmentCut(shape, count), context),
});
/** Of several chunks each, where the length allows it. */
const twoSegments = inSegments(2);

describe('segments of several chunks', () => {
  it.each(
    selectiveScanSuite
      .cases()
      .filter(({ shape: { length } }) => length > 128)
      .map((one) => [one.name, one] as const),
  )('equal the reference, with the same bits twice: %s', async (_, one) => {
    const device = await webgpuDevice();
    const first = await runCase(device, twoSegments, one, 'f32');
    const wanted = referenceOf(twoSegments, one, 'f32');
    expect(compareOutputs(twoSegments, one, 'f32', first, wanted)).toMatchObject({ passed: true });
    expect(await runCase(device, twoSegments, one, 'f32')).toEqual(first);
  });
});

it.each(
  selectiveScanSuite
    .cases()
    .slice(0, 4)
    .map((one) => [one.name, one] as const),
)('equals its reference without subgroups: %s', async (_, one) => {
  const device = await webgpuDevice();
  const features = device.info.features.filter((name) => name !== 'subgroups');
  const without = changedDevice(device, { info: { ...device.info, features } });
  expect(await checkKernel(without, selectiveScan, one, 'f32')).toMatchObject({ passed: true });
});

describe('the check fails when', () => {
  it.each([
    ['the correction does nothing', twoSegments, 'if (first >= steps || ', 'if (first < steps || '],
    ['the correction skips a chunk too many', twoSegments, 'if (all((', 'if (index % 5u == 1u || all(('],
    ['a chunk starts as its segment does', twoSegments, 'let half = 0.5 *', 'let half = 0.0 *'],
    ['a step is left out of a sum of Δ', twoSegments, 'span0 += d0;', 'span0 += select(d0, 0.0, start == 0u);'],
    ['a part of the states is left out', twoSegments, '+ subgroupShuffleXor(select(y2, y0, upper2), 2u)', ''],
    ['the steps that were brought are not used', twoSegments, 'now = 1u - now;', ''],
    [
      'D is left out',
      twoSegments,
      'let through0 = d[min(mine + 0u, channels - 1u)];',
      'let through0 = 0.0 * d[min(mine, channels - 1u)];',
    ],
    ['a start is not kept', selectiveScan, 'carries[(i + 2u) * quads * channels + item] = h;', ''],
    ['what a segment leaves behind is not decayed', selectiveScan, 'h = after(h, kept2) + own2', 'h = h + own2'],
  ])('%s', async (_, definition, right, wrong) => {
    await expectToCatch(definition, random!, [right, wrong]);
  });

  it.each([
    ['one segment', 1, 'after(carries[start + 0u * channels], kept0)', 'carries[start] * (kept0 * kept0)'],
    ['two', 2, 'h = after(h, kept) + own', 'h = (kept * kept) * h + own'],
  ])('a large state is lost in %s with a power that f32 cannot hold', async (_, segments, right, wrong) => {
    // After a chunk, e^−112 of 10^30 is left; after a half of it, e^−56.
    const shape = { length: 40, channels: 4, states: 4 };
    const numbers = { x: 0, delta: 0.125, a: -28, b: 1, c: 1, d: 1, state: 1e30 };
    const counts = { x: 160, delta: 160, a: 16, b: 160, c: 160, d: 4, state: 16 };
    const inputs = Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [
        name,
        new Float64Array(count).fill(numbers[name as keyof typeof numbers]),
      ]),
    );
    const tolerance = { relativeNorm: 1e-3, worst: 1e-3 };
    const large = { name: 'a large state', shape, inputs, tolerance, compareBy: 'row' } as const;
    const definition = inSegments(segments);
    expect(await checkKernel(await webgpuDevice(), definition, large, 'f32')).toMatchObject({ passed: true });
    await expectToCatch(definition, large, [right, wrong]);
  });

  it.each([
    ['over a segment', selectiveScan, 'h = after(h, kept) + own', 'h = kept * (kept * h) + own'],
    ['over a batch of them', selectiveScan, 'h = after(h, kept2) + own2', 'h = kept2 * (kept2 * h) + own2'],
    ['up to a chunk', twoSegments, 'after(carries[start + 0u * channels], kept0)', '(carries[start] * kept0) * kept0'],
  ])('a state of 0 is multiplied by a power that f32 cannot hold, %s', async (_, definition, right, wrong) => {
    const growing = selectiveScanSuite.cases().find(({ name }) => name.startsWith('a growing state'))!;
    await expectToCatch(definition, growing, [right, wrong]);
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 2 });
  for (const one of [random!, selectiveScanSuite.longCases!()[1]!]) {
    expect(await checkKernel(device, selectiveScan, one, 'f32')).toMatchObject({ passed: true });
  }
});

describe('a cut', () => {
  const ofCard = (length: number) => segmentCut({ length, channels: 256, states: 16 });

  it('has as few segments as fill a large card, of no less than a chunk', () => {
    expect(ofCard(2 ** 20)).toEqual({ segment: 8192, count: 128, chunk: 128, chunks: 8192 });
    expect(ofCard(2 ** 16)).toEqual({ segment: 512, count: 128, chunk: 32, chunks: 2048 });
    expect(ofCard(2 ** 12)).toEqual({ segment: 32, count: 128, chunk: 32, chunks: 128 });
    expect(ofCard(100)).toEqual({ segment: 32, count: 4, chunk: 32, chunks: 4 });
    expect(segmentCut({ length: 2 ** 20, channels: 2048, states: 16 }).count).toBe(16);
    expect(segmentCut({ length: 2 ** 20, channels: 4, states: 4 }).count).toBe(256);
  });

  const context = (features: string[], maxWorkgroupStorage: number): PlanContext => ({
    limits: { ...LIMITS, maxWorkgroupStorage },
    features,
    subgroupSizes: [32, 32],
  });

  it.each([
    ['16 states', 16, 256, { parts: 4, own: 4, each: 4, width: 4, across: 256, threads: 256 }],
    ['8 states', 8, 256, { parts: 2, own: 4, each: 4, width: 4, across: 256, threads: 128 }],
    ['4 states', 4, 256, { parts: 1, own: 4, each: 4, width: 4, across: 256, threads: 64 }],
    ['64 states', 64, 256, { parts: 4, own: 16, each: 1, width: 4, across: 64, threads: 256 }],
    ['28 states', 28, 256, { parts: 1, own: 28, each: 1, width: 4, across: 256, threads: 256 }],
    ['20 channels', 16, 20, { parts: 4, own: 4, each: 4, width: 4, across: 32, threads: 32 }],
    ['5 channels', 16, 5, { parts: 4, own: 4, each: 1, width: 1, across: 32, threads: 128 }],
  ] as const)('of %s keeps 16 state numbers a thread where it can', (_, states, channels, wanted) => {
    expect(threadForm({ length: 1, channels, states }, context(['subgroups'], 49_152))).toEqual(wanted);
  });

  it.each([
    [49_152, 256],
    [32_768, 128],
    [16_384, 64],
  ])('fits %i bytes of workgroup memory with %i channels', (bytes, across) => {
    expect(threadForm({ length: 1, channels: 256, states: 16 }, context([], bytes)).across).toBe(across);
    expect(threadForm({ length: 1, channels: 256, states: 16 }, context(['subgroups'], bytes)).across).toBe(across);
  });
});

it('takes scratch for segments, whose number is bounded, and a number a chunk and channel', async () => {
  const bytes = (count: number, chunks: number) => 4 * (count * 8 * 8 + count * 8 + chunks * 8);
  expect(await scratchBytes(selectiveScan, { length: 320, channels: 8, states: 8 })).toBe(bytes(10, 10));
  expect(await scratchBytes(selectiveScan, { length: 32_768, channels: 8, states: 8 })).toBe(bytes(256, 1024));
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
  const shared = { limits: LIMITS, features: ['subgroups'], subgroupSizes: [32, 32] as const };
  const [segments] = selectiveScan.plan({ length: 67, channels: 8, states: 16 }, 'f32', shared);
  await expect(segments!.program.wgsl).toMatchFileSnapshot('__snapshots__/selective-scan.subgroups.wgsl');
  await expect(wgslOf(selectiveScanStep, shape)).toMatchFileSnapshot('__snapshots__/selective-scan-step.wgsl');
});
