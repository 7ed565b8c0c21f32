/** What the window mean is checked on. */
import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import { type WindowMeanShape, windowMean } from './window-mean.js';

function random(name: string, length: number, width: number, window: number): KernelCase<WindowMeanShape> {
  return {
    name,
    shape: { length, width, window },
    inputs: { x: uniformNumbers(length + width + window, length * width) },
  };
}

/** Each number from its place. */
function structured(
  name: string,
  length: number,
  width: number,
  window: number,
  number: (row: number, column: number) => number,
): KernelCase<WindowMeanShape> {
  const x = Float64Array.from({ length: length * width }, (_, i) => number(Math.floor(i / width), i % width));
  return { name, shape: { length, width, window }, inputs: { x } };
}

/** The window mean and its cases. */
export const windowMeanSuite: KernelSuite<WindowMeanShape> = {
  definition: windowMean,
  cases: () => [
    random('a single row', 1, 8, 4),
    random('a single number', 1, 1, 1),
    random('a window of one row', 67, 12, 1),
    random('a window of two rows, rows of 3', 67, 3, 2),
    random('a window of 16 rows, the widest tile', 131, 64, 16),
    random('a window that starts mid-tile', 257, 20, 23),
    random('the widest window without whole tiles', 257, 8, 31),
    random('the narrowest window with a whole tile', 257, 8, 32),
    random('rows of 7, windows with whole tiles and a rest', 257, 7, 75),
    random('three levels of tiles', 1031, 4, 601),
    random('a window as long as the string', 131, 8, 131),
    random('a window of all rows so far', 131, 5, Number.POSITIVE_INFINITY),
    structured('one hot row', 257, 8, 40, (row) => (row === 100 ? 1e4 : 0)),
    structured('all rows equal', 131, 8, 17, () => 0.1),
    structured(
      'large numbers of both signs',
      257,
      8,
      50,
      (row, column) => (row % 2 === 0 ? 3e4 : -2.9e4) / (column + 1),
    ),
    structured('tiny numbers', 131, 8, 9, (row, column) => 1e-30 * (1 + row + column)),
  ],
};
