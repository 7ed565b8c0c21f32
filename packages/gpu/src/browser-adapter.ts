/// <reference types="@webgpu/types" />
/** The WebGPU of a browser. */
import { openAdapter } from './adapter.js';
import { NoAdapterError } from './errors.js';
import type { WebGpuDevice } from './webgpu-device.js';

/**
 * Opens the browser's adapter.
 *
 * @throws NoAdapterError when the browser has no WebGPU, or no adapter.
 */
export async function openBrowser(): Promise<WebGpuDevice> {
  const { navigator } = globalThis as { navigator?: { gpu?: GPU } };
  if (navigator?.gpu === undefined) {
    throw new NoAdapterError(['browser: there is no navigator.gpu; WebGPU needs a recent browser and a secure page']);
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new NoAdapterError(['browser: navigator.gpu has no adapter for this machine']);
  }
  return openAdapter(adapter, 'webgpu (browser)');
}
