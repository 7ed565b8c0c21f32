/** Copying with a transformer: greedy generation from a KV cache, and one-pass teacher forcing. */
import { copyPrompt, type Letters, vocabulary } from '@verbatim/tasks';
import type { CopyingTransformer } from './copying-transformer.js';
import type { NumberSystem, Rows } from './number-system.js';
import { Transformer } from './transformer.js';

/** A copying transformer in a number system, ready to run. */
export interface CopyRunner {
  readonly construction: CopyingTransformer;
  readonly model: Transformer;
}

/** Puts a construction's weights into a number system. */
export function copyRunner<R extends Rows, M>(
  construction: CopyingTransformer,
  numbers: NumberSystem<R, M>,
): CopyRunner {
  return { construction, model: new Transformer(construction.weights, numbers) as unknown as Transformer };
}

/** Called after each letter with the number of letters done. */
export type OnLetter = (done: number) => void;

/**
 * Greedy, autoregressive generation: reads `BOS x COPY`, then returns the next `tokens` tokens, each fed back.
 *
 * @param tokens how many to generate; by default as many as x has letters.
 * @returns tokens of the vocabulary, normally letters; D stands for BOS and D + 1 for COPY.
 */
export function generateCopy(
  { construction, model }: CopyRunner,
  letters: Letters,
  { tokens = letters.length, onLetter }: { tokens?: number; onLetter?: OnLetter } = {},
): Uint32Array {
  const prompt = copyPrompt(letters, construction.vocabulary);
  const output = new Uint32Array(tokens);
  model.truncate(0);
  for (let i = 0; i < prompt.length - 1; i++) model.read(prompt[i]!);
  let token = prompt[prompt.length - 1]!;
  for (let i = 0; i < tokens; i++) {
    token = model.predict(token);
    output[i] = token;
    onLetter?.(i + 1);
  }
  return output;
}

/**
 * One pass over `BOS x COPY x_1 … x_{L−1}`: returns the L predictions after COPY and after each letter of the answer.
 * If all are right then greedy generation returns x, by induction on the position; if one is wrong then generation
 * makes the same mistake there first.
 */
export function teacherForcedCopy(
  { construction, model }: CopyRunner,
  letters: Letters,
  { onLetter }: { onLetter?: OnLetter } = {},
): Uint32Array {
  const prompt = copyPrompt(letters, construction.vocabulary);
  const output = new Uint32Array(letters.length);
  model.truncate(0);
  for (let i = 0; i < prompt.length - 1; i++) model.read(prompt[i]!);
  for (let i = 0; i < letters.length; i++) {
    output[i] = model.predict(i === 0 ? construction.vocabulary.copy : letters[i - 1]!);
    onLetter?.(i + 1);
  }
  return output;
}

/**
 * Runs the honest teacher-forced pass over every one of the D^L strings, in lexicographic order. Strings share the
 * cache of their common prefix; all L predictions of each string are computed. `visit` gets the string and whether all L
 * predictions were right; both arguments are only valid during the call.
 */
export function exhaustTeacherForced(
  { construction, model }: CopyRunner,
  length: number,
  visit: (letters: Uint32Array, copied: boolean) => void,
): void {
  const { alphabetSize, bos, copy } = vocabulary(construction.alphabetSize);
  const letters = new Uint32Array(length);
  model.truncate(0);
  model.read(bos);
  const descend = (depth: number): void => {
    if (depth === length) {
      let right = 0;
      for (let i = 0; i < length; i++) if (model.predict(i === 0 ? copy : letters[i - 1]!) === letters[i]) right++;
      visit(letters, right === length);
      model.truncate(depth + 1);
      return;
    }
    for (let letter = 0; letter < alphabetSize; letter++) {
      letters[depth] = letter;
      model.read(letter);
      descend(depth + 1);
      model.truncate(depth + 1);
    }
  };
  descend(0);
}
