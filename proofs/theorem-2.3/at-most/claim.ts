import { claim, control, type Effort } from '@verbatim/evidence';
import { type CopyingTransformer, copyingTransformer, exactRationals, type NumberSystem } from '@verbatim/transformer';
import { withBrokenGate, withWeight, withWindowOffByOne } from '../../shared/broken-weights.js';
import { everyString, everyStringExactly, randomTrials } from '../../shared/copy-methods.js';
import { type Build, CopyTrials, failsOnlyWithRepeat, fixedTransformer, type Size } from '../../shared/copy-trials.js';
import { EXACT_AND_DOUBLES, marginCertificate, sufficientOnly } from '../../shared/margin-certificate.js';
import { type Grid, sizesOf } from '../../shared/sizes.js';
import { deBruijn } from './de-bruijn.js';
import { everyDistribution } from './every-distribution.js';

const fixed = { transformer: 'the fixed T(n)', build: fixedTransformer, holds: failsOnlyWithRepeat };

const grid = (alphabetSize: number, maxLength: number, maxNgram: number): Grid => ({
  alphabetSize,
  maxLength,
  maxNgram,
});

const EVERY_STRING: Record<Effort, Grid[]> = {
  quick: [grid(2, 8, 4), grid(3, 5, 2)],
  standard: [grid(2, 14, 4), grid(3, 8, 2)],
  deep: [grid(2, 16, 5), grid(3, 10, 3), grid(4, 7, 2), grid(5, 6, 2)],
};

const EVERY_STRING_EXACTLY: Record<Effort, Grid[]> = {
  quick: [grid(2, 5, 2), grid(3, 3, 2)],
  standard: [grid(2, 8, 4), grid(3, 5, 2)],
  deep: [grid(2, 10, 4), grid(3, 6, 2), grid(5, 4, 2)],
};

const DISTRIBUTIONS: Record<Effort, Grid[]> = {
  quick: [grid(2, 6, 3), grid(3, 4, 2)],
  standard: [grid(2, 9, 4), grid(3, 6, 2), grid(4, 5, 2)],
  deep: [grid(2, 12, 5), grid(3, 8, 3), grid(4, 6, 2), grid(5, 5, 2)],
};

const TEACHER_FORCED_LIMIT: Record<Effort, number> = { quick: 64, standard: 1024, deep: 1024 };
const GENERATED_LIMIT: Record<Effort, number> = { quick: 32, standard: 128, deep: 512 };
const EXACT_LIMIT: Record<Effort, number> = { quick: 9, standard: 64, deep: 256 };

const inDoubles = new CopyTrials(fixedTransformer);
const inRationals = new CopyTrials(fixedTransformer, exactRationals as () => NumberSystem);

const small = () => [grid(2, 6, 3), grid(3, 4, 2)];

/** The check of every string on a construction that was made wrong. */
const everyStringWith = (build: Build) => everyString({ ...fixed, build, grids: small });

const broken =
  (change: (construction: CopyingTransformer) => CopyingTransformer): Build =>
  (size) =>
    change(fixedTransformer(size));

const softmaxScale1: Build = ({ alphabetSize, ngram }) => copyingTransformer({ alphabetSize, ngram, softmaxScale: 1 });

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
    everyString({ ...fixed, grids: (effort) => EVERY_STRING[effort] }),
    everyStringExactly({ ...fixed, grids: (effort) => EVERY_STRING_EXACTLY[effort] }),
    everyDistribution(fixedTransformer, (effort) => DISTRIBUTIONS[effort]),
    randomTrials(fixed, (effort) => ({ quick: 0.1, standard: 0.01, deep: 0.001 })[effort]),
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
    control({
      name: 'window-off-by-one',
      breaks: 'the widest head of block 1 sees n + 2 positions instead of n + 1',
      method: everyStringWith(broken(withWindowOffByOne)),
    }),
    control({
      name: 'broken-weight',
      breaks: "one weight is 0: the first coordinate of block 2's value",
      method: everyStringWith(broken((c) => withWeight(c, 'blocks.1.heads.0.value', 0, c.layout.value, 0))),
    }),
    control({
      name: 'broken-gate',
      breaks: 'C = 0: no gate closes',
      method: everyStringWith(broken(withBrokenGate)),
    }),
    control({
      name: 'softmax-scale-1',
      breaks: 'B = 1 instead of what the margin needs',
      method: everyStringWith(softmaxScale1),
    }),
    control({
      name: 'n-one-too-small',
      breaks: 'the key of T has n − 1 letters, while repeats of n letters are counted',
      method: everyString({
        ...fixed,
        build: ({ alphabetSize, ngram }) => copyingTransformer({ alphabetSize, ngram: ngram - 1 }),
        grids: small,
        sizes: withoutUnigrams,
        within: 'n ≥ 2',
      }),
    }),
    control({
      name: 'conflicting-repeat',
      breaks: 'strings with a conflicting repeat are claimed to be copied too',
      method: everyString({ ...fixed, holds: ({ copied }) => copied, grids: small }),
    }),
    control({
      name: 'distribution-window-off-by-one',
      breaks: 'err is taken from a T whose widest head sees one position too many',
      method: everyDistribution(broken(withWindowOffByOne), small),
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
      method: randomTrials({ ...fixed, build: broken(withWindowOffByOne) }, () => 0.1),
    }),
    control({
      name: 'margin-too-few-bits',
      breaks: 'significands of 3 bits, for which the margin is not certified',
      method: marginCertificate([{ name: '3 bits', significandBits: 3, smallestExponent: -1074 }], () => ({
        maxAlphabetSize: 8,
        maxNgram: 3,
      })),
    }),
  ],
});

function* withoutUnigrams(grids: Iterable<Grid>): Generator<Size> {
  for (const size of sizesOf(grids)) if (size.ngram > 1) yield size;
}
