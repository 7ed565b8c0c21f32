import { describe, expect, it, onTestFinished } from 'vitest';
import { openCuda } from './cuda.js';
import type { CudaDevice } from './cuda-device.js';
import type { CudaForm, Dispatch, Program } from './device.js';
import { DeviceLostError, DeviceRejectedError, LimitExceededError, OutOfMemoryError, ShaderError } from './errors.js';
import { FakeCuda } from './fake-cuda.testing.js';

async function opened(): Promise<{ readonly fake: FakeCuda; readonly device: CudaDevice }> {
  const fake = new FakeCuda();
  const device = await openCuda(fake.host);
  onTestFinished(() => device.destroy());
  return { fake, device };
}

const SOURCE =
  'extern "C" __global__ void add(const float *x, float *out) {\n  out[threadIdx.x] = x[threadIdx.x] + 1;\n}';
const add = (form: Partial<CudaForm> = {}): Program => ({
  name: 'add',
  cuda: { source: SOURCE, entry: 'add', threads: [64, 1, 1], ...form },
});
const buffer = (device: CudaDevice, label: string, size: number) =>
  device.createBuffer({ label, purpose: 'state', size });

/** A dispatch of `add` on two buffers of its own. */
async function added(device: CudaDevice, form: Partial<CudaForm> = {}): Promise<Dispatch> {
  const program = await device.compile(add(form));
  return {
    program,
    bindings: [await buffer(device, 'x', 1024), await buffer(device, 'y', 1024)],
    workgroups: [4, 1, 1],
  };
}

describe('memory', () => {
  it('is counted, by purpose, rounded to words, zeroed, and given back once', async () => {
    const { fake, device } = await opened();
    const odd = await buffer(device, 'odd', 6);
    const cache = await device.createBuffer({ label: 'c', purpose: 'kv-cache', size: 4096 });
    expect(device.ledger.live).toMatchObject({ state: 8, 'kv-cache': 4096, staging: 0 });
    expect(new Uint8Array(await device.read(cache)).every((byte) => byte === 0)).toBe(true);
    odd.destroy();
    odd.destroy();
    expect(device.ledger.liveBytes).toBe(4096);
    expect(fake.countOf('cuMemFree_v2')).toBe(1);
    await expect(device.read(odd)).rejects.toThrow('buffer odd was destroyed');
  });

  it('has an end: what was asked for, what is in use, and then it goes on', async () => {
    const { device } = await opened();
    await buffer(device, 'first', 2 ** 20);
    const second = buffer(device, 'second', 2 ** 26);
    await expect(second).rejects.toThrow(OutOfMemoryError);
    await expect(second).rejects.toMatchObject({ label: 'second', size: 2 ** 26, liveBytes: 2 ** 20 });
    await expect(buffer(device, 'third', 2 ** 31)).rejects.toThrow(LimitExceededError);
    expect(device.ledger.liveBytes).toBe(2 ** 20);
    await buffer(device, 'fourth', 2 ** 20);
  });

  it('is written as the data was then, also in parts and beyond what is pinned', async () => {
    const { device } = await opened();
    const target = await buffer(device, 'large', 40_000_000);
    const data = new Uint32Array(9_000_000).map((_, i) => i * 2_654_435_761);
    const wanted = data.slice();
    device.write(target, data, 4_000_000);
    device.write(target, Uint32Array.of(7, 8), 16);
    data.fill(0);
    const found = new Uint32Array(await device.read(target));
    expect([...found.subarray(3, 7)]).toEqual([0, 7, 8, 0]);
    expect(found.subarray(1_000_000).every((number, i) => number === wanted[i])).toBe(true);
    device.poison(target);
    expect(new Float32Array(await device.read(target, 400, 64)).every(Number.isNaN)).toBe(true);
  });

  it('is that of the device alone', async () => {
    const [{ device }, other] = [await opened(), await opened()];
    const own = await buffer(device, 'own', 16);
    await expect(other.device.read(own)).rejects.toThrow('buffer own belongs to another device');
    expect(() => device.write(own, new Float32Array(5))).toThrow('buffer own: 20 bytes at 0; it has 16');
  });
});

