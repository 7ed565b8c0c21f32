import { claim, control, type Effort } from '@verbatim/evidence';
import { repeatedNgram } from '@verbatim/tasks';
import { type CopyingTransformer, copyingTransformer } from '@verbatim/transformer';
import { withBrokenGate, withWeight, withWindowOffByOne } from '../../shared/broken-weights.js';
import { everyString, everyStringExactly, randomTrials } from '../../shared/copy-methods.js';
import { type Build, fittingTransformer, obeysExactLaw, type Size } from '../../shared/copy-trials.js';
import { type Grid, sizesOf } from '../../shared/sizes.js';
import { everyStringGenerated, everyStringWithStop } from './autoregressive.js';
import { deBruijnContinued } from './de-bruijn-continued.js';
import { uniformFailures } from './uniform-failures.js';

const fitting = {
  transformer: 'the fixed T(n) up to its Dⁿ + n − 1 letters, and T(n) with a softmax for L letters beyond',
  build: fittingTransformer,
  holds: obeysExactLaw,
};

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

const EXACTLY: Record<Effort, Grid[]> = {
  quick: [grid(2, 5, 2), grid(3, 3, 2)],
  standard: [grid(2, 8, 4), grid(3, 5, 2)],
  deep: [grid(2, 10, 4), grid(3, 6, 2), grid(5, 4, 2)],
};

const AUTOREGRESSIVE: Record<Effort, Grid[]> = {
  quick: [grid(2, 6, 3), grid(3, 4, 2)],
  standard: [grid(2, 10, 4), grid(3, 6, 2), grid(5, 4, 2)],
  deep: [grid(2, 13, 5), grid(3, 8, 3), grid(5, 5, 2)],
};

const small = () => [grid(2, 6, 3), grid(3, 4, 2)];

const everyStringWith = (build: Build) => everyString({ ...fitting, build, grids: small });

const broken =
  (change: (construction: CopyingTransformer) => CopyingTransformer): Build =>
  (size) =>
    change(fittingTransformer(size));

/** The exact law of the construction: which strings it fails on. */
export const theorem23Exactly = claim({
  id: 'theorem-2.3/exactly',
  statement:
    'T(n) fails to copy x if and only if x has a conflicting repeat: an n-gram that occurs twice and is followed by different ' +
    'letters. So err = p_conflict ≤ p_ngram.',
  source: 'derived in docs/theory.md from the construction of arXiv 2402.01032, Theorem 2.3',
  expected: 'holds',
  methods: [
    everyString({ ...fitting, grids: (effort) => EVERY_STRING[effort] }),
    everyStringExactly({ ...fitting, grids: (effort) => EXACTLY[effort] }),
    everyStringGenerated({ build: fittingTransformer, grids: (effort) => AUTOREGRESSIVE[effort] }),
    everyStringWithStop({ lawOf: 'x-copy', grids: (effort) => AUTOREGRESSIVE[effort] }),
    uniformFailures({ build: fittingTransformer, grids: (effort) => AUTOREGRESSIVE[effort] }),
    randomTrials(fitting, (effort) => ({ quick: 0.1, standard: 0.01, deep: 0.001 })[effort]),
    deBruijnContinued({
      build: fittingTransformer,
      limit: (effort) => ({ quick: 27, standard: 256, deep: 1024 })[effort],
    }),
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
      method: everyStringWith(({ alphabetSize, ngram }) =>
        copyingTransformer({ alphabetSize, ngram, softmaxScale: 1 }),
      ),
    }),
    control({
      name: 'n-one-too-small',
      breaks: 'the key of T has n − 1 letters, while conflicts of n letters are looked for',
      method: everyString({
        ...fitting,
        build: (size) => fittingTransformer({ ...size, ngram: size.ngram - 1 }),
        grids: small,
        sizes: withoutUnigrams,
        within: 'n ≥ 2',
      }),
    }),
    control({
      name: 'conflicting-repeat',
      breaks: 'strings with a conflicting repeat are claimed to be copied too',
      method: everyString({ ...fitting, holds: ({ copied }) => copied, grids: small }),
    }),
    control({
      name: 'any-repeat',
      breaks: 'every repeat is claimed to make T fail, also one that goes on alike',
      method: everyString({
        ...fitting,
        holds: ({ letters, ngram, copied }) => copied === (repeatedNgram(letters, ngram) === null),
        grids: small,
      }),
    }),
    control({
      name: 'generated-with-broken-gate',
      breaks: 'C = 0, and the answers are generated',
      method: everyStringGenerated({ build: broken(withBrokenGate), grids: small }),
    }),
    control({
      name: 'stop-without-its-price',
      breaks: 'the stop variant is claimed to fail on conflicts of x alone, not of x COPY',
      method: everyStringWithStop({ lawOf: 'x', grids: small }),
    }),
    control({
      name: 'uniform-window-off-by-one',
      breaks: 'failures are counted of a T whose widest head sees one position too many',
      method: uniformFailures({ build: broken(withWindowOffByOne), grids: small }),
    }),
    control({
      name: 'random-window-off-by-one',
      breaks: 'random strings are run on a T whose widest head sees one position too many',
      method: randomTrials({ ...fitting, build: broken(withWindowOffByOne) }, () => 0.1),
    }),
    control({
      name: 'de-bruijn-softmax-scale-1',
      breaks: 'B = 1 on de Bruijn strings that go on',
      method: deBruijnContinued({
        build: ({ alphabetSize, ngram }) => copyingTransformer({ alphabetSize, ngram, softmaxScale: 1 }),
        limit: () => 16,
      }),
    }),
  ],
});

function* withoutUnigrams(grids: Iterable<Grid>): Generator<Size> {
  for (const size of sizesOf(grids)) if (size.ngram > 1) yield size;
}
