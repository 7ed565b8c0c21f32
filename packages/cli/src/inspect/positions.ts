import { type CopyingTransformer, inspect, LONGEST_INSPECTED, type PositionInspection } from '@verbatim/transformer';
import { numberSystem } from '../copy/arithmetic.js';
import type { LetterInput } from '../input/letters.js';
import { grouped } from '../output/big-numbers.js';
import { UsageError } from '../usage-error.js';

/** More numbers than this make a JSON text longer than the engine's strings. */
export const MOST_NUMBERS = 2 ** 23;

/**
 * Every lemma's quantity at every position of `BOS x COPY` and the answer, in doubles.
 *
 * @throws UsageError when there would be too many to list.
 */
export function inspectedPositions(construction: CopyingTransformer, { letters }: LetterInput): PositionInspection[] {
  const length = letters.length;
  if (length > LONGEST_INSPECTED)
    throw new UsageError(
      `${grouped(length)} letters are too many to list every quantity; accepted are at most ${grouped(LONGEST_INSPECTED)}`,
    );
  const numbers = numbersListed(construction, length);
  if (numbers > MOST_NUMBERS)
    throw new UsageError(
      `every quantity of ${grouped(length)} letters at n = ${construction.ngram} makes ${grouped(numbers)} numbers; accepted are at most ${grouped(MOST_NUMBERS)}: use a shorter string or a smaller n`,
    );
  return inspect(construction, numberSystem('f64'), letters);
}

/** How many numbers the inspection of L letters has. */
export function numbersListed({ ngram, layout, alphabetSize }: CopyingTransformer, length: number): number {
  const { slotWidth } = layout;
  const positions = 2 * length + 1;
  const ofSlots = (ngram + 1) * (3 * slotWidth + 2) + 2 * ngram * slotWidth;
  const visible = (positions * (positions + 1)) / 2;
  return positions * (ofSlots + slotWidth + 1 + alphabetSize + 2) + 3 * visible;
}
