export {
  type CheckResult,
  checkKernel,
  compareTensors,
  DEFAULT_TOLERANCE,
  type KernelCase,
  type KernelSuite,
  type Tolerance,
} from './check-kernel.js';
export type {
  Cost,
  Dtype,
  KernelDefinition,
  PlanContext,
  PlanStep,
  Precision,
  TensorSpec,
  Tensors,
} from './kernel-definition.js';
export { bytesOf, countOf, type PreparedKernel, prepareKernel, runsPerOutput } from './prepare.js';
export { BYTES_OF, decodeNumbers, encodeNumbers } from './stored-numbers.js';
export { kernelSuites } from './suites.js';
