import { claim, control, type Effort, exact, exhaustion, type Method } from '@verbatim/evidence';
import { copyPrompt, type Letters, stringsOf } from '@verbatim/tasks';
import {
  type CopyingTransformer,
  type CopyRunner,
  copyingTransformer,
  copyRunner,
  exactRationals,
  float64,
  generateCopy,
  type NumberSystem,
  significand,
  teacherForcedCopy,
} from '@verbatim/transformer';
import { withBrokenGate, withWindowOffByOne } from '../../common/broken-weights.js';
import type { Size } from '../../common/copy-trials.js';
import { type Grid, gridsInWords, sizesOf } from '../../common/sizes.js';
import { firstWrong, type Outcome, outcomeComparison } from './outcome.js';
import { randomAutomata, randomTransformerStrings } from './random-outcomes.js';

/** A way to run a model on a string: teacher forcing or generation. */
type Run = (runner: CopyRunner, letters: Letters) => ArrayLike<number>;

/** Models that copy some strings and fail on others, most of them on purpose. */
interface Model {
  readonly name: string;
  readonly build: (size: Size) => CopyingTransformer;
  readonly numbers: NumberSystem;
}

const forItsLength = ({ alphabetSize, ngram, length }: Size) =>
  copyingTransformer({ alphabetSize, ngram, maxLength: length });

const CONSTRUCTION: Model = { name: 'T(n)', build: forItsLength, numbers: float64() };
const EXACT: Model = { ...CONSTRUCTION, name: 'T(n) in exact rationals', numbers: exactRationals() };
const MODELS: readonly Model[] = [
  CONSTRUCTION,
  {
    name: 'T(n) with B = 1',
    build: ({ alphabetSize, ngram }) => copyingTransformer({ alphabetSize, ngram, softmaxScale: 1 }),
    numbers: float64(),
  },
  { name: 'T(n) with open gates', build: (size) => withBrokenGate(forItsLength(size)), numbers: float64() },
  {
    name: 'T(n) with a window off by one',
    build: (size) => withWindowOffByOne(forItsLength(size)),
    numbers: float64(),
  },
  { name: 'T(n) in 4 bits', build: forItsLength, numbers: significand(4) },
];

const STRINGS: Record<Effort, readonly Grid[]> = {
  quick: [
    { alphabetSize: 2, maxNgram: 3, maxLength: 6 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 4 },
  ],
  standard: [
    { alphabetSize: 2, maxNgram: 3, maxLength: 9 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 6 },
    { alphabetSize: 5, maxNgram: 2, maxLength: 4 },
  ],
  deep: [
    { alphabetSize: 2, maxNgram: 3, maxLength: 11 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 7 },
    { alphabetSize: 5, maxNgram: 2, maxLength: 5 },
  ],
};

const EXACT_STRINGS: Record<Effort, readonly Grid[]> = {
  quick: [{ alphabetSize: 2, maxNgram: 2, maxLength: 4 }],
  standard: [
    { alphabetSize: 2, maxNgram: 3, maxLength: 6 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 4 },
  ],
  deep: [
    { alphabetSize: 2, maxNgram: 3, maxLength: 9 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 6 },
  ],
};

function* outcomes(
  models: readonly Model[],
  grids: readonly Grid[],
  forcing: Run = teacherForcedCopy,
  generation: Run = generateCopy,
): Generator<Outcome> {
  for (const size of sizesOf(grids)) {
    const { alphabetSize, ngram } = size;
    for (const { name, build, numbers } of models) {
      const runner = copyRunner(build(size), numbers);
      for (const string of stringsOf(size.alphabetSize, size.length)) {
        const letters = Array.from(string);
        const forced = Array.from(forcing(runner, letters));
        const generated = Array.from(generation(runner, letters));
        yield { model: `${name}, n = ${ngram}`, alphabetSize, letters, forced, generated };
      }
    }
  }
}

const names = MODELS.map(({ name }) => name).join(', ');

/** The strings that generation copies, or those that it does not: neither domain may be empty. */
function everyString(copied: boolean, forcing?: Run, generation?: Run): Method {
  return exhaustion<Outcome>({
    name: copied ? 'strings-that-copy' : 'strings-that-fail',
    domain: (effort) =>
      `every string of ${gridsInWords(STRINGS[effort])} that greedy generation ${copied ? 'copies' : 'gets wrong'}, with each of the models ${names}; in f64 where not said otherwise`,
    *cases(effort) {
      for (const outcome of outcomes(MODELS, STRINGS[effort], forcing, generation)) {
        if (firstWrong(outcome.letters, outcome.generated) < 0 === copied) {
          yield outcome;
        }
      }
    },
    ...outcomeComparison,
  });
}

const everyStringExactly = exact<Outcome>({
  name: 'every-string-exactly',
  domain: (effort) => `every string of ${gridsInWords(EXACT_STRINGS[effort])}, with T(n) in exact rationals`,
  cases: (effort) => outcomes([EXACT], EXACT_STRINGS[effort]),
  ...outcomeComparison,
});

/** Teacher forcing as it should not be done: it starts from `start` and is fed `feed(x, i)` before prediction i > 0. */
function wrongForcing(feed: (letters: Letters, i: number, alphabetSize: number) => number, keepsCache = false): Run {
  return ({ construction, model }, letters) => {
    const { vocabulary, alphabetSize } = construction;
    if (!keepsCache) {
      model.truncate(0);
    }
    for (const token of copyPrompt(letters, vocabulary).slice(0, -1)) {
      model.read(token);
    }
    return Array.from(letters, (_, i) => model.predict(i === 0 ? vocabulary.copy : feed(letters, i, alphabetSize)));
  };
}

/** lemma/teacher-forcing. */
export const lemmaTeacherForcing = claim({
  id: 'lemma/teacher-forcing',
  statement:
    'All L predictions after BOS x COPY x_1 … x_{i−1}, i = 1 … L, are right if and only if greedy autoregressive generation returns x. If one is wrong, the first wrong position and the token there are the same in both.',
  source:
    'derived in docs/theory.md: induction on the position; it holds for every model that is a function of its tokens',
  expected: 'holds',
  methods: [everyString(true), everyString(false), everyStringExactly, randomTransformerStrings(), randomAutomata()],
  controls: [
    control({
      name: 'wrong-letter-fed',
      breaks: 'teacher forcing is fed the next letter of the alphabet instead of the true one',
      method: everyString(
        true,
        wrongForcing((letters, i, alphabetSize) => (letters[i - 1]! + 1) % alphabetSize),
      ),
    }),
    control({
      name: 'answer-fed-early',
      breaks: 'teacher forcing is fed the letter that it is about to predict',
      method: everyString(
        false,
        wrongForcing((letters, i) => letters[i]!),
      ),
    }),
    control({
      name: 'cache-not-cleared',
      breaks: 'teacher forcing goes on from the cache of the string before',
      method: everyString(
        false,
        wrongForcing((letters, i) => letters[i - 1]!, true),
      ),
    }),
    control({
      name: 'nothing-fed-back',
      breaks: 'generation reads COPY before every token instead of its own last token',
      method: everyString(
        false,
        undefined,
        wrongForcing((_, __, alphabetSize) => alphabetSize + 1),
      ),
    }),
  ],
});
