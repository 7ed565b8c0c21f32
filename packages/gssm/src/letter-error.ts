import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { assertLength } from './parameters.js';

/** How the letters of an answer come about: each fed back, or each after the true letters before it. */
export type LetterMode = 'autoregressive' | 'teacher-forced';

/** Of `letters` = L·D^L letters, `wrong` are wrong: the mean letter error δ on uniform strings is wrong/letters. */
export interface LetterError {
  readonly wrong: bigint;
  readonly letters: bigint;
}

/**
 * Runs the machine on every string of L letters and counts the wrong letters of all answers.
 *
 * @param machine - any GSSM.
 * @param length - L ≥ 1; the time grows as L·D^L.
 * @throws RangeError if `length` is not an integer of at least 1.
 */
export function letterError<S>(machine: Gssm<S>, length: number, mode: LetterMode): LetterError {
  assertLength(length);
  const { alphabetSize } = machine;
  const { bos, copy } = vocabulary(alphabetSize);
  const fed = mode === 'autoregressive';
  const x = new Uint32Array(length);
  let wrong = 0;
  let strings = 0;

  const answer = (stateAfterCopy: S): void => {
    strings++;
    let state = stateAfterCopy;
    for (let i = 0; i < length; i++) {
      const said = machine.output(state);
      if (said !== x[i]) wrong++;
      if (i < length - 1) state = machine.update(state, fed ? said : x[i]);
    }
  };
  const visit = (state: S, read: number): void => {
    if (read === length) answer(machine.update(state, copy));
    else {
      for (let letter = 0; letter < alphabetSize; letter++) {
        x[read] = letter;
        visit(machine.update(state, letter), read + 1);
      }
    }
  };
  visit(machine.update(machine.start, bos), 0);
  return { wrong: BigInt(wrong), letters: BigInt(strings) * BigInt(length) };
}
