/** Each way to count against listing every string, and against the others and a plain search where strings are too many. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { conflictingRepeat, repeatedNgram, repeatFreeCounts, stringsOf } from '@verbatim/tasks';
import type { Size } from '../../common/copy-trials.js';
import { type Grid, grid, gridsInWords } from '../../common/sizes.js';
import { COUNTERS, type Counter } from './counters.js';
import { type EventCounts, eventCounts } from './event-counts.js';

/** One size, by one way to count and by another. */
interface Comparison {
  readonly size: Size;
  readonly counter: Counter['name'];
  readonly reference: string;
  readonly counted: EventCounts;
  readonly expected: EventCounts;
}

const GRIDS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 10, 6), grid(3, 6, 4), grid(4, 5, 3)],
  standard: [grid(2, 14, 8), grid(3, 9, 5), grid(4, 8, 4), grid(7, 5, 3)],
  deep: [grid(2, 18, 10), grid(3, 12, 7), grid(4, 10, 6), grid(7, 7, 4), grid(26, 4, 3)],
};

function list({ alphabetSize, ngram, length }: Size): EventCounts {
  let [repeats, conflicts] = [0n, 0n];
  for (const x of stringsOf(alphabetSize, length)) {
    if (repeatedNgram(x, ngram) !== null) repeats++;
    if (conflictingRepeat(x, ngram) !== null) conflicts++;
  }
  return { repeats, conflicts };
}

function* ngrams(grids: readonly Grid[]): Generator<Size> {
  for (const { alphabetSize, maxNgram, maxLength } of grids) {
    for (let ngram = 1; ngram <= maxNgram; ngram++) yield { alphabetSize, ngram, length: maxLength };
  }
}

/** One method that compares counts; `reference` gives those for L = 1 … of one D and n. */
function comparing(
  name: string,
  domain: (effort: Effort) => string,
  sizes: (effort: Effort) => Iterable<Size>,
  reference: { readonly name: string; readonly counts: (size: Size) => EventCounts[] },
  counters: readonly Counter[],
): Method {
  return exact<Comparison>({
    name,
    domain,
    *cases(effort) {
      for (const size of sizes(effort)) {
        const expected = reference.counts(size);
        for (const counter of counters) {
          for (const [i, counted] of counter.counts(size).entries()) {
            if (counted === undefined) continue;
            const of = { ...size, length: i + 1 };
            yield { size: of, counter: counter.name, reference: reference.name, counted, expected: expected[i]! };
          }
        }
      }
    },
    holds: ({ counted, expected }) => counted.repeats === expected.repeats && counted.conflicts === expected.conflicts,
    describe: ({ size, counter, counted, expected }) => ({
      ...size,
      counter,
      repeats: String(counted.repeats),
      conflicts: String(counted.conflicts),
      expectedRepeats: String(expected.repeats),
      expectedConflicts: String(expected.conflicts),
    }),
    explain: ({ size, counter, reference: other, counted, expected }) =>
      `With D = ${size.alphabetSize}, n = ${size.ngram} and L = ${size.length}, ${counter} counts ${counted.repeats} strings with a ` +
      `repeat and ${counted.conflicts} with a conflict, and ${other} ${expected.repeats} and ${expected.conflicts}.`,
    stopAtFirst: true,
  });
}

/** Every way to count, against all D^L strings. */
export function countsListed(counters: readonly Counter[] = COUNTERS): Method {
  return comparing(
    'counts-listed',
    (effort) =>
      `${gridsInWords(GRIDS[effort])}: strings with a repeat and with a conflict, by each way to count that reaches the size, ` +
      'against listing all D^L strings',
    (effort) => ngrams(GRIDS[effort]),
    {
      name: 'listing',
      counts: (size) => Array.from({ length: size.length }, (_, i) => list({ ...size, length: i + 1 })),
    },
    counters,
  );
}

const size = (alphabetSize: number, ngram: number, length: number): Size => ({ alphabetSize, ngram, length });

const QUICK = [size(2, 3, 14), size(2, 4, 19), size(3, 2, 12), size(2, 8, 17), size(5, 3, 7), size(26, 3, 8)];
const STANDARD = [
  ...QUICK,
  size(4, 2, 14),
  size(2, 5, 24),
  size(2, 9, 19),
  size(2, 10, 21),
  size(3, 5, 12),
  size(26, 4, 10),
];
const SEARCHED: Record<Effort, readonly Size[]> = {
  quick: QUICK,
  standard: STANDARD,
  deep: [
    ...STANDARD,
    size(4, 2, 17),
    size(2, 5, 36),
    size(2, 12, 24),
    size(3, 7, 15),
    size(5, 4, 11),
    size(1_000, 4, 11),
  ],
};

/** Larger sizes, against a search to the last letter that keeps the n-grams it has seen. */
export function countsSearched(counters: readonly Counter[] = COUNTERS): Method {
  return comparing(
    'counts-searched',
    (effort) =>
      `(D, n, L) = ${SEARCHED[effort].map(({ alphabetSize, ngram, length }) => `(${alphabetSize}, ${ngram}, ≤ ${length})`).join(', ')}: the same ` +
      'against a plain search in the de Bruijn graph',
    (effort) => SEARCHED[effort],
    {
      name: 'a plain search',
      counts: ({ alphabetSize, ngram, length }) =>
        eventCounts(alphabetSize, ngram, repeatFreeCounts(alphabetSize, length, ngram)),
    },
    counters,
  );
}
