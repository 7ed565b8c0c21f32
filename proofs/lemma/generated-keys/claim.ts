import { claim, control, type Effort, exact, exhaustion, type Method } from '@verbatim/evidence';
import { conflictingRepeat, stringsOf } from '@verbatim/tasks';
import {
  type CopyingTransformer,
  copyingTransformer,
  copyRunner,
  exactRationals,
  float64,
  type NumberSystem,
} from '@verbatim/transformer';
import { withUnmergedFlags } from '../../common/broken-weights.js';
import { describeAnswer, everyAnswer, type InspectedAnswer } from '../../common/inspected-tokens.js';
import { type Grid, grid, gridsInWords, sizesOf } from '../../common/sizes.js';
import { cacheComparison, type GeneratedCache, generatedCache } from './generated-cache.js';
import { randomCaches } from './random-caches.js';

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

function everyString(strings: Strings = withoutConflict): Method {
  return exhaustion<GeneratedCache>({
    name: 'every-string',
    domain: (effort) =>
      `every string ${strings.name} of ${gridsInWords(STRINGS[effort])}, without and with stop, by the KV cache after greedy generation in f64`,
    cases: (effort) => everyCache(STRINGS[effort], float64(), strings),
    ...cacheComparison,
  });
}

const everyStringExactly = exact<GeneratedCache>({
  name: 'every-string-exactly',
  domain: (effort) =>
    `every string without a conflicting repeat of ${gridsInWords(SMALLER[effort])}, without and with stop, by the KV cache after greedy generation in exact rationals`,
  cases: (effort) => everyCache(SMALLER[effort], exactRationals(), withoutConflict),
  ...cacheComparison,
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

/** lemma/generated-keys. */
export const lemmaGeneratedKeys = claim({
  id: 'lemma/generated-keys',
  statement:
    'If x has no conflicting repeat, then in greedy generation the generated position of x_j has the key and the value of the original position of x_j, and any two positions with the same non-empty key have the same value. So every key that matches the n-gram asked for, generated or not, holds the letter that comes next.',
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): keys during generation',
  expected: 'holds',
  methods: [everyString(), everyStringExactly, everyMatch(), randomCaches()],
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
