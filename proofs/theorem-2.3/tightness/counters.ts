/** Three ways to count the strings with a repeat and with a conflict without listing them, and where each can. */
import type { Size } from '../../common/copy-trials.js';
import { type EventCounts, eventCounts } from './event-counts.js';
import { countsByLastLetters } from './last-letters.js';
import { hasLongKey, longKeyCounts } from './long-keys.js';
import { countsByVisitedSets, MOST_NGRAMS } from './visited-sets.js';

/** A way to count; `lengths` of one D and n are counted together. */
export interface Counter {
  readonly name: 'visited-sets' | 'last-letters' | 'long-keys';
  /** The counts for L = 1 … `size.length`, undefined or left out at the end where it does not reach. */
  counts(size: Size): (EventCounts | undefined)[];
}

/** R(0) … R(L), continued with zeros. */
export type RepeatFree = (size: Size) => bigint[];

const bySets: RepeatFree = ({ alphabetSize, ngram, length }) => {
  const counts = countsByVisitedSets(alphabetSize, ngram);
  return Array.from({ length: length + 1 }, (_, m) => counts[m] ?? 0n);
};

const byLastLetters: RepeatFree = ({ alphabetSize, ngram, length }) => countsByLastLetters(alphabetSize, length, ngram);

/** The visited sets of few n-grams: every L. */
export const visitedSets = (repeatFree = bySets): Counter => ({
  name: 'visited-sets',
  counts: (size) =>
    size.alphabetSize ** size.ngram > MOST_NGRAMS ? [] : eventCounts(size.alphabetSize, size.ngram, repeatFree(size)),
});

/** The search that counts the last letters at once: every size, if there is time. */
export const lastLetters = (repeatFree = byLastLetters): Counter => ({
  name: 'last-letters',
  counts: (size) => eventCounts(size.alphabetSize, size.ngram, repeatFree(size)),
});

/** The formula for n ≤ L ≤ 2n + 1. */
export const longKeys = (count: (size: Size) => EventCounts = longKeyCounts, reaches = hasLongKey): Counter => ({
  name: 'long-keys',
  counts: (size) =>
    Array.from({ length: size.length }, (_, i) => {
      const shorter = { ...size, length: i + 1 };
      return reaches(shorter) ? count(shorter) : undefined;
    }),
});

/** All three, as they are meant. */
export const COUNTERS: readonly Counter[] = [visitedSets(), lastLetters(), longKeys()];
