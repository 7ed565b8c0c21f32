/**
 * The sign of Σ c_i log2 n_i for whole numbers c_i and n_i, decided exactly.
 *
 * The sum is 0 if and only if Π n_i^{c_i} = 1. Refine the n_i to a base of numbers above 1 no two of which have a common divisor:
 * each n_i is a product of powers of them, and the product is 1 if and only if the exponent of each member of the base is 0.
 * Otherwise the sum is not 0, and intervals around the logarithms, made narrower until they tell, show its sign.
 */

/** One term, c · log2 n. */
export interface LogTerm {
  /** c, any integer. */
  readonly factor: bigint;
  /** n ≥ 1. */
  readonly of: bigint;
}

const FIRST_PRECISION = 64;
/** Bits kept of a mantissa beyond the digits that are wanted: each squaring doubles the error of the ones before. */
const GUARD_BITS = 24;

const known = new Map<string, readonly [bigint, bigint]>();
/** The cache is emptied when it has so many entries. */
const MOST_KNOWN = 1 << 16;

/**
 * Whole numbers with low ≤ 2^bits · log2 n ≤ high and high − low of a few units.
 *
 * The binary digits of log2 m for 1 ≤ m ≤ 2 come out by squaring: log2 m = (b + log2(m²/2^b)) / 2, where b = 1 if m² ≥ 2. Rounding
 * m² down at every step gives a lower bound, since log2 grows; rounding it up, an upper one.
 *
 * @param n - at least 1.
 */
export function log2Bounds(n: bigint, bits: number): readonly [low: bigint, high: bigint] {
  const key = `${bits}:${n}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const exponent = n.toString(2).length - 1;
  const point = BigInt(2 * bits + GUARD_BITS);
  const whole = BigInt(exponent) << BigInt(bits);
  // n / 2^exponent with `point` binary places; n itself may have more places than that.
  const scaled = n << point;
  const shift = BigInt(exponent);
  const low = whole + digits(scaled >> shift, point, bits, 0n);
  const exact = (scaled >> shift) << shift === scaled;
  const high = whole + digits((scaled >> shift) + (exact ? 0n : 1n), point, bits, (1n << point) - 1n);
  // A power of two is its own bound. Otherwise what the digits leave out is less than one unit.
  const bounds = [low, n === 1n << shift ? low : high + 1n] as const;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, bounds);
  return bounds;
}

/** The first `bits` binary digits of log2 m, where m has `point` binary places and `round` is added before places are cut off. */
function digits(m: bigint, point: bigint, bits: number, round: bigint): bigint {
  const two = 2n << point;
  let mantissa = m;
  let found = 0n;
  for (let i = 0; i < bits; i++) {
    mantissa = (mantissa * mantissa + round) >> point;
    found <<= 1n;
    if (mantissa >= two) {
      mantissa = (mantissa + (round > 0n ? 1n : 0n)) >> 1n;
      found |= 1n;
    }
  }
  return found;
}

/**
 * −1, 0 or 1: the sign of Σ c_i log2 n_i.
 *
 * @throws RangeError if some n_i is below 1.
 */
export function signOfLogSum(terms: readonly LogTerm[]): -1 | 0 | 1 {
  for (const { of } of terms)
    if (of < 1n) throw new RangeError(`logarithm of ${of}: accepted is an integer of at least 1`);
  const [low, high] = sumBounds(terms, FIRST_PRECISION);
  if (low > 0n) return 1;
  if (high < 0n) return -1;
  if (isZero(terms)) return 0;
  for (let bits = 2 * FIRST_PRECISION; ; bits *= 2) {
    const [least, most] = sumBounds(terms, bits);
    if (least > 0n) return 1;
    if (most < 0n) return -1;
  }
}

function sumBounds(terms: readonly LogTerm[], bits: number): [bigint, bigint] {
  let [low, high] = [0n, 0n];
  for (const { factor, of } of terms) {
    const [least, most] = log2Bounds(of, bits);
    low += factor * (factor > 0n ? least : most);
    high += factor * (factor > 0n ? most : least);
  }
  return [low, high];
}

/** Whether Π n_i^{c_i} = 1. */
function isZero(terms: readonly LogTerm[]): boolean {
  return coprimeBase(terms.map(({ of }) => of)).every((member) => {
    let exponent = 0n;
    for (const { factor, of } of terms) {
      for (let rest = of; rest % member === 0n; rest /= member) exponent += factor;
    }
    return exponent === 0n;
  });
}

/** Numbers above 1 without common divisors, of which every given number is a product. */
function coprimeBase(numbers: readonly bigint[]): bigint[] {
  const base: bigint[] = [];
  const left = numbers.filter((n) => n > 1n);
  for (let n = left.pop(); n !== undefined; n = left.pop()) {
    let rest = n;
    for (let i = 0; i < base.length && rest > 1n; i++) {
      const divisor = greatestCommonDivisor(base[i], rest);
      if (divisor === 1n) continue;
      // Both are split, and the parts are looked at again.
      left.push(divisor, rest / divisor, base[i] / divisor);
      base.splice(i, 1);
      rest = 1n;
    }
    if (rest > 1n) base.push(rest);
    for (let i = left.length - 1; i >= 0; i--) if (left[i] === 1n) left.splice(i, 1);
  }
  return base;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return divisor;
}
