/**
 * The ways in which the claims about block 1 (window means, recovered tokens, gates) are checked: each is a statement
 * about one position, and these methods say at which positions it is looked at.
 */
import { type Effort, exact, exhaustion, type Method, sampled } from '@verbatim/evidence';
import {
  type CopyingTransformer,
  copyingTransformer,
  exactRationals,
  float32,
  float64,
  type NumberSystem,
  significand,
} from '@verbatim/transformer';
import * as fc from 'fast-check';
import {
  type ContextGrid,
  contextGridsInWords,
  contextsIn,
  describeToken,
  everyContext,
  everyPosition,
  everyWindowSum,
  type InspectedToken,
  windowSumTokens,
} from './inspected-tokens.js';

/** A statement about one position, the constructions that it is about, and what is made wrong in a control. */
export interface BlockOneStatement {
  readonly holds: (token: InspectedToken) => boolean;
  readonly explain: (token: InspectedToken) => string;
  /** Whether the stop variant is looked at besides the plain one. */
  readonly withStop: boolean;
  readonly change?: (construction: CopyingTransformer) => CopyingTransformer;
}

const CONTEXTS: Record<Effort, readonly ContextGrid[]> = {
  quick: [
    { alphabetSize: 2, maxNgram: 3 },
    { alphabetSize: 3, maxNgram: 2 },
    { alphabetSize: 5, maxNgram: 1 },
  ],
  standard: [
    { alphabetSize: 2, maxNgram: 5 },
    { alphabetSize: 3, maxNgram: 4 },
    { alphabetSize: 4, maxNgram: 3 },
    { alphabetSize: 5, maxNgram: 3 },
    { alphabetSize: 9, maxNgram: 2 },
  ],
  deep: [
    { alphabetSize: 2, maxNgram: 6 },
    { alphabetSize: 3, maxNgram: 5 },
    { alphabetSize: 4, maxNgram: 4 },
    { alphabetSize: 5, maxNgram: 3 },
    { alphabetSize: 9, maxNgram: 3 },
    { alphabetSize: 17, maxNgram: 2 },
  ],
};

const LARGEST_SLOTS: Record<Effort, number> = { quick: 12, standard: 24, deep: 40 };

const ALPHABETS = [2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 31, 32, 33, 64];

/** The probability of failure below which random prompts support a statement. */
const LIMIT = 0.05;

const DRAWS: Record<Effort, number> = { quick: 280, standard: 1_400, deep: 2_800 };

const LONGEST: Record<Effort, number> = { quick: 12, standard: 24, deep: 48 };

const unchanged = (construction: CopyingTransformer) => construction;

function* builds({ withStop, change = unchanged }: BlockOneStatement, alphabetSize: number, ngram: number) {
  for (const stop of withStop ? [false, true] : [false]) {
    yield change(copyingTransformer({ alphabetSize, ngram, stop, maxLength: 2 * ngram + 2 }));
  }
}

const variants = ({ withStop }: BlockOneStatement) => (withStop ? ', without and with stop' : '');

/** Every input that block 1 can have, in exact arithmetic: this covers prompts and answers of every length. */
export function onEveryContext(statement: BlockOneStatement): Method {
  return exact({
    name: 'every-context',
    domain: (effort) =>
      `all sequences of at most n + 2 tokens that start with BOS, each at its last token, for ${contextGridsInWords(CONTEXTS[effort])}${variants(statement)}, in exact rationals: all that block 1 can see in prompts and answers of any length`,
    cases: (effort) => contexts(statement, CONTEXTS[effort], [exactRationals()]),
    size: (effort) => contextsIn(CONTEXTS[effort]) * (statement.withStop ? 2 : 1),
    holds: statement.holds,
    describe: describeToken,
    explain: statement.explain,
  });
}

/** The same in number systems that round. */
export function onEveryContextRounded(statement: BlockOneStatement, systems: readonly NumberSystem[]): Method {
  return exhaustion({
    name: 'every-context-rounded',
    domain: (effort) =>
      `the same sequences for ${contextGridsInWords(CONTEXTS[effort])}${variants(statement)}, in ${names(systems)}`,
    cases: (effort) => contexts(statement, CONTEXTS[effort], systems),
    size: (effort) => contextsIn(CONTEXTS[effort]) * systems.length * (statement.withStop ? 2 : 1),
    holds: statement.holds,
    describe: describeToken,
    explain: statement.explain,
  });
}

