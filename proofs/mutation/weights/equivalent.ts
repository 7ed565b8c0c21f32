/** Why a mutant can change no logit: the two kinds of weights that nothing depends on. */
import { copyPrompt, stringsOf } from '@verbatim/tasks';
import { type CopyingTransformer, copyRunner, exactRationals } from '@verbatim/transformer';
import type { Mutant } from './mutants.js';

/** The reasons, in words. */
export const REASONS = {
  'relu-never-opens':
    'the hidden row is never above 0, so that its ReLU always gives 0: it is the half for the negative part of a flag, which is never ' +
    'negative where its gate is open and held below 0 where it is closed, or for that of an axis of BOS or COPY',
  'copy-axis-of-the-widest-head':
    'the COPY axis of h_{n+1} is only read by the flag in slot n of the key n tokens behind COPY, and no query that sees this key has a flag there',
} as const;

/**
 * The reason why the mutants of a construction that give the same logits do so; null where there is none.
 *
 * @param maxLength the strings in which the hidden rows are looked at, exactly, have at most so many letters.
 */
export function reasons(
  construction: CopyingTransformer,
  maxLength: number,
): (mutant: Mutant) => keyof typeof REASONS | null {
  const closed = neverOpen(construction, maxLength);
  const widest = `blocks.0.heads.${construction.ngram}.value`;
  const copyAxis = construction.dimensions.embedding - 1;
  return ({ matrix, row }) => {
    if (row === null) return null;
    if (closed.has(`${matrix} ${row}`)) return 'relu-never-opens';
    return matrix === widest && row === copyAxis ? 'copy-axis-of-the-widest-head' : null;
  };
}

/** The rows of U_2, block by block, that are at most 0 at every position of `BOS x COPY x_1 … x_{L−1}` for every short x. */
function neverOpen(construction: CopyingTransformer, maxLength: number): Set<string> {
  const { model } = copyRunner(construction, exactRationals());
  const closed = new Set<string>();
  construction.weights.blocks.forEach(({ mlp }, block) => {
    for (let row = 0; row < mlp.inner.rows; row++) closed.add(`blocks.${block}.mlp.inner ${row}`);
  });
  for (let length = 1; length <= maxLength; length++) {
    for (const letters of stringsOf(construction.alphabetSize, length)) {
      model.truncate(0);
      for (const token of [...copyPrompt(letters, construction.vocabulary), ...letters.slice(0, -1)]) {
        model.trace(token).blocks.forEach(({ hidden }, block) => {
          hidden.forEach((value, row) => {
            if (value > 0) closed.delete(`blocks.${block}.mlp.inner ${row}`);
          });
        });
      }
    }
  }
  return closed;
}
