/// <reference types="@webgpu/types" />
/** WebGPU in Node through Dawn: a hardware adapter where one answers, else the software one. */
import { cardNameOf, describeAdapter, isSoftware, openAdapter } from './adapter.js';
import type { DeviceInfo } from './device.js';
import { NoAdapterError } from './errors.js';
import { firstLine } from './native-library.js';
import { driverReading } from './nvml.js';
import { loadSoftwareVulkan, vulkanLoaderMissing, withSoftwareDriver } from './software-vulkan.js';
import type { WebGpuDevice } from './webgpu-device.js';

const API = 'webgpu (Dawn)';

/**
 * Toggles: exact timestamps, subgroup matrices, and f16 on NVIDIA. Workgroup memory is zeroed by a loop in the shader: the
 * extension that does it in the driver makes the software adapter write each number out, and compile ten times longer.
 */
const TOGGLES = [
  'enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia',
  'disable-dawn-features=timestamp_quantization,use_vulkan_zero_initialize_workgroup_memory_extension',
];

/** Which adapter to look for; `auto` takes software only when no hardware answers. */
export type AdapterChoice = 'auto' | 'hardware' | 'software';

type Kind = 'hardware' | 'software';

/** An adapter that answered, or why it is missing. */
export interface FoundAdapter {
  readonly kind: Kind;
  readonly api: string;
  readonly info: DeviceInfo | null;
  /** Why there is none, in one line; null when there is one. */
  readonly missing: string | null;
}

/** Dawn's `navigator.gpu` for one kind of adapter, and what that adapter is. */
export interface DawnGpu {
  readonly gpu: Pick<GPU, 'requestAdapter' | 'getPreferredCanvasFormat'>;
  readonly info: DeviceInfo;
}

/**
 * Dawn's entry points, one a kind because each finds its drivers once. When one is collected the process crashes, so they are
 * kept for good, also where this module is loaded twice.
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
  const gpu = instances.get(kind) ?? create(TOGGLES);
  instances.set(kind, gpu);
  return gpu;
}

/** What asks for adapters of one kind, or why nothing can. */
async function requester(kind: Kind): Promise<(() => Promise<GPUAdapter | null>) | string> {
  const software = kind === 'software' ? await loadSoftwareVulkan() : null;
  if (typeof software === 'string') {
    return software;
  }
  if (kind === 'hardware' && process.platform === 'linux') {
    const missing = await vulkanLoaderMissing();
    if (missing !== null) {
      return missing;
    }
  }
  let gpu: GPU;
  try {
    gpu = await instance(kind);
  } catch (error) {
    return `Dawn has no build for ${process.platform} ${process.arch}: ${firstLine(error)}`;
  }
  const request = () => gpu.requestAdapter({ powerPreference: 'high-performance' });
  return software === null ? request : () => withSoftwareDriver(software, request);
}

async function requestAdapter(kind: Kind): Promise<GPUAdapter | string> {
  const request = await requester(kind);
  if (typeof request === 'string') {
    return request;
  }
  const adapter = await request();
  if (adapter === null) {
    return `no ${kind} Vulkan, Metal or Direct3D 12 adapter answered`;
  }
  const { vendor, description } = adapter.info;
  // The `null` backend of Dawn computes nothing.
  if (/^null/i.test(vendor) || /null backend/i.test(description)) {
    return 'only the null adapter answered, which computes nothing';
  }
  if (isSoftware(adapter) !== (kind === 'software')) {
    return `the adapter that answered is ${isSoftware(adapter) ? 'software' : 'hardware'}: ${description}`;
  }
  return adapter;
}

/** What an adapter is, with the name that NVIDIA's driver gives its card. */
async function describe(adapter: GPUAdapter): Promise<DeviceInfo> {
  const slug = cardNameOf(adapter);
  const reading = /nvidia/i.test(adapter.info.vendor) && !isSoftware(adapter) ? await driverReading() : null;
  return describeAdapter(adapter, API, nvidiaCard(slug, typeof reading === 'string' ? null : (reading?.name ?? null)));
}

/**
 * The name of an NVIDIA card. The adapter gives a slug, or nothing; the driver's name is better, but of its first card, which
 * need not be the adapter's.
 *
 * @param slug as the adapter gives it; null for nothing.
 * @param first the driver's name of its first card; null for nothing.
 */
export function nvidiaCard(slug: string | null, first: string | null): string | null {
  const asSlug = first?.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return slug === null || slug === asSlug ? first : slug;
}

/** The first adapter of a choice. */
async function firstAdapter(choice: AdapterChoice): Promise<{ readonly kind: Kind; readonly adapter: GPUAdapter }> {
  const reasons: string[] = [];
  for (const kind of choice === 'auto' ? (['hardware', 'software'] as const) : [choice]) {
    const adapter = await requestAdapter(kind);
    if (typeof adapter !== 'string') {
      return { kind, adapter };
    }
    reasons.push(`${kind}: ${adapter}`);
  }
  throw new NoAdapterError(reasons);
}

/**
 * Opens a device.
 *
 * @throws NoAdapterError with the reason for each adapter that was looked for.
 */
export async function openDawn(choice: AdapterChoice = 'auto'): Promise<WebGpuDevice> {
  const { adapter } = await firstAdapter(choice);
  return openAdapter(adapter, API, await describe(adapter));
}

/**
 * What libraries expect as `navigator.gpu`.
 *
 * @throws NoAdapterError as {@link openDawn} does.
 */
export async function dawnGpu(choice: AdapterChoice = 'auto'): Promise<DawnGpu> {
  const { kind, adapter } = await firstAdapter(choice);
  const request = (await requester(kind)) as () => Promise<GPUAdapter | null>;
  const format = (await instance(kind)).getPreferredCanvasFormat;
  return { gpu: { requestAdapter: request, getPreferredCanvasFormat: format }, info: await describe(adapter) };
}

/** Looks for both kinds without opening either. */
export async function findDawnAdapters(): Promise<FoundAdapter[]> {
  const found: FoundAdapter[] = [];
  for (const kind of ['hardware', 'software'] as const) {
    const adapter = await requestAdapter(kind);
    const missing = typeof adapter === 'string' ? adapter : null;
    const info = typeof adapter === 'string' ? null : await describe(adapter);
    found.push({ kind, api: API, info, missing });
  }
  return found;
}
