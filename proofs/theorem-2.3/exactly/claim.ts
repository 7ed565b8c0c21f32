import { claim, control, type Effort } from '@verbatim/evidence';
import { conflictBound, repeatedNgram } from '@verbatim/tasks';
import { withBrokenGate } from '../../common/broken-weights.js';
import { broken, brokenCopying, SMALL_GRIDS, softmaxScale1, windowOffByOne } from '../../common/copy-controls.js';
import { everyString, everyStringExactly, randomTrials } from '../../common/copy-methods.js';
import { fittingTransformer, obeysExactLaw } from '../../common/copy-trials.js';
import { type Grid, grid } from '../../common/sizes.js';
import { everyStringGenerated, everyStringWithStop } from './autoregressive.js';
import { deBruijnContinued } from './de-bruijn-continued.js';
import { uniformFailures } from './uniform-failures.js';

const fitting = {
  transformer: 'the fixed T(n) up to its Dⁿ + n − 1 letters, and T(n) with a softmax for L letters beyond',
  build: fittingTransformer,
  holds: obeysExactLaw,
};

const EVERY_STRING: Record<Effort, Grid[]> = {
  quick: [grid(2, 8, 4), grid(3, 5, 2)],
  standard: [grid(2, 15, 5), grid(3, 9, 3), grid(4, 6, 2), grid(5, 5, 2)],
  deep: [grid(2, 18, 6), grid(3, 11, 3), grid(4, 9, 2), grid(5, 7, 2), grid(7, 6, 2)],
};

const EXACTLY: Record<Effort, Grid[]> = {
  quick: [grid(2, 5, 2), grid(3, 3, 2)],
  standard: [grid(2, 10, 4), grid(3, 6, 2), grid(5, 4, 2)],
  deep: [grid(2, 13, 5), grid(3, 8, 2), grid(5, 5, 2)],
};

const AUTOREGRESSIVE: Record<Effort, Grid[]> = {
  quick: [grid(2, 6, 3), grid(3, 4, 2)],
  standard: [grid(2, 12, 4), grid(3, 7, 3), grid(5, 5, 2)],
  deep: [grid(2, 16, 5), grid(3, 10, 3), grid(5, 7, 2)],
};

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
    randomTrials(fitting, (effort) => ({ quick: 0.05, standard: 0.002, deep: 0.0002 })[effort]),
    deBruijnContinued({
      build: fittingTransformer,
      limit: (effort) => ({ quick: 32, standard: 512, deep: 1024 })[effort],
    }),
  ],
  controls: [
    ...brokenCopying(fitting),
    control({
      name: 'any-repeat',
      breaks: 'every repeat is claimed to make T fail, also one that goes on alike',
      method: everyString({
        ...fitting,
        holds: ({ letters, ngram, copied }) => copied === (repeatedNgram(letters, ngram) === null),
        grids: () => SMALL_GRIDS,
      }),
    }),
    control({
      name: 'generated-with-broken-gate',
      breaks: 'C = 0, and the answers are generated',
      method: everyStringGenerated({ build: broken(fittingTransformer, withBrokenGate), grids: () => SMALL_GRIDS }),
    }),
    control({
      name: 'stop-without-its-price',
      breaks: 'the stop variant is claimed to fail on conflicts of x alone, not of x COPY',
      method: everyStringWithStop({ lawOf: 'x', grids: () => SMALL_GRIDS }),
    }),
    control({
      name: 'uniform-window-off-by-one',
      breaks: 'failures are counted of a T whose widest head sees one position too many',
      method: uniformFailures({ build: windowOffByOne(fittingTransformer), grids: () => SMALL_GRIDS }),
    }),
    control({
      name: 'uniform-bound-too-small',
      breaks: 'the bound of p_conflict is taken for n + 1',
      method: uniformFailures({
        build: fittingTransformer,
        grids: () => SMALL_GRIDS,
        bound: ({ alphabetSize, length, ngram }) => conflictBound(alphabetSize, length, ngram + 1),
      }),
    }),
    control({
      name: 'random-window-off-by-one',
      breaks: 'random strings are run on a T whose widest head sees one position too many',
      method: randomTrials({ ...fitting, build: windowOffByOne(fittingTransformer) }, () => 0.1),
    }),
    control({
      name: 'de-bruijn-softmax-scale-1',
      breaks: 'B = 1 on de Bruijn strings that go on',
      method: deBruijnContinued({
        build: softmaxScale1,
        limit: () => 16,
      }),
    }),
  ],
});
