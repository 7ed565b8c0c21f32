/** Copying a file with the two-layer transformer: bytes are letters, n is the smallest without a conflicting repeat. */
import { BYTE_ALPHABET_SIZE, lettersFromBytes, smallestNgramWithoutConflict } from '@verbatim/tasks';
import {
  certificate,
  copyingTransformer,
  copyRunner,
  type Dimensions,
  float64,
  generateCopy,
} from '@verbatim/transformer';

/** What became of the copy. */
export interface FileCopy {
  readonly alphabetSize: number;
  /** L, in letters. */
  readonly length: number;
  readonly ngram: number;
  readonly dimensions: Dimensions;
  /** Whether f64's certificate covers (n, D, L). */
  readonly certified: boolean;
  readonly copied: boolean;
  /** The 0-based position of the first wrong letter, or null. */
  readonly firstMismatch: number | null;
  /** Seconds of prefill and generation. */
  readonly seconds: number;
}

/**
 * Generates the copy letter by letter from a KV cache, in f64.
 *
 * @param onLetter - called after each letter with the letters done.
 */
export function copyBytes(bytes: Uint8Array, onLetter: (done: number) => void): FileCopy {
  const letters = lettersFromBytes(bytes);
  const ngram = smallestNgramWithoutConflict(letters);
  const size = { alphabetSize: BYTE_ALPHABET_SIZE, ngram, maxLength: letters.length };
  const numbers = float64();
  const construction = copyingTransformer(size);
  const started = performance.now();
  const copy = generateCopy(copyRunner(construction, numbers), letters, { onLetter });
  const seconds = (performance.now() - started) / 1000;
  const firstMismatch = copy.findIndex((letter, i) => letter !== letters[i]);
  return {
    alphabetSize: BYTE_ALPHABET_SIZE,
    length: letters.length,
    ngram,
    dimensions: construction.dimensions,
    certified: certificate(size, numbers).certified,
    copied: firstMismatch < 0,
    firstMismatch: firstMismatch < 0 ? null : firstMismatch,
    seconds,
  };
}
