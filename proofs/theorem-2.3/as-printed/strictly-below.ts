/** The printed inequality, err < p_ngram: for the constructed T, and for any T at all. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import {
  deBruijnString,
  type Fraction,
  type Letters,
  type ListedCopyDistribution,
  lessThan,
  pointMass,
  repeatProbability,
} from '@verbatim/tasks';
import { describeErrorCase, type ErrorCase, errorCases, explainErrorCase } from '../../common/copy-distributions.js';
import { type Build, CopyTrials, type Size, words } from '../../common/copy-trials.js';
import { deBruijnOrders, type Grid, gridsInWords, sizesInRange } from '../../common/sizes.js';

/** Which T and which distributions are looked at. */
export interface StrictlyBelow {
  readonly build: Build;
  readonly grids: (effort: Effort) => readonly Grid[];
  readonly distributions: (size: Size) => Iterable<ListedCopyDistribution>;
  /** The distributions, in words. */
  readonly inWords: string;
}

/** err < p_ngram as fractions, err from an honest pass; smallest sizes first, so that the first failure is the smallest. */
export function strictlyBelow({ build, grids, distributions, inWords }: StrictlyBelow): Method {
  const trials = new CopyTrials(build);
  return exact<ErrorCase>({
    name: 'strictly-below',
    domain: (effort) =>
      `${inWords}, for all 2n ≤ L ≤ Dⁿ within ${gridsInWords(grids(effort))}, smallest first by L, D, n and then string: err from an ` +
      'honest f64 pass of the fixed T(n) over every string, both sides as fractions',
    cases: (effort) => errorCases(trials, sizesInRange(grids(effort)), distributions),
    holds: ({ error, repeatProbability }) => lessThan(error, repeatProbability),
    describe: describeErrorCase,
    explain: (found) =>
      `${explainErrorCase(found)} ${
        found.repeatProbability.numerator === 0n
          ? 'No probability is below 0: the strict form fails here for every T.'
          : 'The strict form fails here for this T.'
      }`,
  });
}

/** A point mass on a string in the range of the theorem, and its p_ngram. */
interface PointMassCase {
  readonly size: Size;
  readonly letters: Letters;
  readonly repeatProbability: Fraction;
}

/** Which string is drawn for sure, in words and for each size. */
export interface CertainString {
  readonly inWords: string;
  readonly letters: (size: Size) => Uint32Array;
}

/** Without repeats, at every L of the range: the first letters of a de Bruijn string. */
export const deBruijnStart: CertainString = {
  inWords: 'the first L letters of a de Bruijn string of order n',
  letters: ({ alphabetSize, ngram, length }) => deBruijnString(alphabetSize, ngram).slice(0, length),
};

const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/** Whether any T whatever can have err < p_ngram: only where p_ngram is above 0, as err is not below it. */
export function anyTransformer({ inWords, letters }: CertainString, limit: (effort: Effort) => number): Method {
  return exact<PointMassCase>({
    name: 'any-transformer',
    domain: (effort) =>
      `the point mass on ${inWords}, for all D and n with Dⁿ ≤ ${limit(effort)} and all 2n ≤ L ≤ Dⁿ: whether p_ngram is above 0, ` +
      'without which no err is below it, whatever T is',
    *cases(effort) {
      for (const size of everySizeInRange(limit(effort))) {
        const string = letters(size);
        yield {
          size,
          letters: string,
          repeatProbability: repeatProbability(pointMass(string, size.alphabetSize), size.ngram),
        };
      }
    },
    holds: ({ repeatProbability }) => lessThan(ZERO, repeatProbability),
    describe: ({ size, letters }) => ({ ...size, letters: Array.from(letters) }),
    explain: ({ size, letters }) =>
      `D = ${size.alphabetSize}, n = ${size.ngram}, L = ${size.length}: ${words(letters, size.alphabetSize)} has no repeated ` +
      'n-gram, so p_ngram = 0 for the point mass on it, and err < 0 is impossible for every T.',
  });
}

/** Every size with 2n ≤ L ≤ Dⁿ ≤ limit, by n, then D, then L. */
function* everySizeInRange(limit: number): Generator<Size> {
  for (const { alphabetSize, ngram } of deBruijnOrders(limit)) {
    for (let length = 2 * ngram; length <= alphabetSize ** ngram; length++) yield { alphabetSize, ngram, length };
  }
}
