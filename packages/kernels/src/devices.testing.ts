/** The devices that tests of kernels run on, opened once. */
import { type Device, findCuda, type GpuJsMode, openCuda, openDawn, openGpuJs } from '@verbatim/gpu';

export { changedDevice, withLimits } from '../../../changed-device.shared.ts';

/**
 * Features that the software adapter lacks. A test that needs one of them is skipped and names it; any other missing feature
 * is a failure.
 */
export const ALLOWED_SKIPS = ['shader-f16', 'chromium-experimental-subgroup-matrix'] as const;

let opened: Promise<Device> | undefined;

/** The WebGPU device: hardware where there is some, else software. */
export function webgpuDevice(): Promise<Device> {
  opened ??= openDawn();
  return opened;
}

const gpuJsModes = new Map<GpuJsMode, Promise<Device>>();

/** A mode of gpu.js, on the same adapter. */
export function gpuJsDevice(mode: GpuJsMode): Promise<Device> {
  const device = gpuJsModes.get(mode) ?? openGpuJs(mode);
  gpuJsModes.set(mode, device);
  return device;
}

const foundCuda = await findCuda();

/** Why there is no CUDA here, for which its tests are skipped; null where there is. */
export const withoutCuda: string | null = typeof foundCuda === 'string' ? foundCuda : null;

let openedCuda: Promise<Device> | undefined;

/** The CUDA device. @throws NoAdapterError where there is none. */
export function cudaDevice(): Promise<Device> {
  openedCuda ??= openCuda();
  return openedCuda;
}

/**
 * The missing feature for which a test may be skipped, or null when the device has it.
 *
 * @throws Error when the device lacks a feature that it must have.
 */
export function missingFeature(device: Device, feature: string): string | null {
  if (device.info.features.includes(feature)) {
    return null;
  }
  if (!(ALLOWED_SKIPS as readonly string[]).includes(feature) || device.info.kind !== 'software') {
    throw new Error(`${device.info.description} lacks ${feature}, for which no test may be skipped`);
  }
  return feature;
}
