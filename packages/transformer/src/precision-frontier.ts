/**
 * Both sides of a certificate's bound: the largest L that is certified for (D, n), strings of that length really run, the
 * reason why L + 1 is not certified, and the smallest string past it that a search finds to fail. A certificate is sufficient,
 * not necessary; this shows how far from necessary it is.
 *
 * The work is limited by counting operations, never by a clock, so that the same call gives the same answer everywhere.
 */
import { certificate } from './certificate.js';
import { type CopyRunner, copyRunner } from './copy.js';
import { copyingTransformer } from './copying-transformer.js';
import { everyConflictFree, type Failure, type FailureSearch, failureOf, searchedStrings } from './failure-search.js';
import { largestCertifiedLength } from './largest-certified-length.js';
import { letterWidth } from './letter-code.js';
import type { NumberSystem } from './number-system.js';

/** What to look at, and how hard. */
export interface FrontierSearch extends Omit<FailureSearch, 'minLength' | 'maxLength'> {
  /** About how many operations of arithmetic may be spent at the bound, and past it. */
  readonly operations: { readonly atBound: number; readonly past: number };
}

/** The two sides of the bound. */
export interface PrecisionFrontier {
  /** The largest L such that it and every shorter length are certified; null when not even L = 1 is. */
  readonly certifiedLength: bigint | null;
  /** Why L + 1 is not certified. */
  readonly reasonPast: string;
  /** What was run at L; null where no L is certified, or where a single string of L letters would take too long. */
  readonly atBound: BoundRun | null;
  /** What was searched past L. */
  readonly past: PastSearch;
}

/** Strings of exactly L letters without a conflicting repeat, run with the transformer made for L. */
export interface BoundRun {
  /** Whether these are all such strings; else they are the constant one, cuts of a de Bruijn string and random ones. */
  readonly every: boolean;
  readonly strings: number;
  /** The first string that was not copied: one would refute the certificate. */
  readonly failure: Failure | null;
}

/** Strings of more than L letters, each run with the transformer made for its own length. */
export interface PastSearch {
  /** Strings of each length from L + 1 to this one were run; null where even one of L + 1 letters would take too long. */
  readonly upTo: number | null;
  readonly strings: number;
  /** The smallest failure found. */
  readonly failure: Failure | null;
}

/**
 * Looks at both sides of the bound of (D, n) in a rounding number system.
 *
 * @throws RangeError for exact arithmetic, which has no bound, and when D or n is out of range.
 */
