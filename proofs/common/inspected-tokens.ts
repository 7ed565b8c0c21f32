/**
 * Families of token sequences with everything that the construction computes on them, for the claims about the single
 * steps of its proof. Sequences share the cache of a common prefix, which changes no number.
 */
import type { Json } from '@verbatim/evidence';
import type { Letters } from '@verbatim/tasks';
import {
  type CopyingTransformer,
  Inspector,
  inspect,
  type NumberSystem,
  type PositionInspection,
  roundToSignificand,
} from '@verbatim/transformer';
import { words } from './copy-trials.js';

/** The last of some tokens, inspected. */
export interface InspectedToken {
  readonly construction: CopyingTransformer;
  readonly numbers: NumberSystem;
  /** All tokens up to the inspected one. */
  readonly tokens: readonly number[];
  readonly here: PositionInspection;
}

/** A string and the L positions at which its letters are predicted, teacher-forced. */
export interface InspectedAnswer {
  readonly construction: CopyingTransformer;
  readonly letters: readonly number[];
  readonly answer: readonly PositionInspection[];
}

/** Alphabets and n up to a largest one: the domain of `everyContext`. */
export interface ContextGrid {
  readonly alphabetSize: number;
  readonly maxNgram: number;
}

/**
 * Every sequence of at most n + 2 tokens that starts with BOS, whatever follows, each at its last token. A head of block
 * 1 sees n + 1 tokens at most and knows nothing of where they are, so these are all the inputs that block 1 can have, in
 * prompts and answers of every length: the tokens since BOS while there are at most n, any n + 1 tokens afterwards.
 */
export function* everyContext(construction: CopyingTransformer, numbers: NumberSystem): Generator<InspectedToken> {
  const { vocabulary, ngram } = construction;
  const inspector = new Inspector(construction, numbers);
  const tokens = [vocabulary.bos];
  yield { construction, numbers, tokens: [...tokens], here: inspector.read(vocabulary.bos) };
  for (let next = 0; ; ) {
    if (tokens.length <= ngram + 1 && next <= vocabulary.copy) {
      tokens.push(next);
      yield { construction, numbers, tokens: [...tokens], here: inspector.read(next) };
      next = 0;
    } else {
      if (tokens.length === 1) {
        return;
      }
      next = tokens.pop()! + 1;
      inspector.truncate(tokens.length);
    }
  }
}

/** How many sequences `everyContext` visits over the grids: 1 + (D + 2) + … + (D + 2)^(n + 1) for each D and n. */
export function contextsIn(grids: Iterable<ContextGrid>): number {
  let contexts = 0;
  for (const { alphabetSize, maxNgram } of grids) {
    for (let ngram = 1; ngram <= maxNgram; ngram++) {
      contexts += ((alphabetSize + 2) ** (ngram + 2) - 1) / (alphabetSize + 1);
    }
  }
  return contexts;
}

/** The grids in words, such as `D = 2 with n ≤ 3`. */
export function contextGridsInWords(grids: readonly ContextGrid[]): string {
  return grids.map(({ alphabetSize, maxNgram }) => `D = ${alphabetSize} with n ≤ ${maxNgram}`).join(', ');
}

/**
 * For D = 2, tokens in which every window of t ≤ n + 1 tokens without a BOS or COPY before its first token occurs with
 * every number of zeros, the first token being BOS, 0 or 1: all that a letter coordinate of block 1 can meet while its
 * gate is open, for any D, since coordinates do not mix before block 2.
 */
export function* everyWindowSum(construction: CopyingTransformer, numbers: NumberSystem): Generator<InspectedToken> {
  const { ngram, vocabulary } = construction;
  const zerosThenOnes = (zeros: number, ones: number) => [...Array(zeros).fill(0), ...Array(ones).fill(1)];
  const strings = [
    zerosThenOnes(ngram + 1, ngram + 1),
    zerosThenOnes(ngram + 1, ngram + 1).map((letter) => 1 - letter),
    ...Array.from({ length: ngram }, (_, zeros) => zerosThenOnes(zeros, ngram - zeros)),
  ];
  for (const string of strings) {
    const inspector = new Inspector(construction, numbers);
    const tokens: number[] = [];
    for (const token of [vocabulary.bos, ...string]) {
      tokens.push(token);
      yield { construction, numbers, tokens: [...tokens], here: inspector.read(token) };
    }
  }
}

/** How many tokens `everyWindowSum` visits. */
export function windowSumTokens(ngram: number): number {
  return 2 * (2 * ngram + 3) + ngram * (ngram + 1);
}

/** Every position of `BOS x COPY x_1 … x_{L−1}`. */
export function everyPosition(
  construction: CopyingTransformer,
  numbers: NumberSystem,
  letters: Letters,
): InspectedToken[] {
  const tokens: number[] = [];
  return inspect(construction, numbers, letters).map((here) => {
    tokens.push(here.token);
    return { construction, numbers, tokens: [...tokens], here };
  });
}

/** The positions of the answer to one string. */
export function inspectAnswer(
  construction: CopyingTransformer,
  numbers: NumberSystem,
  letters: readonly number[],
): InspectedAnswer {
  return { construction, letters, answer: inspect(construction, numbers, letters).slice(letters.length + 1) };
}

/** Every string of L letters, in lexicographic order, with the positions of its answer. */
export function* everyAnswer(
  construction: CopyingTransformer,
  numbers: NumberSystem,
  length: number,
): Generator<InspectedAnswer> {
  const { alphabetSize, bos, copy } = construction.vocabulary;
  const inspector = new Inspector(construction, numbers);
  const letters: number[] = Array(length).fill(0);
  inspector.read(bos);
  for (;;) {
    while (inspector.length <= length) {
      inspector.read(letters[inspector.length - 1]!);
    }
    const answer = letters.map((expected, i) => ({ ...inspector.read(i === 0 ? copy : letters[i - 1]!), expected }));
    yield { construction, letters: [...letters], answer };
    let last = length - 1;
    while (last >= 0 && letters[last] === alphabetSize - 1) {
      letters[last--] = 0;
    }
    if (last < 0) {
      return;
    }
    letters[last]!++;
    inspector.truncate(last + 1);
  }
}

/** The nearest number with the significand of a number system; for exact arithmetic, the double that reports it. */
export function nearest(x: number, { significandBits }: NumberSystem): number {
  return significandBits >= 53 ? x : roundToSignificand(x, significandBits);
}

/** An inspected token as JSON. */
export function describeToken({ construction, numbers, tokens }: InspectedToken): Json {
  const { alphabetSize, ngram, stop } = construction;
  return { alphabetSize, ngram, stop, arithmetic: numbers.name, tokens: words(tokens, alphabetSize) };
}

/** An inspected answer as JSON. */
export function describeAnswer({ construction, letters }: InspectedAnswer): Json {
  const { alphabetSize, ngram, stop, softmaxScale } = construction;
  return { alphabetSize, ngram, stop, softmaxScale, letters: [...letters] };
}
