/** What attention decode is checked on. What lies beyond the length in the caches is large, so that reading it is seen. */
import { alibiSlopes, NO_WINDOW } from './attention-bias.js';
import { type AttentionDecodeShape, attentionDecode } from './attention-decode.js';
import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';

type Numbers = (head: number, position: number, column: number) => number;

interface Given {
  readonly q?: Numbers;
  readonly k?: Numbers;
  readonly v?: Numbers;
  readonly windows?: readonly number[];
}

const BEYOND = 3e4;

/** A cache with `length` keys; uniform numbers, or what is given instead. */
function decode(
  name: string,
  shape: AttentionDecodeShape,
  length: number,
  { q, k, v, windows }: Given = {},
): KernelCase<AttentionDecodeShape> {
  const { heads, capacity, keyDim, valueDim = keyDim, bias } = shape;
  const tensor = (seed: number, rows: number, width: number, numbers?: Numbers) =>
    uniformNumbers(seed + 7 * length + width, heads * rows * width).map((uniform, i) => {
      const row = Math.floor(i / width);
      if (row % rows >= length && rows > 1) {
        return BEYOND;
      }
      return numbers === undefined ? uniform : numbers(Math.floor(row / rows), row % rows, i % width);
    });
  return {
    name,
    shape,
    inputs: {
      q: tensor(1, 1, keyDim, q),
      keyCache: tensor(2, capacity, keyDim, k),
      valueCache: tensor(3, capacity, valueDim, v),
      length: Float64Array.of(length),
      ...(bias === 'alibi' ? { slopes: alibiSlopes(heads) } : {}),
      ...(bias === 'hard-alibi' ? { windows: Float64Array.from(windows ?? []) } : {}),
    },
  };
}

/** Attention decode and its cases. */
export const attentionDecodeSuite: KernelSuite<AttentionDecodeShape> = {
  definition: attentionDecode,
  cases: () => [
    decode('an empty cache', { heads: 2, capacity: 8, keyDim: 8 }, 0),
    decode('a single key', { heads: 3, capacity: 40, keyDim: 8 }, 1),
    decode('a cache without room for more', { heads: 2, capacity: 67, keyDim: 16 }, 67),
    decode('two splits, the second of them short', { heads: 2, capacity: 300, keyDim: 64, scale: 0.125 }, 131),
    decode('three chunks in one split', { heads: 2, capacity: 601, keyDim: 4, splits: 1 }, 587),
    decode('more splits than there are keys for', { heads: 2, capacity: 601, keyDim: 4, splits: 40 }, 300),
    decode('many splits', { heads: 1, capacity: 5000, keyDim: 12, valueDim: 20 }, 4507),
    decode('keys of 7 numbers and values of 5', { heads: 2, capacity: 300, keyDim: 7, valueDim: 5 }, 257),
    decode('keys and values of a single number', { heads: 2, capacity: 300, keyDim: 1 }, 257),
    decode('keys of 300 numbers', { heads: 1, capacity: 140, keyDim: 300, valueDim: 8, scale: 0.06 }, 131),
    decode('values of 140 numbers', { heads: 1, capacity: 300, keyDim: 8, valueDim: 140 }, 257),
    decode('softmax to the base 2', { heads: 2, capacity: 300, keyDim: 8, base: '2', scale: 3 }, 257),
    decode('ALiBi', { heads: 3, capacity: 300, keyDim: 8, bias: 'alibi' }, 257),
    decode('ALiBi to the base 2', { heads: 2, capacity: 300, keyDim: 8, bias: 'alibi', base: '2' }, 257),
    decode(
      'Hard-ALiBi, windows within a split, across splits and none',
      { heads: 4, capacity: 700, keyDim: 8, bias: 'hard-alibi' },
      601,
      { windows: [1, 23, 300, NO_WINDOW] },
    ),
    decode('one hot key', { heads: 2, capacity: 700, keyDim: 8, scale: 25 }, 601, {
      q: () => 1,
      k: (head, position) => (position === 300 * head + 17 ? 1 : 0),
    }),
    decode('scores of ±200, each larger than the one before', { heads: 2, capacity: 700, keyDim: 4, splits: 2 }, 601, {
      q: () => 10,
      k: (head, position) => (head === 0 ? 1 : -1) * (position / 60 - 5),
    }),
    decode('all keys equal', { heads: 2, capacity: 700, keyDim: 8 }, 601, { k: () => 0.7 }),
    {
      ...decode('large and tiny values', { heads: 1, capacity: 300, keyDim: 8 }, 257, {
        v: (_, position, column) => (column % 2 === 0 ? 1e4 : 1e-4) * (1 + (position % 5)),
      }),
      compareBy: 'column',
    },
  ],
};
