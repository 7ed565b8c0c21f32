/** Remark 2.6: a precision of O(log log L) bits suffices. */
import { certificate, claim, control, type Effort, exhaustion, type Method } from '@verbatim/evidence';
import { conflictingRepeat, deBruijnString } from '@verbatim/tasks';
import {
  certificate as copyingCertificate,
  copyingTransformer,
  copyRunner,
  exhaustTeacherForced,
  softmaxScale as scaleOf,
  significand,
  teacherForcedCopy,
  visiblePositions,
} from '@verbatim/transformer';
import {
  leastCertifiedWidth,
  leastWidthBySearch,
  precision,
  sufficientExponentBits,
  sufficientWidth,
  widthOrder,
} from './sufficient-width.js';

const ALPHABETS = [2, 3, 4, 26, 256];
/** L = 2^(2^k) for k = 0 … this. */
const LARGEST_EXPONENT: Record<Effort, number> = { quick: 10, standard: 13, deep: 16 };

type Width = (ngram: number, alphabetSize: number, softmaxScale: number) => number;

/** The least n with Dⁿ + n − 1 ≥ L: with shorter keys every string of L letters repeats one. */
function shortestKey(alphabetSize: number, length: bigint): number {
  const D = BigInt(alphabetSize);
  let n = 1;
  for (let power = D; power + BigInt(n) - 1n < length; n++) power *= D;
  return n;
}

const scaleFor = ({ alphabetSize, ngram, maxLength }: { alphabetSize: number; ngram: number; maxLength: bigint }) =>
  scaleOf(alphabetSize, visiblePositions(alphabetSize, ngram, maxLength));

/** The width certified, and below the order, for L up to 2^(2^k). */
function widthSuffices(width: Width, largestExponent: Record<Effort, number> = LARGEST_EXPONENT): Method {
  return certificate({
    name: 'sufficient-width',
    domain: (effort) =>
      `L = 2^(2^k) for k = 0 … ${largestExponent[effort]}, D in ${ALPHABETS}, the least n with Dⁿ + n − 1 ≥ L up to 65,536; ` +
      'rounding to nearest after every operation',
    check: async (effort, { progress, signal }) => {
      const rows = [];
      for (const alphabetSize of ALPHABETS) {
        for (let k = 0; k <= largestExponent[effort]; k++) {
          signal.throwIfAborted();
          const length = 2n ** (2n ** BigInt(k));
          const ngram = shortestKey(alphabetSize, length);
          const asked = { alphabetSize, ngram, maxLength: length };
          const softmaxScale = scaleFor(asked);
          const bits = width(ngram, alphabetSize, softmaxScale);
          const exponentBits = sufficientExponentBits(softmaxScale);
          const order = widthOrder(2 ** k, alphabetSize);
          const { certified } = copyingCertificate(asked, precision(bits, softmaxScale));
          rows.push({
            alphabetSize,
            log2Length: 2 ** k,
            ngram,
            softmaxScale,
            significandBits: bits,
            exponentBits,
            order,
            certified,
            leastCertifiedBits: certified ? leastCertifiedWidth(asked, softmaxScale, bits) : null,
          });
          progress(rows.length, ALPHABETS.length * (largestExponent[effort] + 1));
          await new Promise(setImmediate);
        }
      }
      const failures = rows.filter(
        (row) => !row.certified || row.significandBits + row.exponentBits + 1 > row.order,
      ).length;
      return {
        holds: failures === 0,
        cases: rows.length,
        failures,
        numbers: { rows },
        explanation:
          'In each row the certificate covers every string of at most L letters without a conflicting repeat at ' +
          'p = ⌈log2(B (n + 1)² (d′ + 1)²)⌉ + 6 bits of significand and e = ⌈log2 B⌉ + 3 of exponent, and 1 + e + p ≤ 4 log2 log2 L + c(D), ' +
          'an inequality that holds for every L ≥ 2 because n and B are of the order of log L.',
      };
    },
  });
}

type Size = readonly [alphabetSize: number, ngram: number, length: number];

const binary = (ngrams: readonly number[], lengths: readonly number[]) =>
  ngrams.flatMap((ngram) => lengths.map((length): Size => [2, ngram, length]));

/** Sizes all of whose strings are really run. */
const EXHAUSTED: Record<Effort, readonly Size[]> = {
  quick: binary([2, 3], [6, 8]),
  standard: [...binary([1, 2, 3, 4], [4, 8, 10]), [3, 2, 6]],
  deep: [...binary([1, 2, 3, 4], [4, 8, 12]), [3, 2, 8], [5, 1, 6]],
};
const DE_BRUIJN: Record<Effort, number> = { quick: 64, standard: 256, deep: 1024 };

interface Run {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly bits: number;
  readonly letters: Uint32Array;
  readonly copied: boolean;
}

