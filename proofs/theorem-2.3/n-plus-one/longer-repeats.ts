/** The statement when n + 1 letters are compared: for single strings and for the uniform distribution. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { atMost, repeatedNgram, repeatProbability, uniformCopies } from '@verbatim/tasks';
import { CopiedStrings, describeErrorCase, type ErrorCase, explainErrorCase } from '../../common/copy-distributions.js';
import { type Build, type CopyTrial, CopyTrials } from '../../common/copy-trials.js';
import { type Grid, gridsInWords, sizesInRange } from '../../common/sizes.js';

/** Whether a trial went by the implication with n + 1 letters: a string that fails has n + 1 letters that occur twice. */
export function failsOnlyWithLongerRepeat({ letters, ngram, copied }: CopyTrial): boolean {
  return copied || repeatedNgram(letters, ngram + 1) !== null;
}

/** The transformer with a key of one letter more than asked for. */
export const withLongerKey =
  (build: Build): Build =>
  (size) =>
    build({ ...size, ngram: size.ngram + 1 });

/** err ≤ p_ngram of the uniform distribution, when p_ngram compares n + 1 letters. */
export function uniformWithLongerRepeats(build: Build, grids: (effort: Effort) => readonly Grid[]): Method {
  const trials = new CopyTrials(build);
  return exact<ErrorCase>({
    name: 'uniform-distribution',
    domain: (effort) =>
      `the uniform distribution for all 2n ≤ L ≤ Dⁿ within ${gridsInWords(grids(effort))}, smallest first by L, D and n: err from an ` +
      'honest f64 pass over every string, p_ngram with n + 1 letters compared, both as fractions',
    *cases(effort) {
      for (const size of sizesInRange(grids(effort))) {
        const distribution = uniformCopies(size.alphabetSize, size.length);
        yield {
          size,
          distribution,
          error: new CopiedStrings(trials, size).error(distribution),
          repeatProbability: repeatProbability(distribution, size.ngram + 1),
        };
      }
    },
    size: (effort) => sizesInRange(grids(effort)).length,
    holds: ({ error, repeatProbability }) => atMost(error, repeatProbability),
    describe: describeErrorCase,
    explain: (found) => `${explainErrorCase(found)} Here p_ngram compares n + 1 letters.`,
  });
}
