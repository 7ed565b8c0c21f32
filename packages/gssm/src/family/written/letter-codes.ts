/** How written-down models see tokens: a binary code for a letter, and a flag for each kind of token. */

import { vocabulary } from '@verbatim/tasks';
import { doubles, matrixOf, type Tensor } from '../tensor.js';

/** Coordinates behind the code: 1 for a letter, for BOS, for COPY. */
export const FLAGS = 3;

/** d' = max(1, ⌈log2 D⌉): the coordinates of a letter's code. */
export function codeWidth(alphabetSize: number): number {
  vocabulary(alphabetSize);
  return Math.max(1, 32 - Math.clz32(alphabetSize - 1));
}

/** Coordinate `i` of a letter's binary code in {−1, 1}; letter 0 is −1 throughout. */
function codeAt(letter: number, i: number): number {
  return Math.floor(letter / 2 ** i) % 2 === 1 ? 1 : -1;
}

/** (D + 2, d' + 3): codes and flags of the letters, BOS and COPY. A special token has the code 0. */
export function tokenEmbedding(alphabetSize: number): Tensor {
  const width = codeWidth(alphabetSize);
  return matrixOf(alphabetSize + 2, width + FLAGS, (token, i) => {
    const kind = Math.max(0, token - alphabetSize + 1);
    if (i >= width) return i - width === kind ? 1 : 0;
    return kind === 0 ? codeAt(token, i) : 0;
  });
}

/** (D, width): logits as products with the codes, which stand first among the coordinates. */
export function codeHead(alphabetSize: number, width: number): Tensor {
  const code = codeWidth(alphabetSize);
  return matrixOf(alphabetSize, width, (letter, i) => (i < code ? codeAt(letter, i) : 0));
}

/**
 * A (rows, columns) matrix from its entries that are not 0, given as [row, column, value]; two entries at one place add up.
 */
export function sparse(
  rows: number,
  columns: number,
  entries: Iterable<readonly [row: number, column: number, value: number]>,
): Tensor {
  const values = doubles(rows * columns, () => 0);
  for (const [row, column, value] of entries) values[row * columns + column] += value;
  return { shape: [rows, columns], values };
}

/** 0 … length − 1. */
export function indices(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
