/**
 * The n-gram keys as the lemmas define them, from the tokens alone: what the arithmetic of block 1 is meant to compute,
 * written without it, so that the two can be compared.
 */
import type { CopyingTransformer } from './copying-transformer.js';

/** A slot of a key: a letter, `start` for BOS or COPY, or null for a slot that the gate keeps closed. */
export type Slot = number | 'start' | null;

/** The n-gram that ends at `position`: slot t = 1 … n is the token t − 1 places back, closed behind a start of string. */
export function queryNgram(
  { alphabetSize, ngram }: Pick<CopyingTransformer, 'alphabetSize' | 'ngram'>,
  tokens: ArrayLike<number>,
  position: number,
): Slot[] {
  const slots: Slot[] = new Array(ngram).fill(null);
  for (let t = 0; t < ngram && position - t >= 0; t++) {
    const token = tokens[position - t];
    if (token >= alphabetSize) {
      slots[t] = 'start';
      break;
    }
    slots[t] = token;
  }
  return slots;
}

/**
 * The n-gram before `position`, which is the key of the token there. BOS and COPY have an empty key, since a string starts
 * with them; in the stop variant COPY has the key of a letter.
 */
export function keyNgram(
  construction: Pick<CopyingTransformer, 'alphabetSize' | 'ngram' | 'stop' | 'vocabulary'>,
  tokens: ArrayLike<number>,
  position: number,
): Slot[] {
  const token = tokens[position];
  const { alphabetSize, ngram, stop, vocabulary } = construction;
  const closed = token >= alphabetSize && !(stop && token === vocabulary.copy);
  if (closed || position === 0) return new Array(ngram).fill(null);
  return queryNgram(construction, tokens, position - 1);
}

/** Whether two keys agree in every slot. */
export function sameNgram(a: readonly Slot[], b: readonly Slot[]): boolean {
  return a.every((slot, t) => slot === b[t]);
}
