/**
 * Number systems that round every result to a p-bit significand, to nearest, ties to even (Remark 2.6).
 *
 * Each operation is done in doubles and rounded once more. For p ≤ 24 this equals one rounding of the true result,
 * because 53 ≥ 2p + 2 (Figueroa 1995): addition, subtraction, multiplication and division are exact p-bit operations.
 * Below the normal numbers sums and products of the formats of 16 and 8 bits are exact in doubles, and a quotient is
 * rounded to fewer bits still. `f32`, `f16`, `bf16`, `e4m3` and `e5m2` have their true ranges; `significand(p)` has the exponents of a double.
 */
import { Float64System, type FloatRows } from './float64.js';
import type { NumberSystem } from './number-system.js';
import type { SparseMatrix } from './sparse-matrix.js';

const view = new DataView(new ArrayBuffer(8));

/**
 * Rounds a double to `bits` significant bits, to nearest, ties to even; the exponent is not bounded further.
 *
 * @param bits 1 … 53.
 */
export function roundToSignificand(x: number, bits: number): number {
  if (x === 0 || !Number.isFinite(x) || bits >= 53) return x;
  view.setFloat64(0, x);
  const exponent = Math.max((view.getUint32(0) >>> 20) & 0x7ff, 1);
  // 1.5 · 2^52 units in the last of `bits` places: adding it pushes everything below out of the double's significand.
  const magicExponent = exponent + 53 - bits;
  if (magicExponent > 2046) return roundToSignificand(x / 2 ** 64, bits) * 2 ** 64;
  view.setUint32(0, (magicExponent << 20) | 0x80000);
  view.setUint32(4, 0);
  const magic = view.getFloat64(0);
  return x + magic - magic;
}

class RoundedSystem extends Float64System {
  constructor(
    override readonly name: string,
    override readonly significandBits: number,
    override readonly smallestExponent: number,
    override readonly largestExponent: number,
    private readonly round: (x: number) => number,
  ) {
    super();
  }

  override matrix(weights: SparseMatrix): SparseMatrix {
    return { ...weights, values: weights.values.map(this.round) };
  }

  override multiply(
    { rows, rowStart, columnIndex, values }: SparseMatrix,
    source: FloatRows,
    sourceRow: number,
    target: FloatRows,
    targetRow: number,
    offset: number,
  ): void {
    const { round } = this;
    const base = sourceRow * source.width;
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let k = rowStart[row]; k < rowStart[row + 1]; k++)
        sum = round(sum + round(values[k] * source.data[base + columnIndex[k]]));
      target.data[targetRow * target.width + offset + row] = sum;
    }
  }

  override scores(
    query: FloatRows,
    queryRow: number,
    keys: FloatRows,
    first: number,
    last: number,
    to: FloatRows,
  ): void {
    const { round } = this;
    const { width } = query;
    const lanes = [0, 0, 0, 0];
    for (let j = first; j <= last; j++) {
      lanes.fill(0);
      for (let i = 0; i < width; i++)
        lanes[i & 3] = round(lanes[i & 3] + round(query.data[queryRow * width + i] * keys.data[j * width + i]));
      to.data[j - first] = round(round(lanes[0] + lanes[1]) + round(lanes[2] + lanes[3]));
    }
  }

  override exponentiate(scores: FloatRows, count: number, base: number): void {
    const { round } = this;
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < count; j++) largest = Math.max(largest, scores.data[j]);
    for (let j = 0; j < count; j++) scores.data[j] = round(base ** round(scores.data[j] - largest));
  }

  override weightedMean(
    weights: FloatRows,
    values: FloatRows,
    first: number,
    last: number,
    target: FloatRows,
    targetRow: number,
    offset: number,
  ): void {
    const { round } = this;
    const { width } = values;
    const stride = width + 1;
    const count = last - first + 1;
    const terms = this.termsFor(count * stride);
    for (let j = 0; j < count; j++) {
      const weight = weights.data[j];
      for (let c = 0; c < width; c++) terms[j * stride + c] = round(weight * values.data[(first + j) * width + c]);
      terms[j * stride + width] = weight;
    }
    for (let rows = count; rows > 1; rows = (rows + 1) >> 1) {
      const shift = ((rows + 1) >> 1) * stride;
      for (let i = 0; i + shift < rows * stride; i++) terms[i] = round(terms[i] + terms[i + shift]);
    }
    const out = targetRow * target.width + offset;
    for (let c = 0; c < width; c++) target.data[out + c] = round(terms[c] / terms[width]);
  }
}

/** IEEE 754 binary32, its range included: 24 bits of significand. */
export function float32(): NumberSystem<FloatRows, SparseMatrix> {
  return new RoundedSystem('f32', 24, -149, 127, Math.fround);
}

/** IEEE 754 binary16, its range included: 11 bits of significand, numbers from 2⁻²⁴ to 65,504. */
export function float16(): NumberSystem<FloatRows, SparseMatrix> {
  return narrow('f16', 11, -24, 15);
}

/** bfloat16, its range included: 8 bits of significand with the exponents of binary32, and numbers from 2⁻¹³³. */
export function bfloat16(): NumberSystem<FloatRows, SparseMatrix> {
  return narrow('bf16', 8, -133, 127);
}

/** The largest number of `e4m3`, which has no infinity. */
const LARGEST_E4M3 = 448;

/** FP8 E4M3 (OCP 8-bit floating point): 4 bits of significand, numbers from 2⁻⁹ to 448, and beyond them not a number. */
export function float8e4m3(): NumberSystem<FloatRows, SparseMatrix> {
  return new RoundedSystem('e4m3', 4, -9, 8, roundToE4m3);
}

/** FP8 E5M2 (OCP 8-bit floating point): 3 bits of significand, numbers from 2⁻¹⁶ to 57,344, then infinity. */
export function float8e5m2(): NumberSystem<FloatRows, SparseMatrix> {
  return narrow('e5m2', 3, -16, 15);
}

const roundBelow512 = roundingToFormat(4, -9, 8);

/** To the nearest number of E4M3, ties to even; not a number where 480 would be nearest, whose code is that of NaN. */
export function roundToE4m3(x: number): number {
  const rounded = roundBelow512(x);
  return Math.abs(rounded) > LARGEST_E4M3 ? Number.NaN : rounded;
}

function narrow(name: string, bits: number, smallest: number, largest: number) {
  return new RoundedSystem(name, bits, smallest, largest, roundingToFormat(bits, smallest, largest));
}

/** Rounding of doubles to a format with gradual underflow: multiples of 2^smallest near 0, infinite from 2^(largest + 1) on. */
export function roundingToFormat(bits: number, smallest: number, largest: number): (x: number) => number {
  const normal = 2 ** (smallest + bits - 1);
  const infinite = 2 ** (largest + 1);
  const magic = 1.5 * 2 ** (smallest + 52);
  return (x) => {
    if (Math.abs(x) < normal) return x + magic - magic;
    const rounded = roundToSignificand(x, bits);
    return Math.abs(rounded) < infinite ? rounded : x * Number.POSITIVE_INFINITY;
  };
}

/**
 * Significands of p bits with the exponents of a double.
 *
 * @param bits p, 2 … 24: above 24 a result rounded twice could differ from one rounded once.
 * @throws RangeError for any other p.
 */
export function significand(bits: number): NumberSystem<FloatRows, SparseMatrix> {
  if (!Number.isInteger(bits) || bits < 2 || bits > 24)
    throw new RangeError(`a significand of ${bits} bits is not supported; 2 to 24 are`);
  return new RoundedSystem(`p${bits}`, bits, -1074, 1023, (x) => roundToSignificand(x, bits));
}
