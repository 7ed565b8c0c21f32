import { type Gssm, generateCopy, teacherForcedCopy } from '@verbatim/gssm';
import { vocabulary } from '@verbatim/tasks';
import type { Mode, Outcome } from './outcome.js';

/** Tokens between two that are told: a register reads a million in a second. */
const TOLD_EVERY = 64;

/** Told now and then how many tokens were read of how many there are to read. */
export type OnTokens = (done: number, of: number) => void;

/** The machine, which tells how many tokens it has read. */
function telling(machine: Gssm<unknown>, of: number, onTokens: OnTokens): Gssm<unknown> {
  let done = 0;
  return {
    ...machine,
    update(state, token) {
      if (++done % TOLD_EVERY === 0) onTokens(done, of);
      return machine.update(state, token);
    },
  };
}

/**
 * Copies x with a GSSM. The state after the prompt is stored and read back, so that the bits are those that were written.
 *
 * @param letters - (L) letters below D, at least one.
 * @throws Error when the state that is read back is stored otherwise.
 */
export function copyWithMachine(machine: Gssm<unknown>, letters: Uint32Array, mode: Mode, onTokens: OnTokens): Outcome {
  const started = performance.now();
  const told = telling(machine, 2 * letters.length + 2, onTokens);
  const output = (mode === 'generate' ? generateCopy : teacherForcedCopy)(told, letters);
  const seconds = (performance.now() - started) / 1000;
  assertStorable(machine, letters);
  return { output, seconds };
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
