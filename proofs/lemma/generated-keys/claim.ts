import { claim, control, type Effort, exact, exhaustion, type Method, sampled } from '@verbatim/evidence';
import { conflictingRepeat, stringsOf } from '@verbatim/tasks';
import {
  type CopyingTransformer,
  copyingTransformer,
  copyRunner,
  exactRationals,
  float64,
  type NumberSystem,
} from '@verbatim/transformer';
import * as fc from 'fast-check';
import { withUnmergedFlags } from '../../common/broken-weights.js';
import { describeAnswer, everyAnswer, type InspectedAnswer } from '../../common/inspected-tokens.js';
import { withoutConflict as grown } from '../../common/random-strings.js';
import { type Grid, grid, gridsInWords, sizesOf } from '../../common/sizes.js';
import { disagreement, type GeneratedCache, generatedCache } from './generated-cache.js';

/** Which strings are looked at, and what is made wrong in a control. */
interface Strings {
  /** In words. */
  readonly name: string;
  readonly has: (letters: ArrayLike<number>, construction: CopyingTransformer) => boolean;
  readonly change: (construction: CopyingTransformer) => CopyingTransformer;
}

/** The stop variant treats the COPY after x as one more letter of it. */
function conflicts(letters: ArrayLike<number>, { ngram, stop, vocabulary }: CopyingTransformer): boolean {
  return conflictingRepeat(stop ? [...Array.from(letters), vocabulary.copy] : letters, ngram) !== null;
}

const withoutConflict: Strings = {
  name: 'without a conflicting repeat',
  has: (letters, construction) => !conflicts(letters, construction),
  change: (construction) => construction,
};

const STRINGS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 7, 3), grid(3, 4, 2)],
  standard: [grid(2, 10, 4), grid(3, 6, 3), grid(5, 4, 2)],
  deep: [grid(2, 13, 5), grid(3, 8, 3), grid(5, 6, 2)],
};

const SMALLER: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 4, 2), grid(3, 3, 1)],
  standard: [grid(2, 7, 3), grid(3, 4, 2)],
  deep: [grid(2, 9, 3), grid(3, 6, 2)],
};

function* everyCache(grids: readonly Grid[], numbers: NumberSystem, { has, change }: Strings) {
  for (const size of sizesOf(grids)) {
    for (const stop of [false, true]) {
      const { alphabetSize, ngram, length } = size;
      const runner = copyRunner(
        change(copyingTransformer({ alphabetSize, ngram, stop, maxLength: length + 1 })),
        numbers,
      );
      for (const letters of stringsOf(size.alphabetSize, size.length)) {
        if (has(letters, runner.construction)) {
          yield generatedCache(runner, letters);
        }
      }
    }
  }
}

const describeCache = ({ construction, letters, output }: GeneratedCache) => ({
  alphabetSize: construction.alphabetSize,
  ngram: construction.ngram,
  stop: construction.stop,
  letters: [...letters],
  output: [...output],
});

const comparison = {
  holds: (cache: GeneratedCache) => disagreement(cache) === undefined,
  describe: describeCache,
  explain: (cache: GeneratedCache) => disagreement(cache)!,
};

function everyString(strings: Strings = withoutConflict): Method {
  return exhaustion<GeneratedCache>({
    name: 'every-string',
    domain: (effort) =>
      `every string ${strings.name} of ${gridsInWords(STRINGS[effort])}, without and with stop, by the KV cache after greedy generation in f64`,
    cases: (effort) => everyCache(STRINGS[effort], float64(), strings),
    ...comparison,
  });
}

const everyStringExactly = exact<GeneratedCache>({
  name: 'every-string-exactly',
  domain: (effort) =>
    `every string without a conflicting repeat of ${gridsInWords(SMALLER[effort])}, without and with stop, by the KV cache after greedy generation in exact rationals`,
  cases: (effort) => everyCache(SMALLER[effort], exactRationals(), withoutConflict),
  ...comparison,
});

/** The first position of the answer at which a key scores as much as the n-gram asked for but belongs to another letter. */
function wrongMatch({ construction, letters, answer }: InspectedAnswer): { position: number; j: number } | undefined {
  const { bos, copy } = construction.vocabulary;
  const tokens = [bos, ...letters, copy, ...letters];
  for (const { position, query, scores, expected } of answer) {
    const own = query.reduce((sum, coordinate) => sum + coordinate * coordinate, 0);
    const j = scores.findIndex((score, k) => score === own && tokens[k] !== expected);
    if (j >= 0) {
      return { position, j };
    }
  }
  return undefined;
}

