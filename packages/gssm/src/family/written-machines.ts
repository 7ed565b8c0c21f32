/** The models with written-down weights, and the largest of each for a number of bits. */

import { assertLength } from '../parameters.js';
import { MOST_WEIGHTS } from './family-machine.js';
import type { StackMachine } from './stack.js';
import { deltanetRegister } from './written/deltanet-register.js';
import { hybridCounterBits, hybridMachine } from './written/hybrid.js';
import { codeWidth, FLAGS } from './written/letter-codes.js';
import { linearAttentionRegister } from './written/linear-attention-register.js';
import { linearSsmRegister } from './written/linear-ssm-register.js';

/** The most coordinates of code that a register is given: transitions are dense, and the time grows with their square. */
export const MOST_REGISTER_COORDINATES = 512;

/** The longest string that a hybrid is made for: its cache is copied at every step. */
export const LONGEST_HYBRID = 4096;

/** A model with a size that bits decide. */
interface WrittenModel {
  /** The formats of its state, as results name them. */
  readonly format: string;
  /** The bits of size n ≥ 1, that `--state-bits` limits; d' is the width of a letter's code. */
  bits(size: number, codeWidth: number): number;
  /** The largest size that is of use for strings of L letters. */
  most(length: number, codeWidth: number): number;
  make(alphabetSize: number, length: number, size: number): StackMachine;
}

const mostSlots = (length: number, width: number) =>
  Math.min(length, Math.max(1, Math.floor(MOST_REGISTER_COORDINATES / width)));

const MODELS: { readonly [name: string]: WrittenModel } = {
  'linear-ssm-register': {
    format: 'signs',
    bits: (slots, width) => slots * width,
    most: mostSlots,
    make: linearSsmRegister,
  },
  'linear-attention-register': {
    format: 'flags, fixed2.0',
    bits: (slots, width) => slots * (2 * width + 3) + width,
    most: mostSlots,
    make: linearAttentionRegister,
  },
  'deltanet-register': {
    format: 'flags, signs',
    bits: (slots, width) => slots * (width + 1) + width,
    most: mostSlots,
    make: deltanetRegister,
  },
  hybrid: {
    format: 'counters, signs',
    bits: (counterBits) => 2 * counterBits,
    most: hybridCounterBits,
    make: hybridMachine,
  },
};

/** Their names: three registers, and the hybrid. */
export const WRITTEN_NAMES: readonly string[] = Object.keys(MODELS);

/**
 * The largest of these machines in a number of bits: the most slots k ≤ L of a register whose whole state fits, with at most
 * 512 coordinates of code; of the hybrid the most bits of its counters, up to what L needs, such that its recurrent layer
 * fits. The cache of the hybrid does not count here.
 *
 * @param name - one of `WRITTEN_NAMES`.
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1; of the hybrid at most 4,096.
 * @param bits - b ≥ 0.
 * @returns the machine, and the formats of its state in words.
 * @throws RangeError when a parameter is not accepted, or the smallest size does not fit.
 */
export function writtenMachineForBits(
  name: string,
  alphabetSize: number,
  length: number,
  bits: bigint,
): { readonly machine: StackMachine; readonly format: string } {
  const model = Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
  if (model === undefined)
    throw new RangeError(`written-down machine ${JSON.stringify(name)}: accepted are ${WRITTEN_NAMES.join(', ')}`);
  assertLength(length);
  const width = codeWidth(alphabetSize);
  if (name === 'hybrid' && length > LONGEST_HYBRID)
    throw new RangeError(`a hybrid for ${length} letters: accepted are at most ${LONGEST_HYBRID}`);
  const least = model.bits(1, width);
  if (bits < BigInt(least))
    throw new RangeError(
      `state bits ${bits}: the smallest ${name} over ${alphabetSize} letters takes ${least}; accepted are at least as many`,
    );
  let size = model.most(length, width);
  while (BigInt(model.bits(size, width)) > bits) size--;
  const widest = width + FLAGS + mostSlots(length, width);
  if ((2 * alphabetSize + 2) * widest > MOST_WEIGHTS)
    throw new RangeError(
      `${name} has ${(2 * alphabetSize + 2) * widest} weights with D = ${alphabetSize}: accepted are at most ${MOST_WEIGHTS}`,
    );
  return { machine: model.make(alphabetSize, length, size), format: model.format };
}
