export { describeAdapter, isSoftware, openAdapter } from './adapter.js';
export { openBrowser } from './browser-adapter.js';
export { type CudaHost, findCuda, openCuda } from './cuda.js';
export type { CudaDevice } from './cuda-device.js';
export { type AdapterChoice, type DawnGpu, dawnGpu, type FoundAdapter, findDawnAdapters, openDawn } from './dawn.js';
export type {
  Binding,
  CompiledProgram,
  CudaForm,
  CudaTensorMap,
  Device,
  DeviceBuffer,
  DeviceInfo,
  DeviceLimits,
  DeviceTimes,
  Dispatch,
  PerOutput,
  PerOutputFunction,
  Program,
  TimeOptions,
  TimerCalibration,
} from './device.js';
export {
  DeviceLostError,
  DeviceRejectedError,
  FeatureMissingError,
  GpuError,
  LimitExceededError,
  NoAdapterError,
  OutOfMemoryError,
  ShaderError,
  TimeUnknownError,
  WrongModeError,
} from './errors.js';
export { openGpuJs } from './gpujs.js';
export type { GpuJsDevice } from './gpujs-device.js';
export { GPUJS_MODES, type GpuJsMode } from './gpujs-library.js';
export { type HeadGroup, headGroups } from './head-groups.js';
export { type Inventory, ROUTES, type Route, type RouteName, takeInventory } from './inventory.js';
export { type BytesByPurpose, Ledger, PURPOSES, type Purpose } from './ledger.js';
export { driverReading, type NvidiaReading, type Nvml, openNvml } from './nvml.js';
export { LEAST_STEPS, MOST_REPEATS, median, rampMilliseconds } from './sampling.js';
