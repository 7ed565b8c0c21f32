/** The inequality of the theorem itself, err ≤ p_ngram, for whole distributions. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { atMost, type ListedCopyDistribution } from '@verbatim/tasks';
import {
  broadDistributions,
  describeErrorCase,
  type ErrorCase,
  errorCases,
  explainErrorCase,
  narrowDistributions,
} from '../../common/copy-distributions.js';
import { type Build, CopyTrials, type Size } from '../../common/copy-trials.js';
import { type Grid, gridsInWords, sizesOf } from '../../common/sizes.js';

/** err ≤ p_ngram as fractions, for distributions of many shapes. */
export function everyDistribution(build: Build, grids: (effort: Effort) => readonly Grid[]): Method {
  const trials = new CopyTrials(build);
  const distributions = (size: Size): ListedCopyDistribution[] => [
    ...broadDistributions(size),
    ...narrowDistributions(size),
  ];
  return exact<ErrorCase>({
    name: 'every-distribution',
    domain: (effort) =>
      `uniform, skewed (letter weights 1, 2, 3 … and 1, 4, 16 …), tabulated and point-mass distributions, ` +
      `${gridsInWords(grids(effort))}: err from an honest f64 pass of the fixed T(n) over every string, both sides as fractions`,
    cases: (effort) => errorCases(trials, sizesOf(grids(effort)), distributions),
    holds: ({ error, repeatProbability }) => atMost(error, repeatProbability),
    describe: describeErrorCase,
    explain: explainErrorCase,
  });
}
