import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CompiledProgram, DeviceBuffer, PerOutputFunction } from './device.js';
import { DeviceLostError, DeviceRejectedError, LimitExceededError, ShaderError, WrongModeError } from './errors.js';
import { openGpuJs } from './gpujs.js';
import { GpuJsDevice } from './gpujs-device.js';
import { GPUJS_MODES, type GpuJsMode, gpuJsLibrary } from './gpujs-library.js';
import { expectedSums, gpuJsDevice, runSums, sums } from './opened.testing.js';

describe.each(GPUJS_MODES)('gpu.js in mode %s', (mode) => {
  it('computes, in the mode that was asked for', async () => {
    const device = await gpuJsDevice(mode);
    expect(await runSums(device, 100)).toEqual(expectedSums(100));
    expect(device.info).toMatchObject({ api: `gpu.js (${mode})`, kind: 'software' });
    expect(device.info.description).toMatch(/^software: /);
    expect(device.ledger.liveBytes).toBe(0);
  });

  it('refuses more than 2^24 outputs, with the reason', async () => {
    const device = await gpuJsDevice(mode);
    const perOutput = { kernel: () => 1, constants: {}, outputs: 2 ** 24 + 1 };
    await expect(device.compile({ name: 'many', perOutput })).rejects.toThrow(
      'many needs outputs (an index is an f32) = 16777217; this device allows 16777216',
    );
    await expect(device.createBuffer({ label: 'many', purpose: 'state', size: 4 * (2 ** 24 + 1) })).rejects.toThrow(
      LimitExceededError,
    );
  });

  it('times on the clock of the host', async () => {
    const device = await gpuJsDevice(mode);
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 400 });
    const output = await device.createBuffer({ label: 'o', purpose: 'state', size: 400 });
    const program = await device.compile({
      name: 'squares',
      perOutput: {
        kernel: function (x: Float32Array) {
          return x[this.thread.x]! * x[this.thread.x]!;
        },
        constants: {},
        outputs: 100,
      },
    });
    const times = await device.time([[{ program, bindings: [buffer, output], workgroups: [1, 1, 1] }]], { samples: 4 });
    expect(times).toMatchObject({ clock: 'host' });
    expect(times.nanoseconds.length).toBe(4);
    expect(times.timer.emptyPassNanoseconds).toBeGreaterThan(0);
  });

  it('keeps the first fault for the next call that waits, and goes on after it', async () => {
    const device = await gpuJsDevice(mode);
    const short = await device.createBuffer({ label: 's', purpose: 'state', size: 4 });
    const input = await device.createBuffer({ label: 'i', purpose: 'state', size: 400 });
    const program = await device.compile({
      name: 'ones',
      perOutput: {
        kernel: function (x: Float32Array) {
          return x[0]! + this.thread.x;
        },
        constants: {},
        outputs: 100,
      },
    });
    device.submit([{ program, bindings: [input, short], workgroups: [1, 1, 1] }]);
    await expect(device.finish()).rejects.toThrow('ones made 100 outputs; its buffer has room for 1');
    expect(await runSums(device, 10)).toEqual(expectedSums(10));
  });

  it('refuses programs that it has no form of, or cannot translate', async () => {
    const device = await gpuJsDevice(mode);
    await expect(device.compile({ name: 'WGSL only', wgsl: '' })).rejects.toThrow(DeviceRejectedError);
    const kernel = 1 as unknown as () => number;
    await expect(device.compile({ name: 'one', perOutput: { kernel, constants: {}, outputs: 1 } })).rejects.toThrow(
      'shader one: gpu.js cannot translate it: ',
    );
    // What gpu.js itself would accept now and refuse in the first run.
    const dates: PerOutputFunction = function (x: Float32Array) {
      return new Date(x[this.thread.x]!).getTime();
    };
    const refused = device.compile({ name: 'dates', perOutput: { kernel: dates, constants: {}, outputs: 1 } });
    await expect(refused).rejects.toThrow(ShaderError);
    await expect(refused).rejects.toThrow(/^shader dates: gpu\.js cannot translate it: .*new ?(Expression|Date)/i);
    expect(await runSums(device, 10)).toEqual(expectedSums(10));
  });

  it('refuses bindings that are too few or too many, and the program goes on', async () => {
    const device = await gpuJsDevice(mode);
    const program = await device.compile(sums(3));
    const input = await device.createBuffer({ label: 'i', purpose: 'state', size: 12 });
    const output = await device.createBuffer({ label: 'o', purpose: 'state', size: 12 });
    for (const bindings of [[], [output], [input, input, output]]) {
      device.submit([{ program, bindings, workgroups: [1, 1, 1] }]);
      await expect(device.finish()).rejects.toThrow(
        `sums needs 2 bindings, the last for its outputs, and was given ${bindings.length}`,
      );
    }
    device.write(input, Float32Array.of(1, 2, 3));
    device.submit([{ program, bindings: [input, output], workgroups: [1, 1, 1] }]);
    expect([...new Float32Array(await device.read(output))]).toEqual(expectedSums(3));
  });

  it('refuses a program of another device', async () => {
    const [device, other] = [await gpuJsDevice(mode), await gpuJsDevice(mode)];
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 12 });
    device.submit([{ program: await other.compile(sums(3)), bindings: [buffer, buffer], workgroups: [1, 1, 1] }]);
    await expect(device.finish()).rejects.toThrow('program sums was compiled for another device');
  });

  it('says after destroy() that the device is gone, whatever is called', async () => {
    const device = await gpuJsDevice(mode);
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 12 });
    const program = await device.compile(sums(3));
    device.submit([{ program, bindings: [buffer, buffer], workgroups: [1, 1, 1] }]);
    const pending = device.finish();
    const rejected = expect(pending).rejects.toThrow(DeviceLostError);
    await device.destroy();
    await rejected;
    await expectGone(device, buffer, program);
    expect(device.ledger.liveBytes).toBe(0);
    await device.destroy();
  });
});

