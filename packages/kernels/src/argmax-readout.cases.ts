import { type ArgmaxReadoutShape, argmaxReadout } from './argmax-readout.js';
import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';

/** A token is right or wrong. */
const EQUAL = { relativeNorm: 0, worst: 0 };

function readoutCase(
  name: string,
  shape: ArgmaxReadoutShape,
  range: readonly [number, number],
  numbers: (seed: number, count: number) => Float64Array = uniformNumbers,
): KernelCase<ArgmaxReadoutShape> {
  const { tokens, width, chunk, capacity } = shape;
  return {
    name,
    shape,
    inputs: {
      range: Float64Array.from(range),
      rows: numbers(13, chunk * width),
      codes: numbers(14, tokens * width),
      predictions: uniformNumbers(15, capacity, 0, tokens).map(Math.floor),
    },
    tolerance: EQUAL,
  };
}

/** Sums of these are exact, and many of them are equal. */
const wholeNumbers = (seed: number, count: number) => uniformNumbers(seed, count, -1, 2).map(Math.floor);

/** Few tokens and many, ties everywhere, and predictions before and after the position. */
export const argmaxReadoutSuite: KernelSuite<ArgmaxReadoutShape> = {
  definition: argmaxReadout,
  cases: () => [
    readoutCase('bytes', { tokens: 258, width: 10, chunk: 131, capacity: 131, shift: 0 }, [0, 131]),
    readoutCase('four tokens, a chunk', { tokens: 4, width: 3, chunk: 67, capacity: 257, shift: -60 }, [100, 67]),
    readoutCase('one row, fed back', { tokens: 28, width: 7, chunk: 1, capacity: 68, shift: 1 }, [66, 1]),
    readoutCase('ties', { tokens: 67, width: 2, chunk: 257, capacity: 257, shift: 0 }, [0, 257], wholeNumbers),
    readoutCase(
      'ties of few tokens',
      { tokens: 5, width: 1, chunk: 257, capacity: 257, shift: 0 },
      [0, 257],
      wholeNumbers,
    ),
    readoutCase(
      'all logits 0',
      { tokens: 300, width: 3, chunk: 67, capacity: 67, shift: 0 },
      [0, 67],
      (_, count) => new Float64Array(count),
    ),
    readoutCase(
      'places before the first and after the last',
      { tokens: 28, width: 7, chunk: 67, capacity: 60, shift: -3 },
      [0, 67],
    ),
    readoutCase('one token', { tokens: 1, width: 1, chunk: 1, capacity: 1, shift: 0 }, [0, 1]),
  ],
};
