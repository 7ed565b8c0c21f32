import {
  type CopyRunner,
  certificate,
  copyingTransformer,
  copyRunner,
  type Dimensions,
  generateCopy,
  type OnLetter,
  teacherForcedCopy,
} from '@verbatim/transformer';
import { type HostArithmetic, numberSystem } from './arithmetic.js';
import type { Mode, Outcome } from './outcome.js';

/** What became of a copy with the transformer. */
export interface TransformerOutcome extends Outcome {
  readonly dimensions: Dimensions;
  /** Whether the number system's certificate covers (n, D, L). */
  readonly certified: boolean;
  /** The stop variant: whether COPY came after exactly L tokens. */
  readonly stopped: boolean | null;
}

/** How to copy. */
export interface TransformerRequest {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly mode: Mode;
  readonly stop: boolean;
}

/**
 * Copies x with the transformer that is made for its length.
 *
 * @param letters - (L) letters below D, at least one.
 */
export function copyWithTransformer(
  letters: Uint32Array,
  { alphabetSize, ngram, arithmetic, mode, stop }: TransformerRequest & { readonly arithmetic: HostArithmetic },
  onLetter: OnLetter,
): TransformerOutcome {
  const started = performance.now();
  const size = { alphabetSize, ngram, maxLength: letters.length, stop };
  const numbers = numberSystem(arithmetic);
  const construction = copyingTransformer(size);
  const runner = copyRunner(construction, numbers);
  const tokens =
    mode === 'generate' ? generated(runner, letters, stop, onLetter) : predicted(runner, letters, stop, onLetter);
  const output = tokens.subarray(0, letters.length);
  const { copy } = construction.vocabulary;
  return {
    output,
    dimensions: construction.dimensions,
    certified: certificate(size, numbers).certified,
    stopped: stop ? tokens.indexOf(copy) === letters.length : null,
    seconds: (performance.now() - started) / 1000,
  };
}

/** (L) tokens, and the one after them when the model should stop there. */
function generated(runner: CopyRunner, letters: Uint32Array, stop: boolean, onLetter: OnLetter): Uint32Array {
  return generateCopy(runner, letters, { tokens: letters.length + (stop ? 1 : 0), onLetter });
}

function predicted(runner: CopyRunner, letters: Uint32Array, stop: boolean, onLetter: OnLetter): Uint32Array {
  const predictions = teacherForcedCopy(runner, letters, { onLetter });
  if (!stop) return predictions;
  const tokens = new Uint32Array(letters.length + 1);
  tokens.set(predictions);
  // The pass has read all letters but the last.
  tokens[letters.length] = runner.model.predict(letters[letters.length - 1]!);
  return tokens;
}
