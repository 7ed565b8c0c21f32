import { type Fraction, vocabulary } from '@verbatim/tasks';
import { assertLength } from './parameters.js';

/**
 * What no GSSM with so many states can beat on uniform strings: err ≥ max(0, 1 − |S|/D^L), as an exact fraction. The state
 * at COPY decides all that is said after it, so no two strings that share that state can both be copied.
 *
 * Source: Theorem 2.7 of Jelassi et al. 2024, with `≥` in place of the printed `>`, which fails for register machines.
 *
 * @param states - |S| ≥ 1.
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1.
 * @throws RangeError if a parameter is out of its range.
 */
export function lowerBound(states: bigint, alphabetSize: number, length: number): Fraction {
  vocabulary(alphabetSize);
  assertLength(length);
  if (states < 1n) throw new RangeError(`number of states ${states}: accepted is an integer of at least 1`);
  const strings = BigInt(alphabetSize) ** BigInt(length);
  return { numerator: states < strings ? strings - states : 0n, denominator: strings };
}
