/** Machines with the length of the strings they are run on, and the exact check of a statement on each of them. */
import { type Effort, exact, type Json, type Method } from '@verbatim/evidence';
import { constantMachine, type Gssm, prefixMachine, registerMachine, windowMachine } from '@verbatim/gssm';
import { type CopyStatement, countCopies, failureInWords } from './gssm-copy-count.js';
import type { MachineSize } from './gssm-machine-sizes.js';

/** A machine and L. */
export interface MachineRun {
  readonly machine: Gssm<unknown>;
  readonly length: number;
}

/** D and L. */
export interface StringSize {
  readonly alphabetSize: number;
  readonly length: number;
}

/** The alphabets of the claims about machines are at most this large. */
export const MAX_ALPHABET_SIZE = 9;

/** Every (D, L) with D ≤ 9 and D^L ≤ `maxStrings`, smallest D and L first. */
export function stringSizes(maxStrings: number): StringSize[] {
  const sizes: StringSize[] = [];
  for (let alphabetSize = 2; alphabetSize <= MAX_ALPHABET_SIZE; alphabetSize++) {
    for (let length = 1; alphabetSize ** length <= maxStrings; length++) sizes.push({ alphabetSize, length });
  }
  return sizes;
}

/** The sizes of `stringSizes` in words. */
export function stringSizesInWords(maxStrings: number): string {
  return `2 ≤ D ≤ ${MAX_ALPHABET_SIZE} and all L with D^L ≤ ${maxStrings}`;
}

/** Every s from 1 to D^L, for every size of `stringSizes`. */
export function* stateCounts(maxStrings: number): Generator<MachineSize> {
  for (const { alphabetSize, length } of stringSizes(maxStrings)) {
    for (let states = 1; states <= alphabetSize ** length; states++) yield { alphabetSize, states, length };
  }
}

const families = { register: registerMachine, prefix: prefixMachine, window: windowMachine };

/** A family of machines that keep k letters. */
export type KeptLetters = keyof typeof families;

/** The machines of a family for every k from `least` to L and every size of `stringSizes`. */
export function* machinesOf(family: KeptLetters, maxStrings: number, least = 0): Generator<MachineRun> {
  for (const { alphabetSize, length } of stringSizes(maxStrings)) {
    for (let kept = least; kept <= length; kept++) {
      yield { machine: families[family](alphabetSize, length, kept), length };
    }
  }
}

/** Registers, prefix and window machines for every k, and every constant machine. */
export function* modelMachines(maxStrings: number): Generator<MachineRun> {
  for (const { alphabetSize, length } of stringSizes(maxStrings)) {
    for (let letter = 0; letter < alphabetSize; letter++) {
      yield { machine: constantMachine(alphabetSize, letter), length };
    }
  }
  for (const family of Object.keys(families) as KeptLetters[]) yield* machinesOf(family, maxStrings);
}

/** How many machines `machinesOf` has: L + 1 − `least` for each (D, L). */
export function countMachinesOf(maxStrings: number, least = 0): number {
  return stringSizes(maxStrings).reduce((sum, { length }) => sum + length + 1 - least, 0);
}

/** How many machines `modelMachines` has. */
export function countModelMachines(maxStrings: number): number {
  const constants = stringSizes(maxStrings).reduce((sum, { alphabetSize }) => sum + alphabetSize, 0);
  return constants + Object.keys(families).length * countMachinesOf(maxStrings);
}

/** A machine and L as the report shows them. */
export function describeRun({ machine, length }: MachineRun): Json {
  const { name, alphabetSize, states } = machine;
  return { machine: name, alphabetSize, states: String(states), length };
}

/** Counts, over all strings, what each machine copies, and checks the statement in exact fractions. */
export function onMachines(options: {
  readonly name: string;
  readonly domain: (effort: Effort) => string;
  readonly machines: (effort: Effort) => Iterable<MachineRun>;
  readonly size?: (effort: Effort) => number;
  readonly statement: CopyStatement;
}): Method {
  const { name, domain, machines, size, statement } = options;
  return exact<MachineRun>({
    name,
    domain: (effort) => `${domain(effort)}; all D^L strings are run: ${statement.words}`,
    cases: machines,
    ...(size && { size }),
    holds: ({ machine, length }) => statement.holds(countCopies(machine, length)),
    describe: describeRun,
    explain: ({ machine, length }) => failureInWords(statement, machine.name, countCopies(machine, length)),
  });
}
