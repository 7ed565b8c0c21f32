/// <reference types="@webgpu/types" />
/** Opens gpu.js in one of its modes. */
import { type AdapterChoice, dawnGpu } from './dawn.js';
import { DeviceRejectedError } from './errors.js';
import { GpuJsDevice } from './gpujs-device.js';
import { type GpuJsMode, gpuJsLibrary, setNavigatorGpu } from './gpujs-library.js';

/** gpu.js has one WebGPU device for all of its instances: it is closed with the last of them. */
let openOnWebGpu = 0;

/**
 * Opens one mode of gpu.js. Mode `webgpu` runs on the adapter that Dawn has: hardware where some answers, else software.
 *
 * @throws NoAdapterError when there is no WebGPU adapter for mode `webgpu`.
 */
export async function openGpuJs(mode: GpuJsMode, choice: AdapterChoice = 'auto'): Promise<GpuJsDevice> {
  const { GPU, WebGPUContext } = gpuJsLibrary();
  if (mode !== 'webgpu') {
    return new GpuJsDevice(new GPU({ mode }), mode, { kind: 'software', adapter: 'the CPU' });
  }
  const { gpu, info } = await dawnGpu(choice);
  setNavigatorGpu(gpu);
  const { device } = await WebGPUContext.acquire();
  let held = true;
  openOnWebGpu += 1;
  const release = () => {
    openOnWebGpu -= held ? 1 : 0;
    held = false;
  };
  const opened = new GpuJsDevice(new GPU({ mode }), mode, { kind: info.kind, adapter: info.description }, async () => {
    device.removeEventListener('uncapturederror', report);
    release();
    if (openOnWebGpu === 0) {
      await WebGPUContext.destroy();
    }
  });
  // gpu.js would only print it, and give wrong numbers.
  const report = (event: GPUUncapturedErrorEvent) => opened.report(new DeviceRejectedError(event.error.message));
  device.addEventListener('uncapturederror', report);
  // gpu.js would go on with another device, which nobody listens to; who opens again gets that one, and listens.
  void device.lost.then(({ reason, message }) => {
    release();
    opened.lose(message || reason);
  });
  return opened;
}
