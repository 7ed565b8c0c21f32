/** The exact probabilities against their bounds: by listing every string, and further out by counting. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { type ListedCopyDistribution, probabilityThat, uniformCopies } from '@verbatim/tasks';
import type { Size } from '../common/copy-trials.js';
import { type Grid, grid, gridsInWords, sizesOf } from '../common/sizes.js';
import {
  type BoundedEvent,
  boundsBelowOne,
  describeEventCase,
  type EventCase,
  explainEventCase,
  withinBound,
} from './bounded-event.js';

/** How a string of L letters over D is drawn. */
export type DistributionOf = (alphabetSize: number, length: number) => ListedCopyDistribution;

const GRIDS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 10, 6), grid(3, 6, 4), grid(4, 5, 4)],
  standard: [grid(2, 14, 8), grid(3, 10, 6), grid(4, 10, 5)],
  deep: [grid(2, 18, 10), grid(3, 12, 7), grid(4, 11, 6), grid(5, 8, 5), grid(8, 6, 4)],
};

/** Every string of every size of the grids is looked at, under its own name: no symmetry is used. */
export function everyString(events: readonly BoundedEvent[], distributionOf: DistributionOf = uniformCopies): Method {
  return exact<EventCase>({
    name: 'every-string',
    domain: (effort) =>
      `${gridsInWords(GRIDS[effort])}: probabilities by listing all D^L strings, compared as fractions; ` +
      boundsBelowOne(events, sizesOf(GRIDS[effort])),
    *cases(effort) {
      for (const size of sizesOf(GRIDS[effort])) {
        const distribution = distributionOf(size.alphabetSize, size.length);
        for (const event of events) {
          yield { event, size, probability: probabilityThat(distribution, (x) => event.happens(x, size.ngram)) };
        }
      }
    },
    size: (effort) =>
      events.length * GRIDS[effort].reduce((sum, { maxLength, maxNgram }) => sum + maxLength * maxNgram, 0),
    holds: withinBound,
    describe: describeEventCase,
    explain: explainEventCase,
    stopAtFirst: true,
  });
}

/** All lengths from 1 to `maxLength`, for one n and several D. */
interface Lengths {
  readonly ngram: number;
  readonly alphabetSizes: readonly number[];
  readonly maxLength: number;
}

function lengths(ngram: number, maxLength: number, alphabetSizes: readonly number[]): Lengths {
  return { ngram, alphabetSizes, maxLength };
}

const QUICK_LENGTHS = [
  lengths(1, 60, [5, 26, 365, 1_000, 65_536]),
  lengths(2, 17, [4]),
  lengths(2, 9, [26, 256, 1_000]),
  lengths(3, 9, [5, 26, 256]),
  lengths(5, 15, [2]),
  lengths(8, 15, [2]),
];

const STANDARD_LENGTHS = [
  lengths(1, 200, [5, 26, 365, 1_000, 65_536, 2 ** 31]),
  lengths(2, 17, [4]),
  lengths(2, 11, [5, 8, 26, 256, 1_000]),
  lengths(3, 12, [3, 4]),
  lengths(3, 11, [5, 8, 26, 256]),
  lengths(4, 11, [3, 5, 26]),
  lengths(5, 25, [2]),
  lengths(6, 20, [2]),
  lengths(8, 19, [2]),
  lengths(10, 19, [2]),
  lengths(12, 19, [2]),
];

const LENGTHS: Record<Effort, readonly Lengths[]> = {
  quick: QUICK_LENGTHS,
  standard: STANDARD_LENGTHS,
  deep: [
    ...STANDARD_LENGTHS,
    lengths(2, 13, [6, 7, 10, 64]),
    lengths(3, 17, [3]),
    lengths(3, 13, [6, 7, 10, 64]),
    lengths(4, 13, [4, 6, 8]),
    lengths(5, 36, [2]),
    lengths(7, 22, [2]),
    lengths(9, 22, [2]),
    lengths(14, 22, [2]),
  ],
};

function* sizesOfLengths(effort: Effort): Generator<Size> {
  for (const { ngram, alphabetSizes, maxLength } of LENGTHS[effort]) {
    for (const alphabetSize of alphabetSizes) {
      for (let length = 1; length <= maxLength; length++) {
        yield { alphabetSize, ngram, length };
      }
    }
  }
}

function lengthsInWords(rows: readonly Lengths[]): string {
  return rows
    .map(({ ngram, alphabetSizes, maxLength }) => `n = ${ngram}, D = ${alphabetSizes}, L ≤ ${maxLength}`)
    .join('; ');
}

/** Larger sizes: strings without the event are counted by a search that visits one of all that differ in their letters' names. */
export function counted(events: readonly BoundedEvent[]): Method {
  return exact<EventCase>({
    name: 'counted',
    domain: (effort) =>
      `${lengthsInWords(LENGTHS[effort])}: probabilities from the number of strings without the event, found by searching the ` +
      'de Bruijn graph up to renaming of letters; compared as fractions; ' +
      boundsBelowOne(events, sizesOfLengths(effort)),
    *cases(effort) {
      for (const size of sizesOfLengths(effort)) {
        for (const event of events) {
          yield { event, size, probability: event.counted(size.alphabetSize, size.length, size.ngram) };
        }
      }
    },
    size: (effort) =>
      events.length *
      LENGTHS[effort].reduce((sum, { alphabetSizes, maxLength }) => sum + alphabetSizes.length * maxLength, 0),
    holds: withinBound,
    describe: describeEventCase,
    explain: explainEventCase,
    stopAtFirst: true,
  });
}
