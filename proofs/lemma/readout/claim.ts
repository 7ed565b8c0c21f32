import {
  certificate,
  claim,
  control,
  drawsForLimit,
  type Effort,
  exact,
  exhaustion,
  type Method,
  sampled,
} from '@verbatim/evidence';
import {
  type CopyingTransformer,
  copyingTransformer,
  exactRationals,
  float64,
  letterWidth,
} from '@verbatim/transformer';
import * as fc from 'fast-check';
import { withWeight } from '../../common/broken-weights.js';
import { describeAnswer, everyAnswer, type InspectedAnswer } from '../../common/inspected-tokens.js';
import { type Grid, gridsInWords, sizesOf } from '../../common/sizes.js';
import { type Mixture, ReadOut } from './read-out.js';
import { worstLeads } from './worst-leads.js';

/** What a right key weighs against all wrong ones together, as a function of d'. */
type RightWeight = (letterWidth: number) => number;

/** The least that the softmax lemma leaves to a right key. */
const stated: RightWeight = (width) => 4 * (width + 1);

const LARGEST_WIDTH: Record<Effort, number> = { quick: 48, standard: 96, deep: 192 };

function everyWidth(rightWeight: RightWeight = stated): Method {
  return certificate({
    name: 'every-width',
    domain: (effort) =>
      `every d' from 1 to ${LARGEST_WIDTH[effort]} and so every D up to 2^${LARGEST_WIDTH[effort]}, every mixture of wrong codes, with and without stop; in whole numbers`,
    check: (effort) => {
      const leads = Array.from({ length: LARGEST_WIDTH[effort] }, (_, i) => worstLeads(i + 1, rightWeight(i + 1)));
      const failures = leads.filter(({ overLetters, overSpecial, ofCopy }) =>
        [overLetters, overSpecial, ofCopy].some((lead) => lead <= 0),
      );
      return {
        holds: failures.length === 0,
        cases: leads.length,
        failures: failures.length,
        numbers: { worstLeads: (failures.length > 0 ? failures : leads).slice(0, 8).map((lead) => ({ ...lead })) },
        explanation:
          'The lead of the right logit over another is linear in what the wrong keys contribute, so it is least where one wrong code has all of their weight: these are all such cases, up to the order of coordinates. It is positive there, so also for every mixture, and for any smaller share of the wrong keys, since the right code alone leads too.',
      };
    },
  });
}

interface Decoded {
  readonly construction: CopyingTransformer;
  readonly mixture: Mixture;
  readonly output: number;
}

const LARGEST_ALPHABET: Record<Effort, number> = { quick: 9, standard: 20, deep: 65 };

/** The tokens that can be right: the letters, and COPY, which ends the answer of the stop variant. */
const rightTokens = ({ alphabetSize, vocabulary }: CopyingTransformer) => [
  ...Array.from({ length: alphabetSize }, (_, letter) => letter),
  vocabulary.copy,
];

function oneWrongCode(
  rightWeight: RightWeight = stated,
  change = (construction: CopyingTransformer) => construction,
): Method {
  return exact<Decoded>({
    name: 'one-wrong-code',
    domain: (effort) =>
      `every D from 2 to ${LARGEST_ALPHABET[effort]}, every right token (a letter or COPY) and one wrong token with all of the weight that wrong keys may have, through the second MLP and the unembedding of the model; in exact rationals`,
    *cases(effort) {
      for (let alphabetSize = 2; alphabetSize <= LARGEST_ALPHABET[effort]; alphabetSize++) {
        const construction = change(copyingTransformer({ alphabetSize, ngram: 1 }));
        const readOut = new ReadOut(construction, exactRationals());
        for (const right of rightTokens(construction)) {
          for (let wrong = 0; wrong <= construction.vocabulary.copy; wrong++) {
            const mixture: Mixture = [
              [right, rightWeight(letterWidth(alphabetSize))],
              [wrong, 1],
            ];
            yield { construction, mixture, output: readOut.decode(mixture) };
          }
        }
      }
    },
    size: (effort) => {
      let cases = 0;
      for (let D = 2; D <= LARGEST_ALPHABET[effort]; D++) cases += (D + 1) * (D + 2);
      return cases;
    },
    holds: ({ mixture, output }) => output === mixture[0]![0],
    describe: ({ construction, mixture }) => ({
      alphabetSize: construction.alphabetSize,
      mixture: mixture.map(([token, weight]) => ({ token, weight })),
    }),
    explain: ({ mixture, output }) => `token ${mixture[0]![0]} is right and token ${output} is decoded.`,
  });
}

interface MixtureCase {
  readonly alphabetSize: number;
  readonly right: number;
  readonly wrong: Mixture;
}

const LIMIT = 0.01;

const randomMixtures = sampled<MixtureCase>({
  name: 'random-mixtures',
  domain: `random D uniform from 2 to 256, a right token, and 1 to 8 wrong ones with weights uniform from 1 to 1000, the right one weighing 4(d' + 1) times their sum, through the second MLP and the unembedding of the model, in f64 where all of these are whole numbers; at most ${LIMIT} of the mixtures may fail`,
  draws: (effort) => ({ quick: 1, standard: 4, deep: 40 })[effort] * drawsForLimit(LIMIT),
  arbitrary: () =>
    fc.integer({ min: 2, max: 256 }).chain((alphabetSize) =>
      fc.record({
        alphabetSize: fc.constant(alphabetSize),
        right: fc.nat({ max: alphabetSize }).map((token) => (token === alphabetSize ? token + 1 : token)),
        wrong: fc.array(fc.tuple(fc.nat({ max: alphabetSize + 1 }), fc.integer({ min: 1, max: 1000 })), {
          minLength: 1,
          maxLength: 8,
        }),
      }),
    ),
  holds: (c) => decoded(c) === c.right,
  describe: ({ alphabetSize, right, wrong }) => ({
    alphabetSize,
    right,
    wrong: wrong.map(([token, weight]) => ({ token, weight })),
  }),
  explain: (c) => `token ${c.right} is right and token ${decoded(c)} is decoded.`,
  limit: LIMIT,
});

