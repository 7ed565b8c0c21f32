/// <reference types="@webgpu/types" />
/** From a WebGPU adapter to an open device, with all that the adapter can do. */
import type { DeviceInfo, DeviceLimits } from './device.js';
import { GpuError } from './errors.js';
import { WebGpuDevice } from './webgpu-device.js';

/** Features that programs may ask for. */
const USED_FEATURES = ['timestamp-query', 'shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix'] as const;

/** Limits that plans depend on, asked for at the most that the adapter allows. */
const USED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Whether an adapter is emulated on the CPU. */
export function isSoftware(adapter: GPUAdapter): boolean {
  const { vendor, architecture, description, device } = adapter.info;
  const fallback = (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  return (
    fallback || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${vendor} ${architecture} ${device} ${description}`)
  );
}

/**
 * The card's name as the adapter gives it, a slug such as `nvidia-h100-80gb-hbm3`; null where there is no card, no name, or a
 * bare number. `description` is no substitute: drivers put their own name and version there.
 */
export function cardNameOf(adapter: GPUAdapter): string | null {
  const name = adapter.info.device.trim();
  return isSoftware(adapter) || name === '' || /^(0x)?[0-9a-f]{1,8}$/i.test(name) ? null : name;
}

/** What an adapter is and can do; `api` names the route, `card` the card where more is known of it than the adapter tells. */
export function describeAdapter(adapter: GPUAdapter, api: string, card = cardNameOf(adapter)): DeviceInfo {
  const { vendor, architecture, description } = adapter.info;
  const software = isSoftware(adapter);
  const driver = description || null;
  const name =
    card !== null && driver !== null
      ? `${card}, driver ${driver}`
      : (card ?? driver ?? (architecture || vendor || 'an adapter without a name'));
  const sizes = adapter.info as { subgroupMinSize?: number; subgroupMaxSize?: number };
  return {
    api,
    kind: software ? 'software' : 'hardware',
    vendor,
    architecture,
    card,
    driver,
    description: software ? `software: ${name}` : name,
    features: USED_FEATURES.filter((feature) => adapter.features.has(feature)),
    limits: limitsOf(adapter.limits),
    subgroupSizes:
      sizes.subgroupMinSize && sizes.subgroupMaxSize ? [sizes.subgroupMinSize, sizes.subgroupMaxSize] : null,
  };
}

function limitsOf(limits: GPUSupportedLimits): DeviceLimits {
  return {
    maxBufferSize: limits.maxBufferSize,
    // Offsets and sizes of bindings are multiples of 256 in plans that split; the limit itself need not be.
    maxBindingSize: Math.floor(limits.maxStorageBufferBindingSize / 256) * 256,
    maxBindings: limits.maxStorageBuffersPerShaderStage,
    maxWorkgroupInvocations: Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX),
    maxWorkgroupStorage: limits.maxComputeWorkgroupStorageSize,
    maxWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    maxOutputs: null,
  };
}

/**
 * Opens an adapter with every feature and limit that this package uses.
 *
 * @throws GpuError when the adapter refuses.
 */
export async function openAdapter(
  adapter: GPUAdapter,
  api: string,
  info = describeAdapter(adapter, api),
): Promise<WebGpuDevice> {
  const requiredLimits = Object.fromEntries(USED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: info.features as GPUFeatureName[],
      requiredLimits,
    });
    return new WebGpuDevice(device, info);
  } catch (error) {
    throw new GpuError('device-rejected', `${info.description} gave no device: ${(error as Error).message}`);
  }
}
