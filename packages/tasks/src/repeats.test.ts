import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { lettersFromText } from './byte-letters.js';
import { deBruijnString } from './de-bruijn.js';
import { directConflict, directLongestConflict, directLongestRepeat, directRepeat } from './direct-repeats.js';
import { randomSource } from './random.js';
import {
  conflictingRepeat,
  longestRepeatedSubstring,
  repeatedNgram,
  smallestNgramWithoutConflict,
  smallestNgramWithoutRepeat,
} from './repeats.js';
import type { Letters } from './vocabulary.js';

const MEGABYTE = 2 ** 20;

/** Every public answer about x against comparing letters. */
function expectRight(x: Letters): void {
  const longest = directLongestRepeat(x);
  expect(smallestNgramWithoutRepeat(x)).toBe(longest + 1);
  expect(smallestNgramWithoutConflict(x)).toBe(directLongestConflict(x) + 1);
  expect(longestRepeatedSubstring(x)).toEqual(longest === 0 ? null : { length: longest, ...directRepeat(x, longest) });
  for (const n of [1, 2, 3, longest, longest + 1, x.length, x.length + 1].filter((n) => n >= 1)) {
    expect(repeatedNgram(x, n)).toEqual(directRepeat(x, n));
    expect(conflictingRepeat(x, n)).toEqual(directConflict(x, n));
  }
}

describe('short and long strings', () => {
  test.prop([fc.integer(), fc.integer({ min: 55, max: 75 }), fc.integer({ min: 1, max: 12 })])(
    'get the same answers on both sides of the length from which suffixes are sorted',
    (seed, length, D) => {
      expectRight(randomSource(seed).letters(length, D));
    },
  );

  it('get them in constant, periodic and de Bruijn strings as well', () => {
    for (let length = 0; length < 80; length++) {
      expectRight(new Uint32Array(length));
      expectRight(Uint32Array.from({ length }, (_, i) => i % 5));
      expectRight(Uint32Array.from({ length }, (_, i) => i));
      expectRight(deBruijnString(3, 4).subarray(0, length));
    }
  });
});

describe('the smallest n', () => {
  test.prop([fc.integer(), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 5 })])(
    'is the first without a repeat or a conflict, and there is none for any greater',
    (seed, length, D) => {
      const x = randomSource(seed).letters(length, D);
      const withoutRepeat = smallestNgramWithoutRepeat(x);
      const withoutConflict = smallestNgramWithoutConflict(x);
      for (let n = 1; n <= length + 1; n++) {
        expect(repeatedNgram(x, n) === null).toBe(n >= withoutRepeat);
        expect(conflictingRepeat(x, n) === null).toBe(n >= withoutConflict);
      }
    },
  );

  it('is 1 for a string of no letters', () => {
    expect([smallestNgramWithoutRepeat([]), smallestNgramWithoutConflict([])]).toEqual([1, 1]);
    expect(longestRepeatedSubstring([])).toBeNull();
  });
});

/** Writes `size` letters from `first` over those at `second`, and makes the letters on both sides differ. */
function plant(x: Uint8Array, first: number, second: number, size: number): void {
  x.copyWithin(second, first, first + size);
  x[second - 1] = x[first - 1] ^ 1;
  x[second + size] = x[first + size] ^ 1;
}

describe('a megabyte', () => {
  it('of zeros', () => {
    const zeros = new Uint8Array(MEGABYTE);
    expect(longestRepeatedSubstring(zeros)).toEqual({ length: MEGABYTE - 1, first: 0, second: 1 });
    expect(smallestNgramWithoutConflict(zeros)).toBe(1);
    zeros[MEGABYTE - 1] = 1;
    expect(conflictingRepeat(zeros, MEGABYTE - 2)).toEqual({ first: 0, second: 1, next: [0, 1] });
  });

  it('of random bytes with a planted repeat', () => {
    const bytes = Uint8Array.from(randomSource(1).letters(MEGABYTE, 256));
    plant(bytes, 300_000, 900_000, 40);
    expect(longestRepeatedSubstring(bytes)).toEqual({ length: 40, first: 300_000, second: 900_000 });
    expect(smallestNgramWithoutConflict(bytes)).toBe(41);
  });

  it('of words with a planted passage', () => {
    const random = randomSource(2);
    const words = Array.from({ length: 500 }, () =>
      Array.from(random.letters(random.integer(1, 9), 26), (letter) => String.fromCharCode(97 + letter)).join(''),
    );
    let text = '';
    while (text.length < MEGABYTE) text += `${words[random.integer(0, words.length - 1)]} `;
    const bytes = Uint8Array.from(lettersFromText(text.slice(0, MEGABYTE)));
    plant(bytes, 5_000, 800_000, 700);
    expect(longestRepeatedSubstring(bytes)).toEqual({ length: 700, first: 5_000, second: 800_000 });
    expect(smallestNgramWithoutRepeat(bytes)).toBe(701);
  });
});

describe('bad input is refused in one line', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('n = %d', (n) => {
    for (const find of [repeatedNgram, conflictingRepeat]) {
      for (const x of [[], [0, 1, 0], new Uint32Array(100)]) {
        expect(() => find(x, n)).toThrow(
          new RangeError(`n-gram length n = ${n}: accepted is an integer of at least 1`),
        );
      }
    }
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('a letter %d', (letter) => {
    const x = new Float64Array(100);
    x[70] = letter;
    const find = [
      longestRepeatedSubstring,
      smallestNgramWithoutRepeat,
      smallestNgramWithoutConflict,
      (long: Letters) => repeatedNgram(long, 3),
      (long: Letters) => conflictingRepeat(long, 3),
    ];
    const message = `letter ${JSON.stringify(letter)} at position 70: accepted is an integer from 0 to 4294967295`;
    for (const answer of find) {
      expect(() => answer(x)).toThrow(new RangeError(message));
    }
    expect(() => longestRepeatedSubstring([letter])).toThrow(RangeError);
  });
});
