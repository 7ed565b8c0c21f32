import { describe, expect, it } from 'vitest';
import { checkKernel, compareParts, compareTensors } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { expectToCatch, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';
import { rwkvStepSuite, rwkvSuite } from './rwkv.cases.js';
import { rwkv } from './rwkv.js';
import { rwkvStep } from './rwkv-step.js';

const [random] = rwkvSuite.cases();
const caseNamed = (name: string) => rwkvSuite.cases().find((one) => one.name === name)!;

it.each(rwkvSuite.longCases!())('equals its reference on $name', async (long) => {
  expect(await checkKernel(await webgpuDevice(), rwkv, long, 'f32')).toMatchObject({ passed: true });
});

it('has a reference that is the sum of the definition', () => {
  const { shape, inputs } = caseNamed('from nothing, length 67');
  const { length, channels } = shape;
  const { out } = rwkv.reference(shape, inputs);
  const defined = out!.map((_, at) => {
    const t = Math.floor(at / channels);
    const i = at % channels;
    let above = 0;
    let below = 0;
    for (let s = 0; s <= t; s++) {
      const exponent = s === t ? inputs.first![i]! : (t - 1 - s) * inputs.decay![i]!;
      const weight = Math.exp(exponent + inputs.k![s * channels + i]!);
      above += weight * inputs.v![s * channels + i]!;
      below += weight;
    }
    return above / below;
  });
  expect(defined.length).toBe(length * channels);
  expect(compareTensors(out!, defined).worst).toBeLessThan(1e-12);
});

it('goes on from the state it left, and so does the step', async () => {
  const { shape, inputs } = random!;
  const { length, channels } = shape;
  const part = (first: number, end: number) => ({
    ...inputs,
    k: inputs.k!.slice(first * channels, end * channels),
    v: inputs.v!.slice(first * channels, end * channels),
  });
  const whole = await outputsOf(rwkv, shape, inputs);
  const before = await outputsOf(rwkv, { ...shape, length: 101 }, part(0, 101));
  const rest = { ...part(101, length - 1), state: before.state! };
  const after = await outputsOf(rwkv, { ...shape, length: length - 102 }, rest);
  const last = await outputsOf(rwkvStep, { channels }, { ...part(length - 1, length), state: after.state! });
  expect(compareTensors([...before.out!, ...after.out!, ...last.out!], whole.out!).worst).toBeLessThan(1e-5);
  const state = { shape: [3, channels], dtype: 'f32' } as const;
  expect(compareParts(last.state!, whole.state!, state, 'row').worst).toBeLessThan(1e-5);
});

describe('the check fails when', () => {
  const peaks = caseNamed('keys beyond the range of exponentials');
  it.each([
    ['a chunk forgets what was before it', random!, 'joined(sum + over, own);\n  }\n}', 'own;\n  }\n}'],
    ['a carry is decayed by one step', random!, 'f32(chunk) * decay', 'decay'],
    ['the first occurrence is like any other', random!, 'joined(sum, own + bonus)', 'joined(sum, own)'],
    ['the output sees a state decayed once too often', random!, 'joined(sum, own', 'joined(sum + over, own'],
    ['exponentials are not divided by the largest', peaks, 'max(before.z, after.z)', '0.0'],
  ])('%s', async (_, kernelCase, right, wrong) => {
    await expectToCatch(rwkv, kernelCase, [right, wrong]);
  });

  it('a step does not decay', async () => {
    await expectToCatch(rwkvStep, rwkvStepSuite.cases()[0]!, ['0.0, decay[channel])', '0.0, 0.0 * decay[channel])']);
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 2 });
  for (const one of [random!, rwkvSuite.longCases!()[1]!]) {
    expect(await checkKernel(device, rwkv, one, 'f32')).toMatchObject({ passed: true });
  }
});

it('takes scratch in proportion to the length', async () => {
  expect(await scratchBytes(rwkv, { length: 160, channels: 6 })).toBe(10 * 4 * 3 * 6);
  expect(await scratchBytes(rwkv, { length: 320, channels: 6 })).toBe(20 * 4 * 3 * 6);
});

it('costs what the loops of the reference do', () => {
  let flops = 0;
  for (let t = 0; t < 67; t++) {
    for (let i = 0; i < 5; i++) {
      flops += 1; // the division
      for (const _ of ['the output', 'the state']) {
        flops += 2; // u + k or p + w, and the maximum
        flops += 2 * 2; // differences and exponentials
        flops += 3 + 2; // a, and b
      }
    }
  }
  expect(rwkv.cost({ length: 67, channels: 5 }, 'f32')).toEqual({
    flops,
    bytesRead: 4 * (2 * 67 * 5 + 5 + 5 + 3 * 5),
    bytesWritten: 4 * (67 * 5 + 3 * 5),
  });
  expect(rwkvStep.cost({ channels: 5 }, 'f32')).toEqual(rwkv.cost({ length: 1, channels: 5 }, 'f32'));
});

it('refuses shapes in one line', () => {
  expect(() => rwkv.assertShape({ length: 0, channels: 4 })).toThrow(
    new RangeError('rwkv: length 0: accepted are positive integers'),
  );
  expect(() => rwkvStep.assertShape({ channels: 0.5 })).toThrow(
    new RangeError('rwkv-step: channels 0.5: accepted are positive integers'),
  );
});

it('has this WGSL', async () => {
  await expect(wgslOf(rwkv, { length: 67, channels: 6 })).toMatchFileSnapshot('__snapshots__/rwkv.wgsl');
  await expect(wgslOf(rwkvStep, { channels: 6 })).toMatchFileSnapshot('__snapshots__/rwkv-step.wgsl');
});
