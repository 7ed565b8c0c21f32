/** Random strings for the claims about copying: skewed letters, and repeats that agree or conflict, planted or grown. */
import type { Share } from '@verbatim/evidence';
import {
  conflictingRepeat,
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

/** What {@link randomStrings} draws, in words, for the domain of a claim. */
export const RANDOM_STRINGS_IN_WORDS =
  'D uniform from 2 to 64, n from 1 to 8, L from 1 to 200; letters ⌊D·uˢ⌋ for uniform u with s one of 1, 2, 4, 8; then, with ' +
  'equal chances, nothing, an agreeing repeat planted, a conflicting repeat planted (each where it fits), or every ' +
  'n-gram that comes back made to go on as before';

const LONGEST = 200;
const STEPS = 2 ** 20;

/** A string of at most this many letters is short: a repeat of a longer n-gram hardly fits in it, or not at all. */
const SHORT = 16;

/**
 * How often each kind of string must be drawn at least: less than a third of how often the distribution has it (49 %,
 * 27 %, 49 % and 8 %), so that a few dozen draws reach it, and no draws from a generator that has lost the kind.
 */
export const STRING_SHARES: readonly Share<RandomString>[] = [
  { name: 'planted repeat', has: ({ planted }) => planted, least: 0.15 },
  { name: 'agreeing repeat', has: (string) => repeats(string) && !conflicts(string), least: 0.08 },
  { name: 'conflicting repeat', has: conflicts, least: 0.15 },
  { name: `at most ${SHORT} letters`, has: ({ letters }) => letters.length <= SHORT, least: 0.02 },
];

function repeats({ letters, ngram }: RandomString): boolean {
  return repeatedNgram(letters, ngram) !== null;
}

function conflicts({ letters, ngram }: RandomString): boolean {
  return conflictingRepeat(letters, ngram) !== null;
}

/**
 * Independent strings from the distribution of {@link RANDOM_STRINGS_IN_WORDS}, when drawn without bias.
 *
 * @param shapes - what is done to a string, with equal chances; all four by default.
 */
export function randomStrings(shapes: readonly (typeof SHAPES)[number][] = SHAPES): fc.Arbitrary<RandomString> {
  return fc
    .record({
      alphabetSize: fc.integer({ min: 2, max: 64 }),
      ngram: fc.integer({ min: 1, max: 8 }),
      skew: fc.constantFrom(1, 2, 4, 8),
      shape: fc.constantFrom(...shapes),
      plantSeed: fc.nat(),
      draws: fc.array(fc.integer({ min: 0, max: STEPS - 1 }), { minLength: 1, maxLength: LONGEST, size: 'max' }),
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
