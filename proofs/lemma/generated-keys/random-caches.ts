/** Keys and values after the generation of random strings. */
import { type Effort, type Method, type Share, sampled } from '@verbatim/evidence';
import { conflictingRepeat } from '@verbatim/tasks';
import { copyingTransformer, copyRunner, float64 } from '@verbatim/transformer';
import * as fc from 'fast-check';
import { AGREEING_REPEATS, SHORT_STRINGS, withoutConflict } from '../../common/random-strings.js';
import { cacheComparison, type GeneratedCache, generatedCache } from './generated-cache.js';

/** A string, and the construction that it is given to. */
export interface StringCase {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly stop: boolean;
  readonly letters: readonly number[];
}

const ALPHABETS = [2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 64];
const LIMIT = 0.02;
const DRAWS: Record<Effort, number> = { quick: 700, standard: 7_000, deep: 20_000 };
const LONGEST: Record<Effort, number> = { quick: 30, standard: 60, deep: 120 };

function cacheOf({ alphabetSize, ngram, stop, letters }: StringCase): GeneratedCache {
  const construction = copyingTransformer({ alphabetSize, ngram, stop, maxLength: letters.length + 1 });
  return generatedCache(copyRunner(construction, float64()), letters);
}

/** Of the draws at least 33 % have a repeat, 24 % are with stop and 13 % are short; a seventh of that or more is asked for. */
const SHARES: readonly Share<StringCase>[] = [
  AGREEING_REPEATS,
  SHORT_STRINGS,
  { name: 'with stop', has: ({ stop }) => stop, least: 0.05 },
];

/** Strings without a conflict, most of them with repeats; with stop only where the last n-gram is new. */
export function stringsWithoutConflict(effort: Effort): fc.Arbitrary<StringCase> {
  return fc
    .record({
      alphabetSize: fc.constantFrom(...ALPHABETS),
      ngram: fc.integer({ min: 1, max: 6 }),
      length: fc.integer({ min: 1, max: LONGEST[effort] }),
      stop: fc.boolean(),
    })
    .chain(({ alphabetSize, ngram, length, stop }) =>
      fc.array(fc.nat({ max: alphabetSize - 1 }), { minLength: length, maxLength: length }).map((given): StringCase => {
        const letters = Array.from(withoutConflict(Uint32Array.from(given), ngram));
        const newAtEnd = conflictingRepeat([...letters, alphabetSize], ngram) === null;
        return { alphabetSize, ngram, letters, stop: stop && newAtEnd };
      }),
    );
}

/**
 * The cache after the generation of random strings. Nothing is decided when too few of a kind are drawn.
 *
 * @param strings - the distribution, by default the one that the domain states.
 */
export function randomCaches(strings = stringsWithoutConflict): Method {
  return sampled<StringCase>({
    name: 'random-strings',
    domain: (effort) =>
      `random strings with D from ${ALPHABETS.join(', ')}, n from 1 to 6 and L from 1 to ${LONGEST[effort]}, all uniform, each letter uniform but where the n-gram before it came before: there it is the letter of then, and so agreeing repeats are frequent; without stop, and with stop where the last n-gram is new; by the KV cache after greedy generation in f64; at most ${LIMIT} of the strings may fail`,
    draws: (effort) => DRAWS[effort],
    arbitrary: strings,
    holds: (c) => cacheComparison.holds(cacheOf(c)),
    describe: (c) => cacheComparison.describe(cacheOf(c)),
    explain: (c) => cacheComparison.explain(cacheOf(c)),
    limit: LIMIT,
    shares: SHARES,
  });
}
