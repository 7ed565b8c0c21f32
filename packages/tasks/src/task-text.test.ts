import { describe, expect, it } from 'vitest';
import { copyExample } from './copy-task.js';
import { prefixLookupExample } from './prefix-lookup.js';
import { suffixLookupExample } from './suffix-lookup.js';
import { exampleText, tokenText } from './task-text.js';
import { vocabulary } from './vocabulary.js';

const letters = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0) - 97);

describe('the text of an example is that of the paper', () => {
  const tokens = vocabulary(26);

  it('for a copy: $x|x.', () => {
    expect(exampleText(copyExample(letters('zabca'), tokens))).toBe('$zabca|zabca.');
  });

  it('for a prefix-key look-up: $g|x|a.', () => {
    expect(exampleText(prefixLookupExample(letters('abcdefgh'), 1, 2, 3, tokens))).toBe('$bc|abcdefgh|def.');
  });

  it('for a suffix-key look-up: $x|ga.', () => {
    expect(exampleText(suffixLookupExample(letters('abcdefgh'), 1, 2, 3, tokens))).toBe('$abcdefgh|bcdef.');
  });

  it('with * for PAD, over any alphabet of up to 26 letters', () => {
    const { bos, copy, eos, pad } = vocabulary(3);
    expect(tokenText([bos, 0, pad, 2, copy, eos], vocabulary(3))).toBe('$a*c|.');
  });

  it('is refused for more letters, and for what is no token', () => {
    expect(() => tokenText([0], vocabulary(27))).toThrow(
      new RangeError('text of an alphabet of 27 letters: accepted are up to 26'),
    );
    expect(() => tokenText([30], tokens)).toThrow('accepted is an integer from 0 to 29');
  });
});
