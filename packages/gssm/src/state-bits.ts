import { bignumber, log2 } from 'mathjs';
import { bitsToNumber } from './state-number.js';

/** Leading bits that are kept: far more than a double holds, so that cutting the others off cannot be seen. */
const LEADING_BITS = 192;

/**
 * mem(S) = log2 |S|, rounded to a double, for state counts of any size. The bits that a stored state takes are the next
 * integer, `serialisedBits`.
 *
 * @param states - |S| ≥ 1.
 * @throws RangeError if `states` is below 1.
 */
export function stateBits(states: bigint): number {
  if (states < 1n) throw new RangeError(`number of states ${states}: accepted is an integer of at least 1`);
  const cut = Math.max(0, bitsToNumber(states) - LEADING_BITS);
  const leading = log2(bignumber((states >> BigInt(cut)).toString()));
  return bignumber(cut).plus(leading).toNumber();
}
