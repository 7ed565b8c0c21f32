import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cardNameOf, describeAdapter, isSoftware } from './adapter.js';
import { openBrowser } from './browser-adapter.js';
import { findDawnAdapters, nvidiaCard, openDawn } from './dawn.js';
import { loadNativeLibrary } from './native-library.js';
import { driverReading, openNvml } from './nvml.js';
import { assertOwn, loadSoftwareVulkan } from './software-vulkan.js';

const adapter = (info: Partial<GPUAdapterInfo>) =>
  ({ info: { vendor: '', architecture: '', description: '', device: '', ...info } }) as GPUAdapter;

describe('what is software', () => {
  it.each([
    [{ vendor: 'google', architecture: 'swiftshader' }, true],
    [{ vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, true],
    [{ description: 'Microsoft Basic Render Driver' }, true],
    [{ vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H100 80GB HBM3' }, false],
    [{ vendor: 'apple', architecture: 'metal-3' }, false],
  ])('%o: %s', (info, software) => {
    expect(isSoftware(adapter(info))).toBe(software);
  });

  it('and what a browser calls a fallback', () => {
    expect(isSoftware(adapter({ isFallbackAdapter: true }))).toBe(true);
  });
});

describe('the name of a card', () => {
  const named = (device: string) => cardNameOf(adapter({ device }));

  it('is the adapter’s, where that is a name, and of a card', () => {
    expect(['nvidia-h100-80gb-hbm3', 'swiftshader-device-subzero-', '', '0x2330', '2330'].map(named)).toEqual([
      'nvidia-h100-80gb-hbm3',
      null,
      null,
      null,
      null,
    ]);
  });

  it('comes before the driver', () => {
    const features = new Set();
    const of = (info: Partial<GPUAdapterInfo>, card?: string | null) =>
      describeAdapter({ ...adapter(info), features, limits: {} } as unknown as GPUAdapter, 'test', card);
    const info = { vendor: 'nvidia', device: '0x2330', description: 'NVIDIA: 580.1' };
    expect(of(info, 'NVIDIA H100 80GB HBM3')).toMatchObject({
      card: 'NVIDIA H100 80GB HBM3',
      driver: 'NVIDIA: 580.1',
      description: 'NVIDIA H100 80GB HBM3, driver NVIDIA: 580.1',
    });
    expect(of(info)).toMatchObject({ card: null, description: 'NVIDIA: 580.1' });
    expect(of({ vendor: 'apple', architecture: 'metal-3' })).toMatchObject({ driver: null, description: 'metal-3' });
    expect(of({ device: 'card-9' })).toMatchObject({ driver: null, description: 'card-9' });
  });

  it('is that of NVIDIA’s driver where that is the same card, or the adapter tells none', () => {
    expect(nvidiaCard('nvidia-h100-80gb-hbm3', 'NVIDIA H100 80GB HBM3')).toBe('NVIDIA H100 80GB HBM3');
    expect(nvidiaCard(null, 'NVIDIA H100 80GB HBM3')).toBe('NVIDIA H100 80GB HBM3');
    expect(nvidiaCard('nvidia-t4', 'NVIDIA H100 80GB HBM3')).toBe('nvidia-t4');
    expect(nvidiaCard('nvidia-t4', null)).toBe('nvidia-t4');
    expect(nvidiaCard(null, null)).toBe(null);
  });
});

describe('the adapters of this machine', () => {
  it('are each there, or missing for a reason of one line; software is labelled', async () => {
    const found = await findDawnAdapters();
    expect(found.map(({ kind }) => kind)).toEqual(['hardware', 'software']);
    for (const { kind, info, missing } of found) {
      expect(info === null).toBe(missing !== null);
      if (info === null) {
        expect(missing).toMatch(/^[^\n]+$/);
      } else {
        expect(info.kind).toBe(kind);
        expect(info.description.startsWith('software: ')).toBe(kind === 'software');
      }
    }
  });

  it('software is taken only when no hardware answers', async () => {
    const [hardware] = await findDawnAdapters();
    const device = await openDawn();
    expect(device.info.kind).toBe(hardware!.info === null ? 'software' : 'hardware');
    await device.destroy();
  });

  it('the environment is as before, so that child processes find the hardware', async () => {
    const before = [process.env.VK_DRIVER_FILES, process.env.VK_ICD_FILENAMES];
    await (await openDawn('software')).destroy();
    expect([process.env.VK_DRIVER_FILES, process.env.VK_ICD_FILENAMES]).toEqual(before);
  });
});

describe('why something is missing, in one line', () => {
  it('another platform', async () => {
    expect(await loadSoftwareVulkan({ platform: 'darwin', arch: 'arm64' })).toBe(
      'the software GPU is for linux x64; this is darwin arm64',
    );
  });

  it('no library', async () => {
    expect(await loadNativeLibrary('/nowhere/libnothing.so')).toMatch(/^[^\n]+$/);
  });

  it('no NVIDIA driver', async () => {
    const absent = async () => 'cannot open shared object file';
    expect(await openNvml(absent)).toMatch(
      /^NVIDIA's driver gives no reading \(\S+ cannot be loaded\): cannot open shared object file$/,
    );
    // Here, whatever this machine has.
    const reading = await driverReading();
    if (typeof reading === 'string') {
      expect(reading).toMatch(/^[^\n]+$/);
    } else {
      expect(reading.usedBytes).toBeLessThanOrEqual(reading.totalBytes);
    }
  });
});

describe('without koffi', () => {
  afterEach(() => {
    vi.doUnmock('koffi');
    vi.resetModules();
  });

  it('the reason is that, and Dawn is asked all the same', async () => {
    vi.resetModules();
    vi.doMock('koffi', () => {
      throw new Error('no such build');
    });
    const { vulkanLoaderMissing } = await import('./software-vulkan.js');
    const { openNvml: open } = await import('./nvml.js');
    expect(await vulkanLoaderMissing()).toBe(null);
    expect(await open()).toMatch(/cannot be loaded\): koffi, which loads libraries, does not work on \S+ \S+: /);
  });
});

describe('the folder of the software driver', () => {
  it('is used only where nobody else may write to it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'verbatim-own-'));
    const link = `${folder}-link`;
    try {
      await assertOwn(folder);
      await symlink(folder, link);
      await expect(assertOwn(link)).rejects.toThrow('is not a folder that only this user may write to; remove it');
      await chmod(folder, 0o777);
      await expect(assertOwn(folder)).rejects.toThrow('is not a folder that only this user may write to; remove it');
    } finally {
      await rm(link, { force: true });
      await rm(folder, { recursive: true });
    }
  });
});

describe('a browser without WebGPU', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  afterEach(() => {
    if (before === undefined) {
      delete (globalThis as { navigator?: unknown }).navigator;
    } else {
      Object.defineProperty(globalThis, 'navigator', before);
    }
  });

  it.each([
    [{}, 'browser: there is no navigator.gpu'],
    [{ gpu: { requestAdapter: async () => null } }, 'browser: navigator.gpu has no adapter for this machine'],
  ])('%o', async (navigator, reason) => {
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
    await expect(openBrowser()).rejects.toThrow(reason);
  });
});
