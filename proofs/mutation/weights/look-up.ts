/** The logits that T(n) is meant to give, from the tokens alone, and those that a model gives, both as exact fractions. */
import { copyPrompt, stringsOf } from '@verbatim/tasks';
import {
  type CopyingTransformer,
  copyRunner,
  exactRationals,
  InexactError,
  keyNgram,
  queryNgram,
  type Slot,
} from '@verbatim/transformer';
import { slotCode, tokenCodes } from '../../common/token-codes.js';

/** A fraction of whole numbers; the denominator is above 0. */
interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Where a model's logits are not those of the look-up. */
export interface Difference {
  readonly tokens: readonly number[];
  /** The token whose logit differs; null where weights are irrational, so that there is no exact logit. */
  readonly logit: number | null;
}

/**
 * The first position of `BOS x COPY x_1 … x_{L−1}`, over every string of at most `maxLength` letters, at which the exact logits
 * of a model are not those of the look-up `Σ_j 2^(B·⟨query, key_j⟩) ⟨code, code_j⟩ / Σ_j 2^(B·⟨query, key_j⟩)`; null when there is none.
 *
 * @param model its weights are run.
 * @param meant says D, n, B and whether it stops.
 */
export function firstDifference(
  model: CopyingTransformer,
  meant: CopyingTransformer,
  maxLength: number,
): Difference | null {
  const numbers = exactRationals();
  const argmax = numbers.argmax.bind(numbers);
  let logits: readonly Ratio[] = [];
  numbers.argmax = (rows, row) => {
    logits = rows.data.slice(row * rows.width, (row + 1) * rows.width);
    return argmax(rows, row);
  };
  const { model: transformer } = copyRunner(model, numbers);
  for (let length = 1; length <= maxLength; length++) {
    for (const letters of stringsOf(meant.alphabetSize, length)) {
      const sequence = [...copyPrompt(letters, meant.vocabulary), ...letters.slice(0, -1)];
      transformer.truncate(0);
      for (let i = 0; i < sequence.length; i++) {
        const tokens = sequence.slice(0, i + 1);
        try {
          transformer.predict(sequence[i]!);
        } catch (error) {
          if (error instanceof InexactError) return { tokens, logit: null };
          throw error;
        }
        const wanted = lookedUp(meant, tokens);
        const logit = wanted.findIndex((ratio, token) => !equal(ratio, logits[token]!));
        if (logit >= 0) return { tokens, logit };
      }
    }
  }
  return null;
}

/** The logits after the last of the tokens, by the formula, in whole numbers. */
function lookedUp(meant: CopyingTransformer, tokens: readonly number[]): Ratio[] {
  const { alphabetSize, softmaxScale } = meant;
  const codes = tokenCodes(alphabetSize);
  const vector = (slots: readonly Slot[]) => slots.flatMap((slot) => slotCode(alphabetSize, slot));
  const query = vector(queryNgram(meant, tokens, tokens.length - 1));
  const scores = tokens.map((_, j) => softmaxScale * inner(query, vector(keyNgram(meant, tokens, j))));
  const least = Math.min(...scores);
  const weights = scores.map((score) => 1n << BigInt(score - least));
  const denominator = weights.reduce((sum, weight) => sum + weight, 0n);
  return codes.map((code) => ({
    numerator: weights.reduce((sum, weight, j) => sum + weight * BigInt(inner(code, codes[tokens[j]!]!)), 0n),
    denominator,
  }));
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

function equal(a: Ratio, b: Ratio): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator;
}
