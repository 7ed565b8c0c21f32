/** The chain where every string can be run: err is counted of honest passes of the construction. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { conflictingRepeat, repeatedNgram } from '@verbatim/tasks';
import { type Build, CopyTrials, type Size } from '../../common/copy-trials.js';
import { type Grid, gridsInWords, sizesOf } from '../../common/sizes.js';
import { type Counted, describeChain, edgesInWords, explainChain, linksOf } from './chain.js';

function counted(trials: CopyTrials, size: Size): Counted {
  let [failures, conflicts, repeats] = [0n, 0n, 0n];
  for (const { letters, copied } of trials.everyString([size])) {
    if (!copied) failures++;
    if (conflictingRepeat(letters, size.ngram) !== null) conflicts++;
    if (repeatedNgram(letters, size.ngram) !== null) repeats++;
  }
  return { size, failures, conflicts, repeats };
}

/** Every link for every size of the grids, err by running `build` on every string. */
export function everyStringChain(build: Build, grids: (effort: Effort) => readonly Grid[]): Method {
  const trials = new CopyTrials(build);
  return exact<Counted>({
    name: 'every-string',
    domain: (effort) =>
      `${gridsInWords(grids(effort))}: all D^L strings listed, err counted of an honest f64 pass of T(n) on each, teacher-forced; ` +
      `every link as fractions; ${edgesInWords(sizesOf(grids(effort)))}`,
    *cases(effort) {
      for (const size of sizesOf(grids(effort))) yield counted(trials, size);
    },
    size: (effort) => grids(effort).reduce((sum, { maxLength, maxNgram }) => sum + maxLength * maxNgram, 0),
    holds: (c) => linksOf(c).every(({ holds }) => holds),
    describe: describeChain,
    explain: explainChain,
    stopAtFirst: true,
  });
}
