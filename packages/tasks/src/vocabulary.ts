/** The tokens of the copy task: the letters 0 … D−1, then four special tokens. Letters may be bytes. */

/** A string of letters (or tokens), in any array that is read by index. */
export type Letters = ArrayLike<number>;

/** D when letters are bytes. */
export const BYTE_ALPHABET_SIZE = 256;

/** The tokens over an alphabet of D letters. */
export interface Vocabulary {
  /** D: the letters are 0 … D−1. */
  readonly alphabetSize: number;
  /** D: a string starts after it. */
  readonly bos: number;
  /** D+1: ends the string and asks for its copy. */
  readonly copy: number;
  /** D+2: ends an answer. */
  readonly eos: number;
  /** D+3: fills up a batch, and marks what is blank. */
  readonly pad: number;
  /** D+4: the number of tokens. */
  readonly size: number;
}

// Letters are kept in unsigned 32-bit integers, and the special tokens must fit beside them.
const LARGEST_ALPHABET = 2 ** 32 - 4;

/**
 * The tokens over D letters.
 *
 * @param alphabetSize - D, from 2 to 2³² − 4.
 * @throws RangeError if it is anything else.
 */
export function vocabulary(alphabetSize: number): Vocabulary {
  if (!Number.isInteger(alphabetSize) || alphabetSize < 2 || alphabetSize > LARGEST_ALPHABET) {
    throw new RangeError(`alphabet size D = ${alphabetSize}: accepted is an integer from 2 to ${LARGEST_ALPHABET}`);
  }
  return {
    alphabetSize,
    bos: alphabetSize,
    copy: alphabetSize + 1,
    eos: alphabetSize + 2,
    pad: alphabetSize + 3,
    size: alphabetSize + 4,
  };
}

/**
 * Checks that x is a string of letters of an alphabet of D.
 *
 * @param x - (L) letters, possibly none.
 * @throws RangeError naming the first position, counted from 0, that holds no letter.
 */
export function assertLetters(x: Letters, alphabetSize: number): void {
  for (let i = 0; i < x.length; i++) {
    const letter = x[i];
    if (!(Number.isInteger(letter) && letter >= 0 && letter < alphabetSize)) {
      throw new RangeError(
        `letter ${JSON.stringify(letter)} at position ${i}: accepted is an integer from 0 to ${alphabetSize - 1}`,
      );
    }
  }
}
