/** The KV cache that a copy leaves behind, written out and its bits counted: a table over L. */
import { type Effort, exhaustion, type Method } from '@verbatim/evidence';
import { deBruijnString } from '@verbatim/tasks';
import {
  type CopyRunner,
  copyingTransformer,
  copyRunner,
  deserialiseKvCache,
  exactRationals,
  firstLive,
  float64,
  generateCopy,
  serialiseKvCache,
} from '@verbatim/transformer';
import { shortestKey } from '../common/shortest-key.js';
import { cacheBits, statedMultiple } from './cache-bits.js';

/** The cache after one copy. */
interface Counted {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly length: number;
  readonly arithmetic: string;
  readonly copied: boolean;
  /** Whether the bits give back every row of the cache that a later step can read. */
  readonly decodes: boolean;
  readonly bits: number;
  /** Bits over L log2 D. */
  readonly ratio: number;
}

export const ALPHABETS = [2, 3, 4, 5, 26, 256];
/** The largest L generated and counted, in doubles and in exact rationals. */
const LARGEST: Record<Effort, readonly [number, number]> = {
  quick: [256, 32],
  standard: [1_024, 64],
  deep: [4_096, 256],
};

/** L = 1, 2, 4 … up to `largest`. */
const powersOfTwo = (largest: number) => Array.from({ length: Math.log2(largest) + 1 }, (_, k) => 2 ** k);

/**
 * Copies, writes the cache out and counts.
 *
 * @param bitsPerNumber 2, as the cache is written; more for a control.
 */
export function countedCache(bitsPerNumber: number): Method {
  const name = 'counted-cache';
  return {
    method: 'exhaustion',
    name,
    async run(context) {
      const rows: Counted[] = [];
      const evidence = await exhaustion<Counted>({
        name,
        domain: (effort) =>
          `strings of L = 1, 2, 4 … ${LARGEST[effort][0]} letters in f64 and up to ${LARGEST[effort][1]} in exact rationals too, D in ` +
          `${ALPHABETS.join(', ')}, cut from a de Bruijn string of the least order n with Dⁿ + n − 1 ≥ L, generated with the KV cache; the cache is ` +
          'written out, two bits a number, read back and its bits counted',
        *cases(effort) {
          for (const counted of countedOver(effort, bitsPerNumber)) {
            rows.push(counted);
            yield counted;
          }
        },
        size: (effort) =>
          LARGEST[effort].reduce((sum, largest) => sum + powersOfTwo(largest).length * ALPHABETS.length, 0),
        holds: (counted) => holds(counted, bitsPerNumber),
        describe: (counted) => ({ ...counted }),
        explain: ({ alphabetSize, ngram, length, bits, ratio, copied, decodes }) =>
          copied && decodes
            ? `With D = ${alphabetSize} and L = ${length} the cache has ${bits} bits, ${ratio} times L log2 D; at most ${statedMultiple(ngram)} times is stated.`
            : `With D = ${alphabetSize} and L = ${length} the string is not ${copied ? 'in the cache that is read back' : 'copied'}.`,
      }).run(context);
      return { ...evidence, numbers: { rows: rows.map((row) => ({ ...row })) } };
    },
  };
}

function* countedOver(effort: Effort, bitsPerNumber: number): Generator<Counted> {
  const [inDoubles, inRationals] = LARGEST[effort];
  for (const [arithmetic, largest] of [
    ['f64', inDoubles],
    ['exact', inRationals],
  ] as const) {
    for (const alphabetSize of ALPHABETS) {
      for (const length of powersOfTwo(largest)) {
        const ngram = shortestKey(alphabetSize, BigInt(length));
        const construction = copyingTransformer({ alphabetSize, ngram, maxLength: length });
        const runner =
          arithmetic === 'f64' ? copyRunner(construction, float64()) : copyRunner(construction, exactRationals());
        const letters = deBruijnString(alphabetSize, ngram).subarray(0, length);
        const copied = generateCopy(runner, letters).every((letter, i) => letter === letters[i]);
        const written = serialiseKvCache(runner.model);
        const bits = (written.bits * bitsPerNumber) / 2;
        const ratio = bits / (length * Math.log2(alphabetSize));
        const decodes = readsBack(runner, written);
        yield { alphabetSize, ngram, length, arithmetic, copied, decodes, bits, ratio };
      }
    }
  }
}

function readsBack({ model }: CopyRunner, written: ReturnType<typeof serialiseKvCache>): boolean {
  const decoded = deserialiseKvCache(written, model);
  return model.cache().every((cache, c) =>
    decoded[c]!.every((row, i) => {
      const live = cache.row(firstLive(cache) + i);
      return row.every((value, column) => value === live[column]);
    }),
  );
}

/** Copied, as the formula says, and between L log2 D and the stated multiple of it: D^L ≤ 2^bits ≤ D^(multiple · L). */
function holds({ alphabetSize, ngram, length, copied, decodes, bits }: Counted, bitsPerNumber: number): boolean {
  const formula = (cacheBits(alphabetSize, ngram, BigInt(length)) * BigInt(bitsPerNumber)) / 2n;
  const values = 1n << BigInt(bits);
  const D = BigInt(alphabetSize);
  return (
    copied &&
    decodes &&
    BigInt(bits) === formula &&
    values >= D ** BigInt(length) &&
    values <= D ** BigInt(statedMultiple(ngram) * length)
  );
}
