/** For each format the largest (n, D, L) that is certified and the smallest failure that is found, side by side. */
import { certificate, type Effort, type Json, type Method, Pacer } from '@verbatim/evidence';
import {
  type Failure,
  largestCertifiedLength,
  type NumberSystem,
  type PrecisionFrontier,
  precisionFrontierSteps,
} from '@verbatim/transformer';

const SIZES = [
  [2, 1],
  [2, 2],
  [2, 8],
  [2, 10],
  [4, 1],
  [5, 5],
  [5, 6],
  [26, 3],
  [256, 1],
  [256, 6],
  [65_536, 1],
] as const;

/** Operations of arithmetic for each size and format; D = 2 with n = 1 gets more past its bound, where binary16 overflows. */
const OPERATIONS: Record<Effort, { atBound: number; past: number; pastSmallest: number; draws: number }> = {
  quick: { atBound: 2e5, past: 3e5, pastSmallest: 3e5, draws: 2 },
  standard: { atBound: 2e6, past: 2e6, pastSmallest: 1e7, draws: 4 },
  deep: { atBound: 1e8, past: 1e8, pastSmallest: 1e8, draws: 20 },
};

/** D is not looked for past this power of two, nor n past this number. */
const LARGEST_POWER = 24;
const LARGEST_KEY = 4096;

interface Row {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly frontier: PrecisionFrontier;
}

/** The table. A string of the largest certified length that fails would refute the certificate. */
export function frontierTable(formats: readonly NumberSystem[]): Method {
  const names = formats.map(({ name }) => name).join(', ');
  return certificate({
    name: 'frontier-table',
    domain: (effort) =>
      `${names}: (D, n) = ${SIZES.map((size) => `(${size.join(', ')})`).join(', ')}; the largest certified L, strings of that length run in the ` +
      `format (all, or ${OPERATIONS[effort].draws} random ones, the constant one and cuts of a de Bruijn string) where one takes at most ` +
      `${OPERATIONS[effort].atBound} operations, and longer ones up to ${OPERATIONS[effort].past} operations; the largest n and D for which a ` +
      'single letter is certified',
    check: async (effort, context) => {
      const { atBound, past, pastSmallest, draws } = OPERATIONS[effort];
      const pacer = new Pacer(context);
      const table: Record<string, Json>[] = [];
      const summary: Record<string, Json>[] = [];
      let failures = 0;
      for (const numbers of formats) {
        const rows: Row[] = [];
        for (const [alphabetSize, ngram] of SIZES) {
          const operations = { atBound, past: alphabetSize === 2 && ngram === 1 ? pastSmallest : past };
          const steps = precisionFrontierSteps({ alphabetSize, ngram, seed: context.seed, draws, operations }, numbers);
          let step = steps.next();
          for (; !step.done; step = steps.next()) {
            if (pacer.due()) await pacer.pause(table.length + rows.length, SIZES.length * formats.length);
          }
          rows.push({ alphabetSize, ngram, frontier: step.value });
          if (step.value.atBound?.failure) failures++;
        }
        table.push(...rows.map((row) => inJson(numbers, row)));
        summary.push({
          format: numbers.name,
          certified: largestCertified(numbers, rows),
          smallestFailure: smallestFailure(rows),
        });
      }
      return {
        holds: failures === 0,
        cases: table.length,
        failures,
        numbers: { formats: summary, rows: table },
        explanation:
          'No string of a largest certified length was found that fails. Past it the certificate says no, and says why; a failure that a ' +
          'search found stands beside it. A search that finds none proves nothing.',
      };
    },
  });
}

function inJson({ name }: NumberSystem, { alphabetSize, ngram, frontier }: Row): Record<string, Json> {
  const { certifiedLength, reasonPast, atBound, past } = frontier;
  return {
    format: name,
    alphabetSize,
    ngram,
    certifiedLength: certifiedLength?.toString() ?? null,
    reasonPast,
    atBound: atBound && { ...atBound, failure: atBound.failure && shown(atBound.failure) },
    past: { ...past, failure: past.failure && shown(past.failure) },
  };
}

/** A failure as JSON; a constant string can be very long, and is told by its letter. */
function shown({ length, letters, firstMismatch }: Failure): Record<string, Json> {
  const constant = letters.every((letter) => letter === letters[0]);
  return { length, firstMismatch, ...(constant ? { constant: letters[0]! } : { letters: [...letters] }) };
}

function smallestFailure(rows: readonly Row[]): Json {
  const failing = rows.filter(({ frontier }) => frontier.past.failure !== null);
  const [first] = failing.sort((a, b) => a.frontier.past.failure!.length - b.frontier.past.failure!.length);
  if (first === undefined) return null;
  return { alphabetSize: first.alphabetSize, ngram: first.ngram, ...shown(first.frontier.past.failure!) };
}

/** The largest L over the rows, the largest n with two letters, and the largest D with n = 1; null when nothing is certified. */
function largestCertified(numbers: NumberSystem, rows: readonly Row[]): Json {
  const lengths = rows.filter(({ frontier }) => frontier.certifiedLength !== null);
  if (lengths.length === 0) return null;
  const longest = lengths.reduce((a, b) => (b.frontier.certifiedLength! > a.frontier.certifiedLength! ? b : a));
  const certified = (alphabetSize: number, ngram: number) => largestCertifiedLength({ alphabetSize, ngram }, numbers);
  const ngram = lastTrue(LARGEST_KEY, (n) => certified(2, n) !== null);
  const power = lastTrue(LARGEST_POWER, (k) => certified(2 ** k, 1) !== null);
  const size = (alphabetSize: number, n: number, length: bigint | null) => ({
    alphabetSize,
    ngram: n,
    length: String(length),
  });
  return {
    largestLength: size(longest.alphabetSize, longest.ngram, longest.frontier.certifiedLength),
    largestNgram: size(2, ngram, certified(2, ngram)),
    largestAlphabet: size(2 ** power, 1, certified(2 ** power, 1)),
  };
}

/** By doubling and bisection a number up to `limit` that is good and whose successor is not, or `limit`; 0 when 1 is bad. */
function lastTrue(limit: number, good: (x: number) => boolean): number {
  let high = 1;
  while (high <= limit && good(high)) high *= 2;
  let low = Math.floor(high / 2);
  high = Math.min(high, limit + 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (good(middle)) low = middle;
    else high = middle;
  }
  return low;
}
