/** Certificates for Corollary 2.5: its choices of n on a grid, and for every ε and L of a range. */
import { certificate, type Effort, type Json, type Method, Pacer } from '@verbatim/evidence';
import { conflictBound, fractionToNumber, lessThan } from '@verbatim/tasks';
import {
  certificate as copyingCertificate,
  copyingTransformer,
  DIMENSION_FACTOR,
  float64,
} from '@verbatim/transformer';
import { isLongEnough, type Target } from './chosen-key-length.js';

const power = (base: bigint, exponent: number) => ({ numerator: 1n, denominator: base ** BigInt(exponent) });

/** 0.4, 10⁻¹, 10⁻², 10⁻³, 10⁻⁶, 10⁻⁹ and 10⁻¹². */
export const EPSILONS = [{ numerator: 2n, denominator: 5n }, ...[1, 2, 3, 6, 9, 12].map((k) => power(10n, k))];
const LENGTHS = [1, 10, 30, 100, 1_000, 10_000, 1_000_000];
export const ALPHABETS = [2, 3, 4, 26, 256, 1_000];

const grid = EPSILONS.flatMap((epsilon) =>
  LENGTHS.flatMap((length) => ALPHABETS.map((alphabetSize): Target => ({ epsilon, length, alphabetSize }))),
);

/** For each target of a grid: the n, the dimension, and the inequalities behind error and dimension, in integers. */
export function chosenOnGrid(choose: (target: Target) => number): Method {
  return certificate({
    name: 'chosen-n',
    domain:
      `uniform strings for every ε in ${EPSILONS.map(fractionToNumber).join(', ')}, L in ${LENGTHS.join(', ')} and D in ` +
      `${ALPHABETS.join(', ')}; the fixed T(n) in f64`,
    check: async (_, context) => {
      const pacer = new Pacer(context);
      const rows: Record<string, Json>[] = [];
      let failures = 0;
      for (const target of grid) {
        const { holds, numbers } = row(target, choose(target));
        rows.push(numbers);
        if (!holds) failures++;
        if (pacer.due()) await pacer.pause(rows.length, grid.length);
      }
      return {
        holds: failures === 0,
        cases: rows.length,
        failures,
        numbers: { rows },
        explanation:
          'In each row n is the least with ε Dⁿ ≥ L², so that p_ngram < L² D⁻ⁿ ≤ ε by Lemma 2.4; the sharper bound of the ' +
          'conflict probability, C(L−n, 2) D⁻ⁿ (1 − 1/D), is below ε too; a certificate says that T(n) copies every string of ' +
          'L ≤ Dⁿ letters without a conflicting repeat in f64; and the dimension, counted from the weights, is at most ' +
          `${DIMENSION_FACTOR} n log2 D and at most 28 log2(L/ε) + 14 log2 D. All but the certificate is compared in integers.`,
      };
    },
  });
}

function row(target: Target, ngram: number) {
  const { epsilon, length, alphabetSize } = target;
  const bound = conflictBound(alphabetSize, length, ngram);
  const { certified } = copyingCertificate({ alphabetSize, ngram }, float64());
  const { dimension, withinFactor } = dimensionOf(alphabetSize, ngram);
  const isLeast = ngram === 1 || !isLongEnough(target, ngram - 1);
  const holds =
    isLongEnough(target, ngram) &&
    isLeast &&
    lessThan(bound, epsilon) &&
    certified &&
    withinFactor &&
    withinSum(target, dimension);
  const log2Ratio = Math.log2(length / fractionToNumber(epsilon));
  const log2Letters = Math.log2(alphabetSize);
  const numbers = {
    epsilon: fractionToNumber(epsilon),
    length,
    alphabetSize,
    ngram,
    dimension,
    perProduct: dimension / (log2Ratio * log2Letters),
    perSum: dimension / (log2Ratio + log2Letters),
    conflictBound: fractionToNumber(bound),
    certified,
  };
  return { holds, numbers };
}

/** The dimension counted from the weights, and whether it is at most 14 n log2 D, compared as 2^width ≤ D^(14n). */
function dimensionOf(alphabetSize: number, ngram: number) {
  const dimension = copyingTransformer({ alphabetSize, ngram }).dimensions.largest;
  return {
    dimension,
    withinFactor: 1n << BigInt(dimension) <= BigInt(alphabetSize) ** BigInt(DIMENSION_FACTOR * ngram),
  };
}

/** Whether a dimension is at most 28 log2(L/ε) + 14 log2 D, compared as 2^width ≤ (L/ε)²⁸ D¹⁴. */
function withinSum({ epsilon, length, alphabetSize }: Target, dimension: number): boolean {
  const right = (BigInt(length) * epsilon.denominator) ** 28n * BigInt(alphabetSize) ** 14n;
  return (epsilon.numerator ** 28n) << BigInt(dimension) <= right;
}

/** L²/ε ≤ 2 to this power is covered. Sums of weights overflow in a double from 2^1024 positions on, so not much more can be. */
const COVERED_BITS: Record<Effort, number> = { quick: 128, standard: 512, deep: 1_000 };

/**
 * One certificate for each (D, n) settles every ε and L for which n is chosen, that is Dⁿ⁻¹ < L²/ε ≤ Dⁿ, or L²/ε ≤ D for
 * n = 1: L ≤ L²/ε ≤ Dⁿ, so that L is among the lengths for which T(n) is certified.
 */
export function everyEpsilon(): Method {
  return certificate({
    name: 'every-epsilon',
    domain: (effort) =>
      `uniform strings for every ε in (0, 1/2) and every L ≥ 1 with L²/ε ≤ 2^${COVERED_BITS[effort]}, D in ${ALPHABETS.join(', ')}; ` +
      'the fixed T(n) in f64',
    check: async (effort, context) => {
      const pacer = new Pacer(context);
      const rows: { alphabetSize: number; largestNgram: number; largestDimension: number }[] = [];
      let cases = 0;
      let failures = 0;
      for (const alphabetSize of ALPHABETS) {
        let largestNgram = 0;
        let largestDimension = 0;
        for (let reached = 1n; reached < 1n << BigInt(COVERED_BITS[effort]); reached *= BigInt(alphabetSize)) {
          const ngram = ++largestNgram;
          const { certified } = copyingCertificate({ alphabetSize, ngram }, float64());
          const { dimension, withinFactor } = dimensionOf(alphabetSize, ngram);
          cases++;
          if (!certified || !withinFactor) failures++;
          largestDimension = dimension;
          if (pacer.due()) await pacer.pause(cases, null);
        }
        rows.push({ alphabetSize, largestNgram, largestDimension });
      }
      return {
        holds: failures === 0,
        cases,
        failures,
        numbers: { rows },
        explanation:
          'The n chosen for (ε, L) has ε Dⁿ ≥ L², and ε Dⁿ⁻¹ < L² unless n = 1. So err ≤ p_ngram < L² D⁻ⁿ ≤ ε whenever T(n) copies ' +
          'all strings of at most Dⁿ letters without a conflicting repeat, which is certified for each n; and n log2 D < ' +
          '2 log2(L/ε) + log2 D, so that the dimension, at most 14 n log2 D for each n, is below 28 log2(L/ε) + 14 log2 D. ' +
          'Both logarithms are 1 or more: that is at most 42 log2(L/ε) log2 D.',
      };
    },
  });
}
