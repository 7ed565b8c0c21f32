/** The bound in general, in whole numbers, and how it grows with L where the key comes last and not where it comes first. */
import { certificate, type Effort, type Method } from '@verbatim/evidence';
import { prefixLookupStates, stateBits } from '@verbatim/gssm';
import { countRepeatFreeStrings } from '@verbatim/tasks';

const LONGEST: Record<Effort, number> = { quick: 9, standard: 13, deep: 15 };
const MAX_ALPHABET_SIZE = 4;
const SHOWN = [
  { alphabetSize: 2, ngram: 24, lengths: [100, 500, 1000, 4000] },
  { alphabetSize: 26, ngram: 5, lengths: [100, 500, 1000, 3000] },
];

/** L² ≤ D^n. */
const fewRepeats = (alphabetSize: number, ngram: number, length: number) =>
  BigInt(length) ** 2n <= BigInt(alphabetSize) ** BigInt(ngram);

/**
 * If L² ≤ D^n, at least half of all strings have no repeated n-gram, so that R/D^n ≥ D^(L−n)/2.
 *
 * @param condition - on D, n and L; for controls.
 */
export function generalBound(condition = fewRepeats): Method {
  return certificate({
    name: 'general-bound',
    domain: (effort) =>
      `2R ≥ D^L, so that |S| ≥ R/D^n ≥ D^(L−n)/2, for all D ≤ ${MAX_ALPHABET_SIZE}, n and L ≤ ${LONGEST[effort]} with n ≤ L and L² ≤ D^n, R counted exactly; ` +
      'for all others by Lemma 2.4',
    check: (effort) => {
      const failures: string[] = [];
      let cases = 0;
      for (let D = 2; D <= MAX_ALPHABET_SIZE; D++) {
        for (let length = 1; length <= LONGEST[effort]; length++) {
          for (let n = 1; n <= length; n++) {
            if (!condition(D, n, length)) continue;
            cases++;
            const free = countRepeatFreeStrings(D, length, n);
            if (2n * free < BigInt(D) ** BigInt(length))
              failures.push(`D = ${D}, n = ${n}, L = ${length}: R = ${free}`);
          }
        }
      }
      const rows = SHOWN.flatMap(({ alphabetSize, ngram, lengths }) =>
        lengths.map((length) => ({
          alphabetSize,
          ngram,
          answerLength: 1,
          length,
          keyLastBitsAtLeast: Math.ceil((length - ngram) * Math.log2(alphabetSize) - 1),
          keyFirstBitsEnough: Math.ceil(stateBits(prefixLookupStates(alphabetSize, ngram, 1))),
        })),
      );
      return {
        holds: failures.length === 0,
        cases,
        failures: failures.length,
        numbers: failures.length === 0 ? { rows } : { rows, failures: failures.slice(0, 10) },
        explanation:
          failures.length === 0
            ? 'p_ngram ≤ C(L−n+1, 2)·D⁻ⁿ ≤ L²·D⁻ⁿ/2 ≤ 1/2, so R ≥ D^L/2. Of the D^n beginnings one has at least R/D^n repeat-free strings, and these are pairwise ' +
              'in conflict: log2|S| ≥ (L − n)·log2 D − 1. With the key first the bits do not depend on L.'
            : `Less than half of the strings are free of repeats: ${failures[0]}.`,
      };
    },
  });
}