function* contexts(statement: BlockOneStatement, grids: readonly ContextGrid[], systems: readonly NumberSystem[]) {
  for (const { alphabetSize, maxNgram } of grids) {
    for (let ngram = 1; ngram <= maxNgram; ngram++) {
      for (const construction of builds(statement, alphabetSize, ngram)) {
        for (const numbers of systems) {
          yield* everyContext(construction, numbers);
        }
      }
    }
  }
}

/** Windows wide enough for rounding to show, with every sum that a letter coordinate can have in them. */
export function onEveryWindowSum(statement: BlockOneStatement, systems: readonly NumberSystem[]): Method {
  const plain = { ...statement, withStop: false };
  return exhaustion({
    name: 'every-window-sum',
    domain: (effort) =>
      `D = 2, n = ${LARGEST_SLOTS[effort]}, every t ≤ n + 1 and every window of t tokens, up to order, behind whose first token no string starts, in ${names(systems)}: all that a letter coordinate can meet, for any D`,
    *cases(effort) {
      for (const construction of builds(plain, 2, LARGEST_SLOTS[effort])) {
        for (const numbers of systems) {
          yield* everyWindowSum(construction, numbers);
        }
      }
    },
    size: (effort) => windowSumTokens(LARGEST_SLOTS[effort]) * systems.length,
    holds: statement.holds,
    describe: describeToken,
    explain: statement.explain,
  });
}

/** The number systems that round in which the claims are checked: doubles, binary32, and significands of 11 and 8 bits. */
const ROUNDING: readonly NumberSystem[] = [float64(), float32(), significand(11), significand(8)];

/**
 * The four ways in which each of these claims is checked.
 *
 * @param rounded - the statement as it is where numbers are rounded.
 */
export function blockOneMethods(exactly: BlockOneStatement, rounded: BlockOneStatement): Method[] {
  return [
    onEveryContext(exactly),
    onEveryContextRounded(rounded, ROUNDING),
    onEveryWindowSum(rounded, ROUNDING),
    onRandomPrompts(rounded, float64()),
  ];
}

interface PromptCase {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly stop: boolean;
  readonly letters: readonly number[];
}

/** Random strings over larger alphabets with longer n-grams, at every position of the prompt and the answer. */
export function onRandomPrompts(statement: BlockOneStatement, numbers: NumberSystem): Method {
  const wrong = ({ alphabetSize, ngram, stop, letters }: PromptCase): InspectedToken | undefined => {
    const built = copyingTransformer({ alphabetSize, ngram, stop, maxLength: letters.length });
    const construction = (statement.change ?? unchanged)(built);
    return everyPosition(construction, numbers, letters).find((token) => !statement.holds(token));
  };
  return sampled<PromptCase>({
    name: 'random-prompts',
    domain: (effort) =>
      `random strings with D from ${ALPHABETS.join(', ')}, n from 1 to 8 and L from 1 to ${LONGEST[effort]}, all uniform${variants(statement)}, at every position of BOS x COPY x_1 … x_(L−1), in ${numbers.name}; at most ${LIMIT} of the strings may fail`,
    draws: (effort) => DRAWS[effort],
    arbitrary: (effort) =>
      fc
        .record({
          alphabetSize: fc.constantFrom(...ALPHABETS),
          ngram: fc.integer({ min: 1, max: 8 }),
          stop: statement.withStop ? fc.boolean() : fc.constant(false),
          length: fc.integer({ min: 1, max: LONGEST[effort] }),
        })
        .chain(({ alphabetSize, ngram, stop, length }) =>
          fc
            .array(fc.nat({ max: alphabetSize - 1 }), { minLength: length, maxLength: length })
            .map((letters) => ({ alphabetSize, ngram, stop, letters })),
        ),
    holds: (prompt) => wrong(prompt) === undefined,
    describe: ({ alphabetSize, ngram, stop, letters }) => ({ alphabetSize, ngram, stop, letters: [...letters] }),
    explain: (prompt) => statement.explain(wrong(prompt)!),
    limit: LIMIT,
  });
}

function names(systems: readonly NumberSystem[]): string {
  return systems.map(({ name }) => name).join(', ');
}