describe('a program', () => {
  it('is compiled for the architecture of the card, and loaded before it is first run', async () => {
    const { fake, device } = await opened();
    await device.compile(add());
    expect(fake.live).toContainEqual({ code: `code for sm_90a\n${SOURCE}` });
    expect(fake.countOf('cuFuncLoad')).toBe(1);
  });

  it('that is wrong is refused with the place', async () => {
    const { fake, device } = await opened();
    const source = SOURCE.replace('+ 1;', '+ wrong;');
    const before = fake.live.length;
    await expect(device.compile(add({ source }))).rejects.toThrow(
      new ShaderError('add', 2, 39, 'identifier "wrong" is undefined', source.split('\n')[1]!),
    );
    await expect(device.compile(add({ entry: 'sub' }))).rejects.toThrow(
      'shader add: there is no extern "C" __global__ function sub',
    );
    expect(fake.live.length).toBe(before);
  });

  it('that the card has no room for is refused with the limit', async () => {
    const { device } = await opened();
    await expect(device.compile(add({ threads: [1024, 2, 1] }))).rejects.toMatchObject({
      limit: 'maxWorkgroupInvocations',
      wanted: 2048,
      allowed: 1024,
    });
    // 256 bytes are static.
    await expect(device.compile(add({ sharedBytes: 232_448 }))).rejects.toMatchObject({
      limit: 'maxWorkgroupStorage',
      wanted: 232_704,
    });
    await expect(device.compile({ name: 'wgsl alone', wgsl: '' })).rejects.toThrow('wgsl alone has no CUDA form');
    await expect(device.compile({ ...add(), features: ['cuda-sm-100'] })).rejects.toThrow(
      'needs the feature cuda-sm-100',
    );
  });

  it('asks for shared memory and clusters beyond what every function may use', async () => {
    const { fake, device } = await opened();
    await device.compile(add({ sharedBytes: 48 * 1024 - 256, cluster: [8, 1, 1] }));
    expect(fake.functionAttributes).toEqual([]);
    await device.compile(add({ sharedBytes: 48 * 1024, cluster: [16, 1, 1] }));
    expect(fake.functionAttributes).toEqual([
      [8, 48 * 1024],
      [14, 1],
    ]);
  });
});

describe('a launch', () => {
  it('has the addresses of its bindings, in order, from their offsets on', async () => {
    const { fake, device } = await opened();
    const { program, bindings } = await added(device, { sharedBytes: 512 });
    const [x, y] = bindings as [Dispatch['bindings'][number] & { address: bigint }, { address: bigint }];
    device.submit([
      { program, bindings, workgroups: [70_000, 2, 3] },
      { program, bindings: [{ buffer: y as never, offset: 256 }, x], workgroups: [1, 1, 1] },
    ]);
    await device.finish();
    expect(fake.launches).toMatchObject([
      { kernel: 'add', grid: [70_000, 2, 3], threads: [64, 1, 1], sharedBytes: 512, cluster: null },
      { grid: [1, 1, 1] },
    ]);
    expect(fake.launches.map(({ parameters }) => parameters)).toEqual([
      [x.address, y.address],
      [y.address + 256n, x.address],
    ]);
  });

  it('has its clusters, and tensor maps behind the addresses at multiples of 64 bytes', async () => {
    const { fake, device } = await opened();
    const map = { binding: 1, dtype: 'f16', sizes: [64, 16], strides: [128], box: [64, 8], swizzle: '128B' } as const;
    const source = SOURCE.replace('float *out)', 'float *out, const CUtensorMap first, const CUtensorMap second)');
    const tensorMaps = [map, { ...map, binding: 0, sizes: [32], strides: [], box: [32], swizzle: 'none' as const }];
    const dispatch = await added(device, { source, cluster: [2, 2, 1], tensorMaps });
    device.submit([{ ...dispatch, workgroups: [4, 6, 1] }]);
    await device.finish();
    const [launch] = fake.launches;
    expect(launch).toMatchObject({ cluster: [2, 2, 1], grid: [4, 6, 1] });
    const [x, y] = dispatch.bindings as unknown as { address: bigint }[];
    expect(fake.maps).toEqual([
      {
        at: launch!.addresses[2],
        dtype: 6,
        address: y!.address,
        sizes: [64, 16],
        strides: [128],
        box: [64, 8],
        swizzle: 3,
      },
      { at: launch!.addresses[3], dtype: 6, address: x!.address, sizes: [32], strides: [], box: [32], swizzle: 0 },
    ]);
    expect(launch!.parameters.slice(0, 2)).toEqual([x!.address, y!.address]);
    expect(launch!.parameters.slice(2)).toEqual([0x4d4d4d4d4d4d4d4dn, 0x4d4d4d4d4d4d4d4dn]);
  });

  it('with other bindings, workgroups or maps than the function takes is refused, and nothing is run', async () => {
    const { fake, device } = await opened();
    const dispatch = await added(device);
    const [x] = dispatch.bindings;
    expect(() => device.submit([dispatch, { ...dispatch, bindings: [x!] }])).toThrow(
      'add needs 2 bindings and was given 1',
    );
    expect(() => device.submit([{ ...dispatch, workgroups: [0, 1, 1] }])).toThrow(DeviceRejectedError);
    expect(() => device.submit([{ ...dispatch, workgroups: [1, 65_536, 1] }])).toThrow(LimitExceededError);
    const map = { binding: 5, dtype: 'f32', sizes: [8], strides: [], box: [8], swizzle: 'none' } as const;
    const source = SOURCE.replace('float *out)', 'float *out, const CUtensorMap map)');
    const mapped = await added(device, { source, tensorMaps: [map] });
    expect(() => device.submit([mapped])).toThrow(
      'tensor map of binding 5 of add; accepted are a binding that is there',
    );
    await device.finish();
    expect(fake.launches).toEqual([]);
  });

  it('is prepared anew when a buffer of it was destroyed', async () => {
    const { device } = await opened();
    const dispatch = await added(device);
    device.submit([dispatch]);
    (dispatch.bindings[0] as { destroy(): void }).destroy();
    expect(() => device.submit([dispatch])).toThrow('buffer x was destroyed');
  });
});

