import { certificate, claim, control, type Effort, exact, type Method } from '@verbatim/evidence';
import {
  type CopyingTransformer,
  copyingTransformer,
  exactRationals,
  type Slot,
  scoreGap,
} from '@verbatim/transformer';
import { type AnswerStatement, onEveryString, onRandomStrings } from '../../common/answer-methods.js';
import { withKeysAtOwnToken, withUnmergedFlags, withWeight } from '../../common/broken-weights.js';
import type { InspectedAnswer } from '../../common/inspected-tokens.js';
import { everyPair, type Pair, pairsOf } from './pairs.js';
import { slotLosses } from './slot-losses.js';

type Change = (construction: CopyingTransformer) => CopyingTransformer;

const unchanged: Change = (construction) => construction;

const LARGEST_ALPHABET: Record<Effort, number> = { quick: 64, standard: 128, deep: 512 };

const everySlot = certificate({
  name: 'every-slot',
  domain: (effort) =>
    `all pairs of slots (a letter, the start of a string, nothing) for every D from 2 to ${LARGEST_ALPHABET[effort]}, in whole numbers; every n`,
  check: (effort) => {
    const losses = Array.from({ length: LARGEST_ALPHABET[effort] - 1 }, (_, i) => slotLosses(i + 2));
    const failures = losses.filter(
      ({ letterForLetter, otherForLetter, otherForStart, gap }) =>
        Math.min(letterForLetter, otherForLetter, otherForStart) !== gap,
    );
    return {
      holds: failures.length === 0,
      cases: losses.length,
      failures: failures.length,
      numbers: {
        leastLosses: losses
          .filter(({ alphabetSize }) => (alphabetSize & (alphabetSize - 1)) === 0)
          .map((loss) => ({ ...loss })),
      },
      explanation:
        'A score is the sum of the inner products of the n slots. A slot that is closed in the query adds 0 whatever the key holds, an open one adds most when the key holds the same. A key that agrees in every open slot, the start of the string among them, is closed behind it too, so it is the same n-gram. Any other key loses in at least one slot, and there at least γ; for every D the least loss is exactly γ.',
    };
  },
});

const PAIRS: Record<Effort, readonly (readonly [alphabetSize: number, ngram: number])[]> = {
  quick: [
    [2, 1],
    [2, 2],
    [2, 3],
    [3, 2],
    [5, 1],
  ],
  standard: [
    [2, 1],
    [2, 2],
    [2, 3],
    [2, 4],
    [3, 2],
    [3, 3],
    [4, 2],
    [5, 2],
    [9, 1],
  ],
  deep: [
    [2, 4],
    [2, 5],
    [2, 6],
    [3, 4],
    [4, 3],
    [5, 3],
    [9, 2],
    [17, 2],
  ],
};

function everyPairHasMargin(change: Change = unchanged): Method {
  return exact<Pair>({
    name: 'every-pair',
    domain: (effort) =>
      `all pairs of a query and a key that can arise, the key from a string after BOS and the query from one after COPY, for (D, n) = ${PAIRS[effort].map((pair) => `(${pair.join(', ')})`).join(', ')}, in exact rationals`,
    *cases(effort) {
      for (const [alphabetSize, ngram] of PAIRS[effort]) {
        yield* everyPair(change(copyingTransformer({ alphabetSize, ngram })), exactRationals());
      }
    },
    size: (effort) => PAIRS[effort].reduce((sum, [alphabetSize, ngram]) => sum + pairsOf(alphabetSize, ngram), 0),
    holds: ({ construction, right, score, own }) =>
      right ? score === own : own - score >= scoreGap(construction.alphabetSize),
    describe: ({ construction, query, key, score, own }) => ({
      alphabetSize: construction.alphabetSize,
      ngram: construction.ngram,
      query: [...query],
      key: [...key],
      score,
      own,
    }),
    explain: ({ construction, query, key, right, score, own }) =>
      right
        ? `the key ${slots(key)} is the n-gram asked for and scores ${score} instead of ${own}.`
        : `the key ${slots(key)} scores ${score} for the query ${slots(query)}; at most ${own} − ${scoreGap(construction.alphabetSize)} is allowed.`,
  });
}

function slots(ngram: readonly Slot[]): string {
  return `(${ngram.map((slot) => slot ?? 'nothing').join(', ')})`;
}

function withoutMargin({ construction, answer }: InspectedAnswer) {
  const gap = scoreGap(construction.alphabetSize);
  return answer.find(({ margin }) => margin === null || margin < gap);
}

function statement(change: Change = unchanged): AnswerStatement {
  return {
    holds: (answer) => withoutMargin(answer) === undefined,
    explain: (answer) => {
      const { position, margin } = withoutMargin(answer)!;
      return margin === null
        ? `no key is the n-gram asked for at position ${position} of the tokens.`
        : `at position ${position} of the tokens the right keys lead by ${margin}.`;
    },
    build: ({ alphabetSize, ngram, length }) => change(copyingTransformer({ alphabetSize, ngram, maxLength: length })),
  };
}

/** lemma/margin. */
export const lemmaMargin = claim({
  id: 'lemma/margin',
  statement:
    "For a query and any key, ⟨query, key⟩ = ⟨query, query⟩ if they are the same n-gram, and is smaller by at least γ = min(2, d') if not. At every step of the answer there is a key of the first kind, and one of the second, so the right keys lead by at least γ.",
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): the scores of block 2',
  expected: 'holds',
  methods: [everySlot, everyPairHasMargin(), onEveryString(statement()), onRandomStrings(statement())],
  controls: [
    control({
      name: 'unmerged-flags',
      breaks: 'the flag counts COPY as −f, so that the start of the answer is unlike the start of the string',
      method: everyPairHasMargin(withUnmergedFlags),
    }),
    control({
      name: 'keys-at-own-token',
      breaks: 'keys are made from the n-gram that ends at their own token instead of the one before it',
      method: onEveryString(statement(withKeysAtOwnToken)),
    }),
    control({
      name: 'letters-alike',
      breaks: 'letter 1 has the code of letter 0',
      method: everyPairHasMargin((construction) => withWeight(construction, 'embedding', 1, 0, -1)),
    }),
    control({
      name: 'slot-left-out',
      breaks: 'W_k leaves out the first coordinate of the oldest slot',
      method: onRandomStrings(
        statement((construction) => {
          const { layout, ngram } = construction;
          const row = (ngram - 1) * layout.slotWidth;
          return withWeight(construction, 'blocks.1.heads.0.key', row, layout.keyGates[ngram - 1]!.output, 0);
        }),
      ),
    }),
  ],
});
