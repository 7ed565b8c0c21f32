/** What the letter bound compares, and why it fails where it does. */
import {
  type LetterBoundSizes,
  type LetterError,
  type LetterMode,
  leastLetterError,
  obeysLetterBound,
} from '@verbatim/gssm';
import { fractionText } from '@verbatim/tasks';

/** Both ways in which letters come about. */
export const LETTER_MODES: readonly LetterMode[] = ['autoregressive', 'teacher-forced'];

/** The bound, as it is written in texts. */
export const BOUND_WORDS = 'δ > 1 − 1/D, or log2 D − h(δ) − δ log2(D − 1) ≤ log2|S|/L';

/** A statement about sizes and a letter error: the bound, or something made wrong. */
export type LetterStatement = (sizes: LetterBoundSizes, error: LetterError) => boolean;

/** The statement for machines of one state fewer: it claims too much. */
export const withOneStateLess: LetterStatement = (sizes, error) =>
  sizes.states === 1n || obeysLetterBound({ ...sizes, states: sizes.states - 1n }, error);

/** δ as a fraction in lowest terms. */
export function errorText({ wrong, letters }: LetterError): string {
  return fractionText({ numerator: wrong, denominator: letters });
}

/** δ as a double. */
export function errorNumber({ wrong, letters }: LetterError): number {
  return Number(wrong) / Number(letters);
}

/** A number with six decimal places, for tables. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Why the statement fails, in words. */
export function letterFailure(name: string, sizes: LetterBoundSizes, error: LetterError): string {
  const { alphabetSize, length, states } = sizes;
  return (
    `${name}, of ${states} states, has δ = ${errorText(error)} ≈ ${rounded(errorNumber(error))} on strings of ${length} letters over ` +
    `${alphabetSize}; the line is at ${rounded(leastLetterError(sizes))}.`
  );
}
