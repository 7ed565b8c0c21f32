/**
 * How right one answer is, as a string and letter by letter. Two ways to get an answer out of a model are kept apart, because
 * their letters do not compare:
 *
 * - *autoregressive*: each token that the model says is fed back. One wrong letter may make all later ones wrong, or shift
 *   them by one place.
 * - *teacher-forced*: the model predicts each letter after the true ones. Errors do not cascade, so the letter score is
 *   another, and as a rule a higher, number.
 *
 * As strings they agree: all predictions of a model are right if and only if its greedy generation says the whole answer.
 */

import type { Letters } from './vocabulary.js';

/** How the answer was got. */
export type AnswerMode = 'autoregressive' | 'teacher-forced';

/** Whether the end of the answer counts. */
export interface Ending {
  /** The token that must follow the last letter, or `null` if whatever follows does not count. */
  readonly eos: number | null;
}

/** The score of one answer. */
export interface Score {
  readonly mode: AnswerMode;
  /** All letters are right and, if EOS counts, it follows them. */
  readonly stringCorrect: boolean;
  /** How many letters are right, each at its place. EOS is never among them. */
  readonly lettersCorrect: number;
  /** How many letters the answer has. */
  readonly letters: number;
  /** Whether EOS is where it must be, or `null` if it does not count. */
  readonly eosCorrect: boolean | null;
  /** The first place that is wrong, counted from 0, or `null`; the number of letters if only EOS is. */
  readonly firstMismatch: number | null;
}

/** Compares the first `given` tokens with the answer and its end; places that were not given are wrong. */
function compare(mode: AnswerMode, tokens: Letters, given: number, answer: Letters, eos: number | null): Score {
  const letters = answer.length;
  let lettersCorrect = 0;
  let firstMismatch: number | null = null;
  for (let i = 0; i < letters; i++) {
    if (i < given && tokens[i] === answer[i]) {
      lettersCorrect += 1;
    } else {
      firstMismatch ??= i;
    }
  }
  const eosCorrect = eos === null ? null : given > letters && tokens[letters] === eos;
  if (eosCorrect === false) {
    firstMismatch ??= letters;
  }
  return { mode, stringCorrect: firstMismatch === null, lettersCorrect, letters, eosCorrect, firstMismatch };
}

/**
 * Scores generated tokens. If EOS counts, the answer ends at the first one: what was generated after it is no answer. If not,
 * the first tokens, as many as the answer has letters, are compared. Tokens that are missing are wrong, and further ones are
 * ignored.
 *
 * @param generated - the tokens that the model said after the prompt, any number of them.
 * @param answer - the letters that it should have said, without EOS.
 */
export function scoreAutoregressive(generated: Letters, answer: Letters, { eos }: Ending): Score {
  let given = 0;
  while (given < generated.length && generated[given] !== eos) {
    given += 1;
  }
  return compare('autoregressive', generated, Math.min(given + 1, generated.length), answer, eos);
}

/**
 * Scores predictions, each made after the prompt and the true letters before it.
 *
 * @param predictions - as many as the answer has letters, and one more if EOS counts.
 * @param answer - the true letters, without EOS.
 * @throws RangeError if there are more or fewer predictions.
 */
export function scoreTeacherForced(predictions: Letters, answer: Letters, { eos }: Ending): Score {
  const expected = answer.length + (eos === null ? 0 : 1);
  if (predictions.length !== expected) {
    const counted = eos === null ? '' : ' and EOS';
    throw new RangeError(
      `${predictions.length} predictions for ${answer.length} letters${counted}: accepted are ${expected}, one for each`,
    );
  }
  return compare('teacher-forced', predictions, expected, answer, eos);
}
