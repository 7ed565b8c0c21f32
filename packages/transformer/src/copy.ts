/** Copying with a transformer: greedy generation from a KV cache, and one-pass teacher forcing. */
import { copyPrompt, type Letters } from '@verbatim/tasks';
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
  for (let i = 0; i < prompt.length - 1; i++) model.read(prompt[i]);
  let token = prompt[prompt.length - 1];
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
  for (let i = 0; i < prompt.length - 1; i++) model.read(prompt[i]);
  for (let i = 0; i < letters.length; i++) {
    output[i] = model.predict(i === 0 ? construction.vocabulary.copy : letters[i - 1]);
    onLetter?.(i + 1);
  }
  return output;
}

/** A string and whether the model copies it. */
export interface CopiedString {
  readonly letters: Uint32Array;
  /** Whether all L teacher-forced predictions are right, which is equivalent to greedy generation returning it. */
  readonly copied: boolean;
}

/**
 * Runs the honest teacher-forced pass over every one of the D^L strings, in lexicographic order. Strings share the cache
 * of their common prefix, which changes no number; all L predictions of each string are computed. The runner must not be
 * used for anything else until the iteration has ended.
 */
export function* exhaustTeacherForced({ construction, model }: CopyRunner, length: number): Generator<CopiedString> {
  const { alphabetSize, bos, copy } = construction.vocabulary;
  const letters = new Uint32Array(length);
  model.truncate(0);
  model.read(bos);
  for (let depth = 0; ; ) {
    for (; depth < length; depth++) model.read(letters[depth]);
    let right = 0;
    for (let i = 0; i < length; i++) if (model.predict(i === 0 ? copy : letters[i - 1]) === letters[i]) right++;
    yield { letters: letters.slice(), copied: right === length };
    while (depth > 0 && letters[depth - 1] === alphabetSize - 1) letters[--depth] = 0;
    if (depth === 0) return;
    letters[--depth]++;
    model.truncate(depth + 1);
  }
}
