/** Bytes as letters of an alphabet of 256. */

import { assertLetters, BYTE_ALPHABET_SIZE, type Letters } from './vocabulary.js';

/** The UTF-8 bytes of a text as letters; a lone surrogate, which has no UTF-8, becomes U+FFFD. */
export function lettersFromText(text: string): Uint32Array {
  return Uint32Array.from(new TextEncoder().encode(text));
}

/** Bytes as letters: one each, its value the letter. */
export function lettersFromBytes(bytes: Uint8Array): Uint32Array {
  return Uint32Array.from(bytes);
}

/**
 * The inverse of {@link lettersFromBytes}.
 *
 * @throws RangeError if a letter is no byte.
 */
export function bytesFromLetters(x: Letters): Uint8Array {
  assertLetters(x, BYTE_ALPHABET_SIZE);
  return Uint8Array.from(x);
}
