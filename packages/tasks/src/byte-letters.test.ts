import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { bytesFromLetters, lettersFromBytes, lettersFromText } from './byte-letters.js';

describe('bytes as letters', () => {
  it('are the UTF-8 of a text', () => {
    expect([...lettersFromText('aé€')]).toEqual([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac]);
    expect([...lettersFromText('')]).toEqual([]);
  });

  it('have U+FFFD for a lone surrogate', () => {
    expect([...lettersFromText('\ud800')]).toEqual([0xef, 0xbf, 0xbd]);
  });

  test.prop([fc.uint8Array()])('give every sequence of bytes back', (bytes) => {
    expect(bytesFromLetters(lettersFromBytes(bytes))).toEqual(bytes);
  });

  test.prop([fc.string({ unit: 'grapheme' })])('give every text back', (text) => {
    expect(new TextDecoder().decode(bytesFromLetters(lettersFromText(text)))).toBe(text);
  });

  it('refuse a letter that is no byte', () => {
    expect(() => bytesFromLetters([255, 256])).toThrow(
      new RangeError('letter 256 at position 1: accepted is an integer from 0 to 255'),
    );
  });
});
