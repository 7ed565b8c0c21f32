/** The devices that tests of kernels run on, opened once. */
import { type Device, type DeviceLimits, type GpuJsMode, openDawn, openGpuJs } from '@verbatim/gpu';

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

/** The same device with other limits, to see what a plan does on a smaller one. Buffers and programs are shared. */
export function withLimits(device: Device, limits: Partial<DeviceLimits>): Device {
  return {
    info: { ...device.info, limits: { ...device.info.limits, ...limits } },
    ledger: device.ledger,
    createBuffer: (options) => device.createBuffer(options),
    write: (...args) => device.write(...args),
    poison: (buffer) => device.poison(buffer),
    compile: (program) => device.compile(program),
    submit: (dispatches) => device.submit(dispatches),
    finish: () => device.finish(),
    read: (...args) => device.read(...args),
    time: (...args) => device.time(...args),
    destroy: () => device.destroy(),
  };
}
