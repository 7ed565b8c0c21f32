/** The n that Corollary 2.5 chooses for (ε, L, D), and what the choice costs. */
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

/** The least n ≥ 1 with `ε Dⁿ ≥ L²`, in integers. By Lemma 2.4, p_ngram < L² D⁻ⁿ ≤ ε. */
export function chosenKeyLength({ epsilon, length, alphabetSize }: Target): number {
  const needed = epsilon.denominator * BigInt(length) ** 2n;
  let power = BigInt(alphabetSize);
  let n = 1;
  for (; epsilon.numerator * power < needed; n++) power *= BigInt(alphabetSize);
  return n;
}

/** log2 of a positive fraction; its numerator and denominator are below 2^1023. */
export function log2({ numerator, denominator }: Fraction): number {
  return Math.log2(Number(numerator)) - Math.log2(Number(denominator));
}
