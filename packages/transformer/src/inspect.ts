/** Every quantity of the construction at every position, under the names of the lemmas. */
import { copyPrompt, type Letters } from '@verbatim/tasks';
import { copyRunner } from './copy.js';
import type { CopyingTransformer, GatePlace } from './copying-transformer.js';
import { GATE_STRENGTH } from './copying-transformer.js';
import type { NumberSystem } from './number-system.js';
import { keyNgram, queryNgram, type Slot, sameNgram } from './symbolic-keys.js';
import type { BlockTrace, Transformer } from './transformer.js';

/** The longest string that is inspected: attention weights alone are of the order of L². */
export const LONGEST_INSPECTED = 1024;

/** What one position shows. Vectors are the nearest doubles of what the number system computed. */
export interface PositionInspection {
  readonly position: number;
  readonly token: number;
  /** h_t, t = 1 … n + 1, each of width d' + 2 (lemma: window mean). */
  readonly windowMeans: readonly number[][];
  /** u_t, t = 1 … n + 1, each of width d' + 1 (lemma: token recovery). */
  readonly recoveredTokens: readonly number[][];
  /** s_t, t = 1 … n + 1: at least 1 where a string starts among the last t − 1 tokens. */
  readonly startCounts: readonly number[];
  /** g_t, t = 1 … n + 1 (lemma: gate). In the stop variant g_2 … g_{n+1} are the key's. */
  readonly gates: readonly number[][];
  /** (g_1 … g_n), the n-gram that ends here. */
  readonly query: readonly number[];
  /** (g_2 … g_{n+1}), the n-gram that ended one position before. */
  readonly key: readonly number[];
  /** h_1, the token here. */
  readonly value: readonly number[];
  /** ⟨query, key_j⟩ for every visible position j, not scaled by B. */
  readonly scores: readonly number[];
  /** Whether key_j is the n-gram asked for, by the tokens alone; for the same positions. */
  readonly right: readonly boolean[];
  /** Weights of block 2's softmax over the same positions. */
  readonly attention: readonly number[];
  /** The least score of a right key minus the largest of a wrong one; null without both kinds (lemma: margin). */
  readonly margin: number | null;
  readonly logits: readonly number[];
  readonly prediction: number;
  /** The letter that should come next; null inside the prompt and where no string is given. */
  readonly expected: number | null;
}

/**
 * Reads tokens one at a time, any tokens in any order, and tells everything about each. Where two sequences share a
 * prefix, `truncate` goes back to its end.
 */
export class Inspector {
  private readonly model: Transformer;
  private readonly tokens: number[] = [];
  /** The symbolic key of every position read. */
  private readonly keys: Slot[][] = [];

  constructor(
    readonly construction: CopyingTransformer,
    numbers: NumberSystem,
  ) {
    this.model = copyRunner(construction, numbers).model;
  }

  /** How many tokens have been read. */
  get length(): number {
    return this.tokens.length;
  }

  /**
   * Forgets all tokens from `length` on.
   *
   * @throws RangeError when fewer have been read.
   */
  truncate(length: number): void {
    this.model.truncate(length);
    this.tokens.length = length;
    this.keys.length = length;
  }

  /** Reads a token and tells what its position shows. */
  read(token: number): PositionInspection {
    const { construction } = this;
    const { layout, softmaxScale, ngram } = construction;
    const { blocks, logits, prediction } = this.model.trace(token);
    const position = this.tokens.push(token) - 1;
    this.keys.push(keyNgram(construction, this.tokens, position));
    const [gather, lookUp] = blocks as [BlockTrace, BlockTrace];
    const width = layout.slotWidth;
    const cut = (gates: readonly GatePlace[]) => gates.map(({ output }) => gather.output.slice(output, output + width));

    const slots = [...layout.queryGates, layout.keyGates.at(-1)!];
    const before = slots.map(({ hidden }) => gather.hidden.slice(hidden, hidden + 2 * width));
    const query = cut(layout.queryGates);
    const key = cut(layout.keyGates);
    const { scores, weights } = lookUp.heads[0];
    const unscaled = scores.map((score) => score / softmaxScale);
    const asked = queryNgram(construction, this.tokens, position);
    const right = this.keys.map((ngramOfKey) => sameNgram(asked, ngramOfKey));
    let least = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    unscaled.forEach((score, j) => {
      if (right[j]) least = Math.min(least, score);
      else largest = Math.max(largest, score);
    });
    return {
      position,
      token,
      windowMeans: Array.from({ length: ngram + 1 }, (_, t) =>
        gather.concatenated.slice(t * (width + 1), (t + 1) * (width + 1)),
      ),
      recoveredTokens: before.map((rows) =>
        Array.from({ length: width }, (_, c) => (rows[2 * c] - rows[2 * c + 1]) / 2),
      ),
      startCounts: before.map((rows) => -(rows[0] + rows[1]) / (2 * GATE_STRENGTH)),
      gates: [query[0], ...key],
      query: query.flat(),
      key: key.flat(),
      value: gather.output.slice(layout.value),
      scores: unscaled,
      right,
      attention: weights,
      margin: Number.isFinite(least) && Number.isFinite(largest) ? least - largest : null,
      logits,
      prediction,
      expected: null,
    };
  }
}

/**
 * Inspects `BOS x COPY` and the answer, teacher-forced.
 *
 * @throws RangeError when x is longer than `LONGEST_INSPECTED`.
 */
export function inspect(
  construction: CopyingTransformer,
  numbers: NumberSystem,
  letters: Letters,
): PositionInspection[] {
  if (letters.length > LONGEST_INSPECTED)
    throw new RangeError(
      `${letters.length} letters are too many to list every quantity; up to ${LONGEST_INSPECTED} are accepted`,
    );
  const inspector = new Inspector(construction, numbers);
  const prompt = copyPrompt(letters, construction.vocabulary);
  return [...prompt, ...Array.from(letters).slice(0, -1)].map((token, position) => {
    const answer = position - prompt.length + 1;
    return { ...inspector.read(token), expected: answer >= 0 ? letters[answer] : null };
  });
}
