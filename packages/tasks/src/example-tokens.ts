import type { TaskExample } from './task.js';

/** An example as a model is trained on it. */
export interface ExampleTokens {
  /** The prompt, the answer and EOS. */
  readonly tokens: Uint32Array;
  /** The tokens from here on are scored: the answer and EOS. A model predicts each from all before it. */
  readonly scoredFrom: number;
}

/** All tokens of an example, and which of them are scored: the loss is on the answer and EOS only. */
export function exampleTokens({ prompt, answer, vocabulary }: TaskExample): ExampleTokens {
  const tokens = new Uint32Array(prompt.length + answer.length + 1);
  tokens.set(prompt);
  tokens.set(answer, prompt.length);
  tokens[tokens.length - 1] = vocabulary.eos;
  return { tokens, scoredFrom: prompt.length };
}
