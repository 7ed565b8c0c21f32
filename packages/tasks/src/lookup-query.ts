/** What both look-up tasks draw: a string, and a key that has one answer in it. */

import { assertCount, lengthRange } from './length-range.js';
import { unambiguousKeys } from './lookup-keys.js';
import type { RandomSource } from './random.js';
import { assertNgram } from './repeat.js';
import type { StringTaskOptions } from './task.js';
import { assertLetters, type Letters, vocabulary } from './vocabulary.js';

/** The options of both look-up tasks. */
export interface LookupOptions extends StringTaskOptions {
  /** n: the letters of the key. */
  readonly ngram: number;
  /** k: the letters of the answer. */
  readonly answerLength: number;
}

/** A string, a key that occurs in it once, and what follows the key. */
export interface LookupQuery {
  /** (L) letters. */
  readonly x: Uint32Array;
  /** (n) letters. */
  readonly key: Uint32Array;
  /** (k) letters. */
  readonly answer: Uint32Array;
}

// Strings of which one in twenty has an unambiguous key are refused with a chance below 10⁻²².
const MOST_DRAWS = 1000;

/**
 * The query for the key at a position of x.
 *
 * @throws RangeError unless the position is one of {@link unambiguousKeys}, and if x holds anything but letters of D.
 */
export function lookupQuery(
  x: Letters,
  position: number,
  { alphabetSize, ngram, answerLength }: Pick<LookupOptions, 'alphabetSize' | 'ngram' | 'answerLength'>,
): LookupQuery {
  assertLetters(x, alphabetSize);
  if (!unambiguousKeys(x, ngram, answerLength).includes(position)) {
    throw new RangeError(
      `key of ${ngram} letters at position ${position}: accepted is one that occurs once and that ${answerLength} letters follow`,
    );
  }
  return query(Uint32Array.from(x), position, ngram, answerLength);
}

function query(x: Uint32Array, position: number, ngram: number, answerLength: number): LookupQuery {
  const end = position + ngram;
  return { x, key: x.slice(position, end), answer: x.slice(end, end + answerLength) };
}

/**
 * A sampler of queries. L is uniform over its range; x is uniform over the strings of L letters that have an unambiguous key
 * (i.i.d. uniform letters, drawn again if there is none); the key is uniform over those of x.
 *
 * The sampler throws a RangeError if 1,000 strings of the length drawn had no unambiguous key between them.
 *
 * @throws RangeError if D, n, k or a length is out of its range; L is at least n + k.
 */
export function lookupQueries({
  alphabetSize,
  minLength,
  maxLength,
  ngram,
  answerLength,
}: LookupOptions): (random: RandomSource) => LookupQuery {
  vocabulary(alphabetSize);
  assertNgram(ngram);
  assertCount('answer length k =', answerLength);
  const length = lengthRange('length of a string to look up in', ngram + answerLength, minLength, maxLength);
  return (random) => {
    const drawn = length(random);
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const x = random.letters(drawn, alphabetSize);
      const positions = unambiguousKeys(x, ngram, answerLength);
      if (positions.length > 0) {
        return query(x, positions[random.integer(0, positions.length - 1)], ngram, answerLength);
      }
    }
    throw new RangeError(
      `no ${ngram}-gram occurs once in any of ${MOST_DRAWS} strings of ${drawn} letters of ${alphabetSize}: ` +
        'accepted are longer keys, shorter strings or more letters',
    );
  };
}
