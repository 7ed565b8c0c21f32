// What a browser has as well is named there, once.
export * from './browser.js';
export { type CudaHost, findCuda, findCudaCompiler, openCuda } from './cuda.js';
export type { CudaDevice } from './cuda-device.js';
export { type AdapterChoice, type DawnGpu, dawnGpu, type FoundAdapter, findDawnAdapters, openDawn } from './dawn.js';
export { openGpuJs } from './gpujs.js';
export type { GpuJsDevice } from './gpujs-device.js';
export { GPUJS_MODES, type GpuJsMode } from './gpujs-library.js';
export { type Inventory, ROUTES, type Route, type RouteName, takeInventory } from './inventory.js';
export { driverReading, type NvidiaReading, type Nvml, openNvml } from './nvml.js';
export type { Nvrtc } from './nvrtc.js';
export { rampMilliseconds } from './sampling.js';
