/** The finite domains of the claims about copying. */
import type { Size } from './copy-trials.js';

/** All lengths from 1 to `maxLength` over one alphabet, for n from 1 to `maxNgram`. */
export interface Grid {
  readonly alphabetSize: number;
  readonly maxNgram: number;
  readonly maxLength: number;
}

/** A grid, as `grid(2, 14, 4)` for D = 2 with L ≤ 14 and n ≤ 4. */
export function grid(alphabetSize: number, maxLength: number, maxNgram: number): Grid {
  return { alphabetSize, maxLength, maxNgram };
}

/** Every size of the grids, shortest strings first within each n. */
export function* sizesOf(grids: Iterable<Grid>): Generator<Size> {
  for (const { alphabetSize, maxNgram, maxLength } of grids) {
    for (let ngram = 1; ngram <= maxNgram; ngram++) {
      for (let length = 1; length <= maxLength; length++) {
        yield { alphabetSize, ngram, length };
      }
    }
  }
}

/** The sizes in the theorem's range, 2n ≤ L ≤ Dⁿ, smallest first: by L, then by D, then by n. */
export function sizesInRange(grids: Iterable<Grid>): Size[] {
  return [...sizesOf(grids)]
    .filter(inRange)
    .sort((a, b) => a.length - b.length || a.alphabetSize - b.alphabetSize || a.ngram - b.ngram);
}

/** The sizes with L ≤ Dⁿ + n − 1: a longer string has more than Dⁿ n-grams, so that two of them are equal. */
export function* sizesWithoutForcedRepeat(grids: Iterable<Grid>): Generator<Size> {
  for (const size of sizesOf(grids)) {
    if (size.length <= size.alphabetSize ** size.ngram + size.ngram - 1) yield size;
  }
}

/** The sizes with n ≥ 2, where a key of n − 1 letters is still a key. */
export function* sizesWithoutUnigrams(grids: Iterable<Grid>): Generator<Size> {
  for (const size of sizesOf(grids)) if (size.ngram > 1) yield size;
}

/** Whether 2n ≤ L ≤ Dⁿ. */
function inRange({ alphabetSize, ngram, length }: Size): boolean {
  return 2 * ngram <= length && length <= alphabetSize ** ngram;
}

/** How many strings the grids hold, by the geometric sum: each n has D + D² + … + D^maxLength. */
export function stringsIn(grids: Iterable<Grid>): number {
  let strings = 0;
  for (const { alphabetSize: D, maxNgram, maxLength } of grids) {
    strings += maxNgram * ((D ** (maxLength + 1) - D) / (D - 1));
  }
  return strings;
}

/** How many strings of the given sizes there are. */
export function stringsOfSizes(sizes: Iterable<Size>): number {
  let strings = 0;
  for (const { alphabetSize, length } of sizes) {
    strings += alphabetSize ** length;
  }
  return strings;
}

/** The grids in words, such as `D = 2 with L ≤ 14 and n ≤ 4`. */
export function gridsInWords(grids: readonly Grid[]): string {
  return grids
    .map(({ alphabetSize, maxNgram, maxLength }) => `D = ${alphabetSize} with L ≤ ${maxLength} and n ≤ ${maxNgram}`)
    .join(', ');
}

/** Every (D, n) with Dⁿ ≤ `limit`, D ≥ 2, n ≥ 1: the orders of de Bruijn strings of up to `limit` + n − 1 letters. */
export function deBruijnOrders(limit: number): { readonly alphabetSize: number; readonly ngram: number }[] {
  const orders = [];
  for (let ngram = 1; 2 ** ngram <= limit; ngram++) {
    for (let alphabetSize = 2; alphabetSize ** ngram <= limit; alphabetSize++) {
      orders.push({ alphabetSize, ngram });
    }
  }
  return orders;
}
