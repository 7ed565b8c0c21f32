import { describe, expect, it } from 'vitest';
import { checkKernel, compareTensors, DEFAULT_TOLERANCE, referenceOf } from './check-kernel.js';
import { missingFeature, webgpuDevice, withLimits } from './devices.testing.js';
import { linearAttentionStepSuite, linearAttentionSuite } from './linear-attention.cases.js';
import { linearAttention, linearAttentionStep } from './linear-attention.js';
import { prepareKernel } from './prepare.js';
import { expectToCatch, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';
import { retentionCase, retentionInputs, type Sizes } from './retention.cases.js';
import { outputsTile, outputsWorkgroupBytes } from './retention-tiles.js';
import { retnetStepSuite, retnetSuite } from './retnet.cases.js';
import { retnet, retnetDecays, retnetStep } from './retnet.js';

const SIZES: Sizes = [3, 131, 20, 68];
const random = retentionCase('random', SIZES, retentionInputs(SIZES, { decay: retnetDecays(3) }), (shape) => shape);

describe.each(retnetSuite.longCases!().map((one) => [one.name, one] as const))('retnet on %s', (_, long) => {
  it.for(['f32', 'f16'] as const)('equals its reference in %s', async (precision, { skip }) => {
    const device = await webgpuDevice();
    const missing = precision === 'f16' ? missingFeature(device, 'shader-f16') : null;
    skip(missing !== null, `needs ${missing}`);
    expect(await checkKernel(device, retnet, long, precision)).toMatchObject({ passed: true });
  });
});

it('goes on from the state it left, and so does the step', async () => {
  const { shape, inputs } = random;
  const { heads, length } = shape;
  // Heads come first, so a part of the input is a part of each head.
  const part = (first: number, end: number) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, numbers]) => {
        const width = numbers.length / (heads * length);
        const ofHead = (head: number) => numbers.slice((head * length + first) * width, (head * length + end) * width);
        return ['q', 'k', 'v'].includes(name)
          ? [name, Float64Array.from([0, 1, 2].flatMap((head) => [...ofHead(head)]))]
          : [name, numbers];
      }),
    );
  const whole = await outputsOf(retnet, shape, inputs);
  const before = await outputsOf(retnet, { ...shape, length: 100 }, part(0, 100));
  const after = await outputsOf(retnet, { ...shape, length: 30 }, { ...part(100, 130), state: before.state! });
  const { length: _, ...step } = shape;
  const last = await outputsOf(retnetStep, step, { ...part(130, 131), state: after.state! });
  expect(compareTensors(last.state!, whole.state!).worst).toBeLessThan(1e-5);
  const lastRows = [0, 1, 2].flatMap((head) => [...whole.out!.slice((head * 131 + 130) * 68, (head + 1) * 131 * 68)]);
  expect(compareTensors(last.out!, lastRows).worst).toBeLessThan(1e-5);
});

describe('the check fails when', () => {
  it.each([
    ['a query does not see its own key', 'local.x + 0u <= row + 0u', 'local.x + 0u < row + 0u'],
    ['a query sees the key after it', 'local.x + 16u <= row + 16u', 'local.x + 16u <= row + 17u'],
    ['one key in sixteen is left out', 'p < 4u; p++', 'p < 4u - (slab >> 2u) / 3u; p++'],
    ['what was before a chunk decays one step too few', 'sum1 *= gamma * powers', 'sum1 *= powers'],
    ['chunk states do not decay', 'h = decayed(h, over)', 'h = h'],
    ['the shorter last chunk decays as a whole one', 'decayPower(decay[head], 3u)', 'decayPower(decay[head], 64u)'],
    ['the last step of a slab adds nothing to the state', 's < 16u; s++', 's < 15u; s++'],
  ])('%s', async (_, right, wrong) => {
    await expectToCatch(retnet, random, [right, wrong]);
  });

  it('the step forgets a sixteenth of the keys', async () => {
    await expectToCatch(linearAttentionStep, linearAttentionStepSuite.cases()[0]!, [
      'four = local.y',
      'four = local.y + 1u',
    ]);
  });

  it('elu + 1 is left out', async () => {
    const mapped = linearAttentionSuite.cases().at(-2)!;
    await expectToCatch(linearAttention, mapped, [
      'return select(exp(min(x, vec4<f32>())), x + 1.0, x > vec4<f32>())',
      'return x',
    ]);
  });
});

describe('a device with little workgroup memory', () => {
  it('takes half a chunk', () => {
    expect(outputsTile({ maxWorkgroupStorage: 32_768 })).toEqual({ rows: 64, depth: 4 });
    expect(outputsTile({ maxWorkgroupStorage: 16_384 })).toEqual({ rows: 32, depth: 2 });
    expect(outputsWorkgroupBytes({ rows: 32, depth: 2 })).toBeLessThanOrEqual(16_384);
  });

  it('gives the same', async () => {
    const device = withLimits(await webgpuDevice(), { maxWorkgroupStorage: 16_384 });
    for (const name of ['more than one tile', 'length 67', 'one step more']) {
      const one = retnetSuite.cases().find((candidate) => candidate.name.startsWith(name))!;
      expect(await checkKernel(device, retnet, one, 'f32')).toMatchObject({ passed: true });
    }
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 5 });
  expect(await checkKernel(device, retnet, random, 'f32')).toMatchObject({ passed: true });
});

