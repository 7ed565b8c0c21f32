/**
 * A number system is what the transformer computes with: exact rationals, doubles, floats, or significands of p bits.
 * Operations work on rows of numbers, so that the forward pass is written once and the fast systems stay fast.
 */
import type { SparseMatrix } from './sparse-matrix.js';

/** A growable matrix whose rows are vectors, one a position. */
export interface Rows {
  readonly width: number;
  /** The number of rows in use. */
  length: number;
}

/**
 * The operations of the forward pass over one kind of number. Every operation of a rounding system rounds to nearest,
 * ties to even, after each addition, subtraction, multiplication, division and power, in the order stated here: the
 * certificate's error bound follows that order.
 */
export interface NumberSystem<R extends Rows = Rows, M = unknown> {
  /** `exact`, `f64`, `f32`, `f16`, `bf16`, `e4m3`, `e5m2` or `p2` … `p24`. */
  readonly name: string;
  /** Bits of the significand, the leading one included; `Infinity` when nothing is rounded. */
  readonly significandBits: number;
  /** The smallest positive number is 2 to this power; −Infinity when there is none. */
  readonly smallestExponent: number;
  /** Every number is below 2 to the power of this plus 1, where infinity or NaN begins; Infinity when there is no such limit. */
  readonly largestExponent: number;
  /** Converts a weight matrix; a rounding system rounds each weight to its significand. */
  matrix(weights: SparseMatrix): M;
  /** An empty store of rows with the given width. */
  rows(width: number): R;
  /** Appends a row of unspecified content; returns its index. */
  push(rows: R): number;
  /** target[targetRow] = row `row` of the matrix: the embedding of a token. */
  lookUp(matrix: M, row: number, target: R, targetRow: number): void;
  /** target[targetRow][offset …] = matrix · source[sourceRow], each sum taken in the order of the columns. */
  multiply(matrix: M, source: R, sourceRow: number, target: R, targetRow: number, offset: number): void;
  /** Row ← max(row, 0), entry by entry. */
  rectify(rows: R, row: number): void;
  /**
   * scores[j − first] = ⟨query, key_j⟩ for first ≤ j ≤ last. An inner product is summed in four interleaved lanes,
   * which are then added in pairs.
   */
  scores(query: R, queryRow: number, keys: R, first: number, last: number, scores: R): void;
  /**
   * Replaces scores by weights proportional to base^score. Rounding systems subtract the largest score first, so that
   * the largest weight is 1.
   */
  exponentiate(scores: R, count: number, base: number): void;
  /**
   * target[targetRow][offset …] = Σ_j weights_j · value_j / Σ_j weights_j for first ≤ j ≤ last. Both sums are folded in
   * halves (pairwise), so that their error grows with the logarithm of the number of terms; one division ends it.
   */
  weightedMean(weights: R, values: R, first: number, last: number, target: R, targetRow: number, offset: number): void;
  /** The index of the largest entry of a row, the lowest index on a tie. */
  argmax(rows: R, row: number): number;
  /** A row as the nearest doubles. */
  numbers(rows: R, row: number): number[];
}
