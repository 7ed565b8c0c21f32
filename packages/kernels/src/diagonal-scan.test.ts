import { describe, expect, it } from 'vitest';
import { withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel, compareOutputs, compareTensors, referenceOf, runCase } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { diagonalScanSuite } from './diagonal-scan.cases.js';
import { type DiagonalScanShape, diagonalScan, tiledPlan, tiledTensors } from './diagonal-scan.js';
import { diagonalScanStep } from './diagonal-scan-step.js';
import { scanTiles } from './diagonal-scan-tiles.js';
import type { KernelDefinition } from './kernel-definition.js';
import { prepareKernel } from './prepare.js';
import { uniformNumbers } from './random-numbers.js';
import { expectToCatch, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';

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

/** The kernel with other steps of a thread, so that there are more tiles. */
const withSteps = (steps: number): KernelDefinition<DiagonalScanShape> => ({
  ...diagonalScan,
  tensors: (shape) => tiledTensors(shape, scanTiles(shape, steps)),
  plan: (shape, _, context) => tiledPlan(shape, scanTiles(shape, steps), context),
});
/** Tiles of 64 steps, 16 where channels do not divide by four: most cases have many of them. */
const small = withSteps(2);
const PUBLISHED_START =
  'atomicStore(&carries[starts + (tile + 1u) * channels], bitcast<u32>(after(before, over, own)));';
const PUBLISHED_END = 'atomicStore(&carries[ends_left + tile * channels], bitcast<u32>(own));';
/** Every tile folds all tiles before it, whatever the timing. */
const folding = withChangedWgsl(small, PUBLISHED_START, '');
/** Every tile computes itself what the tiles before it leave behind. */
const alone = withChangedWgsl(folding, 'tries < 256u', 'tries < 0u');
/** No tile publishes anything: each looks in vain first. */
const silent = withChangedWgsl(folding, PUBLISHED_END, '');
const severalTiles = diagonalScanSuite.cases().filter(({ shape }) => scanTiles(shape, 2).tiles > 1);

describe('many tiles', () => {
  it.each(severalTiles.map((one) => [one.name, one] as const))(
    'equal the reference, with the same bits twice, by folding, and alone: %s',
    async (_, one) => {
      const device = await webgpuDevice();
      const first = await runCase(device, small, one, 'f32');
      const wanted = referenceOf(small, one, 'f32');
      expect(compareOutputs(small, one, 'f32', first, wanted)).toMatchObject({ passed: true });
      for (const definition of [small, folding, alone]) {
        expect(await runCase(device, definition, one, 'f32')).toEqual(first);
      }
    },
  );

  it('are waited for in vain at most so often', async () => {
    const device = await webgpuDevice();
    expect(await runCase(device, silent, odd!, 'f32')).toEqual(await runCase(device, small, odd!, 'f32'));
  });

  it('know nothing of the run before', async () => {
    const kernel = await prepareKernel(await webgpuDevice(), small, random!.shape);
    for (const [name, numbers] of Object.entries(random!.inputs)) {
      kernel.write(name, numbers);
    }
    kernel.run();
    const state = await kernel.read('state');
    kernel.run();
    const found = { out: await kernel.read('out'), state: await kernel.read('state') };
    kernel.destroy();
    const again = { ...random!, inputs: { ...random!.inputs, state } };
    expect(compareOutputs(small, again, 'f32', found, referenceOf(small, again, 'f32')).passed).toBe(true);
  });

  it('are in most cases of the suite, and one tile is in some', () => {
    expect(severalTiles.length).toBeGreaterThan(diagonalScanSuite.cases().length / 2);
    expect(diagonalScanSuite.cases().some(({ shape }) => scanTiles(shape).tiles === 1)).toBe(true);
    expect(diagonalScanSuite.cases().some(({ shape }) => scanTiles(shape).tiles > 1)).toBe(true);
  });

  it('keep a NaN in its channel', async () => {
    const shape = { length: 300, channels: 4 };
    const x = uniformNumbers(1, 1200).map((number, i) => (i === 4 * 70 + 1 ? Number.NaN : number));
    const inputs = { x, a: fill(4, 0.5), c: fill(4, 1), state: fill(4, 1) };
    for (const definition of [small, folding, alone]) {
      const { out } = await outputsOf(definition, shape, inputs);
      expect(out!.map((number, i) => (Number.isNaN(number) ? i % 4 : -1)).filter((channel) => channel >= 0)).toEqual(
        new Float64Array(230).fill(1),
      );
    }
  });
});

describe('the check fails when', () => {
  const FOUND = 'before = bitcast<f32>(found);';
  const lasting = diagonalScanSuite.cases().find(({ name }) => name === 'decays up to the neighbour of 1')!;
  it.each([
    ['a look-back folds one tile less', folding, FOUND, `${FOUND} p += select(0u, 1u, p < tile);`],
    ['a tile is decayed over half of its steps', folding, 'decayed(decayed(h, half), half)', 'decayed(h, half)'],
    ['what is missing is computed of the next tile', alone, 'late * 64u', '(late + 1u) * 64u'],
    ['what is missing is computed without its last step', alone, 'k < 2u', 'k < 1u'],
    ['what is missing is not folded', alone, 'before = after(before, over, theirs);', ''],
    [
      'the first tile does not start from the state',
      small,
      'return state[word - 4u];',
      'return 0u * state[word - 4u];',
    ],
    ['a tile publishes as its start what it starts from', small, '(after(before, over, own))', '(before)'],
    ['a thread starts where its tile does', small, 'before = after(before, over_thread, end);', ''],
    ['a state is left that lacks a step', small, '[lane] = h;', '[lane] = h - x0;'],
  ])('%s', async (_, definition, right, wrong) => {
    const changed = withChangedWgsl(definition, right, wrong);
    expect(await checkKernel(await webgpuDevice(), changed, lasting, 'f32')).toMatchObject({ passed: false });
  });

  it.each([
    ['the only tile does not start from the state', 'before = state[channel / 4u][channel % 4u];', ''],
    ['a step of a thread is skipped', 'h = fma(decay, h, x3);', ''],
  ])('%s', async (_, right, wrong) => {
    await expectToCatch(diagonalScan, random!, [right, wrong]);
  });

  it('a large state is lost with a power that f32 cannot hold', async () => {
    const underflow = diagonalScanSuite.cases().find(({ name }) => name === 'products that underflow')!;
    const whole = 'decayed(h, together(half, half)) + own';
    await expectToCatch(withSteps(8), underflow, ['decayed(decayed(h, half), half) + own', whole]);
  });

  it.each([
    ['large', diagonalScan],
    ['small', small],
  ])('a state of 0 is multiplied by a power that f32 cannot hold, in %s tiles', async (_, definition) => {
    const growing = diagonalScanSuite.cases().find(({ name }) => name.startsWith('a growing state'))!;
    await expectToCatch(definition, growing, ['h == f32()', 'false']);
  });

  it('a decay near 1 is raised to a power by squaring alone', async () => {
    await expectToCatch(folding, diagonalScanSuite.longCases!()[0]!, ['lost < 0.5', 'lost < -1.0']);
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 3 });
  const [, ones, many] = diagonalScanSuite.longCases!();
  for (const one of [random!, odd!, ones!, many!]) {
    expect(await checkKernel(device, diagonalScan, one, 'f32')).toMatchObject({ passed: true });
  }
});

it('takes two numbers of scratch a tile and channel, and none for one tile', async () => {
  expect(await scratchBytes(diagonalScan, { length: 512, channels: 8 })).toBe(0);
  expect(await scratchBytes(diagonalScan, { length: 1265, channels: 5 })).toBe(4 * (4 + 2 * 10 * 5));
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
  await expect(wgslOf(diagonalScan, { length: 515, channels: 8 })).toMatchFileSnapshot(
    '__snapshots__/diagonal-scan.wgsl',
  );
  await expect(wgslOf(diagonalScan, { length: 67, channels: 5 })).toMatchFileSnapshot(
    '__snapshots__/diagonal-scan.one-tile.wgsl',
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

function fill(count: number, value: number): Float64Array {
  return new Float64Array(count).fill(value);
}
