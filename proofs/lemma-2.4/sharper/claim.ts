/** The bounds of Lemma 2.4 with the pairs counted: for a repeated n-gram, and for a conflicting repeat. */
import { claim, control, type Effort } from '@verbatim/evidence';
import { conflictBound, repeatBound } from '@verbatim/tasks';
import { type BoundedEvent, conflictWithinPairs, repeatWithinPairs } from '../bounded-event.js';
import { counted, everyString } from '../exact-methods.js';
import { collides, pairCollisions } from '../pair-collisions.js';
import { type Cell, sampledRates } from '../sampled-rates.js';
import { skewedLetters } from '../skewed-letters.js';

const QUICK_CELLS: readonly Cell[] = [
  [2, 40, 9],
  [26, 150, 3],
  [1_000, 36, 1],
];
const CELLS: readonly Cell[] = [...QUICK_CELLS, [2, 100, 12], [2, 1_000, 19], [3, 300, 10], [4, 80, 6], [256, 300, 2]];
const cells = (effort: Effort) => (effort === 'quick' ? QUICK_CELLS : CELLS);

const UNION =
  'C(L−n+1, 2) pairs of windows for a repeat, and C(L−n, 2) for a conflict, where each window has a letter behind it.';

const events = [repeatWithinPairs, conflictWithinPairs];

const oneWindowTooFew: BoundedEvent = {
  ...repeatWithinPairs,
  boundName: 'C(L−n, 2) D⁻ⁿ',
  // L − n windows are as many as a string one letter shorter has; that of one letter has none.
  bound: (alphabetSize, length, ngram) =>
    length === 1 ? { numerator: 0n, denominator: 1n } : repeatBound(alphabetSize, length - 1, ngram),
};

const differingTwice: BoundedEvent = {
  ...conflictWithinPairs,
  boundName: 'C(L−n, 2) D⁻ⁿ (1 − 1/D)²',
  bound: (alphabetSize, length, ngram) => {
    const { numerator, denominator } = conflictBound(alphabetSize, length, ngram);
    return { numerator: numerator * BigInt(alphabetSize - 1), denominator: denominator * BigInt(alphabetSize) };
  },
};

const ngramTooLong: BoundedEvent[] = events.map((event) => ({
  ...event,
  boundName: `${event.boundName} with n + 1 for n`,
  bound: (alphabetSize, length, ngram) => event.bound(alphabetSize, length, ngram + 1),
}));

/** lemma-2.4/sharper. */
export const lemma24Sharper = claim({
  id: 'lemma-2.4/sharper',
  statement:
    'For L i.i.d. uniform letters over an alphabet of D, p_ngram ≤ C(L−n+1, 2) D⁻ⁿ and p_conflict ≤ C(L−n, 2) D⁻ⁿ (1 − 1/D).',
  source: 'derived in docs/theory.md; sharpens Lemma 2.4 of "Repeat After Me" (arXiv 2402.01032)',
  expected: 'holds',
  methods: [everyString(events), counted(events), pairCollisions(UNION), sampledRates(events, cells)],
  controls: [
    control({
      name: 'one-window-too-few',
      breaks: 'p_ngram against C(L−n, 2) D⁻ⁿ; every string listed',
      method: everyString([oneWindowTooFew]),
    }),
    control({
      name: 'one-window-too-few-counted',
      breaks: 'p_ngram against C(L−n, 2) D⁻ⁿ; counted',
      method: counted([oneWindowTooFew]),
    }),
    control({
      name: 'letters-differ-twice',
      breaks: 'p_conflict against C(L−n, 2) D⁻ⁿ (1 − 1/D)²; every string listed',
      method: everyString([differingTwice]),
    }),
    control({
      name: 'conflict-bound-for-repeats',
      breaks: 'p_ngram against the bound of p_conflict; counted',
      method: counted([{ ...repeatWithinPairs, boundName: conflictWithinPairs.boundName, bound: conflictBound }]),
    }),
    control({
      name: 'skewed-letters',
      breaks: 'the letters are not uniform: 0 has nine chances in ten; every string listed',
      method: everyString(events, skewedLetters),
    }),
    control({
      name: 'n-one-too-large-sampled',
      breaks: 'both bounds are those for n-grams of one letter more; sampled',
      method: sampledRates(ngramTooLong, () => QUICK_CELLS),
    }),
    control({
      name: 'last-letter-not-compared',
      breaks: 'two windows count as equal without their last letters',
      method: pairCollisions(UNION, (x, offset, ngram) => collides(x, offset, ngram - 1)),
    }),
  ],
});
