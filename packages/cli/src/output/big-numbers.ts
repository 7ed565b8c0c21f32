/** Whole numbers of any size for people: all digits while they can be read, and a power of ten beyond. */
import { bignumber, format } from 'mathjs';

const MOST_DIGITS = 15;
/** The digits that are kept of a longer number: more than are shown, so that rounding sees what it needs. */
const LEADING = 30;

/** A whole number with its thousands separated. */
export function grouped(count: number | bigint): string {
  return count.toLocaleString('en');
}

/**
 * 12345 → `12,345`; a number of more than 15 digits → `1.3e+2466`.
 *
 * @param digits - decimal digits, such as those of a bigint.
 */
export function wholeNumberText(digits: string): string {
  if (digits.length <= MOST_DIGITS) return grouped(BigInt(digits));
  const leading = digits.slice(0, LEADING);
  return format(bignumber(`${leading}e${digits.length - leading.length}`), { notation: 'exponential', precision: 2 });
}
