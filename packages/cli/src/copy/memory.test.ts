import { fc, test as property } from '@fast-check/vitest';
import { copyingTransformer, copyRunner, float64, namedWeights } from '@verbatim/transformer';
import { describe, expect, test } from 'vitest';
import { type CopySize, memoryNeeded, memoryProblem } from './memory.js';

const size: CopySize = { alphabetSize: 256, ngram: 10, length: 1000, arithmetic: 'f64', stop: false };

describe('the memory of a copy', () => {
  property.prop([fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 200 })], {
    numRuns: 20,
  })('covers the cached rows, and the weights at what was measured for each', (alphabetSize, ngram, length) => {
    const construction = copyingTransformer({ alphabetSize, ngram, maxLength: length });
    const { model } = copyRunner(construction, float64());
    for (let i = 0; i < 2 * length + 2; i++) model.read(i % alphabetSize);
    const cached = model.cache().reduce((sum, rows) => sum + 8 * rows.width * rows.length, 0);
    const weights = [...namedWeights(construction.weights)].reduce((sum, { matrix }) => sum + matrix.values.length, 0);
    const { heap, total } = memoryNeeded({ ...size, alphabetSize, ngram, length });
    expect(total - heap).toBeGreaterThan(cached);
    expect(total - heap).toBeLessThan(8 * cached + 100_000);
    expect(heap).toBeGreaterThan(60 * (weights - alphabetSize * construction.dimensions.embedding));
  });

  test('is no problem when there is enough, and names the longest string when there is not', () => {
    const enough = memoryNeeded(size);
    expect(memoryProblem(size, enough)).toBeNull();
    const problem = memoryProblem({ ...size, length: 1_000_000 }, { heap: 2 ** 32, total: 2 ** 30 })!;
    expect(problem).toMatch(
      /^1,000,000 letters, D = 256 and n = 10 in f64 arithmetic take about [0-9.]+ GiB of memory, and there are 1\.0 GiB; accepted is at most [0-9,]+ letters with this n$/,
    );
    const longest = Number(/at most ([0-9,]+) letters/.exec(problem)![1]!.replaceAll(',', ''));
    const fits = (length: number) => memoryProblem({ ...size, length }, { heap: 2 ** 32, total: 2 ** 30 }) === null;
    expect([fits(longest), fits(longest + 1)]).toEqual([true, false]);
  });

  test('in exact arithmetic is of objects', () => {
    const need = memoryNeeded({ ...size, arithmetic: 'exact' });
    expect(need.heap).toBe(need.total);
    expect(memoryProblem({ ...size, arithmetic: 'exact', length: 10_000_000 })).toMatch(
      /in exact arithmetic take about/,
    );
  });
});
