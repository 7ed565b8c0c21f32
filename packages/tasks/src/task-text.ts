/** The paper's way to write tokens: letters a … z, `$` for BOS, `|` for COPY, `.` for EOS and `*` for PAD. */

import { exampleTokens } from './example-tokens.js';
import type { TaskExample } from './task.js';
import { assertLetters, type Letters, type Vocabulary } from './vocabulary.js';

const NAMES = 'abcdefghijklmnopqrstuvwxyz';
const SPECIAL = '$|.*'; // in the order of the vocabulary, behind its letters

/**
 * Tokens as text.
 *
 * @param tokens - letters and special tokens of the vocabulary.
 * @throws RangeError if the alphabet has more than 26 letters, or a number is no token of it.
 */
export function tokenText(tokens: Letters, { alphabetSize, size }: Vocabulary): string {
  if (alphabetSize > NAMES.length) {
    throw new RangeError(`text of an alphabet of ${alphabetSize} letters: accepted are up to ${NAMES.length}`);
  }
  assertLetters(tokens, size);
  const names = NAMES.slice(0, alphabetSize) + SPECIAL;
  return Array.from(tokens, (token) => names[token]).join('');
}

/**
 * An example as text with its answer and EOS, such as `$abc|abc.`.
 *
 * @throws RangeError if the alphabet has more than 26 letters.
 */
export function exampleText(example: TaskExample): string {
  return tokenText(exampleTokens(example).tokens, example.vocabulary);
}
