import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { assertLetters, vocabulary } from './vocabulary.js';

describe('vocabulary', () => {
  it('puts BOS, COPY, EOS and PAD behind the letters', () => {
    expect(vocabulary(26)).toEqual({ alphabetSize: 26, bos: 26, copy: 27, eos: 28, pad: 29, size: 30 });
  });

  test.prop([fc.integer({ min: 2, max: 2 ** 32 - 4 })])('has no token twice, and all in 32 bits', (alphabetSize) => {
    const { bos, copy, eos, pad, size } = vocabulary(alphabetSize);
    expect([...Uint32Array.of(bos, copy, eos, pad)].sort((a, b) => a - b)).toEqual(
      [0, 1, 2, 3].map((i) => alphabetSize + i),
    );
    expect(size).toBe(alphabetSize + 4);
  });

  it.each([1, 0, -2, 2.5, Number.NaN, 2 ** 32 - 3])('refuses an alphabet of %s letters', (alphabetSize) => {
    expect(() => vocabulary(alphabetSize)).toThrow(
      new RangeError(`alphabet size D = ${alphabetSize}: accepted is an integer from 2 to 4294967292`),
    );
  });
});

describe('assertLetters', () => {
  it('accepts letters in any array, and none', () => {
    expect(() => assertLetters([], 2)).not.toThrow();
    expect(() => assertLetters([0, 1], 2)).not.toThrow();
    expect(() => assertLetters(Uint8Array.of(255, 0), 256)).not.toThrow();
  });

  it.each([2, -1, 0.5, Number.NaN])('names the first position that holds no letter: %s', (letter) => {
    expect(() => assertLetters([1, letter, 9], 2)).toThrow(
      new RangeError(`letter ${JSON.stringify(letter)} at position 1: accepted is an integer from 0 to 1`),
    );
  });

  it('refuses what is no number, such as a digit in quotes', () => {
    const letters = ['1'] as unknown as number[];
    expect(() => assertLetters(letters, 2)).toThrow('letter "1" at position 0: accepted is an integer from 0 to 1');
  });
});
