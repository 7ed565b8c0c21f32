/** The key of Corollary 2.5 is as short as the construction allows, up to a constant. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { type Fraction, fractionText, lessThan } from '@verbatim/tasks';
import type { Size } from '../../common/copy-trials.js';
import { apartBound } from './second-moment.js';

interface KeyCase {
  readonly size: Size;
  /** ε. */
  readonly error: Fraction;
}

const LENGTHS: Record<Effort, readonly number[]> = {
  quick: [8, 9, 16, 100, 1_000],
  standard: [8, 9, 15, 16, 40, 100, 300, 1_000, 10_000, 1_000_000],
  deep: [...Array.from({ length: 200 }, (_, i) => i + 8), 1_000, 4_096, 10_000, 65_536, 1_000_000, 10 ** 9],
};
const ALPHABET_SIZES = [2, 3, 4, 26, 256];
const ERRORS = [2n, 3n, 10n, 100n, 1_000_000n].map((denominator): Fraction => ({ numerator: 1n, denominator }));
const LONGEST_KEY = 120;

function* sizes(effort: Effort): Generator<Size> {
  for (const length of LENGTHS[effort]) {
    for (const alphabetSize of ALPHABET_SIZES) {
      for (let ngram = 1; ngram <= Math.min(length / 8, LONGEST_KEY); ngram++) yield { alphabetSize, ngram, length };
    }
  }
}

/**
 * For 8n ≤ L and ε ≤ 1/2: if err may be below ε by its lower bound, then `factor` · ε Dⁿ > L².
 *
 * @param factor - 18; less for controls.
 */
export function keyLength(factor = 18n): Method {
  return exact<KeyCase>({
    name: 'key-length',
    domain: (effort) =>
      `D = ${ALPHABET_SIZES.join(', ')}, ${LENGTHS[effort].length} lengths from ${LENGTHS[effort][0]} to ${LENGTHS[effort].at(-1)}, n ≤ L/8 and n ≤ ${LONGEST_KEY}, ε = ` +
      `${ERRORS.map(fractionText).join(', ')}: where μ/(1+μ) < ε, L² < 18 ε Dⁿ`,
    *cases(effort) {
      for (const size of sizes(effort)) for (const error of ERRORS) yield { size, error };
    },
    holds: ({ size, error }) => {
      if (!lessThan(apartBound('conflict', size), error)) return true;
      const { alphabetSize, ngram, length } = size;
      return (
        BigInt(length) ** 2n * error.denominator < factor * error.numerator * BigInt(alphabetSize) ** BigInt(ngram)
      );
    },
    describe: ({ size, error }) => ({
      ...size,
      error: fractionText(error),
      apart: fractionText(apartBound('conflict', size)),
    }),
    explain: ({ size, error }) =>
      `With D = ${size.alphabetSize}, n = ${size.ngram}, L = ${size.length} and ε = ${fractionText(error)}, err may be below ε by ` +
      `μ/(1+μ) = ${fractionText(apartBound('conflict', size))}, and L² is not below ${factor} ε Dⁿ.`,
    stopAtFirst: true,
  });
}
