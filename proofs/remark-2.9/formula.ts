/** The counted formula against the stated multiple of L log2 D, for L far beyond what can be generated. */
import { certificate, type Effort, type Method, Pacer } from '@verbatim/evidence';
import { fractionToNumber } from '@verbatim/tasks';
import { cacheBits, statedMultipleOfLength } from './cache-bits.js';
import { ALPHABETS } from './counted-cache.js';

const LARGEST_NGRAM: Record<Effort, number> = { quick: 128, standard: 1_024, deep: 4_096 };

/** How many times L log2 D the cache has. */
function ratioOf(alphabetSize: number, ngram: number, length: bigint): number {
  const bits = cacheBits(alphabetSize, ngram, length);
  return fractionToNumber({ numerator: bits, denominator: length }) / Math.log2(alphabetSize);
}

/** Checks each n at the least L that needs it, where the bits over L log2 D are the most. */
export function everyLength(multiple: (ngram: number) => number): Method {
  return certificate({
    name: 'every-length',
    domain: (effort) =>
      `every L up to Dⁿ + n − 1 with n = ${LARGEST_NGRAM[effort]}, D in ${ALPHABETS.join(', ')}, n the least with Dⁿ + n − 1 ≥ L; the counted formula`,
    check: async (effort, context) => {
      const pacer = new Pacer(context);
      const rows = [];
      let cases = 0;
      let failures = 0;
      for (const alphabetSize of ALPHABETS) {
        let largestShare = 0;
        let power = 1n;
        for (let ngram = 1; ngram <= LARGEST_NGRAM[effort]; ngram++, power *= BigInt(alphabetSize)) {
          const share = ratioOf(alphabetSize, ngram, power + BigInt(ngram) - 1n) / multiple(ngram);
          largestShare = Math.max(largestShare, share);
          cases++;
          if (share > 1) failures++;
          if (pacer.due()) await pacer.pause(cases, ALPHABETS.length * LARGEST_NGRAM[effort]);
        }
        rows.push({ alphabetSize, largestShare });
      }
      return {
        holds: failures === 0,
        cases,
        failures,
        numbers: { rows },
        explanation:
          'With n fixed the bits of the cache over L log2 D fall as L grows, so the least L that needs n, Dⁿ⁻¹ + n − 1, covers every L that ' +
          'does. largestShare is how much of the stated multiple is used at most.',
      };
    },
  });
}

/** L = 2^k for k = 0 … this. */
const LARGEST_POWER = 64;

/** A table over L, with keys of the given length. */
export function tableOverLengths(keyLength: (alphabetSize: number, length: bigint) => number): Method {
  return certificate({
    name: 'table-over-lengths',
    domain: `L = 2^k for k = 0 … ${LARGEST_POWER}, D in ${ALPHABETS.join(', ')}, the least n with Dⁿ + n − 1 ≥ L; the counted formula`,
    check: () => {
      const rows = ALPHABETS.flatMap((alphabetSize) =>
        Array.from({ length: LARGEST_POWER + 1 }, (_, log2Length) => {
          const length = 2n ** BigInt(log2Length);
          const ngram = keyLength(alphabetSize, length);
          const ratio = ratioOf(alphabetSize, ngram, length);
          return { alphabetSize, log2Length, ngram, ratio, multiple: statedMultipleOfLength(alphabetSize, log2Length) };
        }),
      );
      const failures = rows.filter(({ ratio, multiple }) => ratio > multiple || ratio < 1).length;
      return {
        holds: failures === 0,
        cases: rows.length,
        failures,
        numbers: { rows },
        explanation:
          'ratio is the bits of the cache over the L log2 D bits that any machine needs which copies all strings; it is at most ' +
          '12 log_D L + 36, so that the bits are linear in L but for a logarithm.',
      };
    },
  });
}
