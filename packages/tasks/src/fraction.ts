/** Exact probabilities: fractions of BigInts. */

/** An exact probability: `numerator / denominator`, the denominator positive, not necessarily in lowest terms. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The numerator of a − b over the product of both denominators, which has the sign of a − b. */
function difference(a: Fraction, b: Fraction): bigint {
  return a.numerator * b.denominator - b.numerator * a.denominator;
}

/** a < b. */
export function lessThan(a: Fraction, b: Fraction): boolean {
  return difference(a, b) < 0n;
}

/** a ≤ b. */
export function atMost(a: Fraction, b: Fraction): boolean {
  return difference(a, b) <= 0n;
}

/** a = b, in whatever terms they are. */
export function equalFractions(a: Fraction, b: Fraction): boolean {
  return difference(a, b) === 0n;
}

/** a in lowest terms. */
export function inLowestTerms({ numerator, denominator }: Fraction): Fraction {
  let [divisor, rest] = [denominator, numerator < 0n ? -numerator : numerator];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** a in lowest terms as text, such as `3/8`, or `1` for a whole number. */
export function fractionText(a: Fraction): string {
  const { numerator, denominator } = inLowestTerms(a);
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

/**
 * The double next to a fraction of at least 0, at most one unit in the last place away, also where both parts are far
 * beyond a double's range.
 */
export function fractionToNumber({ numerator, denominator }: Fraction): number {
  if (numerator === 0n) return 0;
  // A quotient of 64 to 66 bits, scaled back by a power of two, in two steps so that neither over- or underflows early.
  const shift = denominator.toString(2).length - numerator.toString(2).length + 65;
  const quotient =
    shift >= 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift));
  const half = Math.trunc(shift / 2);
  return Number(quotient) * 2 ** -half * 2 ** -(shift - half);
}
