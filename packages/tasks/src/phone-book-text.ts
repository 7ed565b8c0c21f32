/** Phone book look-up as text, for language models that bring their own tokens. */

import { differentDraws } from './different-draws.js';
import { lengthRange } from './length-range.js';
import { shownAndAsked } from './phone-book.js';
import type { RandomSource } from './random.js';

const FIRST_NAMES =
  `Alice Amir Anna Arthur Bella Boris Carla Cedric Chloe Daniel Diana Edgar Elena Emil Fatima Felix Grace Gustav Hannah
  Hugo Ines Ivan Jack Joanna Karim Kate Laura Leo Linda Luis Maria Martin Maya Nadia Nils Nora Oliver Olga Paula Peter
  Quentin Rachel Robert Rosa Samuel Sara Theo Tina Victor Wendy`.split(/\s+/);

const LAST_NAMES =
  `Adams Ahmed Baker Barnes Bennett Berg Carter Chavez Clarke Cole Davies Diaz Dixon Ellis Evans Fisher Fletcher Garcia
  Gibson Grant Hansen Harris Hughes Ibrahim Jensen Johnson Keller Khan Kovacs Lambert Lopez Mason Meyer Morgan Murphy
  Nguyen Novak Olsen Parker Powell Quinn Reed Rossi Schmidt Silva Tanaka Turner Walker Watson Young`.split(/\s+/);

/** How many different names there are. */
export const PHONE_BOOK_NAMES = FIRST_NAMES.length * LAST_NAMES.length;

/** A question to a language model. */
export interface PhoneBookText {
  /** The book, two of its lines again, and a third name with a colon. */
  readonly prompt: string;
  /** The ten digits, which a space parts from the prompt. */
  readonly answer: string;
}

/**
 * A phone book of N lines such as `Alice Walker: 6093237777`, then an empty line, two of these lines again, an empty line, and
 * the name of a third with a colon. Names are different and so are numbers. Each choice is uniform: of the names, of the
 * numbers (ten digits, of which the first is 6 to 9), of the three entries.
 *
 * @param entries - N, from 3 to {@link PHONE_BOOK_NAMES}.
 * @throws RangeError if it is anything else.
 */
export function phoneBookText(random: RandomSource, entries: number): PhoneBookText {
  lengthRange('phone book entries', 3, entries, entries);
  if (entries > PHONE_BOOK_NAMES) {
    throw new RangeError(`a phone book of ${entries} entries: accepted are up to ${PHONE_BOOK_NAMES}`);
  }
  const identity = (value: number): number => value;
  const names = differentDraws(entries, () => random.integer(0, PHONE_BOOK_NAMES - 1), identity).map(
    (index) => `${FIRST_NAMES[Math.floor(index / LAST_NAMES.length)]} ${LAST_NAMES[index % LAST_NAMES.length]}`,
  );
  const numbers = differentDraws(entries, () => random.integer(6_000_000_000, 9_999_999_999), identity).map(String);
  const lines = names.map((name, i) => `${name}: ${numbers[i]}`);
  const [one, other, asked] = shownAndAsked(random, entries);
  return {
    prompt: `${lines.join('\n')}\n\n${lines[one]}\n${lines[other]}\n\n${names[asked]}:`,
    answer: numbers[asked],
  };
}
