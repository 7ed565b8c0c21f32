/** The sizes of which every machine is run. */
import type { Effort } from '@verbatim/evidence';

/** All machines with N states over D letters, on all strings of L letters. */
export interface MachineSize {
  readonly alphabetSize: number;
  readonly states: number;
  readonly length: number;
}

/** All lengths from 1 to `maxLength`. */
export function machineSizes(alphabetSize: number, states: number, maxLength: number): MachineSize[] {
  return Array.from({ length: maxLength }, (_, i) => ({ alphabetSize, states, length: i + 1 }));
}

/** In increasing cost; small sizes come first, so that a counterexample is small. */
const QUICK: readonly MachineSize[] = [
  ...machineSizes(2, 1, 6),
  ...machineSizes(2, 2, 6),
  ...machineSizes(3, 1, 3),
  ...machineSizes(3, 2, 3),
  ...machineSizes(4, 1, 2),
  ...machineSizes(4, 2, 2),
  ...machineSizes(2, 3, 5),
  ...machineSizes(2, 4, 2),
];

const STANDARD: readonly MachineSize[] = [
  ...QUICK,
  ...machineSizes(5, 2, 3),
  ...machineSizes(4, 3, 1),
  ...machineSizes(3, 4, 1),
  ...machineSizes(2, 5, 2),
  { alphabetSize: 2, states: 4, length: 3 },
  ...machineSizes(3, 3, 3),
  { alphabetSize: 2, states: 4, length: 4 },
];

const DEEP: readonly MachineSize[] = [
  ...STANDARD,
  { alphabetSize: 2, states: 4, length: 5 },
  { alphabetSize: 4, states: 3, length: 2 },
];

/** Every size that is searched at an effort. */
export const SEARCHED: Record<Effort, readonly MachineSize[]> = { quick: QUICK, standard: STANDARD, deep: DEEP };

/** The sizes as (D, |S|, L). */
export function sizesInWords(sizes: readonly MachineSize[]): string {
  return sizes.map(({ alphabetSize, states, length }) => `(${alphabetSize}, ${states}, ${length})`).join(', ');
}