/** Strings without a conflicting repeat, run in arithmetic of the width that suffices. */
function copiesAtTheWidth(width: Width): Method {
  return exhaustion<Run>({
    name: 'runs-at-the-width',
    domain: (effort) =>
      `every string without a conflicting repeat for (D, n, L) = ${EXHAUSTED[effort].map((size) => `(${size})`).join(', ')}, and a de Bruijn string of ` +
      `each order n over D ≤ 26 letters with Dⁿ ≤ ${DE_BRUIJN[effort]}; teacher-forced, every operation rounded to p(n, D, L) bits`,
    *cases(effort) {
      for (const [alphabetSize, ngram, length] of EXHAUSTED[effort]) {
        const { runner, bits } = atWidth(width, alphabetSize, ngram, length);
        for (const { letters, copied } of exhaustTeacherForced(runner, length)) {
          if (conflictingRepeat(letters, ngram) === null) yield { alphabetSize, ngram, bits, letters, copied };
        }
      }
      for (const alphabetSize of [2, 3, 4, 5, 26]) {
        for (let ngram = 1; alphabetSize ** ngram <= DE_BRUIJN[effort]; ngram++) {
          const letters = deBruijnString(alphabetSize, ngram);
          const { runner, bits } = atWidth(width, alphabetSize, ngram, letters.length);
          const copied = teacherForcedCopy(runner, letters).every((letter, i) => letter === letters[i]);
          yield { alphabetSize, ngram, bits, letters, copied };
        }
      }
    },
    holds: ({ copied }) => copied,
    describe: ({ alphabetSize, ngram, bits, letters }) => ({ alphabetSize, ngram, bits, letters: [...letters] }),
    explain: ({ ngram, bits, letters }) =>
      `${letters.join(' ')} has no conflicting ${ngram}-gram, and does not come out with ${bits} bits of significand`,
  });
}

function atWidth(width: Width, alphabetSize: number, ngram: number, maxLength: number) {
  const construction = copyingTransformer({ alphabetSize, ngram, maxLength });
  const bits = width(ngram, alphabetSize, construction.softmaxScale);
  return { runner: copyRunner(construction, significand(bits)), bits };
}

const SEARCHED: Record<Effort, readonly (readonly [alphabetSize: number, ngram: number])[]> = {
  quick: [
    [2, 2],
    [2, 4],
    [26, 2],
  ],
  standard: [
    [2, 1],
    [2, 2],
    [2, 4],
    [2, 8],
    [2, 12],
    [3, 3],
    [5, 3],
    [26, 2],
    [26, 6],
  ],
  deep: [
    [2, 1],
    [2, 2],
    [2, 4],
    [2, 8],
    [2, 12],
    [2, 20],
    [3, 3],
    [3, 8],
    [5, 3],
    [26, 2],
    [26, 6],
    [256, 2],
    [256, 12],
  ],
};

/** The least width that a search cannot fault, beside the least that is certified. */
const leastWidth: Method = certificate({
  name: 'least-width-by-search',
  domain: (effort) =>
    `strings of up to 24 letters for (D, n) = ${SEARCHED[effort].map((size) => `(${size})`).join(', ')}: all of a length while they are at most 512, else ` +
    'the constant one, cuts of a de Bruijn string and random ones without a conflicting repeat',
  check: async (effort, { progress, seed, signal }) => {
    const rows = [];
    const draws = { quick: 4, standard: 20, deep: 200 }[effort];
    for (const [alphabetSize, ngram] of SEARCHED[effort]) {
      signal.throwIfAborted();
      const maxLength = 24;
      const asked = { alphabetSize, ngram, maxLength };
      const softmaxScale = scaleFor({ ...asked, maxLength: BigInt(maxLength) });
      const certifiedBits = leastCertifiedWidth(
        asked,
        softmaxScale,
        sufficientWidth(ngram, alphabetSize, softmaxScale),
      );
      const { width, failsAt } = leastWidthBySearch({ ...asked, draws, seed }, certifiedBits);
      rows.push({
        alphabetSize,
        ngram,
        maxLength,
        certifiedBits,
        leastBitsBySearch: width,
        failingLengthBelow: failsAt,
      });
      progress(rows.length, SEARCHED[effort].length);
      await new Promise(setImmediate);
    }
    const failures = rows.filter(({ certifiedBits, leastBitsBySearch }) => leastBitsBySearch > certifiedBits).length;
    return {
      holds: failures === 0,
      cases: rows.length,
      failures,
      numbers: { rows },
      explanation:
        'No string was found that fails at a certified width. The least width that works, by search, is smaller than the certified ' +
        'one: a certificate is sufficient, not necessary.',
    };
  },
});

const tooFew = { quick: 8, standard: 8, deep: 8 };

/** Remark 2.6. */
export const remark26 = claim({
  id: 'remark-2.6',
  statement:
    'For every L ≥ 2 numbers of 4 log2 log2 L + c(D) bits, significand, exponent and sign, suffice to copy every string of L letters without a ' +
    'conflicting repeat, n being the least key length with Dⁿ + n − 1 ≥ L.',
  source: 'arXiv 2402.01032, Remark 2.6; the bound p(n, D, L) is derived in docs/theory.md',
  expected: 'holds',
  methods: [widthSuffices(sufficientWidth), copiesAtTheWidth(sufficientWidth), leastWidth],
  controls: [
    control({
      name: 'constant-width',
      breaks: 'the same 7 bits for every L',
      method: widthSuffices(() => 7, tooFew),
    }),
    control({
      name: 'linear-width',
      breaks: 'a width that grows with n, of the order of log L',
      method: widthSuffices((ngram) => 30 + ngram, tooFew),
    }),
    control({
      name: 'two-bits',
      breaks: 'every operation is rounded to 2 bits',
      method: copiesAtTheWidth(() => 2),
    }),
  ],
});
