import type { KernelCase, KernelSuite } from './check-kernel.js';
import { type EmbeddingShape, embedding } from './embedding.js';
import { uniformNumbers } from './random-numbers.js';

function embeddingCase(
  name: string,
  shape: EmbeddingShape,
  range: readonly [number, number],
): KernelCase<EmbeddingShape> {
  const { capacity, tokens, width } = shape;
  return {
    name,
    shape,
    inputs: {
      range: Float64Array.from(range),
      tokens: uniformNumbers(1, capacity, 0, tokens).map(Math.floor),
      table: uniformNumbers(2, tokens * width),
      out: uniformNumbers(3, capacity * width),
    },
  };
}

/** Whole strings, parts of them, one token, and tables of one row. */
export const embeddingSuite: KernelSuite<EmbeddingShape> = {
  definition: embedding,
  cases: () => [
    embeddingCase('a whole string', { capacity: 131, chunk: 131, tokens: 258, width: 10 }, [0, 131]),
    embeddingCase('a chunk in the middle', { capacity: 257, chunk: 64, tokens: 4, width: 3 }, [67, 64]),
    embeddingCase('the short last chunk', { capacity: 257, chunk: 64, tokens: 4, width: 3 }, [250, 7]),
    embeddingCase('one token', { capacity: 67, chunk: 1, tokens: 28, width: 7 }, [66, 1]),
    embeddingCase('a table of one number', { capacity: 1, chunk: 1, tokens: 1, width: 1 }, [0, 1]),
  ],
};
