import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import { type WindowMeansShape, windowMeans } from './window-means.js';

interface Given {
  readonly windows: readonly number[];
  readonly capacity: number;
  readonly chunk: number;
  readonly width: number;
  readonly range: readonly [number, number];
  readonly rows?: Float64Array;
}

function meansCase(
  name: string,
  { windows, capacity, chunk, width, range, rows }: Given,
): KernelCase<WindowMeansShape> {
  return {
    name,
    shape: { heads: windows.length, capacity, chunk, width },
    inputs: {
      range: Float64Array.from(range),
      windows: Float64Array.from(windows),
      rows: rows ?? uniformNumbers(4, capacity * width),
    },
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, t) => t + 1);

/** Windows as the construction has them, and as it never has them. */
export const windowMeansSuite: KernelSuite<WindowMeansShape> = {
  definition: windowMeans,
  cases: () => [
    meansCase('windows 1 … 17', { windows: upTo(17), capacity: 131, chunk: 131, width: 3, range: [0, 131] }),
    meansCase('a chunk in the middle', { windows: upTo(9), capacity: 257, chunk: 64, width: 10, range: [67, 64] }),
    meansCase('one position', { windows: upTo(33), capacity: 67, chunk: 1, width: 7, range: [66, 1] }),
    meansCase('the first position alone', { windows: upTo(5), capacity: 1, chunk: 1, width: 3, range: [0, 1] }),
    meansCase('windows in no order', {
      windows: [7, 2, 2, 40, 39, 1, 100, 3, 3, 1000],
      capacity: 67,
      chunk: 67,
      width: 4,
      range: [0, 67],
    }),
    meansCase('one hot row', {
      windows: [1, 3, 64],
      capacity: 131,
      chunk: 131,
      width: 1,
      range: [0, 131],
      rows: new Float64Array(131).with(70, 1e4),
    }),
    meansCase('rows that cancel', {
      windows: [2, 4, 66],
      capacity: 131,
      chunk: 131,
      width: 1,
      range: [0, 131],
      rows: Float64Array.from({ length: 131 }, (_, i) => (i % 2 === 0 ? 1e4 : -1e4) + i / 128),
    }),
  ],
};
