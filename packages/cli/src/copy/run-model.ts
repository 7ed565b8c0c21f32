/** Runs the model of `copy`, and tells what a result says about it. */
import { stateBits } from '@verbatim/gssm';
import type { Context } from '../context.js';
import type { LetterInput } from '../input/letters.js';
import { grouped } from '../output/big-numbers.js';
import { progressLine } from '../output/progress-line.js';
import { UsageError } from '../usage-error.js';
import type { Arithmetic } from './arithmetic.js';
import { type ChosenMachine, type MachineOptions, type ModelName, machineFor } from './machine.js';
import { memberMachine } from './member.js';
import { copyMemberOnGpu } from './member-on-gpu.js';
import { memoryProblem } from './memory.js';
import type { Mode } from './outcome.js';
import type { CopyResult } from './schema.js';
import { copyOnGpu } from './with-gpu.js';
import { copyWithMachine } from './with-machine.js';
import { copyWithTransformer, type TransformerOutcome, type TransformerRequest } from './with-transformer.js';

/** The tokens that came out, and the fields of a result that depend on the kind of model. */
export interface ModelRun {
  /** (L), or fewer after a fault. */
  readonly output: Uint32Array;
  /** The accelerator; null where none was used. */
  readonly device: string | null;
  readonly part: Pick<
    CopyResult,
    | 'machine'
    | 'dimensions'
    | 'certified'
    | 'states'
    | 'stateBits'
    | 'serialisedBits'
    | 'stateFormat'
    | 'layerBits'
    | 'stopped'
    | 'fault'
    | 'seconds'
  >;
}

/** @throws UsageError when the memory does not suffice, or a GPU is asked for that is not there or has no room. */
export async function runTransformer(
  context: Context,
  { letters }: LetterInput,
  request: TransformerRequest & { readonly arithmetic: Arithmetic },
): Promise<ModelRun> {
  const problem = memoryProblem({ ...request, length: letters.length });
  if (problem !== null) throw new UsageError(problem);
  const progress = progressLine(context.stderr);
  const { length } = letters;
  const onLetter = (done: number) =>
    progress.show(`${grouped(done)} of ${grouped(length)} letters`, Math.min(1, done / length));
  const { arithmetic } = request;
  try {
    if (arithmetic === 'gpu') {
      const { device, fault, ...outcome } = await copyOnGpu(context, letters, request, onLetter);
      return transformerRun(outcome, device, fault);
    }
    return transformerRun(copyWithTransformer(letters, { ...request, arithmetic }, onLetter), null, null);
  } finally {
    progress.clear();
  }
}

function transformerRun(
  { output, dimensions, certified, stopped, seconds }: TransformerOutcome,
  device: string | null,
  fault: string | null,
): ModelRun {
  return {
    output,
    device,
    part: {
      machine: null,
      dimensions,
      certified,
      states: null,
      stateBits: null,
      serialisedBits: null,
      stateFormat: null,
      layerBits: null,
      stopped,
      fault,
      seconds,
    },
  };
}

/** @throws UsageError when the machine is not accepted. */
export async function runMachine(
  context: Context,
  name: Exclude<ModelName, { kind: 'transformer' }>,
  { letters, alphabetSize }: LetterInput,
  options: MachineOptions,
  mode: Mode,
): Promise<ModelRun> {
  const chosen = await machineFor(name, alphabetSize, letters.length, options);
  const progress = progressLine(context.stderr);
  const onTokens = (done: number, of: number) => progress.show(`${grouped(done)} of ${grouped(of)} tokens`, done / of);
  const { output, seconds } = copyWithMachine(chosen.machine, letters, mode, onTokens);
  progress.clear();
  return machineRun(chosen, output, seconds);
}

/** @throws UsageError when the machine is not accepted, no kernel runs it, or there is no GPU for it. */
export async function runMemberOnGpu(
  context: Context,
  member: string,
  { letters, alphabetSize }: LetterInput,
  options: MachineOptions,
  mode: Mode,
): Promise<ModelRun> {
  const chosen = await memberMachine(member, alphabetSize, options);
  const progress = progressLine(context.stderr);
  const { length } = letters;
  const onLetter = (done: number) => progress.show(`${grouped(done)} of ${grouped(length)} letters`, done / length);
  try {
    const { output, seconds, device, fault } = await copyMemberOnGpu(context, chosen, letters, mode, onLetter);
    return machineRun(chosen, output, seconds, device, fault);
  } finally {
    progress.clear();
  }
}

function machineRun(
  { machine, stateFormat, layerBits }: ChosenMachine,
  output: Uint32Array,
  seconds: number,
  device: string | null = null,
  fault: string | null = null,
): ModelRun {
  return {
    output,
    device,
    part: {
      machine: machine.name,
      dimensions: null,
      certified: null,
      states: machine.states.toString(),
      stateBits: stateBits(machine.states),
      serialisedBits: machine.serialisedBits,
      stateFormat,
      layerBits: layerBits && [...layerBits],
      stopped: null,
      fault,
      seconds,
    },
  };
}
