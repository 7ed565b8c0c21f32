/**
 * What bounded memory means for single letters: with |S| states and uniform strings of L letters a mean letter error δ ≤ 1 − 1/D
 * obeys log2 D − h(δ) − δ·log2(D − 1) ≤ log2|S| / L, where h is the binary entropy. The left side is the rate–distortion function
 * of uniform letters.
 */

import { vocabulary } from '@verbatim/tasks';
import type { LetterError } from './letter-error.js';
import { type LogTerm, signOfLogSum } from './log-sum.js';
import { assertLength } from './parameters.js';
import { stateBits } from './state-bits.js';

/** |S|, D and L. */
export interface LetterBoundSizes {
  readonly alphabetSize: number;
  readonly length: number;
  readonly states: bigint;
}

/**
 * Whether a mean letter error obeys the bound, decided exactly: with δ = p/q in whole numbers the bound is the sign of
 * L·(q·log2 D + p·log2 p + (q−p)·log2(q−p) − q·log2 q − p·log2(D−1)) − q·log2|S|. An error above 1 − 1/D obeys it, since
 * the bound says nothing about it.
 *
 * @throws RangeError if a size is out of its range, or the error is no fraction from 0 to 1.
 */
export function obeysLetterBound(sizes: LetterBoundSizes, { wrong, letters }: LetterError): boolean {
  const { alphabetSize, length, states } = sizes;
  vocabulary(alphabetSize);
  assertLength(length);
  if (states < 1n) throw new RangeError(`number of states ${states}: accepted is an integer of at least 1`);
  if (wrong < 0n || letters < 1n || wrong > letters) {
    throw new RangeError(`${wrong} of ${letters} letters wrong: accepted is none to all of at least one`);
  }
  const D = BigInt(alphabetSize);
  if (wrong * D > letters * (D - 1n)) return true;
  const right = letters - wrong;
  const L = BigInt(length);
  const terms: LogTerm[] = [
    { factor: L * letters, of: D },
    { factor: -L * letters, of: letters },
    { factor: -L * wrong, of: D - 1n },
    { factor: -letters, of: states },
  ];
  // 0·log2 0 is 0. As δ ≤ 1 − 1/D, some letter is right.
  terms.push({ factor: L * right, of: right });
  if (wrong > 0n) terms.push({ factor: L * wrong, of: wrong });
  return signOfLogSum(terms) <= 0;
}

/**
 * The least letter error that the bound allows, for a chart or a table; a comparison is for `obeysLetterBound`.
 *
 * @returns δ from 0 to 1 − 1/D, to about 12 decimal places.
 */
export function leastLetterError({ alphabetSize, length, states }: LetterBoundSizes): number {
  const bits = stateBits(states) / length;
  let [low, high] = [0, 1 - 1 / alphabetSize];
  if (bits >= Math.log2(alphabetSize)) return 0;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (letterRate(alphabetSize, middle) > bits) low = middle;
    else high = middle;
  }
  return high;
}

/** log2 D − h(δ) − δ·log2(D − 1): the bits that a letter takes when it may be wrong with probability δ. */
function letterRate(alphabetSize: number, error: number): number {
  const part = (p: number) => (p === 0 ? 0 : p * Math.log2(p));
  return Math.log2(alphabetSize) + part(error) + part(1 - error) - error * Math.log2(alphabetSize - 1);
}
