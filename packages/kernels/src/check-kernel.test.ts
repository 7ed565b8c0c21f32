import { describe, expect, it } from 'vitest';
import { checkKernel, compareTensors, runCase } from './check-kernel.js';
import { webgpuDevice } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';
import { type ScalingShape, scaling, scalingInputs } from './scaling.testing.js';

const shape = { heads: 3, length: 131 };
const kernelCase = { name: 'small', shape, inputs: scalingInputs(shape) };

/** The kernel with its WGSL changed. */
const altered = (from: string, to: string): KernelDefinition<ScalingShape> => ({
  ...scaling,
  plan: (...args) =>
    scaling.plan(...args).map((step) => ({
      ...step,
      program: { ...step.program, wgsl: step.program.wgsl!.replace(from, to) },
    })),
});

describe('comparing tensors', () => {
  it('measures the relative norm and the worst element', () => {
    expect(compareTensors([3, 4], [3, 4])).toEqual({ relativeNorm: 0, worst: 0, notFinite: 0 });
    const { relativeNorm, worst } = compareTensors([3, 4.5], [3, 4]);
    expect(relativeNorm).toBeCloseTo(0.1, 12);
    expect(worst).toBeCloseTo(0.125, 12);
  });

  it('counts what is not finite, and what is missing', () => {
    expect(compareTensors([Number.NaN, 1, Number.POSITIVE_INFINITY], [1, 1, 1]).notFinite).toBe(2);
    expect(compareTensors([1], [1, 1]).notFinite).toBe(1);
  });

  it('allows nothing but zeros where the reference is zero', () => {
    expect(compareTensors([0, 0], [0, 0])).toEqual({ relativeNorm: 0, worst: 0, notFinite: 0 });
    expect(compareTensors([0, 1e-30], [0, 0])).toMatchObject({ worst: Number.POSITIVE_INFINITY });
  });
});

describe('a check', () => {
  it('passes a kernel that is right', async () => {
    const result = await checkKernel(await webgpuDevice(), scaling, kernelCase, 'f32');
    expect(result).toMatchObject({ passed: true, tensor: 'out', notFinite: 0 });
  });

  it.each([
    ['is wrong by one part in a thousand', 'f32(shift)', 'f32(shift) + 0.01 * f32(x[id.x])'],
    ['is wrong in a single element', '* factors', '* select(1.0, 1.01, id.x == 200u) * factors'],
    ['leaves its last element unwritten', 'id.x < 393u', 'id.x < 392u'],
    ['takes another head for one', 'id.x / 131u', 'id.x / 132u'],
  ])('fails one that %s', async (_, from, to) => {
    const result = await checkKernel(await webgpuDevice(), altered(from, to), kernelCase, 'f32');
    expect(result.passed).toBe(false);
  });

  it('says how many elements were never written', async () => {
    const result = await checkKernel(await webgpuDevice(), altered('id.x < 393u', 'id.x < 300u'), kernelCase, 'f32');
    expect(result).toMatchObject({ passed: false, notFinite: 93 });
  });

  it('refuses inputs that are missing or too short, and leaves nothing behind', async () => {
    const device = await webgpuDevice();
    const { liveBytes } = device.ledger;
    const { x: _, ...rest } = kernelCase.inputs;
    await expect(checkKernel(device, scaling, { ...kernelCase, inputs: rest }, 'f32')).rejects.toThrow(
      'tensor x of scaling: 393 numbers are needed',
    );
    await runCase(device, scaling, kernelCase, 'f32');
    expect(device.ledger.liveBytes).toBe(liveBytes);
  });
});
