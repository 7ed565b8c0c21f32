/** The exact law as numbers: err of the uniform distribution, p_conflict and its bound. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { atMost, conflictBound, conflictingRepeat, type Fraction, fractionText, repeatedNgram } from '@verbatim/tasks';
import { type Build, CopyTrials, type Size } from '../../common/copy-trials.js';
import { type Grid, gridsInWords, sizesOf } from '../../common/sizes.js';

/** What is counted of the D^L strings of one size. */
interface UniformCount {
  readonly size: Size;
  /** Strings that an honest pass does not copy. */
  readonly failures: number;
  /** Strings with a conflicting repeat. */
  readonly conflicts: number;
  /** Strings with a repeated n-gram. */
  readonly repeats: number;
}

/** What is to be checked: the transformer, and the bound on p_conflict. */
export interface UniformFailures {
  readonly build: Build;
  readonly grids: (effort: Effort) => readonly Grid[];
  /** By default C(L−n, 2) D⁻ⁿ (1 − 1/D). */
  readonly bound?: (size: Size) => Fraction;
}

/** Counts, over all strings of each size, who fails: err = p_conflict ≤ p_ngram, and p_conflict is below its bound. */
export function uniformFailures({ build, grids, bound = boundOfSize }: UniformFailures): Method {
  const trials = new CopyTrials(build);
  const total = ({ alphabetSize, length }: Size) => BigInt(alphabetSize) ** BigInt(length);
  const share = (strings: number, size: Size) => ({ numerator: BigInt(strings), denominator: total(size) });
  const asText = ({ size, failures, conflicts, repeats }: UniformCount) => ({
    err: fractionText(share(failures, size)),
    pConflict: fractionText(share(conflicts, size)),
    pNgram: fractionText(share(repeats, size)),
    bound: fractionText(bound(size)),
  });
  return exact<UniformCount>({
    name: 'uniform-failures',
    domain: (effort) =>
      `the uniform distribution, ${gridsInWords(grids(effort))}: strings that fail in an honest f64 pass, strings with a conflicting ` +
      'repeat and strings with a repeat, all counted; err = p_conflict ≤ p_ngram and p_conflict ≤ C(L−n, 2) D⁻ⁿ (1 − 1/D) as fractions',
    *cases(effort) {
      for (const size of sizesOf(grids(effort))) yield counted(trials, size);
    },
    size: (effort) => grids(effort).reduce((sum, { maxLength, maxNgram }) => sum + maxLength * maxNgram, 0),
    holds: ({ size, failures, conflicts, repeats }) =>
      failures === conflicts && conflicts <= repeats && atMost(share(conflicts, size), bound(size)),
    describe: (count) => ({ ...count.size, ...asText(count) }),
    explain: (count) => {
      const { err, pConflict, pNgram, bound: limit } = asText(count);
      const { alphabetSize, ngram, length } = count.size;
      return (
        `For uniform strings with D = ${alphabetSize}, n = ${ngram} and L = ${length}, err is ${err}, p_conflict is ${pConflict}, ` +
        `p_ngram is ${pNgram} and the bound is ${limit}.`
      );
    },
  });
}

function counted(trials: CopyTrials, size: Size): UniformCount {
  let [failures, conflicts, repeats] = [0, 0, 0];
  for (const { letters, copied } of trials.everyString([size])) {
    if (!copied) failures++;
    if (conflictingRepeat(letters, size.ngram) !== null) conflicts++;
    if (repeatedNgram(letters, size.ngram) !== null) repeats++;
  }
  return { size, failures, conflicts, repeats };
}

function boundOfSize({ alphabetSize, length, ngram }: Size): Fraction {
  return conflictBound(alphabetSize, length, ngram);
}
