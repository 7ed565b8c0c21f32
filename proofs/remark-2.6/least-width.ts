/** The least width that works, by search, beside the least that is certified: a table over L. */
import { certificate, type Effort, type Method, Pacer } from '@verbatim/evidence';
import { searchSmallestFailure, significand } from '@verbatim/transformer';
import { shortestKey } from '../common/shortest-key.js';
import { log2, scaleFor } from './lengths.js';
import { leastCertifiedWidth, NARROWEST, sufficientWidth, widthOrder } from './sufficient-width.js';

/** Where to look for strings that fail: at this length only. */
export interface Search {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly length: number;
  readonly draws: number;
  readonly seed: number;
}

/**
 * The least width such that a search for failing strings finds none with it and with every wider one up to `from`.
 *
 * @param from 2 … 24.
 */
export function leastWidthBySearch({ length, ...search }: Search, from: number): number {
  let width = from;
  while (width >= NARROWEST && !fails({ ...search, minLength: length, maxLength: length }, width)) width--;
  return width + 1;
}

function fails(search: Parameters<typeof searchSmallestFailure>[0], width: number): boolean {
  return searchSmallestFailure(search, significand(width)) !== null;
}

const ALPHABETS = [2, 3, 5, 26];
/** L = 2^k for k = 1 … this; random strings tried for each L and width. */
const SEARCHED: Record<Effort, { largestPower: number; draws: number }> = {
  quick: { largestPower: 5, draws: 4 },
  standard: { largestPower: 7, draws: 10 },
  deep: { largestPower: 8, draws: 20 },
};

/** The table. It would refute the certificate if a string failed at a certified width. */
export const leastWidths: Method = certificate({
  name: 'least-width-by-search',
  domain: (effort) =>
    `strings of L = 2^k letters for k = 1 … ${SEARCHED[effort].largestPower}, D in ${ALPHABETS.join(', ')}, the least n with Dⁿ + n − 1 ≥ L: all of a length ` +
    `without a conflicting repeat while these are at most 512, else the constant one, two cuts of a de Bruijn string and ${SEARCHED[effort].draws} random ones without a ` +
    'conflicting repeat',
  check: async (effort, context) => {
    const { largestPower, draws } = SEARCHED[effort];
    const pacer = new Pacer(context);
    const rows = [];
    for (const alphabetSize of ALPHABETS) {
      for (let k = 1; k <= largestPower; k++) {
        const length = 2 ** k;
        const ngram = shortestKey(alphabetSize, BigInt(length));
        const softmaxScale = scaleFor(alphabetSize, ngram, BigInt(length));
        const sufficientBits = sufficientWidth(ngram, alphabetSize, softmaxScale);
        const asked = { alphabetSize, ngram, maxLength: length };
        const certifiedBits = leastCertifiedWidth(asked, softmaxScale, sufficientBits);
        const leastBits = leastWidthBySearch({ alphabetSize, ngram, length, draws, seed: context.seed }, certifiedBits);
        rows.push({
          alphabetSize,
          length,
          ngram,
          order: widthOrder(log2(BigInt(length)), alphabetSize),
          sufficientBits,
          certifiedBits,
          leastBitsBySearch: leastBits,
        });
        if (pacer.due()) await pacer.pause(rows.length, ALPHABETS.length * largestPower);
      }
    }
    const failures = rows.filter(({ certifiedBits, leastBitsBySearch }) => leastBitsBySearch > certifiedBits).length;
    return {
      holds: failures === 0,
      cases: rows.length,
      failures,
      numbers: { rows },
      explanation:
        'No string was found that fails at a certified width. The least width that works, by search, is smaller: a certificate is ' +
        'sufficient, not necessary. A search that finds nothing proves nothing, so that this column is a lower bound at best.',
    };
  },
});
