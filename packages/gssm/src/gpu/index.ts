export {
  type GpuMachineMode,
  type GpuMachineOptions,
  type GpuMachineRun,
  gpuMachineCopy,
  type OnLetters,
} from './copy.js';
export type { Recurrence } from './recurrence.js';
export { RECURRENCES, recurrenceOf } from './recurrences.js';
