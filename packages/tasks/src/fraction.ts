/**
 * An exact probability: `numerator / denominator`, the denominator positive, not necessarily in lowest terms.
 */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}
