/** Exact rationals over BigInt, with a short path where both denominators agree: there they nearly always do. */

/** numerator / denominator, denominator > 0, not necessarily in lowest terms. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Below this size a denominator is cheap to keep in lowest terms. */
const SMALL = 1n << 53n;

/** The rational 0. */
export const ZERO: Rational = { numerator: 0n, denominator: 1n };

/**
 * The exact value of a double.
 *
 * @throws RangeError for NaN and infinities.
 */
export function rationalFromNumber(x: number): Rational {
  if (!Number.isFinite(x)) throw new RangeError(`${x} is not a rational number`);
  let denominator = 1n;
  let scaled = x;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

/** numerator / denominator, in lowest terms when the denominator is small. */
export function rational(numerator: bigint, denominator: bigint): Rational {
  if (denominator === 1n || denominator >= SMALL) return { numerator, denominator };
  const divisor = gcd(numerator, denominator);
  return divisor === 1n
    ? { numerator, denominator }
    : { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** a + b. */
export function add(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator) return { numerator: a.numerator + b.numerator, denominator: a.denominator };
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** a − b. */
export function subtract(a: Rational, b: Rational): Rational {
  return add(a, { numerator: -b.numerator, denominator: b.denominator });
}

/** a · b. */
export function multiply(a: Rational, b: Rational): Rational {
  if (a.denominator === 1n && b.denominator === 1n) return { numerator: a.numerator * b.numerator, denominator: 1n };
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Negative, zero or positive as a < b, a = b, a > b. */
export function compare(a: Rational, b: Rational): number {
  const difference =
    a.denominator === b.denominator
      ? a.numerator - b.numerator
      : a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The nearest double, also where numerator and denominator are far beyond a double's range. */
export function toNumber({ numerator, denominator }: Rational): number {
  if (numerator < 0n) return -toNumber({ numerator: -numerator, denominator });
  const shift = numerator.toString(2).length - denominator.toString(2).length;
  // 64 bits of quotient, the lowest made sticky, then one rounding by Number().
  const scale = BigInt(64 - shift);
  const top = scale > 0n ? numerator << scale : numerator;
  const bottom = scale < 0n ? denominator << -scale : denominator;
  const quotient = top / bottom;
  const sticky = quotient * bottom === top ? 0n : 1n;
  const value = Number(quotient | sticky);
  const exponent = Number(-scale);
  return value * 2 ** Math.trunc(exponent / 2) * 2 ** (exponent - Math.trunc(exponent / 2));
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
