/**
 * The ways in which the claims about block 2 (margin, softmax, readout) are checked: each is a statement about the
 * positions at which the letters of a string are predicted, and these methods say for which strings.
 */
import { type Effort, exact, exhaustion, type Method, sampled } from '@verbatim/evidence';
import {
  type CopyingTransformer,
  copyingTransformer,
  exactRationals,
  float64,
  type NumberSystem,
} from '@verbatim/transformer';
import * as fc from 'fast-check';
import type { Size } from './copy-trials.js';
import { describeAnswer, everyAnswer, type InspectedAnswer, inspectAnswer } from './inspected-tokens.js';
import { type Grid, grid, gridsInWords, sizesOf, stringsIn } from './sizes.js';

/** A statement about the answer to a string, and the construction that is to give it. */
export interface AnswerStatement {
  readonly holds: (answer: InspectedAnswer) => boolean;
  readonly explain: (answer: InspectedAnswer) => string;
  /** By default T(n) made for strings of L letters, whose softmax is the least sharp that is allowed. */
  readonly build?: (size: Size) => CopyingTransformer;
}

const STRINGS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 6, 3), grid(3, 4, 2), grid(5, 3, 1)],
  standard: [grid(2, 9, 3), grid(3, 6, 2), grid(4, 4, 2), grid(5, 4, 2)],
  deep: [grid(2, 11, 4), grid(3, 7, 3), grid(4, 6, 2), grid(5, 5, 2), grid(9, 4, 2)],
};

const EXACT_STRINGS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 4, 2), grid(3, 3, 1)],
  standard: [grid(2, 6, 3), grid(3, 4, 2), grid(5, 3, 1)],
  deep: [grid(2, 9, 3), grid(3, 6, 2), grid(5, 4, 2)],
};

const ALPHABETS = [2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 31, 32, 33, 64];

/** The probability of failure below which random strings support a statement. */
const LIMIT = 0.05;

const DRAWS: Record<Effort, number> = { quick: 280, standard: 1_400, deep: 2_800 };

const LONGEST: Record<Effort, number> = { quick: 12, standard: 24, deep: 48 };

const forItsLength = ({ alphabetSize, ngram, length }: Size) =>
  copyingTransformer({ alphabetSize, ngram, maxLength: length });

/** Every string of small sizes, in f64. */
export function onEveryString(statement: AnswerStatement): Method {
  return exhaustion({
    name: 'every-string',
    domain: (effort) =>
      `every string of ${gridsInWords(STRINGS[effort])}, at each of the L positions of the answer, teacher-forced, in f64`,
    cases: (effort) => answers(statement, STRINGS[effort], float64()),
    size: (effort) => stringsIn(STRINGS[effort]),
    holds: statement.holds,
    describe: describeAnswer,
    explain: statement.explain,
  });
}

/** Every string of smaller sizes, with nothing rounded. */
export function onEveryStringExactly(statement: AnswerStatement): Method {
  return exact({
    name: 'every-string-exactly',
    domain: (effort) =>
      `every string of ${gridsInWords(EXACT_STRINGS[effort])}, at each of the L positions of the answer, teacher-forced, in exact rationals`,
    cases: (effort) => answers(statement, EXACT_STRINGS[effort], exactRationals()),
    size: (effort) => stringsIn(EXACT_STRINGS[effort]),
    holds: statement.holds,
    describe: describeAnswer,
    explain: statement.explain,
  });
}

function* answers({ build = forItsLength }: AnswerStatement, grids: readonly Grid[], numbers: NumberSystem) {
  for (const size of sizesOf(grids)) {
    yield* everyAnswer(build(size), numbers, size.length);
  }
}

interface StringCase {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly letters: readonly number[];
}

/** Random strings over larger alphabets with longer n-grams, in f64. */
export function onRandomStrings(statement: AnswerStatement): Method {
  const { build = forItsLength } = statement;
  const inspected = ({ alphabetSize, ngram, letters }: StringCase) =>
    inspectAnswer(build({ alphabetSize, ngram, length: letters.length }), float64(), letters);
  return sampled<StringCase>({
    name: 'random-strings',
    domain: (effort) =>
      `random strings with D from ${ALPHABETS.join(', ')}, n from 1 to 6 and L from 1 to ${LONGEST[effort]}, all uniform, at each of the L positions of the answer, teacher-forced, in f64; at most ${LIMIT} of the strings may fail`,
    draws: (effort) => DRAWS[effort],
    arbitrary: (effort) =>
      fc
        .record({
          alphabetSize: fc.constantFrom(...ALPHABETS),
          ngram: fc.integer({ min: 1, max: 6 }),
          length: fc.integer({ min: 1, max: LONGEST[effort] }),
        })
        .chain(({ alphabetSize, ngram, length }) =>
          fc
            .array(fc.nat({ max: alphabetSize - 1 }), { minLength: length, maxLength: length })
            .map((letters) => ({ alphabetSize, ngram, letters })),
        ),
    holds: (c) => statement.holds(inspected(c)),
    describe: ({ alphabetSize, ngram, letters }) => ({ alphabetSize, ngram, letters: [...letters] }),
    explain: (c) => statement.explain(inspected(c)),
    limit: LIMIT,
  });
}
