/**
 * The biggest machine of a family that fits into a number of state bits, found in exact integers: at 65,536 bits a
 * floating logarithm is off by more than a letter for some alphabets.
 */

import { vocabulary } from '@verbatim/tasks';
import { constantMachine } from './constant.js';
import type { Gssm } from './gssm.js';
import { assertLength } from './parameters.js';
import { prefixMachine, prefixStates } from './prefix.js';
import { registerMachine } from './register.js';
import { windowMachine, windowStates } from './window.js';

/** The families that have a member for every number of state bits. */
export const MACHINE_FAMILIES = ['register', 'prefix', 'window', 'constant'] as const;

/** One of `MACHINE_FAMILIES`. */
export type MachineFamily = (typeof MACHINE_FAMILIES)[number];

const statesOf = {
  register: (alphabetSize: number, kept: number) => BigInt(alphabetSize) ** BigInt(kept),
  prefix: prefixStates,
  window: windowStates,
};

const machineOf = { register: registerMachine, prefix: prefixMachine, window: windowMachine };

/**
 * The machine of a family that keeps the most letters, at most L, with |S| ≤ 2^bits.
 *
 * @param family - `register`, `prefix`, `window` or `constant`.
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for.
 * @param bits - b ≥ 0; at b = 0 every family has its member with one state, which keeps no letter.
 * @throws RangeError if a parameter is out of its range.
 */
export function machineForBits(
  family: MachineFamily,
  alphabetSize: number,
  length: number,
  bits: bigint,
): Gssm<unknown> {
  vocabulary(alphabetSize);
  assertLength(length);
  if (!MACHINE_FAMILIES.includes(family)) {
    throw new RangeError(`machine family ${String(family)}: accepted are ${MACHINE_FAMILIES.join(', ')}`);
  }
  if (bits < 0n) throw new RangeError(`state bits ${bits}: accepted is an integer of at least 0`);
  if (family === 'constant') return constantMachine(alphabetSize);
  return machineOf[family](alphabetSize, length, mostLetters(family, alphabetSize, length, bits));
}

/** max {k ≤ L : |S(k)| ≤ 2^bits}. |S(k)| grows with k, is at least D^k, and S(0) has one state. */
function mostLetters(family: keyof typeof statesOf, alphabetSize: number, length: number, bits: bigint): number {
  const fits = (kept: number) => statesOf[family](alphabetSize, kept) <= 1n << bits;
  // k·⌊log2 D⌋ ≤ log2 |S(k)| bounds k from above; |S(k)| < 4·D^k < 2^(k·⌈log2 D⌉ + 2) from below.
  const lowerBits = BigInt(31 - Math.clz32(alphabetSize));
  const upperBits = BigInt(32 - Math.clz32(alphabetSize - 1));
  const within = (kept: bigint) => Number(kept < 0n ? 0n : kept > BigInt(length) ? BigInt(length) : kept);
  let low = within((bits - 2n) / upperBits);
  let high = within(bits / lowerBits);
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
