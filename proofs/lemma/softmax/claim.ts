import { certificate, claim, control, type Effort, type Method } from '@verbatim/evidence';
import { copyingTransformer, letterWidth, scoreGap, softmaxScale } from '@verbatim/transformer';
import {
  type AnswerStatement,
  onEveryString,
  onEveryStringExactly,
  onRandomStrings,
} from '../../common/answer-methods.js';
import { withKeysAtOwnToken } from '../../common/broken-weights.js';
import type { InspectedAnswer } from '../../common/inspected-tokens.js';
import { type Scale, scaleSteps } from './scale-steps.js';

const LARGEST_SCALE: Record<Effort, number> = { quick: 128, standard: 512, deep: 2048 };
const LARGEST_WIDTH = 16;

function everyLength(scale: Scale = softmaxScale): Method {
  return certificate({
    name: 'every-length',
    domain: (effort) =>
      `D = 2, 4, 8, … 2^${LARGEST_WIDTH} and so every D up to it, every n, and every number of positions K that needs B ≤ ${LARGEST_SCALE[effort]}; in whole numbers`,
    check: (effort) => {
      const steps = [...scaleSteps(scale, LARGEST_WIDTH, LARGEST_SCALE[effort])];
      const failures = steps.filter(({ holds }) => !holds);
      const shown = failures.length > 0 ? failures.slice(0, 3) : steps.slice(0, 8);
      return {
        holds: failures.length === 0,
        cases: steps.length,
        failures: failures.length,
        numbers: {
          steps: shown.map((step) => ({ ...step, first: step.first.toString(), last: step.last.toString() })),
        },
        explanation:
          "By the margin lemma each of the K − 1 other keys weighs at most 2^(−γB) of a right one, so the wrong ones together at most (K − 1)·2^(−γB). B depends on D through d' alone and does not fall when K grows, and the left side only grows with K. So where the B of the first K of a step is enough for the last K, it holds for every K between.",
      };
    },
  });
}

interface Weights {
  readonly position: number;
  /** What all wrong keys weigh together, in units of a right key's weight. */
  readonly wrong: number;
}

/** The first position of the answer at which wrong keys weigh too much, or no key is right. */
function overweight({ construction, answer }: InspectedAnswer): Weights | undefined {
  const allowed = 1 / (4 * (letterWidth(construction.alphabetSize) + 1));
  for (const { position, attention, right } of answer) {
    const best = attention.reduce((largest, weight, j) => (right[j] ? Math.max(largest, weight) : largest), 0);
    const wrong = attention.reduce((sum, weight, j) => (right[j] ? sum : sum + weight), 0);
    if (!(wrong <= allowed * best)) {
      return { position, wrong: wrong / best };
    }
  }
  return undefined;
}

function statement(build?: AnswerStatement['build']): AnswerStatement {
  return {
    holds: (answer) => overweight(answer) === undefined,
    explain: (answer) => {
      const { position, wrong } = overweight(answer)!;
      return `at position ${position} of the tokens the wrong keys weigh ${wrong} of a right one; at most 1/${4 * (letterWidth(answer.construction.alphabetSize) + 1)} is allowed.`;
    },
    ...(build && { build }),
  };
}

/** lemma/softmax. */
export const lemmaSoftmax = claim({
  id: 'lemma/softmax',
  statement:
    "With K visible positions and B = ⌈log2(4K(d' + 1)) / γ⌉ the weights 2^(B·score) give all wrong keys together at most 1/(4(d' + 1)) of the weight of one right key.",
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): the softmax of block 2',
  expected: 'holds',
  methods: [everyLength(), onEveryString(statement()), onEveryStringExactly(statement()), onRandomStrings(statement())],
  controls: [
    control({
      name: 'scale-of-one',
      breaks: 'B = 1',
      method: onEveryString(
        statement(({ alphabetSize, ngram, length }) =>
          copyingTransformer({ alphabetSize, ngram, maxLength: length, softmaxScale: 1 }),
        ),
      ),
    }),
    control({
      name: 'scale-without-length',
      breaks: 'B is made for K = 1, whatever K is',
      method: everyLength((alphabetSize) => softmaxScale(alphabetSize, 1n)),
    }),
    control({
      name: 'scale-rounded-down',
      breaks: 'B is rounded down instead of up, in the certificate',
      method: everyLength((alphabetSize, positions) => {
        const needed = 4n * positions * BigInt(letterWidth(alphabetSize) + 1);
        return Math.floor((needed.toString(2).length - 1) / scoreGap(alphabetSize));
      }),
    }),
    control({
      name: 'keys-at-own-token',
      breaks: 'keys are made from the n-gram that ends at their own token instead of the one before it',
      method: onEveryStringExactly(
        statement(({ alphabetSize, ngram, length }) =>
          withKeysAtOwnToken(copyingTransformer({ alphabetSize, ngram, maxLength: length })),
        ),
      ),
    }),
  ],
});
