/** The chain far beyond listing: repeats and conflicts counted, err by the exact law. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import type { Size } from '../../common/copy-trials.js';
import {
  BOUNDS,
  type Bounds,
  type Counted,
  describeChain,
  edgesInWords,
  explainChain,
  linksOf,
  tightnessRow,
} from './chain.js';
import type { Counter } from './counters.js';
import { lastLetters, longKeys, visitedSets } from './counters.js';
import type { EventCounts } from './event-counts.js';

/** One D and n, and the lengths for which the chain is checked: L = from … to. */
export interface Lengths {
  readonly counter: Counter;
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly from: number;
  readonly to: number;
}

/** All L, from 1 to some above the longest string without a repeat. */
function bySets(alphabetSize: number, ngram: number): Lengths {
  return { counter: visitedSets(), alphabetSize, ngram, from: 1, to: alphabetSize ** ngram + ngram + 3 };
}

function bySearch(alphabetSize: number, ngram: number, from: number, to: number): Lengths {
  return { counter: lastLetters(), alphabetSize, ngram, from, to };
}

/** L = from … 2n + 1. */
function byFormula(alphabetSize: number, ngram: number, from = ngram): Lengths {
  return { counter: longKeys(), alphabetSize, ngram, from, to: 2 * ngram + 1 };
}

const QUICK: readonly Lengths[] = [
  ...[1, 2, 3].map((n) => bySets(2, n)),
  bySets(3, 2),
  bySets(5, 1),
  bySearch(2, 6, 13, 20),
  bySearch(2, 10, 23, 25),
  bySearch(26, 3, 8, 10),
  ...[1, 2, 5, 8].map((n) => byFormula(2, n)),
  byFormula(26, 4),
  byFormula(2, 200, 400),
  byFormula(65_536, 50, 100),
];

const STANDARD: readonly Lengths[] = [
  ...[1, 2, 3, 4].map((n) => bySets(2, n)),
  ...[1, 2].flatMap((n) => [bySets(3, n), bySets(4, n)]),
  ...[5, 10, 16].map((D) => bySets(D, 1)),
  bySearch(2, 5, 28, 36),
  bySearch(2, 6, 24, 28),
  bySearch(2, 8, 25, 28),
  bySearch(2, 10, 29, 32),
  bySearch(2, 12, 31, 34),
  bySearch(2, 16, 34, 37),
  bySearch(3, 5, 12, 17),
  bySearch(4, 4, 10, 15),
  bySearch(5, 2, 6, 13),
  ...[2, 3, 4].map((n) => bySearch(26, n, 10, 12)),
  bySearch(1_000, 3, 10, 12),
  ...Array.from({ length: 16 }, (_, i) => byFormula(2, i + 1)),
  ...[3, 4, 26, 65_536].flatMap((D) => [2, 5, 9].map((n) => byFormula(D, n))),
  byFormula(2, 500, 990),
  byFormula(26, 150, 290),
  byFormula(65_536, 50, 90),
];

const LENGTHS: Record<Effort, readonly Lengths[]> = {
  quick: QUICK,
  standard: STANDARD,
  deep: [
    ...STANDARD,
    bySearch(2, 7, 26, 32),
    bySearch(2, 9, 30, 33),
    bySearch(2, 11, 32, 35),
    bySearch(2, 14, 36, 38),
    bySearch(2, 16, 40, 41),
    bySearch(2, 20, 43, 44),
    bySearch(3, 6, 16, 20),
    bySearch(3, 8, 19, 22),
    bySearch(4, 6, 14, 18),
    bySearch(26, 5, 13, 15),
    bySearch(256, 3, 12, 14),
    ...[20, 30].map((n) => byFormula(2, n)),
    byFormula(2, 1_000, 1_990),
  ],
};

/** A few lengths in which every link is true and close enough to be broken by a small change. */
export const CONTROL_LENGTHS: readonly Lengths[] = [
  bySets(2, 4),
  bySets(3, 2),
  byFormula(2, 6),
  bySearch(2, 8, 18, 20),
];

const sizesIn = ({ alphabetSize, ngram, from, to }: Lengths): Size[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ alphabetSize, ngram, length: from + i }));

function countsIn(row: Lengths): Counted[] {
  const { alphabetSize, ngram, to, counter } = row;
  const counts = counter.counts({ alphabetSize, ngram, length: to });
  return sizesIn(row).map((size) => {
    const { repeats, conflicts } = counts[size.length - 1] as EventCounts;
    return { size, failures: conflicts, conflicts, repeats };
  });
}

function inWords(rows: readonly Lengths[]): string {
  const texts = (name: Counter['name']) =>
    rows
      .filter(({ counter }) => counter.name === name)
      .map(({ alphabetSize, ngram, from, to }) => `(${alphabetSize}, ${ngram}, ${from}…${to})`)
      .join(', ');
  return (
    `(D, n, L): by sets of visited n-grams ${texts('visited-sets')}; by a search that counts the last letters at once ` +
    `${texts('last-letters')}; by the formula for L ≤ 2n + 1 ${texts('long-keys')}`
  );
}

/**
 * Every link, with err = p_conflict by the exact law of `theorem-2.3/exactly`.
 *
 * @param bounds - the members of the chain, and `change` what was counted; others for controls.
 */
export function countedChain(
  bounds: Bounds = BOUNDS,
  rows: (effort: Effort) => readonly Lengths[] = (effort) => LENGTHS[effort],
  change: (counted: Counted) => Counted = (counted) => counted,
): Method {
  const visiting = (longest: Counted[]) =>
    exact<Counted>({
      name: 'counted',
      domain: (effort) =>
        `${inWords(rows(effort))}; err is p_conflict by the exact law; every link as fractions, second moments over all pairs for L − n ≤ 40; ` +
        edgesInWords(rows(effort).flatMap(sizesIn)),
      *cases(effort) {
        for (const row of rows(effort)) {
          const counted = countsIn(row);
          longest.push(counted.at(-1)!);
          yield* counted.map(change);
        }
      },
      size: (effort) => rows(effort).reduce((sum, { from, to }) => sum + to - from + 1, 0),
      holds: (c) => linksOf(c, bounds).every(({ holds }) => holds),
      describe: (c) => describeChain(c, bounds),
      explain: (c) => explainChain(c, bounds),
      stopAtFirst: true,
    });
  return {
    method: 'exact',
    name: 'counted',
    async run(context) {
      const longest: Counted[] = [];
      const evidence = await visiting(longest).run(context);
      // The greatest length of each row, which says how far the bounds are from the probabilities.
      return { ...evidence, numbers: { rows: longest.map(tightnessRow) } };
    },
  };
}
