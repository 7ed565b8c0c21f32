/** The numbers of bits kept against bits needed. */
import { ALPHABET_SIZES, bitsNeeded, type KeptInformation, largestLength } from '@verbatim/bench';
import { numberText } from '../numbers.js';
import type { Cell, Table } from '../table.js';

/** A row a point: bits kept, needed, and their ratio for the largest alphabet. Below 1 no model copies every string. */
export function neededTable(kept: readonly KeptInformation[]): Table {
  const largest = ALPHABET_SIZES.at(-1)!;
  return {
    columns: [
      'series',
      'L (letters)',
      'kept (bits)',
      ...ALPHABET_SIZES.map((D) => `needed, D = ${D} (bits)`),
      `kept over needed, D = ${largest}`,
    ],
    rows: kept.flatMap(({ series, points }) =>
      points.map(({ length, bits }): Cell[] => [
        series,
        length,
        bits,
        ...ALPHABET_SIZES.map((D) => bitsNeeded(length, D)),
        bits / bitsNeeded(length, largest),
      ]),
    ),
  };
}

/** A row a series: how what it keeps grows, and the largest L of which it can tell all strings apart. */
export function largestTable(kept: readonly KeptInformation[]): Table {
  return {
    columns: [
      'series',
      'kept at any L (bits)',
      'and for each letter (bits)',
      ...ALPHABET_SIZES.map((D) => `largest L, D = ${D} (letters)`),
    ],
    rows: kept.map((information): Cell[] => [
      information.series,
      information.law?.constant ?? null,
      information.law?.perLetter ?? null,
      ...ALPHABET_SIZES.map((D) => {
        const length = largestLength(information, D);
        return length === null || length === Infinity ? largestText(length) : length;
      }),
    ]),
  };
}

/** The largest length in words. */
export function largestText(length: number | null): string {
  if (length === null) return 'not told';
  return length === Infinity ? 'every L' : numberText(length);
}
