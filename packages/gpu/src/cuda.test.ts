import { describe, expect, it } from 'vitest';
import { findCuda, findCudaCompiler, openCuda } from './cuda.js';
import { NoAdapterError } from './errors.js';
import { FakeCuda, type FakeOptions } from './fake-cuda.testing.js';

const found = (options: FakeOptions) => findCuda(new FakeCuda(options).host);

describe('looking for CUDA', () => {
  it('tells the card, its driver, what it can do and its limits', async () => {
    const { info } = (await found({})) as Exclude<Awaited<ReturnType<typeof findCuda>>, string>;
    expect(info).toEqual({
      api: 'cuda',
      kind: 'hardware',
      vendor: 'nvidia',
      architecture: 'sm_90',
      card: 'ACME Card 9',
      driver: 'CUDA 13.0',
      description: 'ACME Card 9, driver CUDA 13.0',
      features: ['timestamp-query', 'shader-f16', 'subgroups', 'cuda-sm-90', 'cuda-sm-90a'],
      limits: {
        maxBufferSize: 2 ** 30,
        maxBindingSize: 2 ** 30,
        maxBindings: 512,
        maxWorkgroupInvocations: 1024,
        maxWorkgroupStorage: 232_448,
        maxWorkgroupsPerDimension: 65_535,
        maxOutputs: null,
      },
      subgroupSizes: [32, 32],
    });
  });

  it.each<[string, FakeOptions, RegExp]>([
    [
      'without a driver',
      { absent: ['cuda'] },
      /^there is no NVIDIA driver \(\S+ cannot be loaded\): \S+: no such file$/,
    ],
    [
      'with an old driver',
      { lacking: ['cuFuncLoad'] },
      /^the NVIDIA driver is too old, CUDA 12\.4 is needed \(.*cuFuncLoad/,
    ],
    ['without a card', { cards: 0 }, /^the NVIDIA driver sees no card$/],
    [
      'without NVRTC',
      { absent: ['nvrtc'] },
      /^the NVIDIA driver is there, and no NVRTC .*; set CUDA_PATH to a CUDA toolkit$/,
    ],
    [
      'with an NVRTC newer than the driver',
      { nvrtcVersion: [14, 1] },
      /no NVRTC that fits: NVRTC 14\.1 is newer than the driver/,
    ],
    [
      'with an NVRTC older than the card',
      { capabilities: [70, 80] },
      /fits: NVRTC 13\.0 does not know compute capability 9\.0$/,
    ],
    ['with half an NVRTC', { lacking: ['nvrtcGetCUBIN'] }, /no NVRTC that fits: Cannot find function 'nvrtcGetCUBIN'/],
  ])('says in one line why there is none %s', async (_, options, reason) => {
    const missing = await found(options);
    expect(missing).toMatch(reason);
    expect(missing).not.toContain('\n');
    await expect(openCuda(new FakeCuda(options).host)).rejects.toThrow(new NoAdapterError([`cuda: ${missing}`]));
  });

  it('says why the driver does not start, in its own words', async () => {
    const fake = new FakeCuda();
    fake.failNext('cuInit', 100);
    expect(await findCuda(fake.host)).toBe('the NVIDIA driver does not start: CUDA_ERROR_100: in words');
  });

  it('says why no library at all can be loaded', async () => {
    const host = { ...new FakeCuda().host, memory: async () => 'koffi does not work here' };
    expect(await findCuda(host)).toBe('koffi does not work here');
  });

  it('opens nothing', async () => {
    const fake = new FakeCuda();
    await findCuda(fake.host);
    expect(fake.live).toEqual([]);
  });

  it('finds a compiler for a card that is not there', async () => {
    const { host } = new FakeCuda({ absent: ['cuda'] });
    expect(await findCudaCompiler([9, 0], host)).toMatchObject({ version: '13.0', architecture: 'sm_90a' });
    expect(await findCudaCompiler([10, 0], host)).toMatch(/NVRTC 13\.0 does not know compute capability 10\.0$/);
  });

  it('gives a context back that cannot be used', async () => {
    const fake = new FakeCuda();
    fake.failNext('cuStreamCreate', 304);
    await expect(openCuda(fake.host)).rejects.toThrow('a stream: CUDA_ERROR_304: in words');
    expect(fake.live).toEqual([]);
  });
});
