/**
 * Phone book look-up over any alphabet: N lines `name|number.`, two of them again to show what is asked for, and a third name;
 * the answer is its number. As text, with names of people, it is in `phone-book-text.ts`.
 */

import { differentDraws } from './different-draws.js';
import { assertCount, lengthRange } from './length-range.js';
import type { RandomSource } from './random.js';
import type { Task } from './task.js';
import { vocabulary } from './vocabulary.js';

/** The options of {@link phoneBookTask}. */
export interface PhoneBookOptions {
  /** D ≥ 2: the letters of names and numbers. */
  readonly alphabetSize: number;
  /** The least number N of entries, at least 3. */
  readonly minEntries: number;
  /** The greatest number N of entries, itself included. */
  readonly maxEntries: number;
  /** How many letters a name has. */
  readonly nameLength: number;
  /** How many letters a number has. */
  readonly numberLength: number;
}

/** The entries that are shown again and the one that is asked for: three different ones; every choice is equally likely. */
export function shownAndAsked(random: RandomSource, entries: number): [shown: number, shown: number, asked: number] {
  const [one, other, asked] = differentDraws(
    3,
    () => random.integer(0, entries - 1),
    (index) => index,
  );
  return [one, other, asked];
}

/**
 * The phone book task, `$` + N lines `name|number.` + two of these lines again + `name|`; the answer is the number of the last
 * name. N is uniform over its range; all sequences of N different names, and of N different numbers, are equally likely;
 * the three entries of the question are different ones.
 *
 * @throws RangeError if an option is out of its range, or fewer than `maxEntries` names or numbers are possible.
 */
export function phoneBookTask(options: PhoneBookOptions): Task {
  const { alphabetSize, minEntries, maxEntries, nameLength, numberLength } = options;
  const tokens = vocabulary(alphabetSize);
  const size = lengthRange('phone book entries', 3, minEntries, maxEntries);
  for (const [what, length] of [['name', nameLength] as const, ['number', numberLength] as const]) {
    assertCount(`letters of a phone book ${what}:`, length);
    if (alphabetSize ** length < maxEntries) {
      throw new RangeError(
        `${maxEntries} different ${what}s of ${length} letters of ${alphabetSize}: accepted are up to ${alphabetSize ** length}`,
      );
    }
  }
  return {
    name: 'phone-book',
    vocabulary: tokens,
    sample(random) {
      const entries = size(random);
      const different = (length: number): Uint32Array[] =>
        differentDraws(
          entries,
          () => random.letters(length, alphabetSize),
          (letters) => letters.join(),
        );
      const names = different(nameLength); // N × (nameLength)
      const numbers = different(numberLength); // N × (numberLength)
      const lines = names.map((name, i) => [...name, tokens.copy, ...numbers[i], tokens.eos]);
      const [one, other, asked] = shownAndAsked(random, entries);
      const prompt = [tokens.bos, ...lines.flat(), ...lines[one], ...lines[other], ...names[asked], tokens.copy];
      return {
        task: 'phone-book',
        vocabulary: tokens,
        length: entries,
        prompt: Uint32Array.from(prompt),
        answer: numbers[asked],
      };
    },
  };
}
