/** Tables over L from the numbers of the evidence for Remarks 2.6 and 2.9. */
import type { ClaimResult, Json } from '@verbatim/evidence';
import { markdownTable } from './markdown.js';
import { grouped, readable } from './numbers.js';

type Row = Readonly<Record<string, Json>>;

/**
 * The rows that a method of a claim put into its numbers: these are a list of rows, or have one.
 *
 * @throws Error when there are none.
 */
export function rowsOf(results: readonly ClaimResult[], id: string, method: string): readonly Row[] {
  const evidence = results.find((result) => result.id === id)?.evidence.find(({ name }) => name === method);
  const numbers = evidence?.numbers;
  const rows = Array.isArray(numbers) ? numbers : (numbers as Row | undefined)?.rows;
  if (!Array.isArray(rows) || rows.length === 0) throw new Error(`${id} has no rows of numbers by ${method}`);
  return rows as readonly Row[];
}

/** A number of a row. */
function numberIn(row: Row, field: string): number {
  const value = row[field];
  if (typeof value !== 'number') throw new Error(`${JSON.stringify(row)} has no number ${field}`);
  return value;
}

const shown = (row: Row, field: string) => (row[field] === null ? 'none' : readable(numberIn(row, field)));

const powerOfTwo = (exponent: number) => `2^${grouped(exponent)}`;

/** Remark 2.6: the width of a number against L, for the smallest and the largest alphabet. */
export function widthTables(results: readonly ClaimResult[]): string {
  const rows = rowsOf(results, 'remark-2.6', 'table-over-lengths');
  const alphabets = rows.map((row) => numberIn(row, 'alphabetSize'));
  return [Math.min(...alphabets), Math.max(...alphabets)]
    .flatMap((alphabetSize) => [
      `D = ${alphabetSize}:`,
      markdownTable(
        [
          ['L', 'right'],
          ['n', 'right'],
          ['B', 'right'],
          ['significand p', 'right'],
          ['least certified', 'right'],
          ['exponent e', 'right'],
          ['1 + e + p', 'right'],
          ['4 log2 log2 L + c(D)', 'right'],
        ],
        rows
          .filter((row) => row.alphabetSize === alphabetSize)
          .map((row) => [
            powerOfTwo(numberIn(row, 'log2Length')),
            shown(row, 'ngram'),
            shown(row, 'softmaxScale'),
            shown(row, 'significandBits'),
            shown(row, 'leastCertifiedBits'),
            shown(row, 'exponentBits'),
            shown(row, 'bits'),
            numberIn(row, 'order').toFixed(1),
          ]),
      ),
    ])
    .join('\n\n');
}

/** Remark 2.6: the least width that is certified, and the least that a search cannot fault. */
export function searchedWidthTable(results: readonly ClaimResult[]): string {
  return markdownTable(
    [
      ['D', 'right'],
      ['L', 'right'],
      ['n', 'right'],
      ['sufficient p', 'right'],
      ['least certified p', 'right'],
      ['least p by search', 'right'],
    ],
    rowsOf(results, 'remark-2.6', 'least-width-by-search').map((row) =>
      ['alphabetSize', 'length', 'ngram', 'sufficientBits', 'certifiedBits', 'leastBitsBySearch'].map((field) =>
        shown(row, field),
      ),
    ),
  );
}

/** Remark 2.6: the largest certified L of each format, what was run there, and the smallest failure found past it. */
export function frontierTable(results: readonly ClaimResult[]): string {
  return markdownTable(
    [
      ['D', 'right'],
      ['n', 'right'],
      ['format'],
      ['largest L certified', 'right'],
      ['run at that L'],
      ['why not L + 1'],
      ['smallest failure found past it'],
    ],
    rowsOf(results, 'remark-2.6', 'precision-frontier').map((row) => [
      shown(row, 'alphabetSize'),
      shown(row, 'ngram'),
      textIn(row, 'format'),
      row.certifiedLength === null ? 'none' : lengthText(textIn(row, 'certifiedLength')),
      row.certifiedLength === null ? '' : boundRunText(partOf(row, 'atBound')),
      textIn(row, 'reasonPast'),
      pastText(partOf(row, 'past')),
    ]),
  );
}

function boundRunText(run: Row | null): string {
  if (run === null) return 'not run: too long';
  if (run.failure !== null) return `L = ${shown(run, 'failure')} fails`;
  const strings = shown(run, 'strings');
  return run.every === true
    ? `all ${strings} strings without a conflicting repeat: copied`
    : `${strings} strings: copied`;
}

function pastText(past: Row | null): string {
  if (past === null) throw new Error('a row has no search past the bound');
  if (past.failure !== null) return `L = ${shown(past, 'failure')}`;
  return past.upTo === null ? 'not searched: too long' : `none up to L = ${shown(past, 'upTo')}`;
}

/** A whole number in decimal digits; one of more than 15 digits as a power of two, or as the nearest one to a tenth. */
function lengthText(digits: string): string {
  if (digits.length <= 15) return grouped(digits);
  const next = (BigInt(digits) + 1n).toString(2);
  if (/^10*$/.test(next)) return `2^${grouped(next.length - 1)} − 1`;
  return `about 2^${(Math.log2(Number(digits.slice(0, 15))) + (digits.length - 15) * Math.log2(10)).toFixed(1)}`;
}

/** A text of a row. */
function textIn(row: Row, field: string): string {
  const value = row[field];
  if (typeof value !== 'string') throw new Error(`${JSON.stringify(row)} has no text ${field}`);
  return value;
}

/** An object in a row, or null. */
function partOf(row: Row, field: string): Row | null {
  const value = row[field];
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Error(`${JSON.stringify(row)} has no object ${field}`);
  return value as Row | null;
}

/** Remark 2.9: bits of the KV cache as a multiple of L log2 D, against L and for every alphabet. */
export function memoryTable(results: readonly ClaimResult[]): string {
  const rows = rowsOf(results, 'remark-2.9', 'table-over-lengths');
  const alphabets = [...new Set(rows.map((row) => numberIn(row, 'alphabetSize')))];
  const exponents = [...new Set(rows.map((row) => numberIn(row, 'log2Length')))].filter((k) =>
    Number.isInteger(Math.log2(k)),
  );
  const cell = (alphabetSize: number, log2Length: number) => {
    const row = rows.find((each) => each.alphabetSize === alphabetSize && each.log2Length === log2Length);
    return row === undefined ? '' : `${numberIn(row, 'ratio').toFixed(1)} ≤ ${numberIn(row, 'multiple').toFixed(1)}`;
  };
  return markdownTable(
    [['L', 'right'], ...alphabets.map((alphabetSize) => [`D = ${alphabetSize}`, 'right'] as const)],
    exponents.map((k) => [powerOfTwo(k), ...alphabets.map((alphabetSize) => cell(alphabetSize, k))]),
  );
}
