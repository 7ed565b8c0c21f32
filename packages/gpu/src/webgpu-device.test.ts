import { describe, expect, it } from 'vitest';
import { openDawn } from './dawn.js';
import { DeviceRejectedError } from './errors.js';
import { expectedSums, runSums, softwareDevice, sums } from './opened.testing.js';
import { LEAST_STEPS } from './sampling.js';

describe('a device over WebGPU', () => {
  it('computes', async () => {
    expect(await runSums(await softwareDevice(), 100)).toEqual(expectedSums(100));
  });

  it('is labelled as software where it is', async () => {
    const { info } = await softwareDevice();
    expect(info).toMatchObject({ kind: 'software', api: 'webgpu (Dawn)', subgroupSizes: [4, 4] });
    expect(info.description).toMatch(/^software: SwiftShader/);
    expect(info.features).toEqual(['timestamp-query', 'subgroups']);
    expect(info.limits).toMatchObject({
      maxBindingSize: 2 ** 30,
      maxWorkgroupInvocations: 256,
      maxWorkgroupStorage: 32_768,
      maxWorkgroupsPerDimension: 65_535,
      maxOutputs: null,
    });
  });

  it('counts every byte, by purpose, and destroys only once', async () => {
    const device = await softwareDevice();
    const weights = await device.createBuffer({ label: 'w', purpose: 'weights', size: 1000 });
    const odd = await device.createBuffer({ label: 'odd', purpose: 'state', size: 6 });
    const empty = await device.createBuffer({ label: 'empty', purpose: 'scratch', size: 0 });
    expect([weights.size, odd.size, empty.size]).toEqual([1000, 8, 4]);
    expect(device.ledger.live).toMatchObject({ weights: 1000, state: 8, scratch: 4, 'kv-cache': 0, staging: 0 });
    weights.destroy();
    weights.destroy();
    expect(device.ledger.liveBytes).toBe(12);
    expect(device.ledger.peakBytes).toBe(1012);
    expect(device.ledger.liveBuffers).toBe(2);
  });

  it('counts what a read-back passes through, while it does', async () => {
    const device = await softwareDevice();
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 4096 });
    const read = device.read(buffer, 1024, 2048);
    expect((await read).byteLength).toBe(2048);
    expect(device.ledger.live.staging).toBe(0);
    expect(device.ledger.peak).toMatchObject({ state: 4096, staging: 2048 });
  });

  it('counts what the timer needs, while it measures', async () => {
    const device = await softwareDevice();
    const { dispatches } = await preparedSums(device, 64);
    const { liveBytes } = device.ledger;
    await device.time([dispatches], { samples: 3 });
    expect(device.ledger.liveBytes).toBe(liveBytes);
    expect(device.ledger.peak.staging).toBeGreaterThan(0);
  });

  it('gives zeroed memory, writes where it is told, and poisons all of it with NaN', async () => {
    const device = await softwareDevice();
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: (1 << 22) + 20 });
    device.write(buffer, new Float32Array([1, 2]), 8);
    expect([...new Float32Array(await device.read(buffer, 0, 20))]).toEqual([0, 0, 1, 2, 0]);
    device.poison(buffer);
    expect(new Float32Array(await device.read(buffer)).every(Number.isNaN)).toBe(true);
  });

  it('refuses parts that are not there, and buffers and programs of another device', async () => {
    const device = await softwareDevice();
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 16 });
    expect(() => device.write(buffer, new Float32Array(5))).toThrow('buffer b: 20 bytes at 0; it has 16');
    expect(() => device.write(buffer, new Uint8Array(3))).toThrow('accepted are multiples of 4');
    await expect(device.read(buffer, 2)).rejects.toThrow('accepted are multiples of 4');
    await expect(device.createBuffer({ label: 'c', purpose: 'state', size: Number.NaN })).rejects.toThrow(
      'buffer c: size NaN; accepted is a whole number of bytes',
    );
    const other = await softwareDevice();
    await expect(other.read(buffer)).rejects.toThrow('buffer b belongs to another device');
    const program = await other.compile(sums(1));
    expect(() => device.submit([{ program, bindings: [buffer, buffer], workgroups: [1, 1, 1] }])).toThrow(
      'program sums was compiled for another device',
    );
  });

  it.each([[[-1, 1, 1]], [[Number.NaN, 1, 1]], [[]], [[1.5, 1, 1]], [[0, 1, 1]], [undefined]])(
    'refuses workgroups %j, and goes on',
    async (workgroups) => {
      const device = await softwareDevice();
      const { dispatches } = await preparedSums(device, 4);
      const [dispatch] = dispatches;
      const submit = () => device.submit([{ ...dispatch!, workgroups: workgroups as unknown as [1, 1, 1] }]);
      expect(submit).toThrow(DeviceRejectedError);
      expect(submit).toThrow(/of sums; accepted are three whole numbers of 1 or more$/);
      expect(await runSums(device, 4)).toEqual(expectedSums(4));
    },
  );

  it('refuses bindings that are none, and goes on', async () => {
    const device = await softwareDevice();
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 512 });
    const program = await device.compile(sums(4));
    const parts = [
      { buffer, offset: -256 },
      { buffer, offset: 4 },
      { buffer, offset: 512 },
      { buffer, offset: 256, size: 260 },
      { buffer, size: Number.NaN },
      { buffer, size: 0 },
      { buffer, size: 3 },
    ];
    for (const part of parts) {
      const submit = () => device.submit([{ program, bindings: [part, buffer], workgroups: [1, 1, 1] }]);
      expect(submit).toThrow(DeviceRejectedError);
      expect(submit).toThrow(/of buffer b, which has 512; accepted are offsets that are multiples of 256/);
    }
    for (const none of [null, undefined, { buffer: null }] as never[]) {
      const submit = () => device.submit([{ program, bindings: [none, buffer], workgroups: [1, 1, 1] }]);
      expect(submit).toThrow(DeviceRejectedError);
      expect(submit).toThrow(/(null|undefined) is no buffer$/);
    }
    const unknown = { program: null as never, bindings: [buffer], workgroups: [1, 1, 1] } as const;
    expect(() => device.submit([unknown])).toThrow('null is no compiled program');
    expect(await runSums(device, 4)).toEqual(expectedSums(4));
  });

  it('refuses a purpose that is none, before anything is counted', async () => {
    const device = await softwareDevice();
    await expect(device.createBuffer({ label: 'b', purpose: 'loot' as never, size: 16 })).rejects.toThrow(
      new RangeError('buffer b: purpose loot; accepted are weights, kv-cache, state, activations, scratch, staging'),
    );
    expect(device.ledger.liveBytes).toBe(0);
    expect(device.ledger.liveBuffers).toBe(0);
  });

  it('refuses a program without WGSL', async () => {
    const device = await softwareDevice();
    await expect(device.compile({ name: 'none' })).rejects.toThrow(DeviceRejectedError);
  });

  it('gives parts of a buffer to a program', async () => {
    const device = await softwareDevice();
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 512 });
    const output = await device.createBuffer({ label: 'o', purpose: 'state', size: 512 });
    device.write(buffer, new Float32Array([5]), 256);
    const program = await device.compile(sums(1));
    const bindings = [
      { buffer, offset: 256, size: 4 },
      { buffer: output, offset: 256 },
    ];
    device.submit([{ program, bindings, workgroups: [1, 1, 1] }]);
    const numbers = new Float32Array(await device.read(output));
    expect([numbers[0], numbers[64]]).toEqual([0, 5]);
  });
});

