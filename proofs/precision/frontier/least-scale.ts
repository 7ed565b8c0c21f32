/** The B that strings need, by running all of them, beside the B that is proved to be enough. */
import { certificate, type Effort, type Json, type Method, Pacer } from '@verbatim/evidence';
import {
  copyingTransformer,
  copyRunner,
  everyConflictFree,
  float64,
  type NumberSystem,
  certificate as precisionCertificate,
  softmaxScale,
  teacherForcedCopy,
  visiblePositions,
} from '@verbatim/transformer';
import { FORMATS } from './formats.js';

type Size = readonly [alphabetSize: number, ngram: number, length: number];

const SIZES: Record<Effort, readonly Size[]> = {
  quick: [
    [2, 2, 6],
    [2, 2, 16],
    [3, 1, 4],
  ],
  standard: [
    [2, 1, 64],
    [2, 2, 10],
    [2, 2, 64],
    [2, 3, 10],
    [3, 1, 8],
    [3, 1, 64],
    [3, 2, 6],
  ],
  deep: [
    [2, 1, 64],
    [2, 2, 12],
    [2, 2, 128],
    [2, 3, 12],
    [2, 4, 12],
    [3, 1, 12],
    [3, 2, 7],
    [4, 2, 6],
    [5, 1, 6],
    [9, 1, 4],
  ],
};

/**
 * For each size and format the least B such that it and every larger one up to the claimed B copy every string of L letters
 * without a conflicting repeat.
 *
 * @param claimed which B is claimed to be enough, of the proved one.
 */
export function leastScales(claimed: (proved: number) => number): Method {
  return certificate({
    name: 'least-softmax-scale',
    domain: (effort) =>
      `(D, n, L) = ${SIZES[effort].map((size) => `(${size.join(', ')})`).join(', ')}: every string of L letters without a conflicting ` +
      'repeat with every whole B from the proved one down to the first that fails, in f64 and in each format',
    check: async (effort, context) => {
      const pacer = new Pacer(context);
      const rows: Record<string, Json>[] = [];
      let failures = 0;
      for (const [alphabetSize, ngram, length] of SIZES[effort]) {
        const size = { alphabetSize, ngram, maxLength: length };
        const proved = softmaxScale(alphabetSize, visiblePositions(alphabetSize, ngram, BigInt(length)));
        const strings = everyConflictFree(alphabetSize, ngram, length, Number.POSITIVE_INFINITY) ?? [];
        const needed: Record<string, number | null> = {};
        for (const numbers of [float64() as unknown as NumberSystem, ...FORMATS]) {
          let scale = claimed(proved);
          while (scale > 0 && copiesAll({ ...size, softmaxScale: scale }, numbers, strings)) scale--;
          const least = scale === claimed(proved) ? null : scale + 1;
          if (least === null && precisionCertificate(size, numbers).certified) failures++;
          needed[numbers.name] = least;
          if (pacer.due()) await pacer.pause(rows.length, SIZES[effort].length);
        }
        rows.push({ alphabetSize, ngram, length, strings: strings.length, proved: claimed(proved), needed });
      }
      return {
        holds: failures === 0,
        cases: rows.length * (FORMATS.length + 1),
        failures,
        numbers: { rows },
        explanation:
          'Where the size is certified, every string is copied with the proved B. The least B that these strings need is smaller: the proof ' +
          'takes all wrong keys to be as near as one can be. null is a format in which the proved B already fails on a string.',
      };
    },
  });
}

function copiesAll(
  options: Parameters<typeof copyingTransformer>[0],
  numbers: NumberSystem,
  strings: readonly Uint32Array[],
): boolean {
  const runner = copyRunner(copyingTransformer(options), numbers);
  return strings.every((letters) => teacherForcedCopy(runner, letters).every((letter, i) => letter === letters[i]));
}