const readOuts = new Map<number, { decode(mixture: Mixture): number }>();

function decoded({ alphabetSize, right, wrong }: MixtureCase): number {
  const readOut = readOuts.get(alphabetSize) ?? new ReadOut(copyingTransformer({ alphabetSize, ngram: 1 }), float64());
  readOuts.set(alphabetSize, readOut);
  const total = wrong.reduce((sum, [, weight]) => sum + weight, 0);
  return readOut.decode([[right, stated(letterWidth(alphabetSize)) * total], ...wrong]);
}

const STRINGS: Record<Effort, readonly Grid[]> = {
  quick: [
    { alphabetSize: 2, maxNgram: 2, maxLength: 5 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 3 },
  ],
  standard: [
    { alphabetSize: 2, maxNgram: 3, maxLength: 7 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 5 },
    { alphabetSize: 5, maxNgram: 2, maxLength: 3 },
  ],
  deep: [
    { alphabetSize: 2, maxNgram: 3, maxLength: 9 },
    { alphabetSize: 3, maxNgram: 2, maxLength: 7 },
    { alphabetSize: 5, maxNgram: 2, maxLength: 4 },
  ],
};

/** Every string with every B up to the one that is needed, smallest first: attention of all kinds, made by the model. */
function attentionOfTheModel(
  rightWeight: RightWeight = stated,
  change = (construction: CopyingTransformer) => construction,
): Method {
  const wrong = (answer: InspectedAnswer) => wronglyDecoded(answer, rightWeight);
  return exhaustion<InspectedAnswer>({
    name: 'attention-of-the-model',
    domain: (effort) =>
      `every string of ${gridsInWords(STRINGS[effort])} with every B from 1 to the one for its length, at each position of the answer where all right keys hold one letter and the wrong ones weigh no more than stated, teacher-forced, in f64`,
    *cases(effort) {
      for (const { alphabetSize, ngram, length } of sizesOf(STRINGS[effort])) {
        const options = { alphabetSize, ngram, maxLength: length };
        for (let scale = 1; scale <= copyingTransformer(options).softmaxScale; scale++) {
          yield* everyAnswer(change(copyingTransformer({ ...options, softmaxScale: scale })), float64(), length);
        }
      }
    },
    holds: (answer) => wrong(answer) === undefined,
    describe: describeAnswer,
    explain: (answer) => {
      const { position, prediction, letter } = wrong(answer)!;
      return `at position ${position} of the tokens the right keys hold letter ${letter} and token ${prediction} is predicted.`;
    },
  });
}

/** The first position where the lemma applies and the prediction is not the letter that the right keys hold. */
function wronglyDecoded({ construction, letters, answer }: InspectedAnswer, rightWeight: RightWeight) {
  const { bos, copy } = construction.vocabulary;
  const tokens = [bos, ...letters, copy, ...letters];
  const width = letterWidth(construction.alphabetSize);
  for (const { position, right, attention, prediction } of answer) {
    let best = 0;
    let others = 0;
    const held = new Set<number>();
    right.forEach((isRight, j) => {
      if (isRight) {
        best += attention[j]!;
        held.add(tokens[j]!);
      } else {
        others += attention[j]!;
      }
    });
    const [letter] = held;
    if (held.size === 1 && rightWeight(width) * others <= best && prediction !== letter) {
      return { position, prediction, letter };
    }
  }
  return undefined;
}

/** The unembedding of letter 0 has a coordinate −3 instead of −1, which makes its logit too large. */
const brokenUnembedding = (construction: CopyingTransformer) => withWeight(construction, 'unembedding', 0, 0, -3);

/** lemma/readout. */
export const lemmaReadout = claim({
  id: 'lemma/readout',
  statement:
    "If every right key holds the same token a, a letter or in the stop variant COPY, and the wrong keys together weigh at most 1/(4(d' + 1)) of them, then the arg-max over letters, BOS and COPY is a, whatever the wrong keys hold.",
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): the read-out of block 2',
  expected: 'holds',
  methods: [everyWidth(), oneWrongCode(), randomMixtures, attentionOfTheModel()],
  controls: [
    control({
      name: 'half-the-attention',
      breaks: 'wrong keys may weigh as much as the right ones',
      method: everyWidth(() => 1),
    }),
    control({
      name: 'share-too-large-for-copy',
      breaks: "wrong keys may weigh 1/max(2, d') of the right ones: enough for letters, but not for COPY when d' ≥ 2",
      method: oneWrongCode((width) => Math.max(2, width)),
    }),
    control({
      name: 'broken-unembedding',
      breaks: 'one coordinate of the unembedding of letter 0 is −3 instead of −1',
      method: oneWrongCode(stated, brokenUnembedding),
    }),
    control({
      name: 'any-attention',
      breaks: 'wrong keys may weigh anything, with every B from 1 on',
      method: attentionOfTheModel(() => 0),
    }),
  ],
});
