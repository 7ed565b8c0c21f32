import { copyingTransformer, exactRationals } from '@verbatim/transformer';
import { expect, it } from 'vitest';
import { everyPair, pairsOf } from './pairs.js';

it('pairs every n-gram asked for with every key, the empty one included', () => {
  const pairs = [...everyPair(copyingTransformer({ alphabetSize: 2, ngram: 2 }), exactRationals())];
  expect(pairs).toHaveLength(pairsOf(2, 2));
  const ngrams = ['start,', '0,start', '1,start', '0,0', '0,1', '1,0', '1,1'];
  const seen = new Set(pairs.map(({ query, key }) => `${query} | ${key}`));
  const expected = ngrams.flatMap((query) => [...ngrams, ','].map((key) => `${query} | ${key}`));
  expect([...seen].sort()).toEqual(expected.sort());
});

it('shows the score of each pair', () => {
  const pairs = [...everyPair(copyingTransformer({ alphabetSize: 4, ngram: 2 }), exactRationals())];
  const score = (query: string, key: string) =>
    pairs.find((pair) => `${pair.query}` === query && `${pair.key}` === key)?.score;
  expect(score('1,0', '1,0')).toBe(4);
  expect(score('1,0', '1,1')).toBe(2);
  expect(score('1,0', '2,start')).toBe(-2);
  expect(score('1,start', '1,start')).toBe(6);
});
