import { describe, expect, test } from 'vitest';
import { copyingTransformer } from './copying-transformer.js';
import { exactRationals } from './exact.js';
import { float64 } from './float64.js';
import { Inspector, inspect } from './inspect.js';

describe('inspect', () => {
  const construction = copyingTransformer({ alphabetSize: 4, ngram: 2, maxLength: 4 });
  const [A, B, C] = [0, 1, 2];
  const positions = inspect(construction, exactRationals(), [A, B, C, A]);
  // Tokens: BOS A B C A COPY A B C; A is (−1, −1), B is (1, −1), C is (−1, 1).

  test('lists every position of the prompt and of the answer but the last letter', () => {
    expect(positions.map(({ token }) => token)).toEqual([4, A, B, C, A, 5, A, B, C]);
    expect(positions.map(({ expected }) => expected)).toEqual([null, null, null, null, null, A, B, C, A]);
    expect(positions.slice(5).map(({ prediction }) => prediction)).toEqual([A, B, C, A]);
  });

  test('shows window means over the last t embeddings', () => {
    expect(positions[2].windowMeans).toEqual([
      [1, -1, 0, 0],
      [0, -1, 0, 0],
      [0, -2 / 3, 1 / 3, 0],
    ]);
  });

  test('shows recovered tokens, gates, query, key and value', () => {
    const atC = positions[3];
    expect(atC.recoveredTokens).toEqual([
      [-1, 1, 0],
      [1, -1, 0],
      [-1, -1, 0],
    ]);
    expect(atC.query).toEqual([-1, 1, 0, 1, -1, 0]);
    expect(atC.key).toEqual([1, -1, 0, -1, -1, 0]);
    expect(atC.value).toEqual([-1, 1, 0, 0]);
  });

  test('closes the gates behind a start of string', () => {
    const afterCopy = positions[6];
    expect(afterCopy.gates).toEqual([
      [-1, -1, 0],
      [0, 0, 2],
      [0, 0, 0],
    ]);
    expect(afterCopy.startCounts[2]).toBeGreaterThanOrEqual(1);
  });

  test('shows whole scores, a margin of at least γ and attention on the right key', () => {
    for (const { scores, margin, attention, expected } of positions.slice(5)) {
      expect(scores.every(Number.isInteger)).toBe(true);
      expect(margin).toBeGreaterThanOrEqual(2);
      expect(attention.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(expected).not.toBeNull();
    }
    expect(positions[5].attention.indexOf(Math.max(...positions[5].attention))).toBe(1);
  });

  test('shows nearly the same in f64', () => {
    const rounded = inspect(construction, float64(), [A, B, C, A]);
    rounded.forEach(({ logits }, i) => {
      logits.forEach((logit, t) => {
        expect(logit).toBeCloseTo(positions[i].logits[t], 12);
      });
    });
  });

  test('tells which keys are the n-gram asked for', () => {
    // After COPY A B the question is what follows A B.
    expect(positions[7].right).toEqual([false, false, false, true, false, false, false, false]);
    expect(positions[5].right.indexOf(true)).toBe(1);
  });

  test('goes back to the end of a common prefix', () => {
    const inspector = new Inspector(construction, exactRationals());
    const read = (tokens: number[]) => tokens.map((token) => ({ ...inspector.read(token), expected: null }));
    const prefix = positions.slice(0, 3).map((position) => ({ ...position, expected: null }));
    expect(read([4, A, B, B, 5])).toHaveLength(5);
    inspector.truncate(1);
    expect(inspector.length).toBe(1);
    expect(read([A, B])).toEqual(prefix.slice(1));
  });

  test('refuses strings whose listing would not fit', () => {
    expect(() => inspect(construction, float64(), new Uint32Array(1025))).toThrow('up to 1024 are accepted');
  });
});
