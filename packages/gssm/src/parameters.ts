/** The checks of the parameters that the models have in common: each says in one line what is wrong and what is accepted. */

/** @throws RangeError unless `length` is an integer of at least 1. */
export function assertLength(length: number): void {
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`string length L = ${length}: accepted is an integer of at least 1`);
  }
}

/** @throws RangeError unless `kept` is an integer of at least 0. */
export function assertKeptLetters(kept: number): void {
  if (!Number.isSafeInteger(kept) || kept < 0) {
    throw new RangeError(`kept letters k = ${kept}: accepted is an integer of at least 0`);
  }
}

/** @throws RangeError always: `token` is none of the tokens that a machine reads. */
export function rejectToken(token: number, alphabetSize: number): never {
  throw new RangeError(
    `token ${token}: a machine reads the letters 0 to ${alphabetSize - 1}, BOS = ${alphabetSize} and COPY = ${alphabetSize + 1}`,
  );
}

/** Whether `token` is one of the letters 0 … D−1. */
export function isLetter(token: number, alphabetSize: number): boolean {
  return Number.isInteger(token) && token >= 0 && token < alphabetSize;
}
