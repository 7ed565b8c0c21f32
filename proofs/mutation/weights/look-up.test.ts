import { copyingTransformer } from '@verbatim/transformer';
import { expect, it } from 'vitest';
import { withWeight, withWindowOffByOne } from '../../common/broken-weights.js';
import { firstDifference } from './look-up.js';

const size = { alphabetSize: 2, ngram: 2, maxLength: 5 };
const construction = copyingTransformer(size);

it('finds no difference in the construction, nor in the stop variant', () => {
  expect(firstDifference(construction, construction, 4)).toBeNull();
  const stop = copyingTransformer({ ...size, stop: true });
  expect(firstDifference(stop, stop, 4)).toBeNull();
});

it('finds the first logit that differs, also where the same token comes out', () => {
  // BOS is token 2; the logit of COPY, token 3, is twice what it should be after the first COPY.
  const louder = withWeight(construction, 'unembedding', 3, 2, 2);
  expect(firstDifference(louder, construction, 4)).toEqual({ tokens: [2, 0, 3], logit: 3 });
  const sharper = copyingTransformer({ ...size, softmaxScale: construction.softmaxScale + 1 });
  expect(firstDifference(sharper, construction, 4)).toEqual({ tokens: [2, 0, 3], logit: 0 });
});

it('counts irrational weights as a difference', () => {
  expect(firstDifference(withWindowOffByOne(construction), construction, 4)).toMatchObject({ logit: null });
});
