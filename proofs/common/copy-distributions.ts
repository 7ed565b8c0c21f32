/** Exact probabilities under copy distributions, for the claims about err and p_ngram. */
import {
  type Fraction,
  fractionText,
  type Letters,
  type ListedCopyDistribution,
  pointMass,
  probabilityThat,
  repeatProbability,
  skewedCopies,
  stringsOf,
  tabulatedCopies,
  uniformCopies,
} from '@verbatim/tasks';
import { type CopyTrials, type Size, words } from './copy-trials.js';

/** Which of all D^L strings a transformer copies, found by one honest pass over every string. */
export class CopiedStrings {
  private readonly copied: Uint8Array;

  constructor(
    trials: CopyTrials,
    readonly size: Size,
  ) {
    this.copied = Uint8Array.from(trials.everyString([size]), ({ copied }) => Number(copied));
  }

  /** Was this string copied? */
  has(letters: Letters): boolean {
    let index = 0;
    for (let i = 0; i < letters.length; i++) index = index * this.size.alphabetSize + letters[i]!;
    return this.copied[index] === 1;
  }

  /** err of a distribution over these strings: the probability that the string is not copied. */
  error(distribution: ListedCopyDistribution): Fraction {
    return probabilityThat(distribution, (letters) => !this.has(letters));
  }
}

/** One distribution, its size and its exact err and p_ngram. */
export interface ErrorCase {
  readonly size: Size;
  readonly distribution: ListedCopyDistribution;
  readonly error: Fraction;
  readonly repeatProbability: Fraction;
}

/** The exact err and p_ngram of every distribution that `distributionsOf` gives for each size. */
export function* errorCases(
  trials: CopyTrials,
  sizes: Iterable<Size>,
  distributionsOf: (size: Size) => Iterable<ListedCopyDistribution>,
): Generator<ErrorCase> {
  for (const size of sizes) {
    const copied = new CopiedStrings(trials, size);
    for (const distribution of distributionsOf(size)) {
      yield {
        size,
        distribution,
        error: copied.error(distribution),
        repeatProbability: repeatProbability(distribution, size.ngram),
      };
    }
  }
}

/** Distributions with every string possible: uniform letters, and letters of weights 1, 2, 3 … and 1, 4, 16 …. */
export function broadDistributions({ alphabetSize, length }: Size): ListedCopyDistribution[] {
  const weights = (of: (letter: number) => number) => Array.from({ length: alphabetSize }, (_, letter) => of(letter));
  return [
    uniformCopies(alphabetSize, length),
    skewedCopies(
      weights((letter) => letter + 1),
      length,
    ),
    skewedCopies(
      weights((letter) => 4 ** letter),
      length,
    ),
  ];
}

/** Narrow distributions: point masses on 000…, on 0123… and on 0…01, and a table of all three with weights 1, 2, 4. */
export function narrowDistributions({ alphabetSize, length }: Size): ListedCopyDistribution[] {
  const strings = [
    new Uint32Array(length),
    Uint32Array.from({ length }, (_, i) => i % alphabetSize),
    Uint32Array.from({ length }, (_, i) => Number(i === length - 1)),
  ];
  const distinct = strings.filter((x, i) => strings.findIndex((y) => y.join() === x.join()) === i);
  return [
    ...distinct.map((letters) => pointMass(letters, alphabetSize)),
    tabulatedCopies(
      alphabetSize,
      distinct.map((letters, i) => ({ letters, weight: 2 ** i })),
    ),
  ];
}

/** Every point mass, on strings in lexicographic order. */
export function* pointMasses({ alphabetSize, length }: Size): Generator<ListedCopyDistribution> {
  for (const letters of stringsOf(alphabetSize, length)) yield pointMass(letters, alphabetSize);
}

/** An error case as JSON: the strings when they are few, and the probabilities as `numerator/denominator`. */
export function describeErrorCase({ size, distribution, error, repeatProbability }: ErrorCase) {
  const strings = fewStrings(distribution);
  return {
    ...size,
    distribution: distribution.name,
    ...(strings && { strings: strings.map((letters) => [...letters]) }),
    err: fractionText(error),
    pNgram: fractionText(repeatProbability),
  };
}

/** Both probabilities of an error case, in words. */
export function explainErrorCase({ size, distribution, error, repeatProbability }: ErrorCase): string {
  const { alphabetSize, ngram, length } = size;
  const strings = fewStrings(distribution)?.map((letters) => words(letters, alphabetSize));
  return (
    `With ${distribution.name}${strings ? ` on ${strings.join(', ')}` : ''}, D = ${alphabetSize}, n = ${ngram} and L = ${length}, ` +
    `err is ${fractionText(error)} and p_ngram is ${fractionText(repeatProbability)}.`
  );
}

const FEW = 3;

/** The strings of positive probability, unless there are many. */
function fewStrings(distribution: ListedCopyDistribution): Uint32Array[] | null {
  const strings: Uint32Array[] = [];
  for (const { letters } of distribution.support()) {
    if (strings.length === FEW) return null;
    strings.push(letters);
  }
  return strings;
}
