/**
 * Selective copy, `$a**b*|ab.`: say only the letters, in order, and not the blanks between them. A model with constant
 * updates counts positions and fails; one whose updates depend on the token need only remember the letters.
 *
 * Source: Gu and Dao, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", 2023.
 */

import { assertCount, lengthRange } from './length-range.js';
import type { StringTaskOptions, Task } from './task.js';
import { vocabulary } from './vocabulary.js';

/** The options of {@link selectiveCopyTask}. Lengths are of letters and blanks together. */
export interface SelectiveCopyOptions extends StringTaskOptions {
  /** How many of the L tokens are letters; the others are blank (PAD). */
  readonly letters: number;
}

/**
 * The selective copy task. L is uniform over its range; the letters are i.i.d. uniform, and every choice of their positions
 * among the L is equally likely.
 *
 * @throws RangeError if D or a length is out of its range; L is at least the number of letters, and that at least 1.
 */
export function selectiveCopyTask({ alphabetSize, minLength, maxLength, letters }: SelectiveCopyOptions): Task {
  const tokens = vocabulary(alphabetSize);
  assertCount('number of letters to copy', letters);
  const length = lengthRange('length of a string with blanks', letters, minLength, maxLength);
  return {
    name: 'selective-copy',
    vocabulary: tokens,
    sample(random) {
      const total = length(random);
      const answer = random.letters(letters, alphabetSize); // (letters)
      const prompt = new Uint32Array(total + 2).fill(tokens.pad); // (L + 2)
      prompt[0] = tokens.bos;
      prompt[total + 1] = tokens.copy;
      // Selection sampling: each position is taken with the chance that so many of so many are still to come.
      let placed = 0;
      for (let i = 0; placed < letters; i++) {
        if (random.integer(1, total - i) <= letters - placed) {
          prompt[1 + i] = answer[placed];
          placed += 1;
        }
      }
      return { task: 'selective-copy', vocabulary: tokens, length: total, prompt, answer };
    },
  };
}
