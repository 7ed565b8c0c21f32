/**
 * The register machine: k letters in a cyclic register, and with them the best that any machine of D^k states can do.
 *
 * Reading a letter shifts it in. After L letters the register holds the last k of them; COPY rotates it by −L mod k, so
 * that the oldest letter is one whose position was a multiple of k. From then on the machine emits the oldest letter and
 * is fed it back by the same shift: what it emits has period k.
 */

import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { lettersOfNumber, numberOfLetters } from './letter-number.js';
import { LetterWindow } from './letter-window.js';
import { assertKeptLetters, assertLength, isLetter, rejectToken } from './parameters.js';
import { numberedStates } from './state-number.js';

/** The k letters of the register, oldest first. */
export type RegisterState = LetterWindow;

/**
 * The machine with exactly D^k states that copies exactly the D^k strings of length L with period k, so that its error on
 * uniform strings is 1 − D^k/D^L: Theorem 2.7 with equality. With k = 0 it has one state and always emits the letter 0.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for.
 * @param kept - k, 0 … L: the letters of the register.
 * @throws RangeError if a parameter is out of its range.
 */
export function registerMachine(alphabetSize: number, length: number, kept: number): Gssm<RegisterState> {
  const { bos, copy } = vocabulary(alphabetSize);
  assertLength(length);
  assertKeptLetters(kept);
  if (kept > length) throw new RangeError(`register of k = ${kept} letters: accepted is at most L = ${length}`);
  const rotation = kept === 0 ? 0 : (kept - (length % kept)) % kept;
  return {
    name: `register(k=${kept})`,
    alphabetSize,
    start: LetterWindow.of(alphabetSize, new Uint8Array(kept)),
    ...numberedStates<RegisterState>({
      states: BigInt(alphabetSize) ** BigInt(kept),
      numberOf: (state) => numberOfLetters(alphabetSize, state.from(0)),
      stateOf: (number) => LetterWindow.of(alphabetSize, lettersOfNumber(alphabetSize, kept, number)),
    }),
    update(state, token) {
      if (isLetter(token, alphabetSize)) return state.append(token, kept);
      if (token === bos) return state;
      if (token === copy) return state.rotate(rotation);
      return rejectToken(token, alphabetSize);
    },
    output: (state) => (kept === 0 ? 0 : state.at(0)),
  };
}