describe('times', () => {
  it('come from the device, whose step and empty pass are measured', async () => {
    const device = await softwareDevice();
    const { dispatches } = await preparedSums(device, 512);
    const { nanoseconds, clock, timer, repeats } = await device.time([dispatches]);
    expect(clock).toBe('device');
    expect(nanoseconds.length).toBe(20);
    // Quantisation is off.
    expect(timer.stepNanoseconds).toBeLessThan(1000);
    expect(timer.emptyPassNanoseconds).toBeGreaterThan(0);
    const least = LEAST_STEPS * Math.max(timer.stepNanoseconds, timer.emptyPassNanoseconds);
    expect(Math.min(...nanoseconds) * repeats).toBeGreaterThanOrEqual(0.999 * least);
  });

  it('grow with the work', async () => {
    const device = await softwareDevice();
    const small = await preparedSums(device, 64);
    const large = await preparedSums(device, 4096);
    const [few, many] = [await device.time([small.dispatches]), await device.time([large.dispatches])];
    // 4,096 times the work.
    expect(Math.min(...many.nanoseconds)).toBeGreaterThan(10 * Math.min(...few.nanoseconds));
  });
});

it('nothing is left of a device that was destroyed, not even its buffers', async () => {
  const device = await openDawn('software');
  const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 16 });
  await device.destroy();
  await device.destroy();
  buffer.destroy();
  expect(device.ledger.liveBytes).toBe(0);
  await expect(device.finish()).rejects.toThrow('the device was lost');
  expect(() => device.write(buffer, new Float32Array(1))).toThrow('the device was lost');
});

async function preparedSums(device: Awaited<ReturnType<typeof softwareDevice>>, count: number) {
  const input = await device.createBuffer({ label: 'in', purpose: 'state', size: 4 * count });
  const output = await device.createBuffer({ label: 'out', purpose: 'state', size: 4 * count });
  const program = await device.compile(sums(count));
  return { dispatches: [{ program, bindings: [input, output], workgroups: [Math.ceil(count / 64), 1, 1] as const }] };
}
