import { afterEach, describe, expect, it } from 'vitest';
import { isSoftware } from './adapter.js';
import { openBrowser } from './browser-adapter.js';
import { findDawnAdapters, openDawn } from './dawn.js';
import { loadNativeLibrary } from './native-library.js';
import { driverReading, openNvml } from './nvml.js';
import { loadSoftwareVulkan } from './software-vulkan.js';

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
    expect(await openNvml(absent)).toMatch(/^there is no NVIDIA driver here \(\S+ cannot be loaded\)$/);
    // Here, whatever this machine has.
    const reading = await driverReading();
    if (typeof reading === 'string') {
      expect(reading).toMatch(/^[^\n]+$/);
    } else {
      expect(reading.usedBytes).toBeLessThanOrEqual(reading.totalBytes);
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
