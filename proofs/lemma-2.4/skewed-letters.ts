import { type ListedCopyDistribution, skewedCopies } from '@verbatim/tasks';

/** For negative controls: letters of which 0 has nine chances in ten, and the others share the tenth. */
export function skewedLetters(alphabetSize: number, length: number): ListedCopyDistribution {
  const others = alphabetSize - 1;
  return skewedCopies([9 * others, ...Array<number>(others).fill(1)], length);
}
