import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyingTransformer, DIMENSION_FACTOR } from './copying-transformer.js';
import { namedWeights } from './named-weights.js';
import { entries } from './sparse-matrix.js';

const sizes = fc.record({
  alphabetSize: fc.integer({ min: 2, max: 300 }),
  ngram: fc.integer({ min: 1, max: 12 }),
  stop: fc.boolean(),
});

describe('the construction', () => {
  test('has the widths of the theorem', () => {
    expect(copyingTransformer({ alphabetSize: 26, ngram: 4, maxLength: 300 }).dimensions).toEqual({
      embedding: 7,
      heads: [5, 1],
      concatenated: [35, 7],
      hidden: [74, 14],
      output: [37, 7],
      key: 24,
      largest: 74,
    });
  });

  test('stays within O(n log D) for every n, D and variant', () => {
    fc.assert(
      fc.property(sizes, (options) => {
        const { dimensions } = copyingTransformer(options);
        const bound = DIMENSION_FACTOR * options.ngram * Math.log2(options.alphabetSize);
        expect(dimensions.largest).toBeLessThanOrEqual(bound + 1e-9);
      }),
    );
    expect(copyingTransformer({ alphabetSize: 2, ngram: 1 }).dimensions.largest).toBe(DIMENSION_FACTOR);
  });

  test('has whole numbers for weights, and only a few in a row', () => {
    fc.assert(
      fc.property(sizes, (options) => {
        for (const { matrix } of namedWeights(copyingTransformer(options).weights)) {
          for (const [, , value] of entries(matrix)) expect(Number.isInteger(value)).toBe(true);
          for (let row = 0; row < matrix.rows; row++)
            expect(matrix.rowStart[row + 1] - matrix.rowStart[row]).toBeLessThanOrEqual(
              Math.max(6, Math.ceil(Math.log2(options.alphabetSize))),
            );
        }
      }),
      { numRuns: 30 },
    );
  });

  test('chooses B from the length given, else from the longest repeat-free string', () => {
    const fixed = copyingTransformer({ alphabetSize: 3, ngram: 2 });
    expect(fixed.maxLength).toBeNull();
    expect(fixed.softmaxScale).toBe(copyingTransformer({ alphabetSize: 3, ngram: 2, maxLength: 10 }).softmaxScale);
    // K = 22, 4 · 22 · 3 = 264 needs 2^9, halved by γ = 2.
    expect(fixed.softmaxScale).toBe(5);
  });

  test('says what is wrong with bad sizes', () => {
    expect(() => copyingTransformer({ alphabetSize: 1, ngram: 1 })).toThrow(/alphabet/i);
    expect(() => copyingTransformer({ alphabetSize: 2, ngram: 0 })).toThrow('n is 0; a whole number from 1 to 65,536');
    expect(() => copyingTransformer({ alphabetSize: 2, ngram: 1.5 })).toThrow('n is 1.5');
    expect(() => copyingTransformer({ alphabetSize: 2, ngram: 1, maxLength: 0 })).toThrow('maxLength is 0');
    expect(() => copyingTransformer({ alphabetSize: 2, ngram: 1, softmaxScale: 0.5 })).toThrow('softmaxScale is 0.5');
  });
});
