/**
 * How much of one string machines of bounded memory keep. The state after `BOS x COPY` is written down, its bits are
 * counted, and the machine answers from what is read back: nothing else can have been kept.
 */
import { type Gssm, type MachineFamily, machineForBits } from '@verbatim/gssm';
import { type Letters, vocabulary } from '@verbatim/tasks';

/** What one machine kept. */
export interface KeptLetters {
  readonly family: MachineFamily;
  readonly machine: string;
  /** The budget that it was chosen for, and the bits that its state takes when it is written down. */
  readonly budgetBits: number;
  readonly stateBits: number;
  /** The letters right before the first mistake, and those right in all, of `length`. */
  readonly rightFromStart: number;
  readonly right: number;
  readonly length: number;
}

/**
 * Runs the biggest machine of a family within a budget of state bits.
 *
 * @param x - (L) letters below `alphabetSize`.
 */
export function keptLetters(family: MachineFamily, alphabetSize: number, x: Letters, budgetBits: number): KeptLetters {
  const machine = machineForBits(family, alphabetSize, x.length, BigInt(budgetBits));
  const output = answerFromWrittenState(machine, x);
  let rightFromStart = 0;
  while (rightFromStart < x.length && output[rightFromStart] === x[rightFromStart]) rightFromStart++;
  let right = 0;
  for (let i = 0; i < x.length; i++) if (output[i] === x[i]) right++;
  const { name, serialisedBits } = machine;
  return { family, machine: name, budgetBits, stateBits: serialisedBits, rightFromStart, right, length: x.length };
}

function answerFromWrittenState<S>(machine: Gssm<S>, x: Letters): Uint32Array {
  const { bos, copy } = vocabulary(machine.alphabetSize);
  let state = machine.update(machine.start, bos);
  for (let i = 0; i < x.length; i++) state = machine.update(state, x[i]!);
  const written = machine.encode(machine.update(state, copy));
  const bytes = Math.ceil(machine.serialisedBits / 8);
  if (written.length !== bytes) throw new Error(`${machine.name} wrote ${written.length} bytes, not ${bytes}`);
  state = machine.decode(written);
  const output = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    output[i] = machine.output(state);
    state = machine.update(state, output[i]!);
  }
  return output;
}
