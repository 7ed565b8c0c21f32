/** Random strings for the claims about copying: skewed letters, and repeats that agree or conflict, planted or grown. */
import type { Share } from '@verbatim/evidence';
import {
  conflictingRepeat,
  type Letters,
  plantAgreeingRepeat,
  plantConflictingRepeat,
  randomSource,
  repeatedNgram,
} from '@verbatim/tasks';
import * as fc from 'fast-check';

/** How a string gets its repeats; `grown` makes it one without a conflict but usually with many repeats. */
export const SHAPES = ['plain', 'agreeing', 'conflicting', 'grown'] as const;

/** A string, and the n whose transformer is to copy it. */
export interface RandomString {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly letters: Uint32Array;
  /** Whether a repeat was planted: it was to be, and it fitted. */
  readonly planted: boolean;
}

/** The largest D, n and L that are drawn. */
export interface LargestStrings {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly length: number;
}

const LARGEST: LargestStrings = { alphabetSize: 64, ngram: 8, length: 200 };

/** What {@link randomStrings} draws, in words, for the domain of a claim. */
export function randomStringsInWords({ alphabetSize, ngram, length }: LargestStrings = LARGEST): string {
  return (
    `D uniform from 2 to ${alphabetSize}, n from 1 to ${ngram}, L from 1 to ${length}; letters ⌊D·uˢ⌋ for uniform u with s one of 1, 2, 4, 8; then, with ` +
    'equal chances, nothing, an agreeing repeat planted, a conflicting repeat planted (each where it fits), or every ' +
    'n-gram that comes back made to go on as before'
  );
}

const STEPS = 2 ** 20;

/** A string of at most this many letters is short: a repeat of a longer n-gram hardly fits in it, or not at all. */
const SHORT = 16;

/** A string, and the n of the n-grams that may come back in it. */
interface Repeating {
  readonly ngram: number;
  readonly letters: Letters;
}

const repeats = ({ letters, ngram }: Repeating) => repeatedNgram(letters, ngram) !== null;
const conflicts = ({ letters, ngram }: Repeating) => conflictingRepeat(letters, ngram) !== null;

/** Strings in which n-grams come back, all of them going on as before. */
export const AGREEING_REPEATS: Share<Repeating> = {
  name: 'agreeing repeat',
  has: (string) => repeats(string) && !conflicts(string),
  least: 0.08,
};

/** Short strings. */
export const SHORT_STRINGS: Share<{ readonly letters: Letters }> = {
  name: `at most ${SHORT} letters`,
  has: ({ letters }) => letters.length <= SHORT,
  least: 0.02,
};

/**
 * How often each kind of string must be drawn at least: less than a third of how often the distribution has it (49 %,
 * 27 %, 49 % and 8 %), so that a few dozen draws reach it, and no draws from a generator that has lost the kind.
 */
export const STRING_SHARES: readonly Share<RandomString>[] = [
  { name: 'planted repeat', has: ({ planted }) => planted, least: 0.15 },
  AGREEING_REPEATS,
  { name: 'conflicting repeat', has: conflicts, least: 0.15 },
  SHORT_STRINGS,
];

/**
 * Independent strings from the distribution of {@link randomStringsInWords}, when drawn without bias.
 *
 * @param shapes - what is done to a string, with equal chances; all four by default.
 */
export function randomStrings(
  shapes: readonly (typeof SHAPES)[number][] = SHAPES,
  largest: LargestStrings = LARGEST,
): fc.Arbitrary<RandomString> {
  return fc
    .record({
      alphabetSize: fc.integer({ min: 2, max: largest.alphabetSize }),
      ngram: fc.integer({ min: 1, max: largest.ngram }),
      skew: fc.constantFrom(1, 2, 4, 8),
      shape: fc.constantFrom(...shapes),
      plantSeed: fc.nat(),
      draws: fc.array(fc.integer({ min: 0, max: STEPS - 1 }), { minLength: 1, maxLength: largest.length, size: 'max' }),
    })
    .map(({ alphabetSize, ngram, skew, shape, plantSeed, draws }) => {
      const letters = Uint32Array.from(draws, (draw) => Math.floor(alphabetSize * (draw / STEPS) ** skew));
      const planted = plant(shape, letters, ngram, alphabetSize, plantSeed);
      const unplanted = shape === 'grown' ? withoutConflict(letters, ngram) : letters;
      return { alphabetSize, ngram, letters: planted ?? unplanted, planted: planted !== null };
    });
}

/** The string with the repeat of its shape planted, or null when the shape plants none or it does not fit. */
function plant(
  shape: (typeof SHAPES)[number],
  letters: Uint32Array,
  ngram: number,
  alphabetSize: number,
  seed: number,
): Uint32Array | null {
  switch (shape) {
    case 'agreeing':
      return plantAgreeingRepeat(randomSource(seed, shape), letters, ngram);
    case 'conflicting':
      return plantConflictingRepeat(randomSource(seed, shape), letters, ngram, alphabetSize);
    default:
      return null;
  }
}

/** The string in which each n-gram that occurred before is followed by the letter that followed it then. */
export function withoutConflict(letters: Uint32Array, ngram: number): Uint32Array {
  const grown = letters.slice();
  const next = new Map<string, number>();
  for (let i = ngram; i < grown.length; i++) {
    const context = grown.subarray(i - ngram, i).join();
    const letter = next.get(context) ?? grown[i]!;
    next.set(context, letter);
    grown[i] = letter;
  }
  return grown;
}
