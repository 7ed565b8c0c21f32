/** What the tests of every model share: all strings, all states, a table, and a machine that remembers nothing but bytes. */

import type { Gssm } from './gssm.js';

/** A machine of two states as a table: it remembers the last letter and says it for ever. */
export const LAST_LETTER = {
  alphabet: 2,
  states: 2,
  start: 0,
  update: [
    [0, 1, 0, 0],
    [0, 1, 0, 1],
  ],
  output: [0, 1],
};

/** Every string of `length` letters, in order. */
export function* stringsOf(alphabetSize: number, length: number): Generator<number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const front of stringsOf(alphabetSize, length - 1)) {
    for (let letter = 0; letter < alphabetSize; letter++) yield [...front, letter];
  }
}

/** A state's serialised form as a map key. */
export function keyOf<S>(machine: Gssm<S>, state: S): string {
  return machine.encode(state).join(',');
}

/** Every state that some prompt `BOS x_1 … x_j COPY` with j ≤ longest, followed by its generation, passes through. */
export function reachableStates<S>(machine: Gssm<S>, longest: number): Set<string> {
  const bos = machine.alphabetSize;
  const reached = new Set([keyOf(machine, machine.start)]);
  for (let length = 0; length <= longest; length++) {
    for (const x of stringsOf(machine.alphabetSize, length)) {
      let state = machine.start;
      for (const token of [bos, ...x, bos + 1]) {
        state = machine.update(state, token);
        reached.add(keyOf(machine, state));
      }
      for (let i = 0; i < longest; i++) {
        state = machine.update(state, machine.output(state));
        reached.add(keyOf(machine, state));
      }
    }
  }
  return reached;
}

/** Every state of a small machine, decoded from its number. */
export function everyState<S>(machine: Gssm<S>): S[] {
  const bytes = Math.ceil(machine.serialisedBits / 8);
  return Array.from({ length: Number(machine.states) }, (_, number) =>
    machine.decode(Uint8Array.from({ length: bytes }, (_, i) => (number >> (8 * (bytes - 1 - i))) & 255)),
  );
}

/** The same machine, which writes its state out and reads it back at every step: nothing else can be remembered. */
export function serialised<S>(machine: Gssm<S>): Gssm<Uint8Array> {
  return {
    ...machine,
    start: machine.encode(machine.start),
    update: (bytes, token) => machine.encode(machine.update(machine.decode(bytes), token)),
    output: (bytes) => machine.output(machine.decode(bytes)),
    encode: (bytes) => bytes,
    decode: (bytes) => bytes,
  };
}
