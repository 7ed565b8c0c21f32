export { constantMachine } from './constant.js';
export { type ExhaustiveError, exhaustiveError } from './exhaustive-error.js';
export { familyModelOfFile } from './family/family-file.js';
export { familyModelForBits, LARGEST_FAMILY_SIZE, MOST_FAMILY_NUMBERS } from './family/family-for-bits.js';
export {
  type FamilyModel,
  familyMachine,
  familyStateBits,
  familyWeightTensors,
  seededWeights,
} from './family/family-machine.js';
export type { Hyperparameters, Layer, LayerState, Member, StateTensor, WeightTensor } from './family/layer.js';
export { layerStateBits, stateBitsTable } from './family/layer-state-bits.js';
export { MEMBER_NAMES, MEMBERS } from './family/members.js';
export { readSafetensors, type SafetensorsFile } from './family/safetensors.js';
export { type StackMachine, type StackState, stackMachine } from './family/stack.js';
export { STATE_FORMATS, type StateFormat, stateFormat } from './family/state-format.js';
export { type Tensor, tensor, type Weights } from './family/tensor.js';
export { deltanetRegister } from './family/written/deltanet-register.js';
export { hybridCounterBits, hybridMachine } from './family/written/hybrid.js';
export { linearAttentionRegister } from './family/written/linear-attention-register.js';
export { linearSsmRegister } from './family/written/linear-ssm-register.js';
export {
  LONGEST_HYBRID,
  MOST_REGISTER_COORDINATES,
  WRITTEN_NAMES,
  writtenMachineForBits,
} from './family/written-machines.js';
export type { Gssm } from './gssm.js';
export { lowerBound } from './lower-bound.js';
export { countTables, type MachineClass, machineClasses } from './machine-classes.js';
export { MACHINE_FAMILIES, type MachineFamily, machineForBits } from './machine-for-bits.js';
export { type PrefixState, prefixMachine } from './prefix.js';
export { randomAutomaton } from './random-automaton.js';
export { type RegisterState, registerMachine } from './register.js';
export { generateCopy, teacherForcedCopy } from './run.js';
export { type MachineSearch, type MachineSearchOptions, searchAllMachines } from './search-all-machines.js';
export { stateBits } from './state-bits.js';
export { type MachineTable, parseTable } from './table.js';
export { tableMachine } from './table-machine.js';
export { type WindowState, windowMachine } from './window.js';
