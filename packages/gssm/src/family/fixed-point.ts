import { roundHalfEven } from './round-half-even.js';
import type { StateFormat } from './state-format.js';
import { doubles, words } from './tensor.js';

/** Numbers `least`, `least + step`, …, 2^bits of them. */
export interface FixedPointOptions {
  readonly name: string;
  /** 1 … 32. */
  readonly bits: number;
  /** A power of two, so that no code is rounded when it is read. */
  readonly step: number;
  /** The smallest number, whose code is 0. */
  readonly least: number;
}

/**
 * k-bit fixed point: the nearest of the numbers, of two equally near ones that with the even code; beyond the ends the
 * end. NaN becomes the number nearest to 0.
 *
 * With `least: −1, step: 2` one bit is a sign; with `least: 0, step: 1` k bits count from 0 to 2^k − 1.
 */
export function fixedPoint({ name, bits, step, least }: FixedPointOptions): StateFormat {
  const largest = 2 ** bits - 1;
  const codeOf = (value: number) => {
    const code = roundHalfEven(((Number.isNaN(value) ? 0 : value) - least) / step);
    return Math.max(0, Math.min(code, largest));
  };
  return {
    name,
    bitsPerNumber: bits,
    bitsPerTensor: 0,
    encode: (values) => words(values.length, (i) => codeOf(values[i])),
    decode: (codes) => doubles(codes.length, (i) => least + codes[i] * step),
  };
}

/** One bit that is −1 or 1: the sign of a number; 0 becomes −1. */
export const SIGN_BIT = fixedPoint({ name: 'sign', bits: 1, step: 2, least: -1 });

/** One bit that is 0 or 1. */
export const FLAG_BIT = fixedPoint({ name: 'flag', bits: 1, step: 1, least: 0 });

/** Whole numbers 0 … 2^bits − 1, which saturate: a counter that stays at its end. */
export function counter(bits: number): StateFormat {
  return fixedPoint({ name: `counter${bits}`, bits, step: 1, least: 0 });
}
