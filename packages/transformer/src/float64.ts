/** The number system `f64`: IEEE 754 binary64 in hardware. The fast one; `rounded.ts` repeats it with rounding. */
import type { NumberSystem, Rows } from './number-system.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** Rows of doubles in one growing buffer. */
export class FloatRows implements Rows {
  length = 0;
  data: Float64Array;

  constructor(readonly width: number) {
    this.data = new Float64Array(width * 16);
  }

  /** Makes room for `rows` rows in all. */
  reserve(rows: number): void {
    if (rows * this.width <= this.data.length) return;
    const grown = new Float64Array(Math.max(rows * this.width, 2 * this.data.length));
    grown.set(this.data);
    this.data = grown;
  }
}

/** Doubles; also the base of the rounding systems, which replace what rounds. */
export class Float64System implements NumberSystem<FloatRows, SparseMatrix> {
  readonly name: string = 'f64';
  readonly significandBits: number = 53;
  readonly smallestExponent: number = -1074;
  /** Products of weights and values, before they are folded. */
  private terms = new Float64Array(64);
  private powers = new Float64Array(0);
  private powerBase = 0;

  matrix(weights: SparseMatrix): SparseMatrix {
    return weights;
  }

  rows(width: number): FloatRows {
    return new FloatRows(width);
  }

  push(rows: FloatRows): number {
    rows.reserve(rows.length + 1);
    return rows.length++;
  }

  lookUp({ rowStart, columnIndex, values }: SparseMatrix, row: number, target: FloatRows, targetRow: number): void {
    const start = targetRow * target.width;
    target.data.fill(0, start, start + target.width);
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) target.data[start + columnIndex[k]!] = values[k]!;
  }

  multiply(
    { rows, rowStart, columnIndex, values }: SparseMatrix,
    source: FloatRows,
    sourceRow: number,
    target: FloatRows,
    targetRow: number,
    offset: number,
  ): void {
    const from = source.data;
    const to = target.data;
    const base = sourceRow * source.width;
    const out = targetRow * target.width + offset;
    let k = 0;
    for (let row = 0; row < rows; row++) {
      const end = rowStart[row + 1]!;
      let sum = 0;
      for (; k < end; k++) sum += values[k]! * from[base + columnIndex[k]!]!;
      to[out + row] = sum;
    }
  }

  rectify(rows: FloatRows, row: number): void {
    const { data, width } = rows;
    for (let i = row * width; i < (row + 1) * width; i++) if (!(data[i]! > 0)) data[i] = 0;
  }

  scores(query: FloatRows, queryRow: number, keys: FloatRows, first: number, last: number, scores: FloatRows): void {
    scores.reserve(last - first + 1);
    for (let j = first; j <= last; j++) scores.data[j - first] = this.dot(query, queryRow, keys, j);
  }

  /** ⟨row of a, row of b⟩ in four lanes. */
  protected dot(a: FloatRows, aRow: number, b: FloatRows, bRow: number): number {
    const width = a.width;
    const x = a.data;
    const y = b.data;
    let i = aRow * width;
    let j = bRow * width;
    const end = i + width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (; i + 3 < end; i += 4, j += 4) {
      s0 += x[i]! * y[j]!;
      s1 += x[i + 1]! * y[j + 1]!;
      s2 += x[i + 2]! * y[j + 2]!;
      s3 += x[i + 3]! * y[j + 3]!;
    }
    if (i < end) s0 += x[i]! * y[j]!;
    if (i + 1 < end) s1 += x[i + 1]! * y[j + 1]!;
    if (i + 2 < end) s2 += x[i + 2]! * y[j + 2]!;
    return s0 + s1 + (s2 + s3);
  }

  exponentiate(scores: FloatRows, count: number, base: number): void {
    const { data } = scores;
    const powers = this.powersOf(base);
    let largest = data[0]!;
    for (let j = 1; j < count; j++) if (data[j]! > largest) largest = data[j]!;
    for (let j = 0; j < count; j++) {
      const below = largest - data[j]!;
      const whole = below | 0;
      data[j] = below >= powers.length ? 0 : below === whole ? powers[whole]! : base ** -below;
    }
  }

  /**
   * base⁰, base⁻¹, … down to the first that is 0 in a double: scores that differ by whole numbers need no power of
   * their own, and whatever lies further below the largest than the table reaches has weight 0.
   */
  private powersOf(base: number): Float64Array {
    if (this.powerBase !== base) {
      this.powerBase = base;
      const powers: number[] = [];
      for (let exponent = 0; powers.at(-1) !== 0; exponent++) powers.push(base ** -exponent);
      this.powers = Float64Array.from(powers);
    }
    return this.powers;
  }

  weightedMean(
    weights: FloatRows,
    values: FloatRows,
    first: number,
    last: number,
    target: FloatRows,
    targetRow: number,
    offset: number,
  ): void {
    const width = values.width;
    const stride = width + 1;
    const count = last - first + 1;
    const terms = this.termsFor(count * stride);
    for (let j = 0; j < count; j++) {
      const weight = weights.data[j]!;
      const from = (first + j) * width;
      const to = j * stride;
      for (let c = 0; c < width; c++) terms[to + c] = weight * values.data[from + c]!;
      terms[to + width] = weight;
    }
    this.fold(terms, count, stride);
    for (let c = 0; c < width; c++)
      target.data[targetRow * target.width + offset + c] = this.divide(terms[c]!, terms[width]!);
  }

  /** Adds `count` rows of `stride` numbers into the first, the upper half onto the lower half until one is left. */
  protected fold(terms: Float64Array, count: number, stride: number): void {
    for (let rows = count; rows > 1; ) {
      const half = (rows + 1) >> 1;
      const shift = half * stride;
      const end = (rows - half) * stride;
      for (let i = 0; i < end; i++) terms[i] = terms[i]! + terms[i + shift]!;
      rows = half;
    }
  }

  protected divide(a: number, b: number): number {
    return a / b;
  }

  /** Scratch of at least `size` numbers. */
  protected termsFor(size: number): Float64Array {
    if (this.terms.length < size) this.terms = new Float64Array(2 * size);
    return this.terms;
  }

  argmax(rows: FloatRows, row: number): number {
    const start = row * rows.width;
    let best = 0;
    for (let i = 1; i < rows.width; i++) if (rows.data[start + i]! > rows.data[start + best]!) best = i;
    return best;
  }

  numbers(rows: FloatRows, row: number): number[] {
    return Array.from(rows.data.subarray(row * rows.width, (row + 1) * rows.width));
  }
}

/** Doubles in hardware: 53 bits of significand. */
export function float64(): NumberSystem<FloatRows, SparseMatrix> {
  return new Float64System();
}
