/** What the certificates of rounding number systems and of a GPU have in common; `certificate.ts` tells the steps. */
import { FLAG_SCALE, GATE_STRENGTH } from './copying-transformer.js';

/** (1 + u)^k − 1: the relative error that k roundings can add up to. */
export function growth(u: number, k: number): number {
  return Math.expm1(k * Math.log1p(u));
}

/**
 * Step 3, whether closed gates stay below 0: the true value is at most 1 − C·s (letter) or f − C·s (flag) with s ≥ 1, the error at
 * most `chain` times the sum of magnitudes; both sides grow with s, so s = 1 is the worst as long as chain < 1.
 *
 * @param chain - the relative error of the longest chain of operations that leads to a gate.
 */
export function closedGatesStayBelowZero(chain: number, ngram: number, stop: boolean): boolean {
  const own = stop ? 2 * GATE_STRENGTH : 0;
  return (
    chain < 0.2 &&
    1 - GATE_STRENGTH + chain * (2 * (ngram + 1) - 1 + GATE_STRENGTH + own) < 0 &&
    FLAG_SCALE - GATE_STRENGTH + chain * (3 * FLAG_SCALE + GATE_STRENGTH + own) < 0
  );
}

/** What the readout makes of an attention that is not quite on the right keys, and of rounded means of values. */
export interface ReadoutCase {
  /** d'. */
  readonly letters: number;
  /** ρ. */
  readonly wrongShare: number;
  /** Of a mean of values. */
  readonly meanError: number;
  /** The relative error of an addition. */
  readonly u: number;
  readonly stop: boolean;
}

/**
 * The readout: of the comparisons of the right token's logit with others, that with the least room between its margin and the errors of
 * both logits.
 */
export function tightestComparison({ letters, wrongShare, meanError, u, stop }: ReadoutCase): {
  readonly margin: number;
  readonly error: number;
} {
  const letterLogit = letters * meanError + growth(u, letters) * letters * (1 + meanError);
  const comparisons = [
    { margin: 2 - 2 * wrongShare * (letters + 1), error: 2 * letterLogit },
    { margin: letters - wrongShare * (2 * letters + 1), error: letterLogit + meanError },
    ...(stop ? [{ margin: 1 - wrongShare * (letters + 1), error: letterLogit + meanError }] : []),
  ];
  return comparisons.reduce((a, b) => (a.margin - a.error <= b.margin - b.error ? a : b));
}