function everyMatch({ name, has, change }: Strings = withoutConflict): Method {
  return exhaustion<InspectedAnswer>({
    name: 'every-match',
    domain: (effort) =>
      `every string ${name} of ${gridsInWords(SMALLER[effort])}, every position that scores ⟨query, query⟩ at any step of the answer, teacher-forced, in f64`,
    *cases(effort) {
      for (const { alphabetSize, ngram, length } of sizesOf(SMALLER[effort])) {
        const construction = change(copyingTransformer({ alphabetSize, ngram, maxLength: length }));
        for (const answer of everyAnswer(construction, float64(), length)) {
          if (has(answer.letters, construction)) {
            yield answer;
          }
        }
      }
    },
    holds: (answer) => wrongMatch(answer) === undefined,
    describe: describeAnswer,
    explain: (answer) => {
      const { position, j } = wrongMatch(answer)!;
      return `at position ${position} of the tokens the key at position ${j} matches and its letter is not the next one.`;
    },
  });
}

interface StringCase {
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

const randomStrings = sampled<StringCase>({
  name: 'random-strings',
  domain: (effort) =>
    `random strings with D from ${ALPHABETS.join(', ')}, n from 1 to 6 and L from 1 to ${LONGEST[effort]}, all uniform, each letter uniform but where the n-gram before it came before: there it is the letter of then, and so agreeing repeats are frequent; without stop, and with stop where the last n-gram is new; by the KV cache after greedy generation in f64; at most ${LIMIT} of the strings may fail`,
  draws: (effort) => DRAWS[effort],
  arbitrary: (effort) =>
    fc
      .record({
        alphabetSize: fc.constantFrom(...ALPHABETS),
        ngram: fc.integer({ min: 1, max: 6 }),
        length: fc.integer({ min: 1, max: LONGEST[effort] }),
        stop: fc.boolean(),
      })
      .chain(({ alphabetSize, ngram, length, stop }) =>
        fc
          .array(fc.nat({ max: alphabetSize - 1 }), { minLength: length, maxLength: length })
          .map((given): StringCase => {
            const letters = Array.from(grown(Uint32Array.from(given), ngram));
            const newAtEnd = conflictingRepeat([...letters, alphabetSize], ngram) === null;
            return { alphabetSize, ngram, letters, stop: stop && newAtEnd };
          }),
      ),
  holds: (c) => disagreement(cacheOf(c)) === undefined,
  describe: (c) => describeCache(cacheOf(c)),
  explain: (c) => disagreement(cacheOf(c))!,
  limit: LIMIT,
});

/** lemma/generated-keys. */
export const lemmaGeneratedKeys = claim({
  id: 'lemma/generated-keys',
  statement:
    'If x has no conflicting repeat, then in greedy generation the generated position of x_j has the key and the value of the original position of x_j, and any two positions with the same non-empty key have the same value. So every key that matches the n-gram asked for, generated or not, holds the letter that comes next.',
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): keys during generation',
  expected: 'holds',
  methods: [everyString(), everyStringExactly, everyMatch(), randomStrings],
  controls: [
    control({
      name: 'conflicting-repeat',
      breaks: 'only strings with a conflicting repeat are taken',
      method: everyString({ ...withoutConflict, name: 'with a conflicting repeat', has: conflicts }),
    }),
    control({
      name: 'n-one-too-small',
      breaks: 'the strings have no conflicting repeat of n + 1 letters, the model looks up n',
      method: everyString({
        ...withoutConflict,
        name: 'without a conflicting repeat of n + 1 letters',
        has: (letters, construction) => !conflicts(letters, { ...construction, ngram: construction.ngram + 1 }),
      }),
    }),
    control({
      name: 'unmerged-flags',
      breaks: 'the flag counts COPY as −f, so that keys after COPY are unlike those after BOS',
      method: everyString({ ...withoutConflict, change: withUnmergedFlags }),
    }),
    control({
      name: 'conflicting-matches',
      breaks: 'only strings with a conflicting repeat are taken',
      method: everyMatch({ ...withoutConflict, name: 'with a conflicting repeat', has: conflicts }),
    }),
  ],
});
