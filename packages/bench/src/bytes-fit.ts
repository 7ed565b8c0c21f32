/**
 * Laws of counted bytes. Bytes have no noise, so a law a + b · L + c · L² either goes through every point or does not: this is
 * decided in integers. Where a buffer is rounded up, or work is split by length, bytes may be a little off; then the lowest
 * power that is within one per cent everywhere is reported, with how far off it is.
 */
import type { FittedLaw } from './result.js';
import { scalingFit } from './scaling-fit.js';

/** Bytes at one length; both whole numbers. */
export interface BytesPoint {
  readonly length: number;
  readonly bytes: number;
}

/** Counted bytes may be so far from a law, relative to themselves, that is then called near. */
const NEAR = 0.01;
const DEGREES = [0, 1, 2] as const;

/**
 * The law of the bytes of one series.
 *
 * @throws RangeError for fewer than two lengths, a length twice, or what is no whole number.
 */
export function bytesLaw(series: string, points: readonly BytesPoint[]): FittedLaw {
  const sorted = [...points].sort((a, b) => a.length - b.length);
  assertPoints(sorted);
  const lengths = sorted.map(({ length }) => length);
  const law = (coefficients: readonly number[], note: string | null): FittedLaw => {
    const degree = coefficients.length - 1;
    return {
      series,
      quantity: 'bytes',
      constant: coefficients[0]!,
      linear: degree === 2 ? coefficients[1]! : 0,
      coefficient: degree === 0 ? 0 : coefficients[degree]!,
      exponent: degree,
      exponentInterval: [degree, degree],
      confidence: 1,
      note,
      lengths,
    };
  };
  for (const degree of DEGREES) {
    // One point more than coefficients: otherwise there is nothing that could disagree.
    if (sorted.length < degree + 2) break;
    const exact = exactPolynomial(sorted, degree);
    if (exact !== null && (degree === 0 || exact[degree]! > 0)) return law(exact, null);
  }
  for (const degree of DEGREES) {
    if (sorted.length < degree + 3) break;
    const near = nearPolynomial(sorted, degree);
    const off = Math.max(
      ...sorted.map(({ length, bytes }) => Math.abs(bytes - valueAt(near, length)) / Math.max(1, bytes)),
    );
    if (off <= NEAR && (degree === 0 || near[degree]! > 0))
      return law(near, `the bytes are within ${Number((100 * off).toPrecision(2))} % of this law`);
  }
  return { ...law([sorted[0]!.bytes], null), ...unexplained(sorted) };
}

/** The best power law is shown, without an interval. */
function unexplained(points: readonly BytesPoint[]): Partial<FittedLaw> {
  const note =
    points.length < 4
      ? `${points.length} lengths do not tell a law from another; four or more are needed`
      : 'the bytes are more than 1 % off any law a + b·L + c·L²';
  const positive = points.filter(({ bytes }) => bytes > 0);
  if (positive.length < 2) return { exponentInterval: null, note };
  const { constant, coefficient, exponent } = scalingFit(
    positive.map(({ length, bytes }) => ({ length, value: bytes, relativeError: 0 })),
  );
  return { constant, coefficient, exponent, exponentInterval: null, note };
}

/**
 * The coefficients of the polynomial of this degree that goes through all points, lowest power first; null when there is
 * none. By Lagrange's formula over one common denominator.
 */
export function exactPolynomial(points: readonly BytesPoint[], degree: number): number[] | null {
  const x = points.map(({ length }) => BigInt(length));
  const y = points.map(({ bytes }) => BigInt(bytes));
  const nodes = Array.from({ length: degree + 1 }, (_, i) => i);
  const weights = nodes.map((i) => nodes.reduce((product, j) => (j === i ? product : product * (x[i]! - x[j]!)), 1n));
  const denominator = weights.reduce((product, weight) => product * weight, 1n);
  const numerators = nodes.map(() => 0n);
  for (const i of nodes) {
    // y_i · Π (L − x_j), expanded.
    let expanded = [1n];
    for (const j of nodes) {
      if (j === i) continue;
      const next = Array.from({ length: expanded.length + 1 }, () => 0n);
      expanded.forEach((value, power) => {
        next[power]! -= value * x[j]!;
        next[power + 1]! += value;
      });
      expanded = next;
    }
    expanded.forEach((value, power) => {
      numerators[power]! += value * y[i]! * (denominator / weights[i]!);
    });
  }
  const through = x.every(
    (length, i) => numerators.reduceRight((sum, numerator) => sum * length + numerator, 0n) === y[i]! * denominator,
  );
  return through ? numerators.map((numerator) => quotient(numerator, denominator)) : null;
}

/** a / b to within one rounding where both fit, and with 53 bits else. */
function quotient(a: bigint, b: bigint): number {
  const whole = a / b;
  return Number(whole) + Number(a - whole * b) / Number(b);
}

/** Least squares of the relative errors. */
function nearPolynomial(points: readonly BytesPoint[], degree: number): number[] {
  const scale = points.at(-1)!.length;
  const size = degree + 1;
  const rows = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const { length, bytes } of points) {
    const weight = 1 / Math.max(1, bytes) ** 2;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) rows[i]![j]! += weight * (length / scale) ** (i + j);
      rows[i]![size]! += weight * (length / scale) ** i * bytes;
    }
  }
  return solveLinear(rows).map((value, power) => value / scale ** power);
}

/** Gauss with pivots on an augmented matrix; the result is not finite where the matrix is singular. */
export function solveLinear(rows: number[][]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let j = column; j <= size; j++) rows[row]![j]! -= factor * rows[column]![j]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

function valueAt(coefficients: readonly number[], length: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * length + coefficient, 0);
}

function assertPoints(points: readonly BytesPoint[]): void {
  if (points.length < 2) throw new RangeError(`${points.length} lengths; two or more are needed to fit a law`);
  for (const [i, { length, bytes }] of points.entries()) {
    if (!(Number.isSafeInteger(length) && length > 0 && Number.isSafeInteger(bytes) && bytes >= 0))
      throw new RangeError(`${bytes} bytes at length ${length}; whole numbers are needed`);
    if (points[i - 1]?.length === length) throw new RangeError(`length ${length} twice; different lengths are needed`);
  }
}