async function expectGone(device: GpuJsDevice, buffer: DeviceBuffer, program: CompiledProgram): Promise<void> {
  const dispatches = [{ program, bindings: [buffer, buffer], workgroups: [1, 1, 1] as const }];
  await expect(device.createBuffer({ label: 'late', purpose: 'state', size: 4 })).rejects.toThrow(DeviceLostError);
  await expect(device.compile(sums(3))).rejects.toThrow(DeviceLostError);
  await expect(device.finish()).rejects.toThrow(DeviceLostError);
  await expect(device.read(buffer)).rejects.toThrow(DeviceLostError);
  await expect(device.time([dispatches])).rejects.toThrow(DeviceLostError);
  expect(() => device.write(buffer, Float32Array.of(1))).toThrow(DeviceLostError);
  expect(() => device.poison(buffer)).toThrow(DeviceLostError);
  expect(() => device.submit(dispatches)).toThrow(DeviceLostError);
}

describe('a kernel that fails in its first run', () => {
  it('is built anew, and runs then', async () => {
    const { GPU } = gpuJsLibrary();
    const gpu = new GPU({ mode: 'cpu' });
    let failures = 1;
    const createKernel = (source: unknown) => {
      const kernel = gpu.createKernel(source);
      const { build } = kernel.kernel as unknown as { build: (...inputs: Float32Array[]) => void };
      // The trial has inputs of one number.
      const failing = function (this: { built: boolean }, ...inputs: Float32Array[]) {
        if (inputs[0]!.length > 1 && failures-- > 0) {
          throw new Error('no room today');
        }
        return build.apply(this, inputs);
      };
      Object.assign(kernel.kernel, { build: failing });
      return kernel;
    };
    const device = new GpuJsDevice({ createKernel, destroy: () => gpu.destroy() }, 'cpu', {
      kind: 'software',
      adapter: 'the CPU',
    });
    onTestFinished(() => device.destroy());
    await expect(runSums(device, 10)).rejects.toThrow('no room today');
    expect(await runSums(device, 10)).toEqual(expectedSums(10));
  });
});

describe('a loss of the device of gpu.js', () => {
  const raw = async () => (await gpuJsLibrary().WebGPUContext.acquire()).device;

  it('is a DeviceLostError from then on, and a device that is opened again works and is listened to', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => printed.mockRestore());
    const device = await openGpuJs('webgpu', 'software');
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 4000 });
    const output = await device.createBuffer({ label: 'o', purpose: 'state', size: 4000 });
    const program = await device.compile(sums(1000));
    device.submit([{ program, bindings: [buffer, output], workgroups: [1, 1, 1] }]);
    const pending = expect(device.finish()).rejects.toThrow(/^the device was lost \(.+\): open it again/);
    (await raw()).destroy();
    await pending;
    await expectGone(device, buffer, program);

    const again = await gpuJsDevice('webgpu');
    await device.destroy();
    expect(device.ledger.liveBytes).toBe(0);
    expect(await runSums(again, 10)).toEqual(expectedSums(10));
    (await raw()).createShaderModule({ code: 'this is no WGSL' });
    await expect(again.finish()).rejects.toThrow(DeviceRejectedError);
    expect(await runSums(again, 10)).toEqual(expectedSums(10));
  });
});

it('a fallback that gpu.js makes without an error is caught', async () => {
  const { GPU } = gpuJsLibrary();
  // What gpu.js does by itself when mode 'gpu' has no WebGL: another kernel class runs than was asked for.
  for (const [wanted, real] of [
    ['webgpu', 'gpu'],
    ['webasm', 'cpu'],
  ] as const) {
    const device = new GpuJsDevice(new GPU({ mode: real }), wanted as GpuJsMode, {
      kind: 'software',
      adapter: 'the CPU',
    });
    onTestFinished(() => device.destroy());
    await expect(runSums(device, 10)).rejects.toThrow(WrongModeError);
    await expect(runSums(device, 10)).rejects.toThrow(`not ${wanted}, so nothing is reported of it`);
  }
});

it('an error that gpu.js would only print is thrown', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  const device = await gpuJsDevice('webgpu');
  const { device: raw } = await gpuJsLibrary().WebGPUContext.acquire();
  raw.createShaderModule({ code: 'this is no WGSL' });
  await expect(device.finish()).rejects.toThrow(DeviceRejectedError);
});
