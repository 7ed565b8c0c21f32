import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { lettersOfNumber, numberOfLetters, numberOfString, stringOfNumber } from './letter-number.js';
import { stringsOf } from './machines.testing.js';

const strings = fc
  .integer({ min: 2, max: 1000 })
  .chain((alphabetSize) =>
    fc.tuple(fc.constant(alphabetSize), fc.array(fc.nat({ max: alphabetSize - 1 }), { maxLength: 300 })),
  );

describe('strings as numbers', () => {
  test.prop([strings])('are read digit by digit in base D, and written back', ([alphabetSize, letters]) => {
    const number = letters.reduce((value, letter) => value * BigInt(alphabetSize) + BigInt(letter), 0n);
    expect(numberOfLetters(alphabetSize, letters)).toBe(number);
    expect([...lettersOfNumber(alphabetSize, letters.length, number)]).toEqual(letters);
  });

  it('are numbered without gaps, shorter ones first', () => {
    for (const alphabetSize of [2, 3, 5]) {
      const all = [0, 1, 2, 3].flatMap((length) => [...stringsOf(alphabetSize, length)]);
      expect(all.map((letters) => numberOfString(alphabetSize, letters))).toEqual(all.map((_, i) => BigInt(i)));
      expect(all.map((_, i) => [...stringOfNumber(alphabetSize, 3, BigInt(i))])).toEqual(all);
    }
  });
});
