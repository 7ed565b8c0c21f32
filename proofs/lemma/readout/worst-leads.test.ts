import { expect, it } from 'vitest';
import { tokenCodes } from '../../common/token-codes.js';
import { worstLeads } from './worst-leads.js';

it.each([1, 2, 3, 4])('agrees with all codes of width %i, one by one', (width) => {
  const alphabetSize = 2 ** width;
  const codes = tokenCodes(alphabetSize);
  const [bos, copy] = [alphabetSize, alphabetSize + 1];
  const tokens = codes.map((_, token) => token);
  const letters = tokens.slice(0, alphabetSize);
  for (const right of [1, 3, 4 * (width + 1)]) {
    const least = (as: number[], bs: number[]) => {
      let lead = Number.POSITIVE_INFINITY;
      for (const a of as) {
        for (const b of bs) {
          for (const w of tokens) {
            if (a !== b) {
              lead = Math.min(lead, right * (dot(a, a) - dot(a, b)) + dot(w, a) - dot(w, b));
            }
          }
        }
      }
      return lead;
    };
    const dot = (a: number, b: number) => codes[a]!.reduce((sum, x, c) => sum + x * codes[b]![c]!, 0);
    expect(worstLeads(width, right)).toEqual({
      letterWidth: width,
      right,
      overLetters: least(letters, letters),
      overSpecial: least(letters, [bos, copy]),
      ofCopy: least([copy], [...letters, bos]),
    });
  }
});
