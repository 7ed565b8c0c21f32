/** Remark 2.9: the transformer's input-dependent memory is near-optimal. */
import { certificate, claim, control, type Effort, exact, type Method } from '@verbatim/evidence';
import { deBruijnString } from '@verbatim/tasks';
import {
  copyingTransformer,
  copyRunner,
  exactRationals,
  float64,
  generateCopy,
  serialiseKvCache,
} from '@verbatim/transformer';
import { cacheBits, statedMultiple } from './cache-bits.js';

/** A de Bruijn string of order n over D letters: L = Dⁿ + n − 1, the longest that keys of n letters can copy. */
interface Counted {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly length: number;
  readonly arithmetic: string;
  readonly copied: boolean;
  readonly bits: number;
}

/** The largest Dⁿ whose string is generated and counted, in doubles and in exact rationals. */
const GENERATED: Record<Effort, readonly [number, number]> = {
  quick: [256, 32],
  standard: [1024, 64],
  deep: [4096, 256],
};
const ALPHABETS = [2, 3, 4, 5, 26, 256];

function countedCache(bitsPerNumber: number): Method {
  return exact<Counted>({
    name: 'counted-cache',
    domain: (effort) =>
      `a de Bruijn string of every order n over D = ${ALPHABETS} letters, generated with the KV cache: Dⁿ ≤ ${GENERATED[effort][0]} in f64, ` +
      `Dⁿ ≤ ${GENERATED[effort][1]} also in exact rationals; the cache is written out, two bits a number, and its bits counted`,
    *cases(effort) {
      const [inDoubles, inRationals] = GENERATED[effort];
      for (const numbers of [float64(), exactRationals()]) {
        for (const alphabetSize of ALPHABETS) {
          const largest = numbers.name === 'exact' ? inRationals : inDoubles;
          for (let ngram = 1; alphabetSize ** ngram <= largest; ngram++) {
            const letters = deBruijnString(alphabetSize, ngram);
            const runner = copyRunner(
              copyingTransformer({ alphabetSize, ngram }),
              numbers as ReturnType<typeof float64>,
            );
            const copied = generateCopy(runner, letters).every((letter, i) => letter === letters[i]);
            const bits = (serialiseKvCache(runner.model).bits * bitsPerNumber) / 2;
            yield { alphabetSize, ngram, length: letters.length, arithmetic: numbers.name, copied, bits };
          }
        }
      }
    },
    holds: ({ alphabetSize, ngram, length, copied, bits }) => {
      const least = length * Math.log2(alphabetSize);
      const formula = Number(cacheBits(alphabetSize, ngram, BigInt(length)) * BigInt(bitsPerNumber)) / 2;
      return (
        copied && bits === formula && bits >= least && bits <= statedMultiple(alphabetSize, Math.log2(length)) * least
      );
    },
    describe: (c) => ({ ...c }),
    explain: ({ alphabetSize, length, bits, copied }) =>
      copied
        ? `${bits} bits are ${bits / (length * Math.log2(alphabetSize))} times L log2 D; at most ${statedMultiple(alphabetSize, Math.log2(length))} times is stated`
        : 'the string is not copied',
  });
}

/** The formula against the stated multiple, for L far beyond what can be generated. */
function everyLength(keyLength: (alphabetSize: number, log2Length: number) => number): Method {
  return certificate({
    name: 'every-length',
    domain: `L = 2^k for k = 1 … 64, D = ${ALPHABETS}, n the least with Dⁿ ≥ L; the counted formula`,
    check: () => {
      const rows = ALPHABETS.flatMap((alphabetSize) =>
        Array.from({ length: 64 }, (_, i) => {
          const log2Length = i + 1;
          const ngram = keyLength(alphabetSize, log2Length);
          const bits = Number(cacheBits(alphabetSize, ngram, 2n ** BigInt(log2Length)));
          const needed = 2 ** log2Length * Math.log2(alphabetSize);
          const multiple = statedMultiple(alphabetSize, log2Length);
          return { alphabetSize, log2Length, ngram, bits, needed, ratio: bits / needed, multiple };
        }),
      );
      const failures = rows.filter(({ ratio, multiple }) => ratio > multiple || ratio < 1).length;
      return {
        holds: failures === 0,
        cases: rows.length,
        failures,
        numbers: { rows },
        explanation:
          'The bits of the cache, over the L log2 D bits that any copier must keep, are at most 12 log_D L + 36: linear in L but for a ' +
          'logarithm. The inequality follows from d′ + 1 ≤ 2 log2 D and n ≤ log_D L + 1 for every L; the rows show it.',
      };
    },
  });
}

/** The least n with Dⁿ ≥ L = 2^log2Length, in integers. */
function logarithmicKey(alphabetSize: number, log2Length: number): number {
  let n = 1;
  for (; BigInt(alphabetSize) ** BigInt(n) < 2n ** BigInt(log2Length); n++);
  return n;
}

/** Remark 2.9. */
export const remark29 = claim({
  id: 'remark-2.9',
  statement:
    'The KV cache with which the transformer copies L letters takes at most (12 log_D L + 36) · L log2 D bits, with n the least with ' +
    'Dⁿ ≥ L; any machine that copies needs L log2 D.',
  source: 'arXiv 2402.01032, Remark 2.9; the multiple is derived in docs/theory.md',
  expected: 'holds',
  methods: [countedCache(2), everyLength(logarithmicKey)],
  controls: [
    control({
      name: 'sixty-four-bits-a-number',
      breaks: 'each number of the cache is kept as a double',
      method: countedCache(64),
    }),
    control({
      name: 'linear-keys',
      breaks: 'keys of (log2 L)² letters, not of log_D L',
      method: everyLength((_, log2Length) => log2Length ** 2),
    }),
  ],
});
