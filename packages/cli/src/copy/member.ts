/** A member of the family with weights: `--model gssm:gru` and its like. */
import {
  type FamilyModel,
  familyMachine,
  familyModelForBits,
  familyModelOfFile,
  readSafetensors,
  seededWeights,
  stateFormat as stateFormatNamed,
  type Weights,
} from '@verbatim/gssm';
import { readInput } from '../input/read-input.js';
import { bigWholeNumber, wholeNumber } from '../input/whole-number.js';
import { grouped } from '../output/big-numbers.js';
import { quoted } from '../output/one-line.js';
import { accepted, UsageError } from '../usage-error.js';
import type { ChosenMachine, MachineOptions } from './machine.js';

/** What a GSSM's name begins with. */
export const PREFIX = 'gssm:';

/** The format of a state, and the seed of weights, where the command line has none. */
const DEFAULT_FORMAT = 'f32';
export const DEFAULT_SEED = 0;

const LARGEST_WEIGHTS_FILE = 2 ** 30;

/** A member's machine, and what it was made of. */
export interface ChosenMember extends ChosenMachine {
  readonly model: FamilyModel;
  readonly weights: Weights;
}

/** @throws UsageError when `--state-bits` is not there, or no whole number. */
export function stateBitsOf(name: string, text: string | undefined): bigint {
  if (text === undefined)
    throw new UsageError(
      `--model ${PREFIX}${name} without --state-bits; accepted is --state-bits b, the bits that the state may take`,
    );
  return bigWholeNumber('--state-bits', text, 0n);
}

/** The seed of the weights: that of `--seed`, else 0. */
export function seedOf({ seed }: MachineOptions): number {
  return seed === undefined ? DEFAULT_SEED : wholeNumber('--seed', seed, 0, Number.MAX_SAFE_INTEGER);
}

/**
 * The machine: with the weights of a file, or the largest that fits into the bits with weights from a seed.
 *
 * @throws UsageError when an option or the file is not accepted, or the state does not fit into the bits.
 */
export async function memberMachine(
  member: string,
  alphabetSize: number,
  options: MachineOptions,
): Promise<ChosenMember> {
  const format = options.stateFormat ?? DEFAULT_FORMAT;
  accepted('--state-format', () => stateFormatNamed(format));
  const place = `--model ${PREFIX}${member}`;
  const seed = seedOf(options);
  if (options.weights !== undefined) return machineOfFile(options.weights, member, alphabetSize, format, options);
  const bits = stateBitsOf(member, options.stateBits);
  return accepted(place, () => {
    const model = familyModelForBits(member, alphabetSize, bits, format);
    const weights = seededWeights(model, seed);
    return chosen(model, weights, familyMachine(model, weights));
  });
}

async function machineOfFile(
  path: string,
  member: string,
  alphabetSize: number,
  format: string,
  { seed, stateBits }: MachineOptions,
): Promise<ChosenMember> {
  if (seed !== undefined) throw new UsageError('--seed with --weights; accepted is one of them');
  const place = `--weights ${quoted(path)}`;
  const most = stateBits === undefined ? null : stateBitsOf(member, stateBits);
  const bytes = await readInput(place, path, LARGEST_WEIGHTS_FILE, 'a safetensors file');
  const { model, weights, machine } = accepted(place, () => {
    const file = readSafetensors(bytes);
    const ofFile = familyModelOfFile(file, member, format);
    return { model: ofFile, weights: file.tensors, machine: familyMachine(ofFile, file.tensors) };
  });
  if (model.alphabetSize !== alphabetSize)
    throw new UsageError(
      `${place}: the model has ${grouped(model.alphabetSize)} letters and the string ${grouped(alphabetSize)}; accepted is the same number`,
    );
  if (most !== null && BigInt(machine.serialisedBits) > most)
    throw new UsageError(
      `${place}: the state takes ${grouped(machine.serialisedBits)} bits in ${format}; accepted is --state-bits of at least as many`,
    );
  return chosen(model, weights, machine);
}

function chosen(model: FamilyModel, weights: Weights, machine: ReturnType<typeof familyMachine>): ChosenMember {
  return { model, weights, machine, stateFormat: model.format, layerBits: machine.layerBits };
}
