/** The chain of bounds for one size, as fractions, and which of its links hold. */
import {
  atMost,
  conflictBound,
  equalFractions,
  type Fraction,
  fractionText,
  fractionToNumber,
  lemmaBound,
  lessThan,
  repeatBound,
} from '@verbatim/tasks';
import type { Size } from '../../common/copy-trials.js';
import type { PairKind } from './pair-events.js';
import { apartBound, meanOf, moments, secondMomentBound } from './second-moment.js';

/** The members of the chain that are computed from D, n and L alone. */
export interface Bounds {
  /** E[X]²/E[X²] for all pairs of windows. */
  moment(kind: PairKind, size: Size): Fraction;
  /** μ/(1 + μ) for the pairs more than n apart. */
  apart(kind: 'start' | 'conflict', size: Size): Fraction;
  /** D⁻ⁿ ((L−n) + C(L−n, 2) (1 − 1/D)). */
  starts(size: Size): Fraction;
  /** C(L−n+1, 2) D⁻ⁿ. */
  pairs(size: Size): Fraction;
  /** L² D⁻ⁿ. */
  lemma(size: Size): Fraction;
  /** C(L−n, 2) D⁻ⁿ (1 − 1/D). */
  conflicts(size: Size): Fraction;
}

/** As they are claimed. */
export const BOUNDS: Bounds = {
  moment: (kind, size) => secondMomentBound(moments(kind, size)),
  apart: apartBound,
  starts: (size) => meanOf('start', size),
  pairs: ({ alphabetSize, length, ngram }) => repeatBound(alphabetSize, length, ngram),
  lemma: ({ alphabetSize, length, ngram }) => lemmaBound(alphabetSize, length, ngram),
  conflicts: ({ alphabetSize, length, ngram }) => conflictBound(alphabetSize, length, ngram),
};

/** What was counted of the D^L strings of one size. */
export interface Counted {
  readonly size: Size;
  /** Strings that the construction does not copy. */
  readonly failures: bigint;
  readonly conflicts: bigint;
  readonly repeats: bigint;
}

/** One member of the chain against another. */
export interface Link {
  /** Such as `p_conflict ≤ p_ngram`. */
  readonly name: string;
  readonly left: Fraction;
  readonly right: Fraction;
  readonly holds: boolean;
}

const RELATIONS = { '≤': atMost, '<': lessThan, '=': equalFractions } as const;

/** The exact second moments take time of the order of (L − n)³ n. */
const MOST_WINDOWS = 40;

/** Whether the second moment over all pairs is part of the chain. */
const hasMoments = ({ length, ngram }: Size) => length - ngram <= MOST_WINDOWS;

/** Every link of the chain. */
export function linksOf({ size, failures, conflicts, repeats }: Counted, bounds: Bounds = BOUNDS): Link[] {
  const all = BigInt(size.alphabetSize) ** BigInt(size.length);
  const share = (count: bigint): Fraction => ({ numerator: count, denominator: all });
  const links: Link[] = [];
  const link = (
    leftName: string,
    left: Fraction,
    relation: keyof typeof RELATIONS,
    rightName: string,
    right: Fraction,
  ) =>
    links.push({ name: `${leftName} ${relation} ${rightName}`, left, right, holds: RELATIONS[relation](left, right) });
  const [err, pConflict, pNgram] = [share(failures), share(conflicts), share(repeats)];
  const [starts, pairs] = [bounds.starts(size), bounds.pairs(size)];
  if (hasMoments(size)) {
    link('E[conflicts]²/E[conflicts²]', bounds.moment('conflict', size), '≤', 'p_conflict', pConflict);
    link('E[repeats]²/E[repeats²]', bounds.moment('repeat', size), '≤', 'p_ngram', pNgram);
    link('E[starts]²/E[starts²]', bounds.moment('start', size), '≤', 'p_ngram', pNgram);
  }
  link('μ/(1+μ)', bounds.apart('conflict', size), '≤', 'p_conflict', pConflict);
  link('ν/(1+ν)', bounds.apart('start', size), '≤', 'p_ngram', pNgram);
  link('err', err, '=', 'p_conflict', pConflict);
  link('p_conflict', pConflict, '≤', 'p_ngram', pNgram);
  link('p_conflict', pConflict, '≤', 'C(L−n, 2) D⁻ⁿ (1 − 1/D)', bounds.conflicts(size));
  link('p_ngram', pNgram, '≤', 'E[starts]', starts);
  link('E[starts]', starts, '≤', 'C(L−n+1, 2) D⁻ⁿ', pairs);
  link('C(L−n+1, 2) D⁻ⁿ', pairs, '<', 'L² D⁻ⁿ', bounds.lemma(size));
  return links;
}

/** The case as JSON: its counts, and the links that are broken. */
export function describeChain(counted: Counted, bounds?: Bounds) {
  const { size, failures, conflicts, repeats } = counted;
  return {
    ...size,
    failures: String(failures),
    conflicts: String(conflicts),
    repeats: String(repeats),
    broken: linksOf(counted, bounds)
      .filter(({ holds }) => !holds)
      .map(({ name }) => name),
  };
}

/** The broken links, in words. */
export function explainChain(counted: Counted, bounds?: Bounds): string {
  const { alphabetSize, ngram, length } = counted.size;
  const broken = linksOf(counted, bounds).filter(({ holds }) => !holds);
  const words = broken.map(
    ({ name, left, right }) => `${name} is ${fractionText(left)} against ${fractionText(right)}`,
  );
  return `With D = ${alphabetSize}, n = ${ngram} and L = ${length}, ${words.join('; ')}.`;
}

const ratio = (a: Fraction, b: Fraction): number | null =>
  b.numerator === 0n
    ? null
    : fractionToNumber({ numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator });

/** The probabilities as doubles, and how far the bounds are from them. */
export function tightnessRow({ size, conflicts, repeats }: Counted) {
  const all = BigInt(size.alphabetSize) ** BigInt(size.length);
  const pConflict = { numerator: conflicts, denominator: all };
  const pNgram = { numerator: repeats, denominator: all };
  const lower = hasMoments(size) ? BOUNDS.moment('conflict', size) : null;
  return {
    ...size,
    err: fractionToNumber(pConflict),
    pNgram: fractionToNumber(pNgram),
    errOverSecondMoment: lower === null ? null : ratio(pConflict, lower),
    errOverApart: ratio(pConflict, BOUNDS.apart('conflict', size)),
    boundOverErr: ratio(BOUNDS.conflicts(size), pConflict),
    startsOverNgram: ratio(BOUNDS.starts(size), pNgram),
    pairsOverNgram: ratio(BOUNDS.pairs(size), pNgram),
  };
}

/** How many of the sizes have a union bound above 1, and how many no two windows, for the domain of a method. */
export function edgesInWords(sizes: Iterable<Size>): string {
  let [cases, above, none] = [0, 0, 0];
  for (const size of sizes) {
    const { numerator, denominator } = BOUNDS.pairs(size);
    cases++;
    if (numerator > denominator) above++;
    if (size.length <= size.ngram) none++;
  }
  return `of the ${cases} sizes ${above} have a union bound above 1 and ${none} have L ≤ n`;
}