export function precisionFrontier(search: FrontierSearch, numbers: NumberSystem): PrecisionFrontier {
  const steps = precisionFrontierSteps(search, numbers);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, pausing before each string that is run. */
export function* precisionFrontierSteps(search: FrontierSearch, numbers: NumberSystem): Steps<PrecisionFrontier> {
  const { alphabetSize, ngram } = search;
  const certifiedLength = largestCertifiedLength({ alphabetSize, ngram }, numbers);
  const next = (certifiedLength ?? 0n) + 1n;
  const { reason } = certificate({ alphabetSize, ngram, maxLength: next }, numbers);
  if (reason === null) throw new Error(`L = ${next} is certified: the largest certified length is wrong`);
  const atBound = certifiedLength === null ? null : yield* runAtBound(search, Number(certifiedLength), numbers);
  const past = yield* searchPast(search, Number(next), numbers);
  return { certifiedLength, reasonPast: reason, atBound, past };
}

type Steps<Result> = Generator<undefined, Result, undefined>;

function* runAtBound(search: FrontierSearch, length: number, numbers: NumberSystem): Steps<BoundRun | null> {
  const { alphabetSize, ngram, operations } = search;
  const affordable = Math.floor((operations.atBound - buildingOf(search)) / operationsOf(search, length));
  if (affordable < 1) return null;
  const every = everyConflictFree(alphabetSize, ngram, length, affordable);
  const runner = runnerFor(search, length, numbers);
  let strings = 0;
  for (const letters of every ?? searchedStrings(search, length)) {
    if (strings === affordable) break;
    yield;
    strings++;
    const failure = failureOf(runner, letters);
    if (failure !== null) return { every: false, strings, failure };
  }
  return { every: every !== null, strings, failure: null };
}

function* searchPast(search: FrontierSearch, first: number, numbers: NumberSystem): Steps<PastSearch> {
  const operations = search.operations.past;
  let strings = 0;
  let length = first;
  for (let spent = 0; ; length++) {
    const perString = operationsOf(search, length);
    spent += buildingOf(search);
    if (spent + perString > operations) break;
    const runner = runnerFor(search, length, numbers);
    for (const letters of searchedStrings(search, length)) {
      if (spent + perString > operations) break;
      spent += perString;
      yield;
      strings++;
      const failure = failureOf(runner, letters);
      if (failure !== null) return { upTo: length, strings, failure };
    }
  }
  yield;
  const overflow = overflowOfConstant(search, first, numbers);
  return {
    upTo: length > first ? length - 1 : null,
    strings: strings + overflow.strings,
    failure: overflow.failure,
  };
}

/**
 * The least length near 2^e at which the sum of weights really overflows: in a constant string nearly all keys are right and
 * weigh 1 each. Its last letter is then wrong, which one prediction shows.
 */
function overflowOfConstant(search: FrontierSearch, first: number, numbers: NumberSystem) {
  const { alphabetSize, ngram } = search;
  const { significandBits, largestExponent } = numbers;
  // 2^(e+1) (1 − 2^(−p−1)) and more rounds to infinity, and 2L − n − 2 keys are right.
  const start = Math.ceil(2 ** largestExponent * (1 - 2 ** (-significandBits - 1))) + ngram + 1;
  let failure: Failure | null = null;
  let strings = 0;
  for (let length = start, spent = 0; length >= first; length--) {
    spent += buildingOf(search) + operationsOfReading(search, 2 * length);
    if (spent > search.operations.past) break;
    strings++;
    const runner = runnerFor(search, length, numbers);
    if (lastLetterOfConstant(runner, length) === alphabetSize - 1) break;
    failure = { length, letters: new Uint32Array(length).fill(alphabetSize - 1), firstMismatch: length - 1 };
  }
  return { failure, strings };
}

function runnerFor({ alphabetSize, ngram }: Size, maxLength: number, numbers: NumberSystem): CopyRunner {
  return copyRunner(copyingTransformer({ alphabetSize, ngram, maxLength }), numbers);
}

/** The prediction for the last letter of the constant string of L letters D − 1, L ≥ 2, the letters before it being right. */
function lastLetterOfConstant({ construction, model }: CopyRunner, length: number): number {
  const { bos, copy, alphabetSize } = construction.vocabulary;
  const letter = alphabetSize - 1;
  model.truncate(0);
  model.read(bos);
  for (let i = 0; i < length; i++) model.read(letter);
  model.read(copy);
  for (let i = 0; i < length - 2; i++) model.read(letter);
  return model.predict(letter);
}

type Size = Pick<FrontierSearch, 'alphabetSize' | 'ngram'>;

/** About the operations that one string takes, teacher-forced: L predictions over 2L positions, and reading these. */
function operationsOf(size: Size, length: number): number {
  const code = letterWidth(size.alphabetSize) + 1;
  const readout = size.alphabetSize * code;
  return operationsOfReading(size, 2 * length) + length * (1.5 * length * (size.ngram * code + code + 2) + readout);
}

/** About the operations of block 1 at so many positions: the gates' weights, and n + 1 window means. */
function operationsOfReading({ alphabetSize, ngram }: Size, positions: number): number {
  const code = letterWidth(alphabetSize) + 1;
  const window = Math.min(ngram + 1, positions);
  return positions * (ngram + 1) * code * (14 + window);
}

/** What writing down the weights takes, in operations: about ten for each weight of the gates and of the codes. */
function buildingOf({ alphabetSize, ngram }: Size): number {
  return 10 * (14 * (ngram + 1) + alphabetSize) * (letterWidth(alphabetSize) + 1);
}
