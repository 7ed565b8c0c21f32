/** De Bruijn strings: the longest that Theorem 2.3 says anything about, and each must be copied. */
import { type Effort, exhaustion, type Method } from '@verbatim/evidence';
import { deBruijnString } from '@verbatim/tasks';
import { type CopyTrial, type CopyTrials, describeTrial, failsOnlyWithRepeat } from '../../common/copy-trials.js';
import { deBruijnOrders } from '../../common/sizes.js';

/** How de Bruijn strings are run, and which. */
export interface DeBruijnRuns {
  readonly name: string;
  readonly trials: CopyTrials;
  /** Teacher-forced, or by greedy generation. */
  readonly mode: 'teacher-forced' | 'generated';
  /** T and the number system, in words. */
  readonly transformer: string;
  /** The largest Dⁿ. */
  readonly limit: (effort: Effort) => number;
  /** The largest D for n = 1, where the string is 0 1 … D − 1; by default the same. */
  readonly unigramLimit?: (effort: Effort) => number;
}

/** De Bruijn strings, cut open: Dⁿ + n − 1 letters without a repeated n-gram. */
export function deBruijn({ name, trials, mode, transformer, limit, unigramLimit = limit }: DeBruijnRuns): Method {
  const orders = (effort: Effort) =>
    deBruijnOrders(limit(effort)).filter(
      ({ alphabetSize, ngram }) => ngram > 1 || alphabetSize <= unigramLimit(effort),
    );
  return exhaustion<CopyTrial>({
    name,
    domain: (effort) =>
      `de Bruijn strings of Dⁿ + n − 1 letters for every D ≥ 2 and n ≥ 2 with Dⁿ ≤ ${limit(effort)}, and for n = 1 with ` +
      `D ≤ ${unigramLimit(effort)}; ${transformer}, ${mode === 'generated' ? 'greedy generation' : mode}`,
    *cases(effort) {
      for (const { alphabetSize, ngram } of orders(effort)) {
        const letters = deBruijnString(alphabetSize, ngram);
        yield mode === 'generated'
          ? trials.generated(alphabetSize, ngram, letters)
          : trials.teacherForced(alphabetSize, ngram, letters);
      }
    },
    size: (effort) => orders(effort).length,
    holds: failsOnlyWithRepeat,
    describe: describeTrial,
    explain: (trial) => trials.explain(trial),
  });
}
