/** What windowed attention is checked on. */
import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import { type WindowAttentionShape, windowAttention } from './window-attention.js';

type Numbers = (head: number, row: number, column: number) => number;

/** Uniform q, k and v, or what is given instead. */
function attention(
  name: string,
  shape: WindowAttentionShape,
  { q, k, v }: { readonly q?: Numbers; readonly k?: Numbers; readonly v?: Numbers } = {},
): KernelCase<WindowAttentionShape> {
  const { heads, length, headDim } = shape;
  const tensor = (seed: number, numbers?: Numbers) =>
    uniformNumbers(seed + 7 * length + headDim, heads * length * headDim).map((uniform, i) => {
      const row = Math.floor(i / headDim);
      return numbers === undefined ? uniform : numbers(Math.floor(row / length), row % length, i % headDim);
    });
  return { name, shape, inputs: { q: tensor(1, q), k: tensor(2, k), v: tensor(3, v) } };
}

/** Windowed attention and its cases. */
export const windowAttentionSuite: KernelSuite<WindowAttentionShape> = {
  definition: windowAttention,
  cases: () => [
    attention('a single position', { heads: 3, length: 1, headDim: 8, window: 5 }),
    attention('a window of one key', { heads: 2, length: 67, headDim: 8, window: 1 }),
    attention('a window that starts mid-tile', { heads: 2, length: 131, headDim: 64, window: 16, scale: 0.125 }),
    attention('a window of 32 keys of 16 numbers', { heads: 2, length: 150, headDim: 16, window: 32, scale: 0.2 }),
    attention('a window of 33 keys of 32 numbers', { heads: 1, length: 150, headDim: 32, window: 33, scale: 0.2 }),
    attention('a window of 9 keys of 128 numbers', { heads: 1, length: 270, headDim: 128, window: 9, scale: 0.1 }),
    attention('a small window and a negative scale', { heads: 1, length: 67, headDim: 8, window: 12, scale: -2 }),
    attention('a large window and a negative scale', { heads: 1, length: 67, headDim: 8, window: 40, scale: -2 }),
    attention(
      'scores of ±200 in a small window',
      { heads: 2, length: 131, headDim: 16, window: 17 },
      { q: () => 10, k: (head, row) => ((head === 0 ? 1 : -1) * (row / 13 - 5)) / 4 },
    ),
    attention('a window of 16 keys over two strips', { heads: 1, length: 300, headDim: 64, window: 16, scale: 0.125 }),
    attention('a window of 5 keys and a negative scale', { heads: 1, length: 67, headDim: 64, window: 5, scale: -0.2 }),
    attention('a window of 100 keys of 64 numbers', { heads: 2, length: 200, headDim: 64, window: 100, scale: 0.125 }),
    attention('a window wider than a tile of keys', { heads: 1, length: 257, headDim: 32, window: 101, scale: 0.2 }),
    attention('a window as wide as the string', { heads: 2, length: 131, headDim: 16, window: 131 }),
    attention('a window wider than the string', { heads: 2, length: 67, headDim: 16, window: 1000 }),
    attention('rows of 7 numbers', { heads: 2, length: 131, headDim: 7, window: 23 }),
    attention('rows of a single number', { heads: 1, length: 67, headDim: 1, window: 3 }),
    attention('rows of 20 numbers', { heads: 1, length: 67, headDim: 20, window: 30, scale: 0.3 }),
    attention(
      'one hot key, in and out of the window',
      { heads: 1, length: 131, headDim: 8, window: 20, scale: 4 },
      { q: () => 1, k: (_, row) => (row === 50 ? 4 : 0) },
    ),
    attention(
      'scores of ±200, each larger than the one before',
      { heads: 2, length: 131, headDim: 4, window: 40 },
      { q: () => 10, k: (head, row) => (head === 0 ? 1 : -1) * (row / 13 - 5) },
    ),
    attention('all keys equal', { heads: 1, length: 131, headDim: 8, window: 33 }, { k: () => 0.7 }),
    {
      ...attention(
        'large and tiny values',
        { heads: 1, length: 67, headDim: 8, window: 9 },
        { v: (_, row, column) => (column % 2 === 0 ? 1e4 : 1e-4) * (1 + (row % 5)) },
      ),
      compareBy: 'column',
    },
  ],
};
