/** How near the bounds on err are: the whole chain from both sides. */
import { claim, control, type Effort } from '@verbatim/evidence';
import { windowOffByOne } from '../../common/copy-controls.js';
import { fittingTransformer } from '../../common/copy-trials.js';
import { type Grid, grid } from '../../common/sizes.js';
import {
  anyWord,
  fewerRepeatsThanConflicts,
  independentMoments,
  nothingForbidden,
  oneFailureMore,
  oneStringMissing,
  scaled,
  withAllPairs,
  withIndependentPairs,
} from './broken-counts.js';
import { BOUNDS, type Bounds, type Counted } from './chain.js';
import { CONTROL_LENGTHS, countedChain } from './counted-chain.js';
import { lastLetters, longKeys, visitedSets } from './counters.js';
import { countsListed, countsSearched } from './counts-listed.js';
import { everyStringChain } from './every-string-chain.js';
import { keyLength } from './key-length.js';
import { hasLongKey } from './long-keys.js';
import { momentsListed } from './moments-listed.js';
import { pairsApart } from './pairs-apart.js';

const GRIDS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 8, 3), grid(3, 5, 2)],
  standard: [grid(2, 13, 4), grid(3, 8, 3), grid(5, 5, 2)],
  deep: [grid(2, 16, 6), grid(3, 10, 4), grid(5, 7, 2)],
};

const onCounted = (bounds: Bounds, change?: (counted: Counted) => Counted) =>
  countedChain(bounds, () => CONTROL_LENGTHS, change);

/** Tightness of the bounds on err, p_conflict and p_ngram. */
export const theorem23Tightness = claim({
  id: 'theorem-2.3/tightness',
  statement:
    'For uniform letters μ/(1+μ) ≤ err = p_conflict ≤ C(L−n, 2) D⁻ⁿ (1 − 1/D), with μ = C(L−2n, 2) D⁻ⁿ (1 − 1/D), and ν/(1+ν) ≤ ' +
    'p_ngram ≤ D⁻ⁿ ((L−n) + C(L−n, 2) (1 − 1/D)) ≤ C(L−n+1, 2) D⁻ⁿ < L² D⁻ⁿ for L ≥ n, with ν = D⁻ⁿ ((L−2n) + C(L−2n, 2) (1 − 1/D)), both 0 for L ≤ 2n. E[X]²/E[X²] is ' +
    'another lower bound, X being the number of equal pairs of windows or of conflicting ones. For n ≤ L ≤ 2n + 1 both probabilities are known: Dⁿ ' +
    'p_ngram = Σ ψ(p) D⁻ᵖ (1 + (L−n−p) (1 − 1/D)) and Dⁿ p_conflict = Σ ψ(p) D⁻ᵖ (L−n−p) (1 − 1/D), p = 1 … L − n, with ψ(p) primitive words of p ' +
    'letters. If 8n ≤ L, ε ≤ 1/2 and err < ε then L² < 18 ε Dⁿ.',
  source: 'derived in docs/beyond.md; how tight Theorem 2.3 with Lemma 2.4 of arXiv 2402.01032 is',
  expected: 'holds',
  methods: [
    everyStringChain(fittingTransformer, (effort) => GRIDS[effort]),
    countedChain(),
    countsListed(),
    countsSearched(),
    momentsListed(),
    pairsApart(),
    keyLength(),
  ],
  controls: [
    control({
      name: 'window-off-by-one',
      breaks: 'err is counted of a T whose widest head sees one position too many',
      method: everyStringChain(windowOffByOne(fittingTransformer), () => [grid(2, 6, 2)]),
    }),
    control({
      name: 'one-failure-more',
      breaks: 'one string more fails than has a conflict: err = p_conflict',
      method: onCounted(BOUNDS, oneFailureMore),
    }),
    control({
      name: 'fewer-repeats',
      breaks: 'one string fewer has a repeat than has a conflict: p_conflict ≤ p_ngram',
      method: onCounted(BOUNDS, fewerRepeatsThanConflicts),
    }),
    ...(['conflict', 'repeat', 'start'] as const).map((kind) =>
      control({
        name: `independent-${kind}s`,
        breaks: `different pairs are taken to be independent in E[X²]: the second moment of ${kind}s`,
        method: onCounted(withIndependentPairs(kind)),
      }),
    ),
    ...(['conflict', 'start'] as const).map((kind) =>
      control({
        name: `overlapping-${kind}s`,
        breaks: `all ${kind}s are counted in the mean, also those that overlap: ${kind === 'start' ? 'ν/(1+ν)' : 'μ/(1+μ)'}`,
        method: onCounted(withAllPairs(kind)),
      }),
    ),
    control({
      name: 'conflicts-differing-twice',
      breaks: 'p_conflict against C(L−n, 2) D⁻ⁿ (1 − 1/D)²',
      method: onCounted(scaled('conflicts', ({ alphabetSize: D }) => [BigInt(D - 1), BigInt(D)])),
    }),
    control({
      name: 'starts-differing-twice',
      breaks: 'p_ngram against E[starts] (1 − 1/D)',
      method: onCounted(scaled('starts', ({ alphabetSize: D }) => [BigInt(D - 1), BigInt(D)])),
    }),
    control({
      name: 'half-of-the-pairs',
      breaks: 'E[starts] against C(L−n+1, 2) D⁻ⁿ / 2',
      method: onCounted(scaled('pairs', () => [1n, 2n])),
    }),
    control({
      name: 'n-one-too-large',
      breaks: 'C(L−n+1, 2) D⁻ⁿ against L² D^−(n+1)',
      method: onCounted(scaled('lemma', ({ alphabetSize: D }) => [1n, BigInt(D)])),
    }),
    control({
      name: 'one-string-missing',
      breaks: 'one string is missing from the counts by sets of n-grams',
      method: countsListed([visitedSets(oneStringMissing)]),
    }),
    control({
      name: 'nothing-forbidden',
      breaks: 'the last n − 1 letters are taken to repeat nothing; against listing',
      method: countsListed([lastLetters(nothingForbidden)]),
    }),
    control({
      name: 'nothing-forbidden-searched',
      breaks: 'the same, against a plain search',
      method: countsSearched([lastLetters(nothingForbidden)]),
    }),
    control({
      name: 'any-word',
      breaks: 'the formula counts all words as primitive',
      method: countsListed([longKeys(anyWord)]),
    }),
    control({
      name: 'formula-for-2n-plus-2',
      breaks: 'the formula is claimed for L ≤ 2n + 2',
      method: countsListed([
        longKeys(undefined, (size) => hasLongKey(size) || hasLongKey({ ...size, length: size.length - 1 })),
      ]),
    }),
    control({
      name: 'independent-moments',
      breaks: 'different pairs are taken to be independent in E[X²]; against listing',
      method: momentsListed(independentMoments),
    }),
    control({
      name: 'n-apart',
      breaks: 'distances of n are claimed to be enough, where windows touch',
      method: pairsApart((ngram) => ngram),
    }),
    control({
      name: 'key-without-factor',
      breaks: 'err < ε is claimed to need ε Dⁿ > L²',
      method: keyLength(1n),
    }),
  ],
});
