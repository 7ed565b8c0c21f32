/** Bits that are kept, and how long a string may be for these to be enough. */
import { ALPHABET_SIZES, type KeptInformation, largestLength } from '@verbatim/bench';
import { grouped } from '../output/big-numbers.js';
import { plainTable } from '../output/plain-table.js';

const RIGHT = { align: 'right' } as const;
const NONE = '–';
/** From here on bits are written as a power of ten. */
const MOST_BITS = 1e9;

/**
 * A line a series: the bits at the shortest and at the longest length of all, and for some sizes of alphabets the largest L
 * that they cover. Narrow, so that it fits 80 columns: what all series share is not in their names.
 */
export function informationTable(kept: readonly KeptInformation[]): string {
  const lengths = kept.flatMap(({ points }) => points.map(({ length }) => length));
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  const names = kept.map(({ series }) => series.split('/'));
  const backends = new Set(names.map((parts) => parts.at(-1)));
  const columns = [
    { title: names[0]![0]! },
    { title: `bits at ${grouped(shortest)}`, ...RIGHT },
    { title: `at ${grouped(longest)}`, ...RIGHT },
    ...ALPHABET_SIZES.map((D) => ({ title: `D = ${D}`, ...RIGHT })),
  ];
  const rows = kept.map((information, i) => [
    names[i]!.slice(1, backends.size > 1 ? undefined : -1).join('/'),
    ...[shortest, longest].map((end) => bitsText(information.points.find(({ length }) => length === end)?.bits)),
    ...ALPHABET_SIZES.map((D) => largestText(largestLength(information, D))),
  ]);
  return plainTable(columns, rows);
}

function bitsText(bits: number | undefined): string {
  if (bits === undefined) return NONE;
  return bits < MOST_BITS ? grouped(bits) : bits.toExponential(3).replace('e+', 'e');
}

function largestText(length: number | null): string {
  if (length === null) return NONE;
  return length === Infinity ? 'every L' : grouped(length);
}
