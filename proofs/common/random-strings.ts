/** Random strings for the claims about copying: skewed letters, and repeats that agree or conflict, planted or grown. */
import { plantAgreeingRepeat, plantConflictingRepeat, randomSource } from '@verbatim/tasks';
import * as fc from 'fast-check';

/** How a string gets its repeats; `grown` makes it one without a conflict but usually with many repeats. */
export const SHAPES = ['plain', 'agreeing', 'conflicting', 'grown'] as const;

/** A string, and the n whose transformer is to copy it. */
export interface RandomString {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly letters: Uint32Array;
}

/** What {@link randomStrings} draws, in words, for the domain of a claim. */
export const RANDOM_STRINGS_IN_WORDS =
  'D uniform from 2 to 64, n from 1 to 8, L from 1 to 200; letters ⌊D·uˢ⌋ for uniform u with s one of 1, 2, 4, 8; then, with ' +
  'equal chances, nothing, an agreeing repeat planted, a conflicting repeat planted (each where it fits), or every ' +
  'n-gram that comes back made to go on as before';

const LONGEST = 200;
const STEPS = 2 ** 20;

/** Independent strings from the distribution of {@link RANDOM_STRINGS_IN_WORDS}, when drawn without bias. */
export function randomStrings(): fc.Arbitrary<RandomString> {
  return fc
    .record({
      alphabetSize: fc.integer({ min: 2, max: 64 }),
      ngram: fc.integer({ min: 1, max: 8 }),
      skew: fc.constantFrom(1, 2, 4, 8),
      shape: fc.constantFrom(...SHAPES),
      plantSeed: fc.nat(),
      draws: fc.array(fc.integer({ min: 0, max: STEPS - 1 }), { minLength: 1, maxLength: LONGEST, size: 'max' }),
    })
    .map(({ alphabetSize, ngram, skew, shape, plantSeed, draws }) => {
      const letters = Uint32Array.from(draws, (draw) => Math.floor(alphabetSize * (draw / STEPS) ** skew));
      return { alphabetSize, ngram, letters: shaped(shape, letters, ngram, alphabetSize, plantSeed) };
    });
}

function shaped(
  shape: (typeof SHAPES)[number],
  letters: Uint32Array,
  ngram: number,
  alphabetSize: number,
  seed: number,
): Uint32Array {
  switch (shape) {
    case 'plain':
      return letters;
    case 'agreeing':
      return plantAgreeingRepeat(randomSource(seed, shape), letters, ngram) ?? letters;
    case 'conflicting':
      return plantConflictingRepeat(randomSource(seed, shape), letters, ngram, alphabetSize) ?? letters;
    case 'grown':
      return withoutConflict(letters, ngram);
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
