import { grouped } from '../output/big-numbers.js';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const DIGITS = /^[0-9]+$/;

/**
 * Reads plain decimal digits: no sign, no space, no exponent, no other base.
 *
 * @throws UsageError naming the option and what it accepts.
 */
export function bigWholeNumber(option: string, text: string, least: bigint, most?: bigint): bigint {
  const value = DIGITS.test(text) ? BigInt(text) : -1n;
  if (value < least || (most !== undefined && value > most)) {
    const range = most === undefined ? `${grouped(least)} or more` : `${grouped(least)} to ${grouped(most)}`;
    throw new UsageError(`${option} ${quoted(text)}: accepted is a whole number, ${range}, in plain decimal digits`);
  }
  return value;
}

/** Like {@link bigWholeNumber}, for numbers that a double holds exactly. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  return Number(bigWholeNumber(option, text, BigInt(least), BigInt(most)));
}
