import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DeviceRejectedError, LimitExceededError, WrongModeError } from './errors.js';
import { GpuJsDevice } from './gpujs-device.js';
import { GPUJS_MODES, type GpuJsMode, gpuJsLibrary } from './gpujs-library.js';
import { expectedSums, gpuJsDevice, runSums } from './opened.testing.js';

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
