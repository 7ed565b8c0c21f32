import type { ExactProbability } from '@verbatim/report';
import { type Fraction, fractionText, fractionToNumber } from '@verbatim/tasks';

/** A fraction as the JSON of the curves holds it. */
export function exactProbability(fraction: Fraction): ExactProbability {
  return { fraction: fractionText(fraction), value: fractionToNumber(fraction) };
}
