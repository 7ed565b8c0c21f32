/** What of this package runs in a browser: all but Dawn, gpu.js and the driver's readings. */
export { describeAdapter, isSoftware, openAdapter } from './adapter.js';
export { openBrowser } from './browser-adapter.js';
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
export { type HeadGroup, headGroups } from './head-groups.js';
export { type BytesByPurpose, Ledger, PURPOSES, type Purpose } from './ledger.js';
export { LEAST_STEPS, MOST_REPEATS } from './sampling.js';
