/** Copy, `$x|x.`: say the string again. */

import { lengthRange } from './length-range.js';
import { copyPrompt } from './prompts.js';
import type { StringTaskOptions, Task, TaskExample } from './task.js';
import { type Letters, type Vocabulary, vocabulary } from './vocabulary.js';

/**
 * The copy task for a given string, from whatever distribution it may come.
 *
 * @param x - (L) letters.
 * @throws RangeError if x holds anything but letters of the vocabulary.
 */
export function copyExample(x: Letters, tokens: Vocabulary): TaskExample {
  return {
    task: 'copy',
    vocabulary: tokens,
    length: x.length,
    prompt: copyPrompt(x, tokens), // (L + 2)
    answer: Uint32Array.from(x), // (L)
  };
}

/**
 * The copy task. L is uniform over its range, then x is L i.i.d. uniform letters.
 *
 * @throws RangeError if D or a length is out of its range; L is at least 1.
 */
export function copyTask({ alphabetSize, minLength, maxLength }: StringTaskOptions): Task {
  const tokens = vocabulary(alphabetSize);
  const length = lengthRange('string length', 1, minLength, maxLength);
  return {
    name: 'copy',
    vocabulary: tokens,
    sample: (random) => copyExample(random.letters(length(random), alphabetSize), tokens),
  };
}
