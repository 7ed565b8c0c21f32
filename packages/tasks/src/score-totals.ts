import type { AnswerMode, Score } from './score.js';

/** The scores of many answers, as counts: rates come from them, and so does how far a rate can be trusted. */
export interface ScoreTotals {
  readonly mode: AnswerMode;
  /** How many answers were scored. */
  readonly strings: number;
  /** How many of them are right as a whole. */
  readonly stringsCorrect: number;
  /** How many letters all answers have. */
  readonly letters: number;
  /** How many of them are right. */
  readonly lettersCorrect: number;
  /** After how many answers EOS is right, or `null` if it does not count. */
  readonly eosCorrect: number | null;
}

/**
 * Adds scores up.
 *
 * @throws RangeError if there is none, or they are of both modes, or EOS counts in some and not in others.
 */
export function totalScores(scores: Iterable<Score>): ScoreTotals {
  let totals: ScoreTotals | null = null;
  for (const { mode, stringCorrect, lettersCorrect, letters, eosCorrect } of scores) {
    totals ??= {
      mode,
      strings: 0,
      stringsCorrect: 0,
      letters: 0,
      lettersCorrect: 0,
      eosCorrect: eosCorrect === null ? null : 0,
    };
    if (mode !== totals.mode) {
      throw new RangeError(`scores of answers ${totals.mode} and ${mode}: accepted is one of the two at a time`);
    }
    if ((eosCorrect === null) !== (totals.eosCorrect === null)) {
      throw new RangeError('scores with and without EOS: accepted is one of the two at a time');
    }
    totals = {
      mode,
      strings: totals.strings + 1,
      stringsCorrect: totals.stringsCorrect + Number(stringCorrect),
      letters: totals.letters + letters,
      lettersCorrect: totals.lettersCorrect + lettersCorrect,
      eosCorrect: totals.eosCorrect === null ? null : totals.eosCorrect + Number(eosCorrect),
    };
  }
  if (totals === null) {
    throw new RangeError('0 scores: accepted are one or more');
  }
  return totals;
}

/** The part of the answers that are right as a whole. */
export function stringAccuracy({ stringsCorrect, strings }: ScoreTotals): number {
  return stringsCorrect / strings;
}

/** The part of all letters that are right, long answers counting for more than short ones. */
export function letterAccuracy({ lettersCorrect, letters }: ScoreTotals): number {
  return lettersCorrect / letters;
}
