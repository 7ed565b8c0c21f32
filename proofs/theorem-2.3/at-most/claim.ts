import { claim, control, type Effort } from '@verbatim/evidence';
import { exactRationals, type NumberSystem } from '@verbatim/transformer';
import { brokenCopying, SMALL_GRIDS, softmaxScale1, windowOffByOne } from '../../common/copy-controls.js';
import { everyString, everyStringExactly, randomTrials } from '../../common/copy-methods.js';
import { CopyTrials, failsOnlyWithRepeat, fixedTransformer } from '../../common/copy-trials.js';
import { EXACT_AND_DOUBLES, marginCertificate, sufficientOnly } from '../../common/margin-certificate.js';
import { type Grid, grid, sizesWithoutForcedRepeat } from '../../common/sizes.js';
import { deBruijn } from './de-bruijn.js';
import { everyDistribution } from './every-distribution.js';

const fixed = { transformer: 'the fixed T(n)', build: fixedTransformer, holds: failsOnlyWithRepeat };

const unforced = { sizes: sizesWithoutForcedRepeat, within: 'and L ≤ Dⁿ + n − 1, as every longer string has a repeat' };

const EVERY_STRING: Record<Effort, Grid[]> = {
  quick: [grid(2, 9, 4), grid(3, 6, 2)],
  standard: [grid(2, 14, 6), grid(3, 9, 3), grid(5, 5, 2)],
  deep: [grid(2, 18, 6), grid(3, 11, 3), grid(4, 8, 2), grid(5, 7, 2), grid(7, 6, 2)],
};

const EVERY_STRING_EXACTLY: Record<Effort, Grid[]> = {
  quick: [grid(2, 5, 2), grid(3, 3, 2)],
  standard: [grid(2, 10, 5), grid(3, 7, 2), grid(5, 4, 2)],
  deep: [grid(2, 14, 6), grid(3, 8, 2), grid(5, 5, 2)],
};

const DISTRIBUTIONS: Record<Effort, Grid[]> = {
  quick: [grid(2, 6, 3), grid(3, 4, 2)],
  standard: [grid(2, 12, 4), grid(3, 7, 2), grid(4, 6, 2), grid(5, 5, 2)],
  deep: [grid(2, 16, 5), grid(3, 10, 3), grid(4, 8, 2), grid(5, 7, 2)],
};

const TEACHER_FORCED_LIMIT: Record<Effort, number> = { quick: 64, standard: 1024, deep: 1024 };
const GENERATED_LIMIT: Record<Effort, number> = { quick: 32, standard: 256, deep: 1024 };
const EXACT_LIMIT: Record<Effort, number> = { quick: 16, standard: 128, deep: 512 };

const inDoubles = new CopyTrials(fixedTransformer);
const inRationals = new CopyTrials(fixedTransformer, exactRationals as () => NumberSystem);

/** Theorem 2.3 as it holds. */
export const theorem23AtMost = claim({
  id: 'theorem-2.3/at-most',
  statement:
    'For all n and D there is a depth-2 transformer T with err ≤ p_ngram for every L and every copy distribution: a string that ' +
    'T fails to copy contains the same n-gram twice.',
  source:
    'arXiv 2402.01032, Theorem 2.3, with ≤ for <; the range 2n ≤ L ≤ Dⁿ is not needed (derived in docs/theory.md)',
  expected: 'holds',
  methods: [
    everyString({ ...fixed, ...unforced, grids: (effort) => EVERY_STRING[effort] }),
    everyStringExactly({ ...fixed, ...unforced, grids: (effort) => EVERY_STRING_EXACTLY[effort] }),
    everyDistribution(fixedTransformer, (effort) => DISTRIBUTIONS[effort]),
    randomTrials(fixed, (effort) => ({ quick: 0.05, standard: 0.002, deep: 0.0002 })[effort]),
    deBruijn({
      name: 'de-bruijn',
      trials: inDoubles,
      mode: 'teacher-forced',
      transformer: 'the fixed T(n), f64',
      limit: (effort) => TEACHER_FORCED_LIMIT[effort],
    }),
    deBruijn({
      name: 'de-bruijn-generated',
      trials: inDoubles,
      mode: 'generated',
      transformer: 'the fixed T(n), f64',
      limit: (effort) => GENERATED_LIMIT[effort],
    }),
    deBruijn({
      name: 'de-bruijn-exactly',
      trials: inRationals,
      mode: 'teacher-forced',
      transformer: 'the fixed T(n), exact rationals',
      limit: (effort) => EXACT_LIMIT[effort],
    }),
    sufficientOnly(
      marginCertificate(
        EXACT_AND_DOUBLES,
        (effort) =>
          ({
            quick: { maxAlphabetSize: 64, maxNgram: 8 },
            standard: { maxAlphabetSize: 256, maxNgram: 16 },
            deep: { maxAlphabetSize: 1024, maxNgram: 32 },
          })[effort],
      ),
    ),
  ],
  controls: [
    ...brokenCopying(fixed),
    control({
      name: 'distribution-window-off-by-one',
      breaks: 'err is taken from a T whose widest head sees one position too many',
      method: everyDistribution(windowOffByOne(fixedTransformer), () => SMALL_GRIDS),
    }),
    control({
      name: 'de-bruijn-softmax-scale-1',
      breaks: 'B = 1 on de Bruijn strings',
      method: deBruijn({
        name: 'de-bruijn',
        trials: new CopyTrials(softmaxScale1),
        mode: 'teacher-forced',
        transformer: 'T(n) with B = 1, f64',
        limit: () => 16,
      }),
    }),
    control({
      name: 'random-window-off-by-one',
      breaks: 'random strings are run on a T whose widest head sees one position too many',
      method: randomTrials({ ...fixed, build: windowOffByOne(fixedTransformer) }, () => 0.1),
    }),
    control({
      name: 'margin-too-few-bits',
      breaks: 'significands of 3 bits, for which the margin is not certified',
      method: marginCertificate(
        [{ name: '3 bits', significandBits: 3, smallestExponent: -1074, largestExponent: 1023 }],
        () => ({
          maxAlphabetSize: 8,
          maxNgram: 3,
        }),
      ),
    }),
  ],
});
