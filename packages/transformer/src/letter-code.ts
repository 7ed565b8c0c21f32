/** The code of the construction: letters as corners of a cube, BOS and COPY as an axis each. */
import type { Vocabulary } from '@verbatim/tasks';
import { type Entry, type SparseMatrix, sparseMatrix } from './sparse-matrix.js';

/** d' = max(1, ⌈log2 D⌉), by bit length: the number of coordinates of a letter. */
export function letterWidth(alphabetSize: number): number {
  return Math.max(1, 32 - Math.clz32(alphabetSize - 1));
}

/**
 * The code of every token, shape (D + 2, d' + 2): a letter is its binary code in {−1, +1}^d' (least significant bit
 * first), BOS is axis d', COPY is axis d' + 1. It is both the embedding and the unembedding.
 */
export function letterCode({ alphabetSize, bos, copy }: Vocabulary): SparseMatrix {
  const width = letterWidth(alphabetSize);
  const code: Entry[] = [
    [bos, width, 1],
    [copy, width + 1, 1],
  ];
  for (let letter = 0; letter < alphabetSize; letter++)
    for (let bit = 0; bit < width; bit++) code.push([letter, bit, (letter >>> bit) & 1 ? 1 : -1]);
  return sparseMatrix(alphabetSize + 2, width + 2, code);
}
