/**
 * What copying needs at the least: L letters of an alphabet of D, all strings equally likely, are L·log2 D bits, and memory that
 * holds fewer cannot tell all of them apart. Beside it stand the bits that each model carries from the input to the answer.
 */
import type { BenchResult } from '@verbatim/bench';
import { isDecodeAttention, isRecurrence, isWindowDecode, seriesOf } from './series.js';

/** Bits carried, against bits needed. */
export interface InformationRow {
  /** `suite/kernel/precision/backend`. */
  readonly series: string;
  readonly memory: 'kv-cache' | 'state';
  readonly length: number;
  readonly alphabetSize: number;
  /** Bits that the ledger counts. */
  readonly storedBits: number;
  /** L·log2 D. */
  readonly neededBits: number;
  /** Stored over needed: below 1, copying every string is impossible, whatever the model. */
  readonly ratio: number;
  /** The largest length of this alphabet that so many bits can tell apart: ⌊bits / log2 D⌋. */
  readonly largestLength: number;
}

/** Letters, and bytes. */
const ALPHABET_SIZES = [2, 26, 256];

/** A row for each KV cache and state, at each length and alphabet: of the suite `state`, or of `decode` in a run without it. */
export function informationNeeded(
  result: BenchResult,
  alphabetSizes: readonly number[] = ALPHABET_SIZES,
): readonly InformationRow[] {
  const counted = seriesOf(result, ['state']);
  return (counted.length > 0 ? counted : seriesOf(result, ['decode'])).flatMap((series) => {
    const memory =
      isDecodeAttention(series) || isWindowDecode(series) ? 'kv-cache' : isRecurrence(series) ? 'state' : null;
    if (memory === null) return [];
    return series.points.flatMap(({ length, memory: bytes }) => {
      if (bytes === null) return [];
      const storedBits = 8 * bytes.ledger[memory];
      return alphabetSizes.map((alphabetSize): InformationRow => {
        const neededBits = length * Math.log2(alphabetSize);
        const largestLength = Math.floor(storedBits / Math.log2(alphabetSize));
        const ratio = storedBits / neededBits;
        return { series: series.name, memory, length, alphabetSize, storedBits, neededBits, ratio, largestLength };
      });
    });
  });
}
