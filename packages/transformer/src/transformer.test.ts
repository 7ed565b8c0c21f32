import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { denseLogits } from './dense-reference.testing.js';
import { exactRationals } from './exact.js';
import { float64 } from './float64.js';
import { randomModel } from './random-model.testing.js';
import { float32 } from './rounded.js';
import { identity, sparseMatrix, zeroMatrix } from './sparse-matrix.js';
import { Transformer } from './transformer.js';

const modelAndTokens = randomModel.chain((weights) =>
  fc.record({
    weights: fc.constant(weights),
    tokens: fc.array(fc.nat({ max: weights.tokens - 1 }), { minLength: 1, maxLength: 12 }),
  }),
);

describe('the forward pass', () => {
  test('gives the logits of the dense definition for random models', () => {
    fc.assert(
      fc.property(modelAndTokens, ({ weights, tokens }) => {
        const model = new Transformer(weights, float64());
        const expected = denseLogits(weights, tokens);
        tokens.forEach((token, i) => {
          const { logits } = model.trace(token);
          logits.forEach((logit, t) => {
            const scale = 1 + Math.max(...expected[i].map(Math.abs));
            expect(Math.abs(logit - expected[i][t])).toBeLessThanOrEqual(1e-9 * scale);
          });
        });
      }),
      { numRuns: 200 },
    );
  });

  test('predicts the same whether earlier tokens were read, predicted or traced', () => {
    fc.assert(
      fc.property(modelAndTokens, ({ weights, tokens }) => {
        const readers = [float64(), float64(), float64()].map((numbers) => new Transformer(weights, numbers));
        for (const token of tokens.slice(0, -1)) {
          readers[0].read(token);
          readers[1].predict(token);
          readers[2].trace(token);
        }
        const predictions = readers.map((reader) => reader.trace(tokens.at(-1)!).logits);
        expect(predictions[1]).toEqual(predictions[0]);
        expect(predictions[2]).toEqual(predictions[0]);
      }),
    );
  });

  test('forgets what truncate cuts off and nothing else', () => {
    fc.assert(
      fc.property(modelAndTokens, fc.nat({ max: 11 }), ({ weights, tokens }, at) => {
        const keep = Math.min(at, tokens.length - 1);
        const straight = new Transformer(weights, float64());
        const expected = tokens.map((token) => straight.trace(token).logits);
        const returning = new Transformer(weights, float64());
        for (const token of tokens.slice(0, keep)) returning.read(token);
        for (const token of [...tokens].reverse()) returning.predict(token);
        returning.truncate(keep);
        expect(returning.length).toBe(keep);
        expect(tokens.slice(keep).map((token) => returning.trace(token).logits)).toEqual(expected.slice(keep));
      }),
    );
  });

  test('agrees between f64, f32 and exact rationals where scores are whole numbers', () => {
    const whole = modelAndTokens.map(({ weights, tokens }) => ({
      tokens,
      weights: {
        ...weights,
        softmaxBase: 2,
        blocks: weights.blocks.map((block) => ({
          ...block,
          heads: block.heads.map((head) => ({ ...head, query: zeroMatrix(3, head.query.columns) })),
        })),
      },
    }));
    fc.assert(
      fc.property(whole, ({ weights, tokens }) => {
        const exact = new Transformer(weights, exactRationals());
        const double = new Transformer(weights, float64());
        const single = new Transformer(weights, float32());
        for (const token of tokens) {
          const truth = exact.trace(token).logits;
          const scale = 1 + Math.max(...truth.map(Math.abs));
          double.trace(token).logits.forEach((x, t) => void expect(Math.abs(x - truth[t])).toBeLessThan(1e-10 * scale));
          single.trace(token).logits.forEach((x, t) => void expect(Math.abs(x - truth[t])).toBeLessThan(1e-2 * scale));
        }
      }),
    );
  });

  test('shares one cache among heads with the same matrix', () => {
    const value = identity(2);
    const zero = zeroMatrix(2, 2);
    const heads = [1, 2, 3].map((window) => ({ query: zero, key: zero, value, window }));
    const model = new Transformer(
      {
        tokens: 2,
        embedding: identity(2),
        blocks: [{ heads, mlp: { inner: sparseMatrix(2, 6, [[0, 0, 1]]), outer: identity(2) } }],
        unembedding: identity(2),
        softmaxBase: 2,
      },
      float64(),
    );
    model.read(0);
    expect(model.cache().map(({ width, window }) => [width, window])).toEqual([
      [0, 3],
      [2, 3],
    ]);
  });

  test('names the matrix that does not fit', () => {
    const zero = zeroMatrix(2, 2);
    const weights = {
      tokens: 2,
      embedding: identity(2),
      blocks: [
        {
          heads: [{ query: zero, key: zero, value: zero, window: 1 }],
          mlp: { inner: identity(3), outer: identity(2) },
        },
      ],
      unembedding: identity(2),
      softmaxBase: 2,
    };
    expect(() => new Transformer(weights, float64())).toThrow('blocks.0.mlp.inner has shape 3 × 3');
  });

  test('refuses a token outside the vocabulary', () => {
    const model = new Transformer(
      { tokens: 2, embedding: identity(2), blocks: [], unembedding: identity(2), softmaxBase: 2 },
      float64(),
    );
    expect(() => model.predict(2)).toThrow('token 2 is not in the vocabulary; 0 … 1 are');
  });
});
