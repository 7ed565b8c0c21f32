import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { assertLength } from './parameters.js';

/** Of `total` = D^L strings, the machine returns `copied`: its error on uniform strings is 1 − copied/total. */
export interface ExhaustiveError {
  readonly copied: bigint;
  readonly total: bigint;
}

/**
 * Runs the machine on every string of L letters. Strings with a common prefix share the states of that prefix, and a string
 * is given up at its first wrong letter; nothing is concluded from one string about another.
 *
 * @param machine - any GSSM.
 * @param length - L ≥ 1; the time grows as D^L.
 * @throws RangeError if `length` is not an integer of at least 1.
 */
export function exhaustiveError<S>(machine: Gssm<S>, length: number): ExhaustiveError {
  assertLength(length);
  const { alphabetSize } = machine;
  const { bos, copy } = vocabulary(alphabetSize);
  const x = new Uint32Array(length);
  let copied = 0;
  let total = 0;

  const says = (stateAfterCopy: S): boolean => {
    let state = stateAfterCopy;
    for (let i = 0; i < length; i++) {
      if (machine.output(state) !== x[i]) return false;
      if (i < length - 1) state = machine.update(state, x[i]);
    }
    return true;
  };
  const visit = (state: S, read: number): void => {
    if (read === length) {
      total++;
      if (says(machine.update(state, copy))) copied++;
      return;
    }
    for (let letter = 0; letter < alphabetSize; letter++) {
      x[read] = letter;
      visit(machine.update(state, letter), read + 1);
    }
  };
  visit(machine.update(machine.start, bos), 0);
  return { copied: BigInt(copied), total: BigInt(total) };
}