it('is split by heads, each with its own decay, where a tensor is larger than a binding', async () => {
  const device = withLimits(await webgpuDevice(), { maxBindingSize: 2 * 131 * 68 * 4 });
  const prepared = await prepareKernel(device, retnet, random.shape);
  expect(prepared.groups).toBe(2);
  prepared.destroy();
  expect(await checkKernel(device, retnet, random, 'f32')).toMatchObject({ passed: true });
});

it('takes scratch in proportion to the length', async () => {
  const shape = { heads: 2, keyDim: 8, valueDim: 12 };
  const chunkBytes = 4 * 2 * 8 * 12;
  expect(await scratchBytes(retnet, { ...shape, length: 640 })).toBe(10 * chunkBytes);
  expect(await scratchBytes(retnet, { ...shape, length: 1280 })).toBe(20 * chunkBytes);
});

it('has f16 cases whose outputs f16 can hold', () => {
  for (const { definition, cases } of [linearAttentionSuite, linearAttentionStepSuite, retnetSuite, retnetStepSuite]) {
    for (const one of cases()) {
      const { out } = referenceOf(definition as typeof linearAttention, one as never, 'f16');
      const largest = out!.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
      expect(largest, `${definition.name} on ${one.name}`).toBeLessThan(65_504 * (1 - DEFAULT_TOLERANCE.f16.worst));
    }
  }
});

it('costs what the loops of the recurrence do', () => {
  let flops = 0;
  for (let step = 0; step < 2 * 67; step++) {
    for (let i = 0; i < 8; i++) {
      flops += 2 + 2; // φ(q), φ(k)
      for (let j = 0; j < 12; j++) {
        flops += 2 + 2; // S + k·v; o + q·S
      }
    }
  }
  const shape = { heads: 2, length: 67, keyDim: 8, valueDim: 12 };
  expect(linearAttention.cost({ ...shape, featureMap: 'elu+1' }, 'f16')).toEqual({
    flops,
    bytesRead: 2 * 2 * 67 * (8 + 8 + 12) + 4 * 2 * 8 * 12,
    bytesWritten: 2 * 2 * 67 * 12 + 4 * 2 * 8 * 12,
  });
  expect(retnet.cost(shape, 'f32')).toEqual({
    flops: 2 * 67 * 5 * 8 * 12,
    bytesRead: 4 * 2 * 67 * (8 + 8 + 12) + 4 * 2 * 8 * 12 + 4 * 2,
    bytesWritten: 4 * 2 * 67 * 12 + 4 * 2 * 8 * 12,
  });
  expect(retnetStep.cost(shape, 'f32')).toEqual(retnet.cost({ ...shape, length: 1 }, 'f32'));
});

it('has the decays of the paper, exact in f32', () => {
  expect([...retnetDecays(3)]).toEqual([1 - 1 / 32, 1 - 1 / 64, 1 - 1 / 128]);
  expect(Float64Array.from(Float32Array.from(retnetDecays(20)))).toEqual(retnetDecays(20));
});

it.each([
  [{ keyDim: 6 }, 'linear-attention: keyDim 6: accepted are multiples of 4'],
  [{ heads: 0 }, 'linear-attention: heads 0: accepted are positive integers'],
  [{ featureMap: 'relu' as 'identity' }, 'linear-attention: featureMap relu: accepted are identity, elu+1'],
])('refuses %o in one line', (change, message) => {
  const shape = { heads: 1, length: 1, keyDim: 4, valueDim: 4, featureMap: 'identity' as const };
  expect(() => linearAttention.assertShape({ ...shape, ...change })).toThrow(new RangeError(message));
});

describe('the WGSL', () => {
  const shape = { heads: 2, length: 67, keyDim: 8, valueDim: 12 };
  const positive = { ...shape, featureMap: 'elu+1' as const };

  it('is this', async () => {
    await expect(wgslOf(retnet, shape)).toMatchFileSnapshot('__snapshots__/retnet.wgsl');
    await expect(wgslOf(retnetStep, shape)).toMatchFileSnapshot('__snapshots__/retnet-step.wgsl');
    await expect(wgslOf(linearAttention, positive)).toMatchFileSnapshot('__snapshots__/linear-attention.wgsl');
    await expect(wgslOf(linearAttentionStep, positive)).toMatchFileSnapshot('__snapshots__/linear-attention-step.wgsl');
    await expect(wgslOf(retnet, shape, 'f16')).toMatchFileSnapshot('__snapshots__/retnet.f16.wgsl');
    await expect(wgslOf(retnetStep, shape, 'f16')).toMatchFileSnapshot('__snapshots__/retnet-step.f16.wgsl');
  });

  it('in f16 differs only in what is stored', () => {
    const inF16 = (text: string) => text.replaceAll('alias Stored = f32;', 'enable f16;\nalias Stored = f16;');
    expect(wgslOf(retnet, shape, 'f16')).toBe(inF16(wgslOf(retnet, shape)));
    expect(wgslOf(retnetStep, shape, 'f16')).toBe(inF16(wgslOf(retnetStep, shape)));
  });
});
