import { type Gssm, generateCopy, teacherForcedCopy } from '@verbatim/gssm';
import { vocabulary } from '@verbatim/tasks';
import type { Mode, Outcome } from './outcome.js';

/** What became of a copy with a GSSM. */
export interface MachineOutcome extends Outcome {
  /** |S|. */
  readonly states: bigint;
  /** The bits of the stored state. */
  readonly serialisedBits: number;
}

/**
 * Copies x with a GSSM. The state after the prompt is stored and read back, so that the bits are those that were written.
 *
 * @param letters - (L) letters below D, at least one.
 * @throws Error when the state that is read back is stored otherwise.
 */
export function copyWithMachine(machine: Gssm<unknown>, letters: Uint32Array, mode: Mode): MachineOutcome {
  const started = performance.now();
  const output = (mode === 'generate' ? generateCopy : teacherForcedCopy)(machine, letters);
  const seconds = (performance.now() - started) / 1000;
  assertStorable(machine, letters);
  return { output, states: machine.states, serialisedBits: machine.serialisedBits, seconds };
}

function assertStorable(machine: Gssm<unknown>, letters: Uint32Array): void {
  const { bos, copy } = vocabulary(machine.alphabetSize);
  let state = machine.update(machine.start, bos);
  for (const letter of letters) state = machine.update(state, letter);
  const stored = machine.encode(machine.update(state, copy));
  const again = machine.encode(machine.decode(stored));
  if (stored.length !== Math.ceil(machine.serialisedBits / 8) || Buffer.compare(stored, again) !== 0)
    throw new Error(`${machine.name} does not read back the state that it stored`);
}
