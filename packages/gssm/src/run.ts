/** Running a machine on the copy task: `BOS x_1 … x_L COPY`, then L letters. */

import { assertLetters, type Letters, vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';

/** The state after `BOS x COPY`. */
function afterPrompt<S>(machine: Gssm<S>, x: Letters): S {
  const { bos, copy } = vocabulary(machine.alphabetSize);
  assertLetters(x, machine.alphabetSize);
  let state = machine.update(machine.start, bos);
  for (let i = 0; i < x.length; i++) state = machine.update(state, x[i]);
  return machine.update(state, copy);
}

/**
 * What the machine says after `BOS x COPY`: the first L letters, each fed back before the next.
 *
 * @param x - (L) letters.
 * @returns (L) letters; the machine copied x if and only if they equal x.
 * @throws RangeError or TypeError if x holds anything but letters of the machine's alphabet.
 */
export function generateCopy<S>(machine: Gssm<S>, x: Letters): Uint32Array {
  let state = afterPrompt(machine, x);
  const output = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    output[i] = machine.output(state);
    state = machine.update(state, output[i]);
  }
  return output;
}

/**
 * What the machine predicts for each letter of x after `BOS x COPY` and the true letters before it. All L predictions are
 * right if and only if `generateCopy` returns x, but below that the two do not compare: errors do not cascade here.
 *
 * @param x - (L) letters.
 * @returns (L) letters.
 * @throws RangeError or TypeError if x holds anything but letters of the machine's alphabet.
 */
export function teacherForcedCopy<S>(machine: Gssm<S>, x: Letters): Uint32Array {
  let state = afterPrompt(machine, x);
  const predictions = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    predictions[i] = machine.output(state);
    state = machine.update(state, x[i]);
  }
  return predictions;
}
