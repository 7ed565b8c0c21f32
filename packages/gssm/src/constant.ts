import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { isLetter, rejectToken } from './parameters.js';
import { numberedStates } from './state-number.js';

/**
 * The machine with no memory: one state, zero bits, and the same letter for ever. It copies one string of every length.
 *
 * @param alphabetSize - D ≥ 2.
 * @param letter - the letter it emits, 0 … D−1.
 * @throws RangeError if a parameter is out of its range.
 */
export function constantMachine(alphabetSize: number, letter = 0): Gssm<null> {
  const { copy } = vocabulary(alphabetSize);
  if (!isLetter(letter, alphabetSize)) {
    throw new RangeError(`constant output ${letter}: accepted is a letter, 0 to ${alphabetSize - 1}`);
  }
  return {
    name: `constant(${letter})`,
    alphabetSize,
    start: null,
    ...numberedStates<null>({ states: 1n, numberOf: () => 0n, stateOf: () => null }),
    update: (_, token) => (isLetter(token, copy + 1) ? null : rejectToken(token, alphabetSize)),
    output: () => letter,
  };
}
