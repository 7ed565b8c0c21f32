/** Every pair of a query and a key that can arise, with the score that block 2 gives it. */
import {
  type CopyingTransformer,
  Inspector,
  keyNgram,
  type NumberSystem,
  queryNgram,
  type Slot,
} from '@verbatim/transformer';

/** A query at one position and a key at an earlier one. */
export interface Pair {
  readonly construction: CopyingTransformer;
  readonly query: readonly Slot[];
  readonly key: readonly Slot[];
  /** Whether they are the same n-gram. */
  readonly right: boolean;
  readonly score: number;
  /** ⟨query, query⟩: what a key with the same n-gram is meant to score. */
  readonly own: number;
}

/**
 * Reads `BOS w 0` for every word w of n letters, then `COPY w 0` for each: every n-gram, of n letters or cut short by the
 * start of a string, ends somewhere and has a letter after it. Yields every query of the second half against every key of
 * the first.
 */
export function* everyPair(construction: CopyingTransformer, numbers: NumberSystem): Generator<Pair> {
  const { vocabulary, alphabetSize, ngram } = construction;
  const inspector = new Inspector(construction, numbers);
  const words = Array.from({ length: alphabetSize ** ngram }, (_, word) =>
    Array.from({ length: ngram }, (_, i) => Math.floor(word / alphabetSize ** i) % alphabetSize),
  );
  const half = (start: number) => words.flatMap((word) => [start, ...word, 0]);
  const tokens = [...half(vocabulary.bos), ...half(vocabulary.copy)];
  const keys = tokens.slice(0, tokens.length / 2).map((_, j) => keyNgram(construction, tokens, j));
  for (const [i, token] of tokens.entries()) {
    const { query, scores, right } = inspector.read(token);
    if (i < keys.length) {
      continue;
    }
    const own = query.reduce((sum, coordinate) => sum + coordinate * coordinate, 0);
    const asked = queryNgram(construction, tokens, i);
    for (const [j, key] of keys.entries()) {
      yield { construction, query: asked, key, right: right[j]!, score: scores[j]!, own };
    }
  }
}

/** How many pairs that is. */
export function pairsOf(alphabetSize: number, ngram: number): number {
  return (alphabetSize ** ngram * (ngram + 2)) ** 2;
}
