import {
  prefixLookupExample,
  prefixLookupTask,
  randomSource,
  stringsOf,
  suffixLookupExample,
  suffixLookupTask,
  unambiguousKeys,
  vocabulary,
} from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { answerPrompt } from './answer-prompt.js';
import { exactRationals } from './exact.js';
import { float64 } from './float64.js';
import { prefixLookupTransformer, suffixLookupTransformer } from './lookup-transformer.js';
import { Transformer } from './transformer.js';
import { assertShapes } from './weights.js';

describe.each([
  ['first', prefixLookupTransformer, prefixLookupExample, prefixLookupTask, 3] as const,
  ['last', suffixLookupTransformer, suffixLookupExample, suffixLookupTask, 2] as const,
])('a key that comes %s', (_, transformer, example, task, depth) => {
  it.each([
    [2, 1, 2, 4],
    [2, 2, 1, 5],
    [2, 2, 3, 6],
    [3, 1, 1, 4],
    [3, 2, 2, 4],
    [5, 1, 2, 3],
  ])('is answered in every string, in exact arithmetic: D = %i, n = %i, k = %i, L up to %i', (D, n, k, longest) => {
    const construction = transformer({ alphabetSize: D, ngram: n, answerLength: k, maxLength: longest });
    assertShapes(construction.weights);
    expect(construction.weights.blocks).toHaveLength(depth);
    const model = new Transformer(construction.weights, exactRationals());
    for (let length = n + k; length <= longest; length++) {
      for (const x of stringsOf(D, length)) {
        for (const at of unambiguousKeys(x, n, k)) {
          const { prompt, answer } = example(x, at, n, k, vocabulary(D));
          const said = answerPrompt(model as unknown as Transformer, prompt, k);
          if (said.join() !== answer.join()) expect.fail(`x = ${x}, key at ${at}: ${said} instead of ${answer}`);
        }
      }
    }
  });

  it.each([
    [2, 9, 3, 200],
    [26, 3, 4, 150],
    [7, 4, 1, 100],
  ])('is answered in long strings: D = %i, n = %i, k = %i, L = %i', (alphabetSize, ngram, answerLength, length) => {
    const construction = transformer({ alphabetSize, ngram, answerLength, maxLength: length });
    const model = new Transformer(construction.weights, float64()) as unknown as Transformer;
    const queries = task({ alphabetSize, ngram, answerLength, minLength: length, maxLength: length });
    const random = randomSource(1);
    for (let i = 0; i < 5; i++) {
      const { prompt, answer } = queries.sample(random);
      expect(answerPrompt(model, prompt, answerLength)).toEqual(answer);
    }
  });

  it('is refused in sizes that are none', () => {
    const valid = { alphabetSize: 2, ngram: 1, answerLength: 1, maxLength: 4 };
    for (const wrong of [
      { ngram: 0 },
      { answerLength: 1.5 },
      { maxLength: 0 },
      { alphabetSize: 1 },
      { softmaxScale: 0 },
    ])
      expect(() => transformer({ ...valid, ...wrong })).toThrow(RangeError);
  });
});
