/** The margin of the construction's second block, certified for whole ranges of (D, n): see `certificate`. */
import { certificate as certificateMethod, type Effort, type Method } from '@verbatim/evidence';
import { certificate, type Precision } from '@verbatim/transformer';

/** A number system by the numbers that a certificate needs. */
export interface NamedPrecision extends Precision {
  readonly name: string;
}

/** Exact arithmetic and doubles. */
export const EXACT_AND_DOUBLES: readonly NamedPrecision[] = [
  {
    name: 'exact rationals',
    significandBits: Number.POSITIVE_INFINITY,
    smallestExponent: Number.NEGATIVE_INFINITY,
    largestExponent: Number.POSITIVE_INFINITY,
  },
  { name: 'f64', significandBits: 53, smallestExponent: -1074, largestExponent: 1023 },
];

/** Largest D and n of the certified range. */
export interface Range {
  readonly maxAlphabetSize: number;
  readonly maxNgram: number;
}

/**
 * Certifies that the fixed T(n) copies every string of up to Dⁿ + n − 1 letters without a conflicting repeat, for all D
 * and n of a range: at every step the right letter's logit leads by more than all rounding can take away.
 */
export function marginCertificate(precisions: readonly NamedPrecision[], rangeOf: (effort: Effort) => Range): Method {
  const names = precisions.map(({ name }) => name).join(' and ');
  return certificateMethod({
    name: 'margin',
    domain: (effort) =>
      `every string of up to Dⁿ + n − 1 letters without a conflicting repeat, for all 2 ≤ D ≤ ${rangeOf(effort).maxAlphabetSize} ` +
      `and 1 ≤ n ≤ ${rangeOf(effort).maxNgram}, in ${names}: the fixed T(n)`,
    check: (effort) => {
      const { maxAlphabetSize, maxNgram } = rangeOf(effort);
      let cases = 0;
      const failures: string[] = [];
      const tightest = precisions.map(({ name }) => ({
        name,
        alphabetSize: 0,
        ngram: 0,
        logitMargin: 0,
        logitError: 0,
      }));
      for (const [p, precision] of precisions.entries()) {
        let least = Number.POSITIVE_INFINITY;
        for (let alphabetSize = 2; alphabetSize <= maxAlphabetSize; alphabetSize++) {
          for (let ngram = 1; ngram <= maxNgram; ngram++) {
            const { certified, logitMargin, logitError, reason } = certificate({ alphabetSize, ngram }, precision);
            cases++;
            if (!certified) failures.push(`${precision.name}, D = ${alphabetSize}, n = ${ngram}: ${reason}`);
            if (logitMargin - logitError >= least) continue;
            least = logitMargin - logitError;
            tightest[p] = { name: precision.name, alphabetSize, ngram, logitMargin, logitError };
          }
        }
      }
      return {
        holds: failures.length === 0,
        cases,
        failures: failures.length,
        numbers: { tightest },
        explanation:
          failures[0] ??
          'Wrong keys together take a bounded share of the attention, so that the logit of the right letter leads by ' +
            'logitMargin at worst, which exceeds logitError, what rounding can take from it.',
      };
    },
  });
}

/**
 * The same method where an inequality is sufficient but not necessary: when it does not hold, that leaves the statement
 * undecided and refutes nothing.
 */
export function sufficientOnly(method: Method): Method {
  return {
    ...method,
    run: async (context) => {
      const { counterexample, ...evidence } = await method.run(context);
      return evidence.supports === 'refuted'
        ? { ...evidence, supports: 'undecided' }
        : { ...evidence, ...(counterexample ? { counterexample } : {}) };
    },
  };
}
