import type { KernelCase, KernelSuite } from './check-kernel.js';
import {
  type GatedDeltanetShape,
  type GatedDeltanetStepShape,
  gatedDeltanet,
  gatedDeltanetStep,
} from './gated-deltanet.js';
import { uniformNumbers } from './random-numbers.js';

type Sizes = readonly [heads: number, length: number, keyDim: number, valueDim: number];
type Overrides = Partial<Record<'q' | 'k' | 'v' | 'alpha' | 'beta' | 'state', Float64Array>>;

function deltaCase(
  name: string,
  [heads, length, keyDim, valueDim]: Sizes,
  own: Overrides = {},
): KernelCase<GatedDeltanetShape> {
  const steps = heads * length;
  const inputs = {
    q: rowsOfNormOne(uniformNumbers(1, steps * keyDim), keyDim),
    // With longer keys and β near 1 the state grows at every step.
    k: rowsOfNormOne(uniformNumbers(2, steps * keyDim), keyDim),
    v: uniformNumbers(3, steps * valueDim),
    alpha: uniformNumbers(4, steps, 0.9, 1),
    beta: uniformNumbers(5, steps, 0, 1),
    state: uniformNumbers(6, heads * keyDim * valueDim),
    ...own,
  };
  return { name, shape: { heads, length, keyDim, valueDim }, inputs };
}

function rowsOfNormOne(numbers: Float64Array, width: number): Float64Array {
  return numbers.map((number, i) => {
    const from = Math.floor(i / width) * width;
    return number / Math.hypot(...numbers.subarray(from, from + width));
  });
}

function fill(count: number, value: number): Float64Array {
  return new Float64Array(count).fill(value);
}

/** One key after the other, round and round, `ahead` of the step. */
function oneHot(steps: number, keyDim: number, ahead = 0): Float64Array {
  const rows = new Float64Array(steps * keyDim);
  for (let t = 0; t < steps; t++) {
    rows[t * keyDim + ((t + ahead) % keyDim)] = 1;
  }
  return rows;
}

export const gatedDeltanetSuite: KernelSuite<GatedDeltanetShape> = {
  definition: gatedDeltanet,
  cases: () => [
    deltaCase('random numbers, two heads, length 67', [2, 67, 32, 36]),
    deltaCase('sizes that sixteen does not divide', [3, 33, 19, 21]),
    deltaCase('one step', [2, 1, 8, 12]),
    deltaCase('one number', [1, 35, 1, 1]),
    deltaCase('four heads of 64, length 35', [4, 35, 64, 64]),
    deltaCase('keys of 256', [1, 9, 256, 4]),
    deltaCase('what was written five steps ago is read until it is replaced', [1, 67, 8, 5], {
      q: oneHot(67, 8, 3),
      k: oneHot(67, 8),
      alpha: fill(67, 1),
      beta: fill(67, 1),
    }),
    deltaCase('the same key at every step', [1, 67, 4, 4], { k: fill(67 * 4, 0.5) }),
    deltaCase('nothing is written', [1, 131, 4, 4], { beta: fill(131, 0), alpha: fill(131, 1 - 2 ** -12) }),
    deltaCase('everything is forgotten at every step', [2, 35, 4, 4], { alpha: fill(70, 0) }),
    deltaCase('more is taken away than there was', [1, 67, 8, 4], { beta: fill(67, 1.75) }),
    deltaCase('large magnitudes', [1, 67, 8, 4], { v: uniformNumbers(7, 268, -1000, 1000) }),
    deltaCase('more steps than one dispatch takes', [2, 4100, 4, 3]),
  ],
};

export const gatedDeltanetStepSuite: KernelSuite<GatedDeltanetStepShape> = {
  definition: gatedDeltanetStep,
  cases: () =>
    [
      deltaCase('random numbers', [3, 1, 32, 36]),
      deltaCase('one number', [1, 1, 1, 1]),
      deltaCase('sizes that sixteen does not divide', [2, 1, 19, 21]),
      deltaCase('sixteen heads of 64', [16, 1, 64, 64]),
      deltaCase('nothing is written', [1, 1, 4, 4], { beta: fill(1, 0) }),
      deltaCase('everything is forgotten', [1, 1, 4, 4], { alpha: fill(1, 0) }),
    ].map(({ shape: { length: _, ...shape }, ...rest }) => ({ ...rest, shape })),
};
