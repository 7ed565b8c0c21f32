/** Machines made wrong: they remember more than they admit, or begin in the wrong place. */
import { type Gssm, type RegisterState, registerMachine } from '@verbatim/gssm';
import { type MachineRun, stringSizes } from './gssm-machines.js';

/** The machine, which says that it has one state fewer than it has. */
export function withStateLeftOut({ machine, length }: MachineRun): MachineRun {
  const { name, states } = machine;
  return { machine: { ...machine, name: `${name} less a state`, states: states - 1n }, length };
}

/**
 * A register of k letters that declares, and writes out, only the newest k − 1 of them: the oldest is kept where neither
 * `states` nor `encode` sees it.
 *
 * @param kept - k ≥ 1.
 */
export function hidesALetter(alphabetSize: number, length: number, kept: number): Gssm<RegisterState> {
  const register = registerMachine(alphabetSize, length, kept);
  const declared = registerMachine(alphabetSize, length, kept - 1);
  const admitted = (state: RegisterState) =>
    Array.from(state.from(0)).reduce((window, letter) => declared.update(window, letter), declared.start);
  return {
    ...declared,
    name: `register(k=${kept}) that declares ${kept - 1} letters`,
    start: register.start,
    update: register.update,
    output: register.output,
    encode: (state) => declared.encode(admitted(state)),
  };
}

/** `hidesALetter` for every k from 1 to L and every size of `stringSizes`. */
export function* hidingRegisters(maxStrings: number): Generator<MachineRun> {
  for (const { alphabetSize, length } of stringSizes(maxStrings)) {
    for (let kept = 1; kept <= length; kept++) yield { machine: hidesALetter(alphabetSize, length, kept), length };
  }
}

/** The machine, on which COPY leaves the state as it is: a register then begins with the letter it happens to hold first. */
export function withoutRotation<S>(machine: Gssm<S>): Gssm<S> {
  const copy = machine.alphabetSize + 1;
  return {
    ...machine,
    name: `${machine.name} without rotation`,
    update: (state, token) => (token === copy ? state : machine.update(state, token)),
  };
}
