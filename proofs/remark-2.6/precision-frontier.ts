/** Both sides of the certificate's bound, for formats in use and for narrower ones: a table over (D, n) and formats. */
import { certificate, type Effort, type Json, type Method, Pacer } from '@verbatim/evidence';
import {
  bfloat16,
  type Failure,
  type FrontierSearch,
  float16,
  float32,
  float64,
  type NumberSystem,
  type PrecisionFrontier,
  precisionFrontierSteps,
  significand,
} from '@verbatim/transformer';

const SIZES = [
  [2, 1],
  [2, 2],
  [2, 3],
  [2, 6],
  [2, 8],
  [2, 10],
  [26, 1],
  [26, 3],
  [256, 1],
  [256, 4],
] as const;
const FORMATS: readonly (() => unknown)[] = [
  float64,
  float32,
  float16,
  bfloat16,
  () => significand(6),
  () => significand(3),
];

/** Random strings, and operations, for each (D, n) and format. */
const SEARCHED: Record<Effort, Pick<FrontierSearch, 'draws' | 'operations'>> = {
  quick: { draws: 2, operations: { atBound: 1e6, past: 1e6 } },
  standard: { draws: 10, operations: { atBound: 8e8, past: 2e7 } },
  deep: { draws: 20, operations: { atBound: 2e9, past: 2e8 } },
};

/** The table. It would refute the certificate if a string of the largest certified length failed. */
export const precisionFrontiers: Method = certificate({
  name: 'precision-frontier',
  domain: (effort) =>
    `(D, n) = ${SIZES.map((size) => `(${size.join(', ')})`).join(', ')}, in f64, f32, binary16, bfloat16 and significands of 6 and of 3 bits; at the ` +
    'largest certified L every string without a conflicting repeat where they are few enough, else the constant one, two cuts of a ' +
    `de Bruijn string and ${SEARCHED[effort].draws} random ones, and none where one string would take more than ${SEARCHED[effort].operations.atBound} ` +
    `operations; longer strings up to ${SEARCHED[effort].operations.past} operations`,
  check: async (effort, context) => {
    const pacer = new Pacer(context);
    const rows: Record<string, Json>[] = [];
    let failures = 0;
    for (const [alphabetSize, ngram] of SIZES) {
      for (const format of FORMATS) {
        const numbers = format() as NumberSystem;
        const search = { alphabetSize, ngram, seed: context.seed, ...SEARCHED[effort] };
        const steps = precisionFrontierSteps(search, numbers);
        let step = steps.next();
        for (; !step.done; step = steps.next())
          if (pacer.due()) await pacer.pause(rows.length, SIZES.length * FORMATS.length);
        if (step.value.atBound?.failure) failures++;
        rows.push({ alphabetSize, ngram, format: numbers.name, ...inJson(step.value) });
      }
    }
    return {
      holds: failures === 0,
      cases: rows.length,
      failures,
      numbers: { rows },
      explanation:
        'No string of the largest certified length was found that fails. Past it the certificate says no, and says why; real failures ' +
        'were found only where the row shows one. A search that finds none proves nothing.',
    };
  },
});

function inJson({ certifiedLength, reasonPast, atBound, past }: PrecisionFrontier) {
  const shown = (failure: Failure | null) => failure?.length ?? null;
  return {
    certifiedLength: certifiedLength?.toString() ?? null,
    reasonPast,
    atBound: atBound && { ...atBound, failure: shown(atBound.failure) },
    past: { ...past, failure: shown(past.failure) },
  };
}
