/** The number system `f64`: IEEE 754 binary64 in hardware. The fast one; `rounded.ts` repeats it with rounding. */
import type { NumberSystem, Rows } from './number-system.js';
import { SimdMemory } from './simd-memory.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** From two megabytes on, rows live where SIMD can reach them. */
const MANY_DOUBLES = 2 ** 18;

/** The longest table of powers; base 2 needs 1,076. */
const MOST_POWERS = 2 ** 16;

/** Rows of doubles in one growing buffer. */
export class FloatRows implements Rows {
  length = 0;
  data: Float64Array;
  /** What holds `data` once there is much of it. */
  simd: SimdMemory | undefined;

  constructor(readonly width: number) {
    this.data = new Float64Array(width * 16);
  }

  /** Makes room for `rows` rows in all. */
  reserve(rows: number): void {
    if (rows * this.width <= this.data.length) return;
    const size = Math.max(rows * this.width, 2 * this.data.length);
    const before = this.data;
    const fits = size >= MANY_DOUBLES && SimdMemory.fits(this.width, size);
    if (fits && this.simd !== undefined) {
      // Grows in place, its rows stay.
      this.data = this.simd.reserve(size);
      return;
    }
    this.simd = fits ? new SimdMemory(this.width) : undefined;
    this.data = this.simd?.reserve(size) ?? new Float64Array(size);
    this.data.set(before);
  }
}

/** Doubles; also the base of the rounding systems, which replace what rounds: each loop here is written for speed. */
export class Float64System implements NumberSystem<FloatRows, SparseMatrix> {
  readonly name: string = 'f64';
  readonly significandBits: number = 53;
  readonly smallestExponent: number = -1074;
  readonly largestExponent: number = 1023;
  /** Products of weights and values, before they are folded. */
  private terms = new Float64Array(64);
  private powers = new Float64Array(0);
  private powerBase = 0;
  /** How far below the largest score a weight is 0; Infinity where the table does not reach that far. */
  private zeroFrom = 0;

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
    for (let c = 0; c < target.width; c++) target.data[start + c] = 0;
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) target.data[start + columnIndex[k]] = values[k];
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
      const end = rowStart[row + 1];
      let sum = 0;
      for (; k < end; k++) sum += values[k] * from[base + columnIndex[k]];
      to[out + row] = sum;
    }
  }

  rectify(rows: FloatRows, row: number): void {
    const { data, width } = rows;
    for (let i = row * width; i < (row + 1) * width; i++) if (!(data[i] > 0)) data[i] = 0;
  }

  scores(query: FloatRows, queryRow: number, keys: FloatRows, first: number, last: number, scores: FloatRows): void {
    const count = last - first + 1;
    const { width } = query;
    const x = query.data;
    const y = keys.data;
    const to = scores.data;
    const start = queryRow * width;
    const end = start + width;
    if (keys.simd !== undefined) {
      keys.simd.scores(x.subarray(start, end), first, to.subarray(0, count));
      return;
    }
    // Two keys at a time, so that a coordinate of the query is loaded once for both; the last one twice if they are odd.
    for (let at = 0; at < count; at += 2) {
      let j = (first + at) * width;
      let k = at + 1 < count ? j + width : j;
      const twin = at + 1 < count ? at + 1 : at;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      let i = start;
      for (; i + 3 < end; i += 4, j += 4, k += 4) {
        const x0 = x[i];
        const x1 = x[i + 1];
        const x2 = x[i + 2];
        const x3 = x[i + 3];
        a0 += x0 * y[j];
        a1 += x1 * y[j + 1];
        a2 += x2 * y[j + 2];
        a3 += x3 * y[j + 3];
        b0 += x0 * y[k];
        b1 += x1 * y[k + 1];
        b2 += x2 * y[k + 2];
        b3 += x3 * y[k + 3];
      }
      if (i < end) {
        a0 += x[i] * y[j];
        b0 += x[i] * y[k];
      }
      if (i + 1 < end) {
        a1 += x[i + 1] * y[j + 1];
        b1 += x[i + 1] * y[k + 1];
      }
      if (i + 2 < end) {
        a2 += x[i + 2] * y[j + 2];
        b2 += x[i + 2] * y[k + 2];
      }
      to[at] = a0 + a1 + (a2 + a3);
      to[twin] = b0 + b1 + (b2 + b3);
    }
  }

  exponentiate(scores: FloatRows, count: number, base: number): void {
    const { data } = scores;
    const powers = this.powersOf(base);
    const { zeroFrom } = this;
    let largest = data[0];
    for (let j = 1; j < count; j++) if (data[j] > largest) largest = data[j];
    for (let j = 0; j < count; j++) {
      const below = largest - data[j];
      const whole = below | 0;
      data[j] = below >= zeroFrom ? 0 : below === whole && whole < powers.length ? powers[whole] : base ** -below;
    }
  }

  /**
   * base⁰, base⁻¹, … down to the first that is 0 in a double: scores that differ by whole numbers need no power of
   * their own, and whatever lies further below the largest than that has weight 0. A base so near 1 that the table would be
   * long gets the beginning of it.
   */
  private powersOf(base: number): Float64Array {
    if (this.powerBase !== base) {
      this.powerBase = base;
      const powers: number[] = [];
      while (powers.at(-1) !== 0 && powers.length < MOST_POWERS) powers.push(base ** -powers.length);
      this.zeroFrom = powers.at(-1) === 0 ? powers.length - 1 : Number.POSITIVE_INFINITY;
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
    const { width } = values;
    const stride = width + 1;
    const count = last - first + 1;
    const weight = weights.data;
    const value = values.data;
    const to = target.data;
    const out = targetRow * target.width + offset;
    // The products and the first halving in one sweep: row j takes in row j + half.
    const half = (count + 1) >> 1;
    const terms = this.termsFor(half * stride);
    let term = 0;
    let near = first * width;
    for (let j = 0; j < half; j++) {
      const own = weight[j];
      const other = j + half < count ? weight[j + half] : 0;
      if (own === 0 && other === 0) {
        // Most positions of a long string are too far below the largest score to have any weight.
        for (let c = 0; c < stride; c++) terms[term++] = 0;
        near += width;
        continue;
      }
      let far = other === 0 ? near : near + half * width;
      for (let c = 0; c < width; c++) terms[term++] = own * value[near++] + other * value[far++];
      terms[term++] = own + other;
    }
    for (let rows = half; rows > 1; rows = (rows + 1) >> 1) {
      const shift = ((rows + 1) >> 1) * stride;
      const end = rows * stride - shift;
      for (let i = 0; i < end; i++) terms[i] = terms[i] + terms[i + shift];
    }
    for (let c = 0; c < width; c++) to[out + c] = terms[c] / terms[width];
  }

  /** Scratch of at least `size` numbers. */
  protected termsFor(size: number): Float64Array {
    if (this.terms.length < size) this.terms = new Float64Array(2 * size);
    return this.terms;
  }

  argmax(rows: FloatRows, row: number): number {
    const start = row * rows.width;
    let best = 0;
    for (let i = 1; i < rows.width; i++) if (rows.data[start + i] > rows.data[start + best]) best = i;
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
