/** Certificates for Remark 2.6: for every L of a range, and as a table over L. */
import { certificate, type Effort, type Method, Pacer } from '@verbatim/evidence';
import { certificate as copyingCertificate } from '@verbatim/transformer';
import { shortestKey } from '../common/shortest-key.js';
import { log2, type Stretch, scaleFor, stretches } from './lengths.js';
import {
  exponentsSuffice,
  leastCertifiedWidth,
  precision,
  sufficientExponentBits,
  sufficientWidth,
  widthOrder,
} from './sufficient-width.js';

/** p and e as functions of (n, D, B). */
export interface Widths {
  readonly significandBits: (ngram: number, alphabetSize: number, softmaxScale: number) => number;
  readonly exponentBits: (softmaxScale: number) => number;
}

/** The widths of the claim. */
export const SUFFICIENT: Widths = { significandBits: sufficientWidth, exponentBits: sufficientExponentBits };

const ALPHABETS = [2, 3, 4, 26, 256];

/** The widths at one L, and whether they are certified and in the order. */
function widthsAt(widths: Widths, { alphabetSize, ngram, softmaxScale, shortest, longest }: Stretch) {
  const significandBits = widths.significandBits(ngram, alphabetSize, softmaxScale);
  const exponentBits = widths.exponentBits(softmaxScale);
  const order = widthOrder(log2(shortest), alphabetSize);
  const asked = { alphabetSize, ngram, maxLength: longest };
  const { certified } = copyingCertificate(asked, precision(significandBits, softmaxScale, exponentBits));
  const suffices = certified && exponentsSuffice(significandBits, exponentBits, ngram);
  const bits = 1 + exponentBits + significandBits;
  return { significandBits, exponentBits, bits, order, suffices, holds: suffices && bits <= order };
}

/** L ≤ 2 to this power. */
const EVERY_LENGTH: Record<Effort, number> = { quick: 512, standard: 2_048, deep: 8_192 };

/** Certifies every L of a range: all L that have n and B in common by the largest of them, and the order by the least. */
export function everyLength(widths: Widths, largestExponent: Record<Effort, number> = EVERY_LENGTH): Method {
  return certificate({
    name: 'every-length',
    domain: (effort) =>
      `every L from 2 to 2^${largestExponent[effort]}, D in ${ALPHABETS.join(', ')}, the least n with Dⁿ + n − 1 ≥ L; rounding to nearest after ` +
      'every operation',
    check: async (effort, context) => {
      const pacer = new Pacer(context);
      const rows = [];
      let cases = 0;
      let failures = 0;
      let first: string | null = null;
      for (const alphabetSize of ALPHABETS) {
        let least = Number.POSITIVE_INFINITY;
        let largestNgram = 0;
        for (const stretch of stretches(alphabetSize, 1n << BigInt(largestExponent[effort]))) {
          const { significandBits, exponentBits, order, bits, suffices, holds } = widthsAt(widths, stretch);
          cases++;
          least = Math.min(least, order - bits);
          largestNgram = stretch.ngram;
          if (!holds) {
            failures++;
            first ??=
              `For D = ${alphabetSize}, n = ${stretch.ngram}, B = ${stretch.softmaxScale}, ${significandBits} bits of significand and ` +
              `${exponentBits} of exponent are ${suffices ? `more than the order allows, ${order}` : 'not certified'}.`;
          }
          if (pacer.due()) await pacer.pause(cases, null);
        }
        rows.push({ alphabetSize, largestNgram, leastBitsBelowOrder: least });
      }
      return {
        holds: failures === 0,
        cases,
        failures,
        numbers: { rows },
        explanation:
          first ??
          'n, B and so p and e are the same for whole stretches of L. A certificate at the last L of a stretch covers all of it, since ' +
            'with the same B and p more positions only lower its margin and raise its error, and 1 + e + p ≤ 4 log2 log2 L + c(D) at ' +
            'the first L covers all of it as well, since the right side grows. No L of the range is left out.',
      };
    },
  });
}

/** L = 2^(2^k) for k = 0 … this. */
const LARGEST_POWER: Record<Effort, number> = { quick: 10, standard: 13, deep: 16 };

/** The widths as a table over L, far beyond the lengths that are gone through one by one. */
export function tableOverLengths(widths: Widths): Method {
  return certificate({
    name: 'table-over-lengths',
    domain: (effort) =>
      `L = 2^(2^k) for k = 0 … ${LARGEST_POWER[effort]}, D in ${ALPHABETS.join(', ')}, the least n with Dⁿ + n − 1 ≥ L; rounding to nearest after ` +
      'every operation',
    check: async (effort, context) => {
      const rows = [];
      const pacer = new Pacer(context);
      for (const alphabetSize of ALPHABETS) {
        for (let k = 0; k <= LARGEST_POWER[effort]; k++) {
          const length = 2n ** (2n ** BigInt(k));
          const ngram = shortestKey(alphabetSize, length);
          const softmaxScale = scaleFor(alphabetSize, ngram, length);
          const found = widthsAt(widths, { alphabetSize, ngram, softmaxScale, shortest: length, longest: length });
          const asked = { alphabetSize, ngram, maxLength: length };
          const leastCertifiedBits = found.suffices
            ? leastCertifiedWidth(asked, softmaxScale, found.significandBits)
            : null;
          rows.push({ alphabetSize, log2Length: 2 ** k, ngram, softmaxScale, ...found, leastCertifiedBits });
          if (pacer.due()) await pacer.pause(rows.length, ALPHABETS.length * (LARGEST_POWER[effort] + 1));
        }
      }
      const failures = rows.filter(({ holds }) => !holds).length;
      return {
        holds: failures === 0,
        cases: rows.length,
        failures,
        numbers: { rows },
        explanation:
          'In each row the certificate covers every string of at most L letters without a conflicting repeat, with p bits of significand ' +
          'and e of exponent, and 1 + e + p ≤ 4 log2 log2 L + c(D).',
      };
    },
  });
}
