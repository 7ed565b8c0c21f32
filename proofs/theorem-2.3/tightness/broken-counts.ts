/** Things made wrong, for the negative controls. */
import type { Size } from '../../common/copy-trials.js';
import { BOUNDS, type Bounds, type Counted } from './chain.js';
import type { RepeatFree } from './counters.js';
import type { EventCounts } from './event-counts.js';
import { countsByLastLetters } from './last-letters.js';
import { longKeyCounts } from './long-keys.js';
import { type JointProbabilityOf, jointProbabilities, type PairKind } from './pair-events.js';
import { boundOfMean, meanOf, moments, secondMomentBound } from './second-moment.js';
import { countsByVisitedSets } from './visited-sets.js';

/** Two different events are taken to be independent, whatever they have in common. */
const independent =
  (length: number, ngram: number): JointProbabilityOf =>
  (a, b) => {
    if (a.first === b.first && a.distance === b.distance) return jointProbabilities(length, ngram)(a, b);
    return { rank: 2 * ngram, differing: (a.differs === null ? 0 : 1) + (b.differs === null ? 0 : 1) };
  };

/** {@link moments} as if all pairs were independent. */
export const independentMoments = (kind: PairKind, size: Size) =>
  moments(kind, size, independent(size.length, size.ngram));

/** The chain in which the second moment of one kind takes pairs to be independent. */
export function withIndependentPairs(broken: PairKind): Bounds {
  return {
    ...BOUNDS,
    moment: (kind, size) =>
      kind === broken ? secondMomentBound(independentMoments(kind, size)) : BOUNDS.moment(kind, size),
  };
}

/** The chain in which μ, or ν, counts all pairs, also those that overlap. */
export function withAllPairs(broken: 'start' | 'conflict'): Bounds {
  return {
    ...BOUNDS,
    apart: (kind, size) => (kind === broken ? boundOfMean(meanOf(kind, size)) : BOUNDS.apart(kind, size)),
  };
}

/** One bound times a fraction. */
export function scaled(
  bound: 'starts' | 'pairs' | 'lemma' | 'conflicts',
  factor: (size: Size) => readonly [bigint, bigint],
): Bounds {
  return {
    ...BOUNDS,
    [bound]: (size: Size) => {
      const { numerator, denominator } = BOUNDS[bound](size);
      const [times, by] = factor(size);
      return { numerator: numerator * times, denominator: denominator * by };
    },
  };
}

/** One string fewer is counted among those with a repeat than among those with a conflict, where there are any. */
export const fewerRepeatsThanConflicts = (counted: Counted): Counted =>
  counted.conflicts === 0n ? counted : { ...counted, repeats: counted.conflicts - 1n };

/** One string too many fails. */
export const oneFailureMore = (counted: Counted): Counted => ({ ...counted, failures: counted.failures + 1n });

/** One string too few without a repeat, of the longest. */
export const oneStringMissing: RepeatFree = ({ alphabetSize, ngram, length }) => {
  const counts = countsByVisitedSets(alphabetSize, ngram);
  return Array.from({ length: length + 1 }, (_, m) =>
    m === alphabetSize ** ngram ? counts[m]! - 1n : (counts[m] ?? 0n),
  );
};

/** All that follows the search is taken to be free of repeats: no word is forbidden. */
export const nothingForbidden: RepeatFree = ({ alphabetSize, ngram, length }) => {
  const searched = Math.max(length - ngram + 1, 0);
  const counts = countsByLastLetters(alphabetSize, searched, ngram, 0);
  while (counts.length <= length) counts.push(counts.at(-1)! * BigInt(alphabetSize));
  return counts;
};

/** Every word is taken for primitive. */
export const anyWord = (size: Size): EventCounts =>
  longKeyCounts(size, (alphabetSize, last) =>
    Array.from({ length: last + 1 }, (_, p) => BigInt(alphabetSize) ** BigInt(p)),
  );
