export { generateAnswer } from './answer.js';
export { constantMachine } from './constant.js';
export { cycleMachine } from './cycle-machine.js';
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
export { KERNEL_MEMBER_NAMES, MEMBER_NAMES, MEMBERS } from './family/members.js';
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
export { type LetterBoundSizes, leastLetterError, obeysLetterBound } from './letter-bound.js';
export { type LetterError, type LetterMode, letterError } from './letter-error.js';
export { type LogTerm, signOfLogSum } from './log-sum.js';
export { lowerBound } from './lower-bound.js';
export { type MachineClass, machineClasses } from './machine-classes.js';
export { MACHINE_FAMILIES, type MachineFamily, machineForBits } from './machine-for-bits.js';
export { type PrefixState, prefixMachine } from './prefix.js';
export { type PrefixLookupState, prefixLookupMachine, prefixLookupStates } from './prefix-lookup.js';
export { randomAutomaton } from './random-automaton.js';
export { type RegisterState, registerMachine } from './register.js';
export { generateCopy, teacherForcedCopy } from './run.js';
export { type MachineSearch, type MachineSearchOptions, searchAllMachines } from './search-all-machines.js';
export { stateBits } from './state-bits.js';
export { type SuffixLookupState, suffixLookupMachine } from './suffix-lookup.js';
export { type MachineTable, parseTable } from './table.js';
export { countTables, type TableClass, type TableReader, type TableRuns, tableClasses } from './table-classes.js';
export { machineOfTable, tableMachine } from './table-machine.js';
export { type WindowState, windowMachine } from './window.js';
export { windowCycle, windowLength } from './window-cycle.js';
