/**
 * The number system `exact`: rationals over BigInt, nothing rounded.
 *
 * A softmax stays rational when its base is a whole number and scores differ by whole numbers, as those of the
 * construction do: base^(score − min) is then an integer, and only ratios of such weights matter.
 */
import type { NumberSystem, Rows } from './number-system.js';
import {
  add,
  compare,
  multiply,
  type Rational,
  rational,
  rationalFromNumber,
  subtract,
  toNumber,
  ZERO,
} from './rational.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** Thrown where a forward pass would leave the rationals. */
export class InexactError extends Error {
  override readonly name = 'InexactError';
}

/** Rows of rationals. */
export class RationalRows implements Rows {
  length = 0;
  readonly data: Rational[] = [];

  constructor(readonly width: number) {}
}

interface RationalMatrix extends SparseMatrix {
  readonly exact: readonly Rational[];
}

class ExactSystem implements NumberSystem<RationalRows, RationalMatrix> {
  readonly name = 'exact';
  readonly significandBits = Number.POSITIVE_INFINITY;
  readonly smallestExponent = Number.NEGATIVE_INFINITY;
  readonly largestExponent = Number.POSITIVE_INFINITY;

  matrix(weights: SparseMatrix): RationalMatrix {
    return { ...weights, exact: Array.from(weights.values, rationalFromNumber) };
  }

  rows(width: number): RationalRows {
    return new RationalRows(width);
  }

  push(rows: RationalRows): number {
    return rows.length++;
  }

  lookUp(matrix: RationalMatrix, row: number, target: RationalRows, targetRow: number): void {
    const start = targetRow * target.width;
    for (let c = 0; c < target.width; c++) target.data[start + c] = ZERO;
    for (let k = matrix.rowStart[row]; k < matrix.rowStart[row + 1]; k++)
      target.data[start + matrix.columnIndex[k]] = matrix.exact[k];
  }

  multiply(
    matrix: RationalMatrix,
    source: RationalRows,
    sourceRow: number,
    target: RationalRows,
    targetRow: number,
    offset: number,
  ): void {
    for (let row = 0; row < matrix.rows; row++) {
      let sum = ZERO;
      for (let k = matrix.rowStart[row]; k < matrix.rowStart[row + 1]; k++) {
        const x = source.data[sourceRow * source.width + matrix.columnIndex[k]];
        if (x.numerator === 0n) continue;
        const term = multiply(matrix.exact[k], x);
        sum = sum.numerator === 0n ? term : add(sum, term);
      }
      target.data[targetRow * target.width + offset + row] = sum;
    }
  }

  rectify(rows: RationalRows, row: number): void {
    for (let i = row * rows.width; i < (row + 1) * rows.width; i++)
      if (rows.data[i].numerator < 0n) rows.data[i] = ZERO;
  }

  scores(
    query: RationalRows,
    queryRow: number,
    keys: RationalRows,
    first: number,
    last: number,
    scores: RationalRows,
  ): void {
    const { width } = query;
    for (let j = first; j <= last; j++) {
      let sum = ZERO;
      for (let i = 0; i < width; i++) {
        const q = query.data[queryRow * width + i];
        const k = keys.data[j * width + i];
        if (q.numerator !== 0n && k.numerator !== 0n) sum = add(sum, multiply(q, k));
      }
      scores.data[j - first] = sum;
    }
  }

  exponentiate(scores: RationalRows, count: number, base: number): void {
    if (!Number.isInteger(base)) throw new InexactError(`powers of ${base} are not rational: use a whole base`);
    let smallest = scores.data[0];
    for (let j = 1; j < count; j++) if (compare(scores.data[j], smallest) < 0) smallest = scores.data[j];
    const above = Array.from({ length: count }, (_, j) => {
      const { numerator, denominator } = subtract(scores.data[j], smallest);
      if (numerator % denominator !== 0n)
        throw new InexactError(
          `${base}^(${numerator}/${denominator}) is irrational: scores must differ by whole numbers`,
        );
      return numerator / denominator;
    });
    // One common denominator, that of the largest score, so that the largest weight reads as 1 here too.
    let largest = 0n;
    for (const power of above) if (power > largest) largest = power;
    const denominator = BigInt(base) ** largest;
    for (let j = 0; j < count; j++) scores.data[j] = { numerator: BigInt(base) ** above[j], denominator };
  }

  weightedMean(
    weights: RationalRows,
    values: RationalRows,
    first: number,
    last: number,
    target: RationalRows,
    targetRow: number,
    offset: number,
  ): void {
    const { width } = values;
    let total = 0n;
    for (let j = first; j <= last; j++) total += weights.data[j - first].numerator;
    for (let c = 0; c < width; c++) {
      let sum = ZERO;
      for (let j = first; j <= last; j++) {
        const value = values.data[j * width + c];
        if (value.numerator === 0n) continue;
        // The weights' common denominator cancels in the mean.
        const term = weights.data[j - first].numerator * value.numerator;
        sum = add(sum, { numerator: term, denominator: value.denominator });
      }
      target.data[targetRow * target.width + offset + c] = rational(sum.numerator, sum.denominator * total);
    }
  }

  argmax(rows: RationalRows, row: number): number {
    const start = row * rows.width;
    let best = 0;
    for (let i = 1; i < rows.width; i++) if (compare(rows.data[start + i], rows.data[start + best]) > 0) best = i;
    return best;
  }

  numbers(rows: RationalRows, row: number): number[] {
    return rows.data.slice(row * rows.width, (row + 1) * rows.width).map(toNumber);
  }
}

/** Exact rationals. */
export function exactRationals(): NumberSystem<RationalRows, RationalMatrix> {
  return new ExactSystem();
}
