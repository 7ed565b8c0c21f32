/** Lemma 2.4: a uniform string hardly ever repeats an n-gram. */
import { claim, control, type Effort } from '@verbatim/evidence';
import { lemmaBound } from '@verbatim/tasks';
import { type BoundedEvent, repeatBelowLemmaBound } from './bounded-event.js';
import { counted, everyString } from './exact-methods.js';
import { collides, pairCollisions } from './pair-collisions.js';
import { type Cell, sampledRates } from './sampled-rates.js';
import { skewedLetters } from './skewed-letters.js';

const QUICK_CELLS: readonly Cell[] = [
  [2, 40, 11],
  [26, 100, 3],
  [1_000, 30, 1],
];
const CELLS: readonly Cell[] = [...QUICK_CELLS, [2, 100, 14], [2, 1_000, 21], [3, 300, 11], [4, 80, 7], [256, 200, 2]];
const cells = (effort: Effort) => (effort === 'quick' ? QUICK_CELLS : CELLS);

const UNION =
  'there are C(L−n+1, 2) pairs of windows, so p_ngram ≤ C(L−n+1, 2) D⁻ⁿ, and C(L−n+1, 2) ≤ C(L, 2) = (L² − L)/2 < L².';

const ngramTooLong: BoundedEvent = {
  ...repeatBelowLemmaBound,
  boundName: 'L² D^−(n+1)',
  bound: (alphabetSize, length, ngram) => lemmaBound(alphabetSize, length, ngram + 1),
};

/** lemma-2.4. */
export const lemma24 = claim({
  id: 'lemma-2.4',
  statement: 'For L i.i.d. uniform letters over an alphabet of D, p_ngram < L² D⁻ⁿ.',
  source: 'Lemma 2.4 of "Repeat After Me" (arXiv 2402.01032)',
  expected: 'holds',
  methods: [
    everyString([repeatBelowLemmaBound]),
    counted([repeatBelowLemmaBound]),
    pairCollisions(UNION),
    sampledRates([repeatBelowLemmaBound], cells),
  ],
  controls: [
    control({
      name: 'n-one-too-large',
      breaks: 'the bound is that for n-grams of one letter more, L² D^−(n+1); every string listed',
      method: everyString([ngramTooLong]),
    }),
    control({
      name: 'n-one-too-large-counted',
      breaks: 'the same bound, against the counted probabilities',
      method: counted([ngramTooLong]),
    }),
    control({
      name: 'skewed-letters',
      breaks: 'the letters are not uniform: 0 has nine chances in ten; every string listed',
      method: everyString([repeatBelowLemmaBound], skewedLetters),
    }),
    control({
      name: 'skewed-letters-sampled',
      breaks: 'the letters are not uniform: 0 has nine chances in ten; sampled',
      method: sampledRates([repeatBelowLemmaBound], () => QUICK_CELLS, skewedLetters),
    }),
    control({
      name: 'last-letter-not-compared',
      breaks: 'two windows count as equal without their last letters',
      method: pairCollisions(UNION, (x, offset, ngram) => collides(x, offset, ngram - 1)),
    }),
  ],
});
