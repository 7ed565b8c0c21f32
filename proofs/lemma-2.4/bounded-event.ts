/** What Lemma 2.4 and its sharper forms say: how likely an event of a uniform string is at most. */
import {
  atMost,
  conflictBound,
  conflictingRepeat,
  type Fraction,
  fractionText,
  type Letters,
  lemmaBound,
  lessThan,
  repeatBound,
  repeatedNgram,
  uniformConflictProbability,
  uniformRepeatProbability,
} from '@verbatim/tasks';
import type { Size } from '../common/copy-trials.js';

/** The bound on a probability, as a function of the size. */
export type Bound = (alphabetSize: number, length: number, ngram: number) => Fraction;

/** An event, its probability for uniform letters, and the bound that is claimed. */
export interface BoundedEvent {
  readonly probabilityName: 'p_ngram' | 'p_conflict';
  /** The bound in words. */
  readonly boundName: string;
  /** Does the event happen for these letters? */
  happens(letters: Letters, ngram: number): boolean;
  /** Its probability for uniform letters, by counting. */
  readonly counted: Bound;
  readonly bound: Bound;
  /** Whether the probability is within the bound: below it, or at most equal to it. */
  within(probability: Fraction, bound: Fraction): boolean;
}

const repeat = {
  probabilityName: 'p_ngram',
  happens: (letters: Letters, ngram: number) => repeatedNgram(letters, ngram) !== null,
  counted: uniformRepeatProbability,
} as const;

/** p_ngram < L² D⁻ⁿ. */
export const repeatBelowLemmaBound: BoundedEvent = {
  ...repeat,
  boundName: 'L² D⁻ⁿ',
  bound: lemmaBound,
  within: lessThan,
};

/** p_ngram ≤ C(L−n+1, 2) D⁻ⁿ. */
export const repeatWithinPairs: BoundedEvent = {
  ...repeat,
  boundName: 'C(L−n+1, 2) D⁻ⁿ',
  bound: repeatBound,
  within: atMost,
};

/** p_conflict ≤ C(L−n, 2) D⁻ⁿ (1 − 1/D). */
export const conflictWithinPairs: BoundedEvent = {
  probabilityName: 'p_conflict',
  boundName: 'C(L−n, 2) D⁻ⁿ (1 − 1/D)',
  happens: (letters, ngram) => conflictingRepeat(letters, ngram) !== null,
  counted: uniformConflictProbability,
  bound: conflictBound,
  within: atMost,
};

/** The exact probability of one event at one size. */
export interface EventCase {
  readonly event: BoundedEvent;
  readonly size: Size;
  readonly probability: Fraction;
}

function boundOf({ event, size }: EventCase): Fraction {
  return event.bound(size.alphabetSize, size.length, size.ngram);
}

/** Whether the event is as improbable as claimed. */
export function withinBound(c: EventCase): boolean {
  return c.event.within(c.probability, boundOf(c));
}

/** The case as JSON, the probability and the bound as fractions. */
export function describeEventCase(c: EventCase) {
  return { ...c.size, [c.event.probabilityName]: fractionText(c.probability), bound: fractionText(boundOf(c)) };
}

/** Both sides of the inequality, in words. */
export function explainEventCase(c: EventCase): string {
  const { alphabetSize, length, ngram } = c.size;
  return (
    `With D = ${alphabetSize}, n = ${ngram} and L = ${length}, ${c.event.probabilityName} is ${fractionText(c.probability)} ` +
    `and the bound ${c.event.boundName} is ${fractionText(boundOf(c))}.`
  );
}

const ONE = { numerator: 1n, denominator: 1n };

/** In how many cases the bound says something, for the domain of a method. */
export function boundsBelowOne(events: readonly BoundedEvent[], sizes: Iterable<Size>): string {
  let [cases, below] = [0, 0];
  for (const { alphabetSize, length, ngram } of sizes) {
    for (const { bound } of events) {
      const limit = bound(alphabetSize, length, ngram);
      cases++;
      if (limit.numerator > 0n && lessThan(limit, ONE)) below++;
    }
  }
  return `the bound lies between 0 and 1 in ${below} of the ${cases} cases`;
}
