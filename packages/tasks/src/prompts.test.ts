import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { copyPrompt, teacherForcedTokens } from './prompts.js';
import { vocabulary } from './vocabulary.js';

const tokens = vocabulary(4);
const [BOS, COPY] = [4, 5];
const strings = fc.array(fc.nat({ max: 3 }), { maxLength: 20 });

describe('prompts', () => {
  it('are BOS x COPY', () => {
    expect([...copyPrompt([2, 0, 3], tokens)]).toEqual([BOS, 2, 0, 3, COPY]);
    expect([...copyPrompt([], tokens)]).toEqual([BOS, COPY]);
  });

  it('go on with all letters but the last when the answer is forced', () => {
    expect([...teacherForcedTokens([2, 0, 3], tokens)]).toEqual([BOS, 2, 0, 3, COPY, 2, 0]);
    expect([...teacherForcedTokens([1], tokens)]).toEqual([BOS, 1, COPY]);
    expect([...teacherForcedTokens([], tokens)]).toEqual([BOS, COPY]);
  });

  test.prop([strings])('have one prediction for each letter when the answer is forced', (x) => {
    const read = teacherForcedTokens(x, tokens);
    // The prediction at COPY is the first; the one after x_i is the next.
    expect(read.length - (x.length + 1)).toBe(Math.max(x.length, 1));
    expect([...read.subarray(0, x.length + 2)]).toEqual([...copyPrompt(x, tokens)]);
  });

  it.each([copyPrompt, teacherForcedTokens])('refuse what is no letter: %o', (make) => {
    expect(() => make([0, BOS], tokens)).toThrow(
      new RangeError('letter 4 at position 1: accepted is an integer from 0 to 3'),
    );
  });
});
