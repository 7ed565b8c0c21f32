/** What a model reads in the copy task. */

import { assertLetters, type Letters, type Vocabulary } from './vocabulary.js';

/**
 * The prompt of the copy task, `BOS x COPY`: the answer is x again.
 *
 * @param x - (L) letters.
 * @returns (L + 2) tokens.
 * @throws RangeError if x holds anything but letters of the vocabulary.
 */
export function copyPrompt(x: Letters, { alphabetSize, bos, copy }: Vocabulary): Uint32Array {
  assertLetters(x, alphabetSize);
  const prompt = new Uint32Array(x.length + 2);
  prompt[0] = bos;
  prompt.set(x, 1);
  prompt[x.length + 1] = copy;
  return prompt;
}

/**
 * What a teacher-forced model reads, `BOS x COPY x_1 … x_{L−1}`: its predictions at the last L tokens are its answer, each
 * after the true letters before it.
 *
 * @param x - (L) letters.
 * @returns (2L + 1) tokens; for L = 0 the prompt alone, which is 2.
 * @throws RangeError if x holds anything but letters of the vocabulary.
 */
export function teacherForcedTokens(x: Letters, vocabulary: Vocabulary): Uint32Array {
  const prompt = copyPrompt(x, vocabulary);
  const fed = Math.max(x.length - 1, 0);
  const tokens = new Uint32Array(prompt.length + fed);
  tokens.set(prompt);
  tokens.set(prompt.subarray(1, 1 + fed), prompt.length);
  return tokens;
}
