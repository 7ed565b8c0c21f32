import { copyingTransformer, exactRationals, float64, inspect } from '@verbatim/transformer';
import { expect, it } from 'vitest';
import { ReadOut } from './read-out.js';

it('decodes the mixture that the model attends to as the model does', () => {
  const letters = [0, 2, 1, 0, 2, 2];
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 1, softmaxScale: 1 });
  const { bos, copy } = construction.vocabulary;
  const tokens = [bos, ...letters, copy, ...letters];
  const readOut = new ReadOut(construction, float64());
  for (const { attention, prediction } of inspect(construction, float64(), letters)) {
    expect(readOut.decode(attention.map((weight, j) => [tokens[j]!, weight] as const))).toBe(prediction);
  }
});

it('decodes the heavier of two codes, in exact arithmetic too', () => {
  const readOut = new ReadOut(copyingTransformer({ alphabetSize: 5, ngram: 2 }), exactRationals());
  expect(
    readOut.decode([
      [3, 5],
      [4, 1],
    ]),
  ).toBe(3);
  expect(
    readOut.decode([
      [6, 1],
      [4, 5],
    ]),
  ).toBe(4);
});
