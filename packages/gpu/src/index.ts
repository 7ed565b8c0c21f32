export { describeAdapter, isSoftware, openAdapter } from './adapter.js';
export { type AdapterChoice, type FoundAdapter, findDawnAdapters, openDawn } from './dawn.js';
export type {
  Binding,
  CompiledProgram,
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
export { GPUJS_MODES, type GpuJsDevice, type GpuJsMode, openGpuJs } from './gpujs-device.js';
export { type HeadGroup, headGroups } from './head-groups.js';
export { type BytesByPurpose, Ledger, PURPOSES, type Purpose } from './ledger.js';
export { type NvidiaReading, type Nvml, openNvml } from './nvml.js';
