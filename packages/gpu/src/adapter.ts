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
  const { vendor, architecture, description } = adapter.info;
  const fallback = (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  return fallback || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${vendor} ${architecture} ${description}`);
}

/** What an adapter is and can do; `api` names the route. */
export function describeAdapter(adapter: GPUAdapter, api: string): DeviceInfo {
  const { vendor, architecture, description, device } = adapter.info;
  const software = isSoftware(adapter);
  const name = description || device || architecture || vendor || 'an adapter without a name';
  const sizes = adapter.info as { subgroupMinSize?: number; subgroupMaxSize?: number };
  return {
    api,
    kind: software ? 'software' : 'hardware',
    vendor,
    architecture,
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
export async function openAdapter(adapter: GPUAdapter, api: string): Promise<WebGpuDevice> {
  const info = describeAdapter(adapter, api);
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
