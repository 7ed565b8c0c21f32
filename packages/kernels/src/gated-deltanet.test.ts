import { describe, expect, it } from 'vitest';
import { checkKernel, compareTensors, DEFAULT_TOLERANCE, referenceOf } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { gatedDeltanetStepSuite, gatedDeltanetSuite } from './gated-deltanet.cases.js';
import { gatedDeltanet, gatedDeltanetStep } from './gated-deltanet.js';
import { prepareKernel } from './prepare.js';
import { expectToCatch, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';

const [random] = gatedDeltanetSuite.cases();
const caseNamed = (name: string) => gatedDeltanetSuite.cases().find((one) => one.name === name)!;

it('goes on from the state it left, and so does the step', async () => {
  const { shape, inputs } = random!;
  const { heads, length, keyDim, valueDim } = shape;
  const part = (first: number, end: number) => {
    const rows = (name: string, width: number) =>
      Float64Array.from(
        Array.from({ length: heads }, (_, head) => [
          ...inputs[name]!.slice((head * length + first) * width, (head * length + end) * width),
        ]).flat(),
      );
    const given = { q: rows('q', keyDim), k: rows('k', keyDim), v: rows('v', valueDim) };
    return { ...given, alpha: rows('alpha', 1), beta: rows('beta', 1) };
  };
  const whole = await outputsOf(gatedDeltanet, shape, inputs);
  const before = await outputsOf(
    gatedDeltanet,
    { ...shape, length: length - 1 },
    { ...part(0, length - 1), state: inputs.state! },
  );
  const last = await outputsOf(
    gatedDeltanetStep,
    { heads, keyDim, valueDim },
    { ...part(length - 1, length), state: before.state! },
  );
  const lastOut = [...whole.out!].filter((_, at) => Math.floor(at / valueDim) % length === length - 1);
  expect(compareTensors(last.out!, lastOut).worst).toBeLessThan(1e-5);
  expect(compareTensors(last.state!, whole.state!).worst).toBeLessThan(1e-5);
});

it('has a reference that reads what was last written under a key', () => {
  const { shape, inputs } = caseNamed('what was written five steps ago is read until it is replaced');
  const { out } = gatedDeltanet.reference(shape, inputs);
  // Eight keys go round: the query three ahead is the key of five steps ago.
  const { length, valueDim } = shape;
  expect([...out!.slice(5 * valueDim)]).toEqual([...inputs.v!.slice(0, (length - 5) * valueDim)]);
});

describe('the check fails when', () => {
  it.each([
    ['what a key held stays', ' - total.x)', ')'],
    ['the gate is left out', 's1 *= kept;', 's1 *= 1.0;'],
    ['the output does not see the new value', 'total.y + total.z * change', 'total.y'],
    ['strong and weak are exchanged', 'beta[step] * (', '(1.0 - beta[step]) * ('],
    ['a sum leaves out the last part', 'p < 16u', 'p < 15u'],
  ])('%s', async (_, right, wrong) => {
    await expectToCatch(gatedDeltanet, random!, [right, wrong]);
    if (!right.startsWith('s1')) {
      await expectToCatch(gatedDeltanetStep, gatedDeltanetStepSuite.cases()[0]!, [right, wrong]);
    }
  });

  it('rows beyond the last key count', async () => {
    const odd = caseNamed('sizes that sixteen does not divide');
    await expectToCatch(gatedDeltanet, odd, ['local.y < 3u);', 'local.y < 4u);']);
  });

  it('a workgroup loses count of its steps', async () => {
    const long = caseNamed('more steps than one dispatch takes');
    await expectToCatch(gatedDeltanet, long, ['start + 4096u;', 'start + 4095u;']);
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 2 });
  expect(await checkKernel(device, gatedDeltanet, random!, 'f32')).toMatchObject({ passed: true });
});

it('is split over heads where a tensor is larger than one binding', async () => {
  const { shape } = random!;
  const device = withLimits(await webgpuDevice(), { maxBindingSize: 4 * shape.length * shape.valueDim });
  const prepared = await prepareKernel(device, gatedDeltanet, shape);
  expect(prepared.groups).toBe(2);
  prepared.destroy();
  expect(await checkKernel(device, gatedDeltanet, random!, 'f32')).toMatchObject({ passed: true });
});

it('takes no scratch that grows with the length', async () => {
  const sizes = { heads: 2, keyDim: 4, valueDim: 20 };
  expect(await scratchBytes(gatedDeltanet, { ...sizes, length: 4096 })).toBe(0);
  expect(await scratchBytes(gatedDeltanet, { ...sizes, length: 4097 })).toBe(4 * 2 * 2);
  expect(await scratchBytes(gatedDeltanet, { ...sizes, length: 8193 })).toBe(4 * 2 * 2);
});

it('has f16 cases whose outputs f16 can hold', () => {
  for (const one of gatedDeltanetSuite.cases()) {
    const { out } = referenceOf(gatedDeltanet, one, 'f16');
    const largest = out!.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    expect(largest, one.name).toBeLessThan(65_504 * (1 - DEFAULT_TOLERANCE.f16.worst));
  }
});

it('costs what the loops of the reference do', () => {
  let flops = 0;
  for (let step = 0; step < 2 * 67; step++) {
    for (let j = 0; j < 12; j++) {
      for (let i = 0; i < 8; i++) {
        flops += 1 + 2; // α·S, k·S
        flops += 2 + 2; // S + k·change, q·S
      }
      flops += 2; // β·(v − held)
    }
  }
  const shape = { heads: 2, length: 67, keyDim: 8, valueDim: 12 };
  expect(gatedDeltanet.cost(shape, 'f16')).toEqual({
    flops,
    bytesRead: 2 * 2 * 67 * (8 + 8 + 12) + 4 * 2 * 67 * 2 + 4 * 2 * 8 * 12,
    bytesWritten: 2 * 2 * 67 * 12 + 4 * 2 * 8 * 12,
  });
  expect(gatedDeltanetStep.cost(shape, 'f32')).toEqual(gatedDeltanet.cost({ ...shape, length: 1 }, 'f32'));
});

it('refuses shapes in one line', () => {
  const shape = { heads: 1, length: 1, keyDim: 4, valueDim: 4 };
  expect(() => gatedDeltanet.assertShape({ ...shape, length: 0 })).toThrow(
    new RangeError('gated-deltanet: length 0: accepted are positive integers'),
  );
  expect(() => gatedDeltanetStep.assertShape({ ...shape, keyDim: 257 })).toThrow(
    new RangeError('gated-deltanet-step: keyDim 257: accepted are 1 … 256'),
  );
});

describe('the WGSL', () => {
  const shape = { heads: 2, length: 5000, keyDim: 20, valueDim: 12 };

  it('is this', async () => {
    await expect(wgslOf(gatedDeltanet, shape)).toMatchFileSnapshot('__snapshots__/gated-deltanet.wgsl');
    await expect(wgslOf(gatedDeltanetStep, shape)).toMatchFileSnapshot('__snapshots__/gated-deltanet-step.wgsl');
  });

  it('in f16 differs only in what is stored', () => {
    const inF16 = (text: string) => text.replaceAll('alias Stored = f32;', 'enable f16;\nalias Stored = f16;');
    expect(wgslOf(gatedDeltanet, shape, 'f16')).toBe(inF16(wgslOf(gatedDeltanet, shape)));
  });
});
