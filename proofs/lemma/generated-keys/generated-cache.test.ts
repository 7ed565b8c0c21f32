import { copyingTransformer, copyRunner, exactRationals } from '@verbatim/transformer';
import { describe, expect, it } from 'vitest';
import { disagreement, generatedCache } from './generated-cache.js';

const cacheFor = (letters: readonly number[], stop = false) =>
  generatedCache(
    copyRunner(copyingTransformer({ alphabetSize: 2, ngram: 1, stop, maxLength: 4 }), exactRationals()),
    letters,
  );

describe('generatedCache', () => {
  it('holds the key and the value of every position that was read', () => {
    const { keys, values, output } = cacheFor([0, 1]);
    // BOS 0 1 COPY 0: the 1 that was generated last has not been read.
    expect(output).toEqual([0, 1]);
    expect(keys).toEqual(['0 0', '0 2', '-1 0', '0 0', '0 2']);
    expect(values).toEqual(['0 1 0', '-1 0 0', '1 0 0', '0 0 1', '-1 0 0']);
  });

  it('generates one token more with stop', () => {
    const { keys, output } = cacheFor([0, 1], true);
    expect(output).toEqual([0, 1, 3]);
    expect(keys).toHaveLength(6);
  });
});

describe('disagreement', () => {
  it('finds none without a conflicting repeat', () => {
    expect(disagreement(cacheFor([0, 0, 0]))).toBeUndefined();
    expect(disagreement(cacheFor([0, 1], true))).toBeUndefined();
  });

  it('finds a key with two values', () => {
    expect(disagreement(cacheFor([0, 0, 1]))).toMatch('have the key (-1 0) and the values');
  });

  it('finds a generated letter that is not the original one', () => {
    expect(disagreement(cacheFor([0, 1, 0, 0]))).toMatch('at generated position');
  });
});
