/** Exact p_ngram and p_conflict: of any distribution by listing its strings, of uniform letters by counting them. */

import type { ListedCopyDistribution } from './copy-distribution.js';
import { type Fraction, inLowestTerms } from './fraction.js';
import { countConflictFreeStrings, countRepeatFreeStrings } from './repeat-count.js';
import { conflictingRepeat, repeatedNgram } from './repeats.js';
import type { Letters } from './vocabulary.js';

/**
 * The probability of an event, by listing every string of the distribution.
 *
 * @param event - whether the event happens for these (L) letters.
 * @returns in lowest terms.
 */
export function probabilityThat(distribution: ListedCopyDistribution, event: (letters: Letters) => boolean): Fraction {
  const numerators = new Map<bigint, bigint>(); // by denominator
  for (const { letters, probability } of distribution.support()) {
    const { numerator, denominator } = probability;
    numerators.set(denominator, (numerators.get(denominator) ?? 0n) + (event(letters) ? numerator : 0n));
  }
  const parts = [...numerators].map(([denominator, numerator]): Fraction => ({ numerator, denominator }));
  return parts.reduce(
    (a, b) =>
      inLowestTerms({
        numerator: a.numerator * b.denominator + b.numerator * a.denominator,
        denominator: a.denominator * b.denominator,
      }),
    { numerator: 0n, denominator: 1n },
  );
}

/**
 * p_ngram: the probability that a string repeats an n-gram, by listing every string.
 *
 * @throws RangeError if n is no integer of at least 1.
 */
export function repeatProbability(distribution: ListedCopyDistribution, ngram: number): Fraction {
  return probabilityThat(distribution, (letters) => repeatedNgram(letters, ngram) !== null);
}

/**
 * p_conflict: the probability that a string has a conflicting repeat of an n-gram, by listing every string.
 *
 * @throws RangeError if n is no integer of at least 1.
 */
export function conflictProbability(distribution: ListedCopyDistribution, ngram: number): Fraction {
  return probabilityThat(distribution, (letters) => conflictingRepeat(letters, ngram) !== null);
}

/** 1 − count / D^L. */
function missing(count: bigint, alphabetSize: number, length: number): Fraction {
  const denominator = BigInt(alphabetSize) ** BigInt(length);
  return { numerator: denominator - count, denominator };
}

/**
 * p_ngram of L i.i.d. uniform letters, over the denominator D^L, by {@link countRepeatFreeStrings}.
 *
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function uniformRepeatProbability(alphabetSize: number, length: number, ngram: number): Fraction {
  return missing(countRepeatFreeStrings(alphabetSize, length, ngram), alphabetSize, length);
}

/**
 * p_conflict of L i.i.d. uniform letters, over the denominator D^L, by {@link countConflictFreeStrings}.
 *
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function uniformConflictProbability(alphabetSize: number, length: number, ngram: number): Fraction {
  return missing(countConflictFreeStrings(alphabetSize, length, ngram), alphabetSize, length);
}
