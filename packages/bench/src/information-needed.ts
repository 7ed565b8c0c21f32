/**
 * What copying needs at the least: L letters of an alphabet of D, all strings equally likely, are L·log2 D bits, and memory
 * that holds fewer cannot tell all of them apart (Theorem 2.7 of arXiv 2402.01032). Against this stand the bits that each model
 * keeps from the input to the answer. Bits enough are needed, and need not suffice.
 */
import { bytesLaw } from './bytes-fit.js';
import { seriesOf } from './compare-exponents.js';
import type { BenchPoint, BenchResult } from './result.js';

/** Two letters, the alphabet, and bytes: the sizes for which tables have a column. */
export const ALPHABET_SIZES = [2, 26, 256] as const;

/** What one series keeps, by input length. */
export interface KeptInformation {
  /** `suite/kernel/precision/backend`. */
  readonly series: string;
  /** Bits of KV cache and state that the ledger counts, by increasing length; two lengths or more. */
  readonly points: readonly KeptBits[];
  /**
   * The line `constant + perLetter · L` that these bits lie on, exactly; null where they lie on none. Inputs shorter than their
   * window are left out of it, for the window is not in use there.
   */
  readonly law: { readonly constant: number; readonly perLetter: number } | null;
}

/** Bits kept after so many letters. */
export interface KeptBits {
  readonly length: number;
  readonly bits: number;
}

/** The least bits that tell all strings of L letters apart: L·log2 D. */
export function bitsNeeded(length: number, alphabetSize: number): number {
  return length * Math.log2(alphabetSize);
}

/** What each cache and state keeps: of the suite `state`, which counts it alone, or of `decode` in a run without that. */
export function informationKept({ points }: BenchResult): readonly KeptInformation[] {
  const measured = points.filter((point) => point.status === 'measured' && bitsOf(point) > 0);
  const ofSuite = (name: string) => measured.filter(({ suite }) => suite === name);
  const counted = ofSuite('state');
  const byName = new Map<string, BenchPoint[]>();
  for (const point of counted.length > 0 ? counted : ofSuite('decode'))
    byName.set(seriesOf(point), [...(byName.get(seriesOf(point)) ?? []), point]);
  return [...byName].flatMap(([series, found]) => {
    const sorted = found.toSorted((a, b) => a.length - b.length);
    return sorted[0]!.length === sorted.at(-1)!.length
      ? []
      : [
          {
            series,
            points: sorted.map((point) => ({ length: point.length, bits: bitsOf(point) })),
            law: lineOf(sorted),
          },
        ];
  });
}

/**
 * The largest length L of which memory that grows by this law can tell all strings apart: Infinity where it is enough for every
 * L, null where there is no law.
 */
export function largestLength({ law }: KeptInformation, alphabetSize: number): number | null {
  if (law === null) return null;
  const short = Math.log2(alphabetSize) - law.perLetter;
  return short <= 0 ? Infinity : Math.floor(law.constant / short);
}

function bitsOf({ memory }: BenchPoint): number {
  return memory === null ? 0 : 8 * (memory.ledger['kv-cache'] + memory.ledger.state);
}

function lineOf(points: readonly BenchPoint[]): KeptInformation['law'] {
  const inUse = points.filter(({ length, shape }) => typeof shape.window !== 'number' || length >= shape.window);
  const once = new Set(inUse.map(({ length }) => length)).size === inUse.length;
  if (inUse.length < 2 || !once) return null;
  // Bits for bytes: a law of these is one as well.
  const law = bytesLaw(
    '',
    inUse.map((point) => ({ length: point.length, bytes: bitsOf(point) })),
  );
  const isLine = law.note === null && law.exponent <= 1;
  return isLine ? { constant: law.constant, perLetter: law.coefficient } : null;
}
