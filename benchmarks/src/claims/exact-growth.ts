/**
 * Bytes are counted, so a law for them is exact: a polynomial of degree p through the first p + 1 lengths, on which every
 * further length must lie, with a leading coefficient above 0. All of it is in whole numbers.
 */
import { exact, type Method } from '@verbatim/evidence';

/** Counted bytes by input length. */
export interface ByteSeries {
  readonly name: string;
  /** By increasing length, each length once. */
  readonly points: readonly { readonly length: number; readonly bytes: number }[];
}

/** A fraction; the denominator is above 0. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

interface Case {
  readonly series: string;
  readonly length: number;
  readonly bytes: number;
  readonly wanted: Fraction;
  readonly leading: Fraction;
}

/**
 * The claim that bytes grow as L^degree, exactly: as a_0 + … + a_p L^p with a_p > 0, and for degree 0 as a constant above 0.
 *
 * @throws RangeError for a series of no more than degree + 1 lengths, which nothing could contradict.
 */
export function exactGrowth(name: string, degree: 0 | 1 | 2, series: readonly ByteSeries[]): Method {
  for (const { name: of, points } of series) {
    if (points.length < degree + 2) {
      throw new RangeError(`${of} has ${points.length} lengths; a law of degree ${degree} needs ${degree + 2} or more`);
    }
  }
  return exact<Case>({
    name,
    domain: series.map((one) => `${one.name}: ${lawOf(one, degree)}`).join('; '),
    *cases() {
      for (const { name: of, points } of series) {
        const base = points.slice(0, degree + 1);
        const leading = leadingCoefficient(base);
        for (const { length, bytes } of points.slice(degree + 1)) {
          yield { series: of, length, bytes, wanted: valueAt(base, length), leading };
        }
      }
    },
    size: () => series.reduce((sum, { points }) => sum + points.length - degree - 1, 0),
    holds: ({ bytes, wanted, leading }) =>
      BigInt(bytes) * wanted.denominator === wanted.numerator && leading.numerator > 0n,
    describe: ({ series: of, length, bytes, wanted, leading }) => ({
      series: of,
      length,
      bytes,
      bytesByTheLaw: text(wanted),
      leadingCoefficient: text(leading),
    }),
    explain: ({ series: of, length, bytes, wanted, leading }) =>
      leading.numerator > 0n
        ? `${of} takes ${bytes} bytes at L = ${length}; the law through its first lengths gives ${text(wanted)}`
        : `${of} does not grow as L^${degree}: the coefficient of L^${degree} is ${text(leading)}`,
  });
}

/** The law through the first lengths in words, such as `12 + 8·L bytes at 256 … 4096 (5 lengths)`. */
function lawOf({ points }: ByteSeries, degree: number): string {
  const coefficients: string[] = [];
  // Takes the leading term off, and goes on with what is left of one degree less.
  let rest = points.slice(0, degree + 1).map(({ length, bytes }) => ({ x: BigInt(length), y: whole(bytes) }));
  for (let power = degree; power >= 0; power--) {
    const leading = dividedDifference(rest.slice(0, power + 1));
    coefficients.unshift(`${text(leading)}${['', '·L', '·L²'][power]}`);
    rest = rest.map(({ x, y }) => ({ x, y: sum(y, scaled(leading, -(x ** BigInt(power)))) }));
  }
  const [first, last] = [points[0]!.length, points.at(-1)!.length];
  return `${coefficients.join(' + ')} bytes at ${first} … ${last} (${points.length} lengths)`;
}

function leadingCoefficient(points: ByteSeries['points']): Fraction {
  return dividedDifference(points.map(({ length, bytes }) => ({ x: BigInt(length), y: whole(bytes) })));
}

/** Σ y_i / Π_{j≠i} (x_i − x_j): the leading coefficient of the polynomial through all of the points. */
function dividedDifference(points: readonly { readonly x: bigint; readonly y: Fraction }[]): Fraction {
  return points
    .map(({ x, y }) => over(y, product(points.filter((other) => other.x !== x).map((other) => x - other.x))))
    .reduce(sum);
}

/** Lagrange's form of the polynomial through `base`. */
function valueAt(base: ByteSeries['points'], length: number): Fraction {
  const x = BigInt(length);
  return base
    .map(({ length: at, bytes }) => {
      const others = base.filter((other) => other.length !== at).map((other) => BigInt(other.length));
      const weight = product(others.map((other) => x - other));
      return over(whole(bytes, weight), product(others.map((other) => BigInt(at) - other)));
    })
    .reduce(sum);
}

const product = (factors: readonly bigint[]) => factors.reduce((a, b) => a * b, 1n);
const whole = (value: number, times = 1n): Fraction => ({ numerator: BigInt(value) * times, denominator: 1n });
const scaled = ({ numerator, denominator }: Fraction, by: bigint): Fraction => ({
  numerator: numerator * by,
  denominator,
});

function over({ numerator, denominator }: Fraction, divisor: bigint): Fraction {
  return reduced(divisor < 0n ? -numerator : numerator, denominator * (divisor < 0n ? -divisor : divisor));
}

function sum(a: Fraction, b: Fraction): Fraction {
  return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b > 0n) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

function text({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}
