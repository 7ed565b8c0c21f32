import type { Letters } from '@verbatim/tasks';
import type { Transformer } from './transformer.js';

/**
 * Greedy, autoregressive generation after any prompt.
 *
 * @param prompt - at least one token.
 * @param tokens - how many to generate, each fed back before the next.
 * @throws RangeError for a prompt without a token.
 */
export function answerPrompt(model: Transformer, prompt: Letters, tokens: number): Uint32Array {
  if (prompt.length === 0) throw new RangeError('a prompt without a token; at least one is needed');
  model.truncate(0);
  for (let i = 0; i < prompt.length - 1; i++) model.read(prompt[i]);
  const output = new Uint32Array(tokens);
  let token = prompt[prompt.length - 1];
  for (let i = 0; i < tokens; i++) {
    token = model.predict(token);
    output[i] = token;
  }
  return output;
}
