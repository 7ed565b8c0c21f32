/** The n that Corollary 2.5 chooses for (ε, L, D). */
import type { Fraction } from '@verbatim/tasks';

/** What is asked for: strings of L uniform letters out of D, copied with an error below ε. */
export interface Target {
  /** ε, between 0 and 1/2. */
  readonly epsilon: Fraction;
  /** L. */
  readonly length: number;
  /** D. */
  readonly alphabetSize: number;
}

/** Whether `ε Dⁿ ≥ L²`, in integers. By Lemma 2.4, then p_ngram < L² D⁻ⁿ ≤ ε. */
export function isLongEnough({ epsilon, length, alphabetSize }: Target, ngram: number): boolean {
  return epsilon.numerator * BigInt(alphabetSize) ** BigInt(ngram) >= epsilon.denominator * BigInt(length) ** 2n;
}

/** The least n ≥ 1 with `ε Dⁿ ≥ L²`. */
export function chosenKeyLength(target: Target): number {
  let n = 1;
  while (!isLongEnough(target, n)) n++;
  return n;
}
