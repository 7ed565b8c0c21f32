/** The bounds of the paper, and sharper ones, on the probability of a repeated n-gram in L i.i.d. uniform letters. */

import type { Fraction } from './fraction.js';
import { assertNgram } from './repeat.js';
import { vocabulary } from './vocabulary.js';

function pairs(positions: number): bigint {
  return positions < 2 ? 0n : (BigInt(positions) * BigInt(positions - 1)) / 2n;
}

/** @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers. */
export function assertSizes(alphabetSize: number, length: number, ngram: number): void {
  vocabulary(alphabetSize);
  assertNgram(ngram);
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`string length L = ${length}: accepted is an integer of at least 1`);
  }
}

/**
 * L² D⁻ⁿ, which Lemma 2.4 of arXiv 2402.01032 puts above p_ngram.
 *
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function lemmaBound(alphabetSize: number, length: number, ngram: number): Fraction {
  assertSizes(alphabetSize, length, ngram);
  return { numerator: BigInt(length) ** 2n, denominator: BigInt(alphabetSize) ** BigInt(ngram) };
}

/**
 * C(L−n+1, 2) D⁻ⁿ ≥ p_ngram: each of the pairs of windows, overlapping ones too, collides with probability exactly D⁻ⁿ.
 *
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function repeatBound(alphabetSize: number, length: number, ngram: number): Fraction {
  assertSizes(alphabetSize, length, ngram);
  return { numerator: pairs(length - ngram + 1), denominator: BigInt(alphabetSize) ** BigInt(ngram) };
}

/**
 * C(L−n, 2) D⁻ⁿ (1 − 1/D) ≥ p_conflict: of two windows that collide, each followed by a letter, the next letters differ
 * with probability 1 − 1/D.
 *
 * @throws RangeError unless D ≥ 2, L ≥ 1 and n ≥ 1 are integers.
 */
export function conflictBound(alphabetSize: number, length: number, ngram: number): Fraction {
  assertSizes(alphabetSize, length, ngram);
  return {
    numerator: pairs(length - ngram) * BigInt(alphabetSize - 1),
    denominator: BigInt(alphabetSize) ** BigInt(ngram + 1),
  };
}
