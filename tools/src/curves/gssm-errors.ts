/** Machines of bounded state, run on every string, beside the bound of Theorem 2.7. */
import { exhaustiveError, type Gssm, lowerBound, prefixMachine, registerMachine, stateBits } from '@verbatim/gssm';
import type { GssmError } from '@verbatim/report';
import { exactProbability } from './exact-probability.js';

const FAMILIES = {
  register: registerMachine as (alphabetSize: number, length: number, kept: number) => Gssm<unknown>,
  prefix: prefixMachine as (alphabetSize: number, length: number, kept: number) => Gssm<unknown>,
} as const;

/** Every register and prefix machine of k = 0 … L letters, for L = 1 … `longest`; the time grows as L² D^L. */
export function gssmErrors(alphabetSize: number, longest: number): GssmError[] {
  const errors: GssmError[] = [];
  for (const family of ['register', 'prefix'] as const)
    for (let length = 1; length <= longest; length++)
      for (let kept = 0; kept <= length; kept++) {
        const machine = FAMILIES[family](alphabetSize, length, kept);
        const { copied, total } = exhaustiveError(machine, length);
        errors.push({
          family,
          alphabetSize,
          length,
          kept,
          states: String(machine.states),
          stateBits: stateBits(machine.states),
          copied: Number(copied),
          total: Number(total),
          err: exactProbability({ numerator: total - copied, denominator: total }),
          bound: exactProbability(lowerBound(machine.states, alphabetSize, length)),
        });
      }
  return errors;
}
