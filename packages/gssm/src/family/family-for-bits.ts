import { type FamilyModel, familyStateBits } from './family-machine.js';
import { storedNumbers } from './layer-state-bits.js';
import { memberNamed } from './members.js';

/** The largest size that is tried: beyond it bits are left over. */
export const LARGEST_FAMILY_SIZE = 256;

/** The most numbers of a state that is tried: every one of them is rounded and stored at every step. */
export const MOST_FAMILY_NUMBERS = 2 ** 14;

/**
 * The largest model of a member whose state takes at most so many bits: one layer, of the member's sizes n = 1 … 256 with at
 * most 16,384 numbers of state the last that fits. What n stands for is in the member's `sized`: the width for most, the window for sliding-window attention.
 *
 * @param member - the name of a member, such as `gru`.
 * @param alphabetSize - D ≥ 2.
 * @param bits - b ≥ 0.
 * @param format - as `stateFormat` takes it.
 * @throws RangeError when a parameter is not accepted, or the smallest size does not fit.
 */
export function familyModelForBits(member: string, alphabetSize: number, bits: bigint, format: string): FamilyModel {
  const known = memberNamed(member);
  const model = (n: number): FamilyModel => ({ member, hyperparameters: known.sized(n), alphabetSize, format });
  const fits = (n: number) =>
    BigInt(familyStateBits(model(n))) <= bits && storedNumbers(known, known.sized(n)) <= MOST_FAMILY_NUMBERS;
  if (!fits(1))
    throw new RangeError(
      `state bits ${bits}: the smallest ${member} in ${format} over ${alphabetSize} letters takes ${familyStateBits(model(1))}; accepted are at least as many`,
    );
  let low = 1;
  for (let high = LARGEST_FAMILY_SIZE; low < high; ) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return model(low);
}
