/** Every quantity of the construction at every position, under the names of the lemmas. */
import { copyPrompt, type Letters } from '@verbatim/tasks';
import { copyRunner } from './copy.js';
import type { CopyingTransformer, GatePlace } from './copying-transformer.js';
import { GATE_STRENGTH } from './copying-transformer.js';
import type { NumberSystem, Rows } from './number-system.js';
import { keyNgram, queryNgram, sameNgram } from './symbolic-keys.js';

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
  /** Weights of block 2's softmax over the same positions. */
  readonly attention: readonly number[];
  /** The least score of a right key minus the largest of a wrong one; null without both kinds (lemma: margin). */
  readonly margin: number | null;
  readonly logits: readonly number[];
  readonly prediction: number;
  /** The letter that should come next; null inside the prompt. */
  readonly expected: number | null;
}

/** Inspects `BOS x COPY` and the answer, teacher-forced.
 *
 * @throws RangeError when x is longer than `LONGEST_INSPECTED`.
 */
export function inspect<R extends Rows, M>(
  construction: CopyingTransformer,
  numbers: NumberSystem<R, M>,
  letters: Letters,
): PositionInspection[] {
  if (letters.length > LONGEST_INSPECTED)
    throw new RangeError(
      `${letters.length} letters are too many to list every quantity; up to ${LONGEST_INSPECTED} are accepted`,
    );
  const { layout, softmaxScale, ngram } = construction;
  const { model } = copyRunner(construction, numbers);
  const prompt = copyPrompt(letters, construction.vocabulary);
  const tokens = [...prompt, ...Array.from(letters).slice(0, -1)];
  const width = layout.slotWidth;
  const cut = (vector: readonly number[], gates: readonly GatePlace[]) =>
    gates.map(({ output }) => vector.slice(output, output + width));

  return tokens.map((token, position) => {
    const { blocks, logits, prediction } = model.trace(token);
    const [gather, lookUp] = blocks as [(typeof blocks)[number], (typeof blocks)[number]];
    const slots = [...layout.queryGates, layout.keyGates.at(-1)!];
    const before = slots.map(({ hidden }) => gather.hidden.slice(hidden, hidden + 2 * width));
    const own = layout.queryGates.map(({ output }) => gather.output.slice(output, output + width));
    const key = cut(gather.output, layout.keyGates);
    const scores = lookUp.heads[0]!.scores.map((score) => score / softmaxScale);
    const asked = queryNgram(construction, tokens, position);
    const right = scores.map((_, j) => sameNgram(asked, keyNgram(construction, tokens, j)));
    const least = Math.min(...scores.filter((_, j) => right[j]));
    const largest = Math.max(...scores.filter((_, j) => !right[j]));
    const answer = position - prompt.length + 1;
    return {
      position,
      token,
      windowMeans: Array.from({ length: ngram + 1 }, (_, t) =>
        gather.concatenated.slice(t * (width + 1), (t + 1) * (width + 1)),
      ),
      recoveredTokens: before.map((rows) =>
        Array.from({ length: width }, (_, c) => (rows[2 * c]! - rows[2 * c + 1]!) / 2),
      ),
      startCounts: before.map((rows) => -(rows[0]! + rows[1]!) / (2 * GATE_STRENGTH)),
      gates: [own[0]!, ...key],
      query: own.flat(),
      key: key.flat(),
      value: gather.output.slice(layout.value),
      scores,
      attention: lookUp.heads[0]!.weights,
      margin: Number.isFinite(least) && Number.isFinite(largest) ? least - largest : null,
      logits,
      prediction,
      expected: answer >= 0 ? letters[answer]! : null,
    };
  });
}
