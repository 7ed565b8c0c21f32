/** Runs a model, whatever it is, on examples of a task, and adds up its scores. */

import { exampleTokens } from './example-tokens.js';
import { type Score, scoreAutoregressive, scoreTeacherForced } from './score.js';
import { type ScoreTotals, totalScores } from './score-totals.js';
import type { TaskExample } from './task.js';
import type { Letters } from './vocabulary.js';

/** What counts in an evaluation. */
export interface EvaluationOptions {
  /** Whether EOS must follow the last letter. The theorems count letters only, the trained experiments EOS as well. */
  readonly countEos: boolean;
}

/** Greedy generation: what a model says after a prompt, at most `tokens` tokens. It may stop early at its EOS. */
export type Generate = (prompt: Uint32Array, tokens: number) => Letters;

/** One pass over all tokens: for each of them, what the model says comes next. */
export type PredictNext = (tokens: Uint32Array) => Letters;

/**
 * Autoregressive scores: the model reads the prompt only, and is fed what it says itself.
 *
 * @throws RangeError if there is no example.
 */
export function evaluateAutoregressive(
  examples: Iterable<TaskExample>,
  generate: Generate,
  { countEos }: EvaluationOptions,
): ScoreTotals {
  function* scores(): Generator<Score> {
    for (const { prompt, answer, vocabulary } of examples) {
      const generated = generate(prompt, answer.length + Number(countEos));
      yield scoreAutoregressive(generated, answer, { eos: countEos ? vocabulary.eos : null });
    }
  }
  return totalScores(scores());
}

/**
 * Teacher-forced scores: the model reads the prompt and the true answer, and predicts each letter from what is before it.
 *
 * @throws RangeError if there is no example, or the model returns more or fewer predictions than it was given tokens.
 */
export function evaluateTeacherForced(
  examples: Iterable<TaskExample>,
  predictNext: PredictNext,
  { countEos }: EvaluationOptions,
): ScoreTotals {
  function* scores(): Generator<Score> {
    for (const example of examples) {
      const { tokens, scoredFrom } = exampleTokens(example);
      // The last token that is scored is never read.
      const read = tokens.subarray(0, tokens.length - (countEos ? 1 : 2));
      const predictions = predictNext(read);
      if (predictions.length !== read.length) {
        throw new RangeError(`${predictions.length} predictions for ${read.length} tokens: accepted is one for each`);
      }
      const eos = countEos ? example.vocabulary.eos : null;
      yield scoreTeacherForced(Array.from(predictions).slice(scoredFrom - 1), example.answer, { eos });
    }
  }
  return totalScores(scores());
}
