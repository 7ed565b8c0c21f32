import { type Device, FeatureMissingError, GPUJS_MODES, LimitExceededError } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { changedDevice, gpuJsDevice, webgpuDevice, withLimits } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';
import { prepareKernel } from './prepare.js';
import { type ScalingShape, scaling, scalingInputs } from './scaling.testing.js';

const shape = { heads: 5, length: 67 };

/** The device with smaller bindings. */
const withBindings = (device: Device, maxBindingSize: number) => withLimits(device, { maxBindingSize });

async function run(device: Device, definition: KernelDefinition<ScalingShape> = scaling) {
  const before = device.ledger.liveBytes;
  const kernel = await prepareKernel(device, definition, shape);
  for (const [name, numbers] of Object.entries(scalingInputs(shape))) {
    kernel.write(name, numbers);
  }
  kernel.poison();
  kernel.run();
  const result = { out: await kernel.read('out'), x: await kernel.read('x'), groups: kernel.groups };
  kernel.destroy();
  kernel.destroy();
  expect(device.ledger.liveBytes).toBe(before);
  return result;
}

describe('a prepared kernel', () => {
  it('runs, and gives back what was written', async () => {
    const { out, x, groups } = await run(await webgpuDevice());
    expect(out).toEqual(scaling.reference(shape, scalingInputs(shape)).out);
    expect(x).toEqual(scalingInputs(shape).x);
    expect(groups).toBe(1);
  });

  it.each(GPUJS_MODES)('runs by gpu.js, %s, whose only number is the f32', async (mode) => {
    const { out } = await run(await gpuJsDevice(mode));
    expect(out).toEqual(scaling.reference(shape, scalingInputs(shape)).out);
  });

  it('is split by heads where a tensor is larger than one binding, and gives the same', async () => {
    const device = await webgpuDevice();
    // Two heads of 67 numbers of four bytes fit, three do not.
    const { out, x, groups } = await run(withBindings(device, 2 * 4 * 67 + 100));
    expect(groups).toBe(3);
    expect(out).toEqual(scaling.reference(shape, scalingInputs(shape)).out);
    expect(x).toEqual(scalingInputs(shape).x);
  });

  it('tells where its tensors lie, part by part', async () => {
    const device = withBindings(await webgpuDevice(), 2 * 4 * 67 + 100);
    const kernel = await prepareKernel(device, scaling, shape);
    kernel.write('x', scalingInputs(shape).x!);
    const places = kernel.placesOf('x');
    expect(places.map(({ first, count, dtype }) => [first, count, dtype])).toEqual([
      [0, 67, 'f32'],
      [67, 134, 'f32'],
      [201, 134, 'f32'],
    ]);
    const middle = new Float32Array(await device.read(places[1]!.buffer, 0, 4 * 134));
    expect(Float64Array.from(middle)).toEqual(scalingInputs(shape).x!.subarray(67, 201));
    // Every head group has all of what is not split.
    expect(kernel.placesOf('shift').map(({ first }) => first)).toEqual([0, 0, 0]);
    kernel.destroy();
  });

  it('that does not fit even by single heads is refused, with the length that does', async () => {
    const device = withBindings(await webgpuDevice(), 256);
    const refused = await prepareKernel(device, scaling, shape).catch((error: LimitExceededError) => error);
    expect(refused).toBeInstanceOf(LimitExceededError);
    expect(refused).toMatchObject({
      limit: 'maxStorageBufferBindingSize',
      wanted: 268,
      allowed: 256,
      largestLength: 64,
      message:
        'one head of tensor x of scaling needs maxStorageBufferBindingSize = 268; this device allows 256, enough for length 64',
    });
  });

  it('that cannot be split is refused, with the length that fits', async () => {
    const { withHeads: _, headsOf: __, ...whole } = scaling;
    const device = withBindings(await webgpuDevice(), 1024);
    await expect(prepareKernel(device, whole, shape)).rejects.toThrow(
      'tensor x of scaling needs maxStorageBufferBindingSize = 1340; this device allows 1024, enough for length 51',
    );
    expect(
      await prepareKernel(device, whole, { heads: 5, length: 51 }).then((kernel) => kernel.destroy()),
    ).toBeUndefined();
  });

  it('leaves nothing behind when it is refused half way', async () => {
    const device = await webgpuDevice();
    const { liveBytes } = device.ledger;
    const broken: KernelDefinition<ScalingShape> = {
      ...scaling,
      plan: (...args) => scaling.plan(...args).map((step) => ({ ...step, program: { name: 'x', wgsl: 'no WGSL' } })),
    };
    await expect(prepareKernel(device, broken, shape)).rejects.toThrow('shader x, line 1');
    expect(device.ledger.liveBytes).toBe(liveBytes);
  });

  it('refuses a bad shape, a precision that it does not have, and f16 without the feature', async () => {
    const device = await webgpuDevice();
    await expect(prepareKernel(device, scaling, { heads: 0, length: 1 })).rejects.toThrow('scaling: 0 heads of 1');
    await expect(prepareKernel(device, { ...scaling, precisions: ['f16'] }, shape, 'f32')).rejects.toThrow(
      'scaling in f32: accepted are f16',
    );
    const bare = await gpuJsDevice('cpu');
    await expect(prepareKernel(bare, scaling, shape, 'f16')).rejects.toThrow(FeatureMissingError);
    const { perOutputPlan: _, ...parallel } = scaling;
    await expect(prepareKernel(bare, parallel, shape)).rejects.toThrow('scaling needs the feature workgroups');
    const cuda = changedDevice(device, { info: { ...device.info, api: 'cuda' } });
    await expect(prepareKernel(cuda, scaling, shape)).rejects.toThrow('scaling needs the feature WGSL');
  });

  it('knows its tensors', async () => {
    const kernel = await prepareKernel(await webgpuDevice(), scaling, shape);
    expect(() => kernel.write('y', [1])).toThrow('tensor y: accepted are x, factors, shift, out');
    await expect(kernel.read('y')).rejects.toThrow(RangeError);
    kernel.destroy();
  });
});
