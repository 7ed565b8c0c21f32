import type { Gssm } from './gssm.js';

/**
 * What the machine says after a prompt: so many letters, each fed back before the next.
 *
 * @param prompt - letters, BOS and COPY.
 * @param length - how many letters to say.
 * @throws RangeError if the prompt holds another token.
 */
export function generateAnswer<S>(machine: Gssm<S>, prompt: ArrayLike<number>, length: number): Uint32Array {
  let state = machine.start;
  for (let i = 0; i < prompt.length; i++) state = machine.update(state, prompt[i]);
  const output = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    output[i] = machine.output(state);
    state = machine.update(state, output[i]);
  }
  return output;
}