describe('a long list of launches', () => {
  const list = async (device: CudaDevice, count: number) => {
    const dispatch = await added(device);
    return Array.from({ length: count }, (_, i) => ({ ...dispatch, workgroups: [1 + i, 1, 1] as const }));
  };

  it('that comes again is recorded, and replayed in one call', async () => {
    const { fake, device } = await opened();
    const launches = await list(device, 40);
    for (let i = 0; i < 4; i++) {
      device.submit([...launches]);
    }
    await device.finish();
    expect([fake.countOf('cuGraphInstantiateWithFlags'), fake.countOf('cuGraphLaunch')]).toEqual([1, 3]);
    expect(fake.launches.map(({ grid }) => grid[0])).toEqual(Array.from({ length: 160 }, (_, i) => 1 + (i % 40)));
  });

  it('is handed over one by one when it is short or another one', async () => {
    const { fake, device } = await opened();
    const launches = await list(device, 40);
    for (let i = 0; i < 3; i++) {
      device.submit(launches.slice(0, 31));
      device.submit(launches.slice(i));
    }
    await device.finish();
    expect(fake.countOf('cuGraphLaunch')).toBe(0);
    expect(fake.launches.length).toBe(3 * 31 + 40 + 39 + 38);
  });

  it('is left unrecorded when the driver refuses one of its launches', async () => {
    const { fake, device } = await opened();
    const launches = await list(device, 40);
    device.submit(launches);
    fake.failNext('cuLaunchKernel', 0, 0, 701);
    expect(() => device.submit(launches)).toThrow('a launch of a graph: CUDA_ERROR_701: in words');
    device.submit(launches);
    await device.finish();
    expect(fake.launches.length).toBe(80);
  });
});

describe('faults', () => {
  it('of a launch come out of the next call that waits, once, and the device goes on', async () => {
    const { fake, device } = await opened();
    const dispatch = await added(device);
    fake.failNext('cuLaunchKernel', 701);
    device.submit([dispatch]);
    device.submit([dispatch]);
    await expect(device.finish()).rejects.toThrow(new DeviceRejectedError('a launch: CUDA_ERROR_701: in words'));
    await device.finish();
    expect(fake.launches.length).toBe(1);
  });

  it.each([700, 719, 999])(
    'that break the context (%d) end the device, and the message says what helps',
    async (status) => {
      const { fake, device } = await opened();
      const dispatch = await added(device);
      device.submit([dispatch]);
      fake.break(status);
      const lost = `the device was lost (CUDA_ERROR_${status}: in words): start a new process to go on`;
      await expect(device.finish()).rejects.toThrow(lost);
      await expect(device.finish()).rejects.toThrow(DeviceLostError);
      await expect(device.read(dispatch.bindings[0] as never)).rejects.toThrow(DeviceLostError);
      await expect(buffer(device, 'b', 4)).rejects.toThrow(DeviceLostError);
      expect(() => device.submit([dispatch])).toThrow(DeviceLostError);
      await device.destroy();
      expect(device.ledger.liveBytes).toBe(0);
      // CUDA's own rule.
      await expect(openCuda(fake.host)).rejects.toThrow();
    },
  );

  it('of one that was destroyed say that it can be opened again', async () => {
    const { fake, device } = await opened();
    await device.destroy();
    await expect(device.finish()).rejects.toThrow('(device was destroyed): open it again to go on');
    const again = await openCuda(fake.host);
    await again.destroy();
  });
});

it('nothing is left of a device that was destroyed', async () => {
  const { fake, device } = await opened();
  const dispatch = await added(device);
  const list = Array.from({ length: 40 }, () => dispatch);
  for (let i = 0; i < 2; i++) {
    device.submit(list);
  }
  await device.time([[dispatch, dispatch]], { samples: 2, ramp: false });
  expect(fake.live.length).toBeGreaterThan(5);
  await device.destroy();
  await device.destroy();
  expect(fake.live).toEqual([]);
  expect(device.ledger.liveBytes).toBe(0);
});
