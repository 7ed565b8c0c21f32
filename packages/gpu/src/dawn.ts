/// <reference types="@webgpu/types" />
/** WebGPU in Node through Dawn: a hardware adapter where one answers, else the software one. */
import { describeAdapter, isSoftware, openAdapter } from './adapter.js';
import type { DeviceInfo } from './device.js';
import { NoAdapterError } from './errors.js';
import { loadSoftwareVulkan, vulkanLoaderMissing } from './software-vulkan.js';
import type { WebGpuDevice } from './webgpu-device.js';

const API = 'webgpu (Dawn)';

/** Toggles: exact timestamps, subgroup matrices, and f16 on NVIDIA. */
const TOGGLES = [
  'enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia',
  'disable-dawn-features=timestamp_quantization',
];

/** Which adapter to look for; `auto` takes software only when no hardware answers. */
export type AdapterChoice = 'auto' | 'hardware' | 'software';

/** An adapter that answered, or why it is missing. */
export interface FoundAdapter {
  readonly kind: Kind;
  readonly api: string;
  readonly info: DeviceInfo | null;
  /** Why there is none, in one line; null when there is one. */
  readonly missing: string | null;
}

type Kind = 'hardware' | 'software';

/**
 * Dawn's entry points, one a kind because the drivers are found when it is made. When one is collected the process crashes, so
 * they are kept for good, also where this module is loaded twice.
 */
const scope = globalThis as { verbatimDawn?: Map<Kind, GPU> };
scope.verbatimDawn ??= new Map();
const instances = scope.verbatimDawn;

async function instance(kind: Kind): Promise<GPU> {
  const known = instances.get(kind);
  if (known !== undefined) {
    return known;
  }
  const { create, globals } = await import('webgpu');
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
  }
  const gpu = create(TOGGLES);
  instances.set(kind, gpu);
  return gpu;
}

async function requestAdapter(kind: Kind): Promise<GPUAdapter | string> {
  if (kind === 'software') {
    const missing = await loadSoftwareVulkan();
    if (missing !== null) {
      return missing;
    }
  }
  if (kind === 'hardware' && process.platform === 'linux') {
    // Dawn would say the same on standard error, in its own words.
    const missing = await vulkanLoaderMissing();
    if (missing !== null) {
      return missing;
    }
  }
  let gpu: GPU;
  try {
    gpu = await instance(kind);
  } catch (error) {
    return `Dawn has no build for ${process.platform} ${process.arch}: ${(error as Error).message.split('\n')[0]}`;
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    return `no ${kind} Vulkan, Metal or Direct3D 12 adapter answered`;
  }
  // The `null` backend of Dawn computes nothing.
  if (/null/i.test(adapter.info.vendor) || /null backend/i.test(adapter.info.description)) {
    return 'only the null adapter answered, which computes nothing';
  }
  if (isSoftware(adapter) !== (kind === 'software')) {
    return `the adapter that answered is ${isSoftware(adapter) ? 'software' : 'hardware'}: ${adapter.info.description}`;
  }
  return adapter;
}

/**
 * Opens a device.
 *
 * @throws NoAdapterError with the reason for each adapter that was looked for.
 */
export async function openDawn(choice: AdapterChoice = 'auto'): Promise<WebGpuDevice> {
  const reasons: string[] = [];
  for (const kind of choice === 'auto' ? (['hardware', 'software'] as const) : [choice]) {
    const adapter = await requestAdapter(kind);
    if (typeof adapter !== 'string') {
      return openAdapter(adapter, API);
    }
    reasons.push(`${kind}: ${adapter}`);
  }
  throw new NoAdapterError(reasons);
}

/** Looks for both kinds without opening either; hardware first, because the software driver hides it once it is loaded. */
export async function findDawnAdapters(): Promise<FoundAdapter[]> {
  const found: FoundAdapter[] = [];
  for (const kind of ['hardware', 'software'] as const) {
    const adapter = await requestAdapter(kind);
    const missing = typeof adapter === 'string' ? adapter : null;
    const info = typeof adapter === 'string' ? null : describeAdapter(adapter, API);
    found.push({ kind, api: API, info, missing });
  }
  return found;
}
