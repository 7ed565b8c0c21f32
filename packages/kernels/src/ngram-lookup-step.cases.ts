import type { KernelCase, KernelSuite } from './check-kernel.js';
import { type NgramStepShape, ngramStep, stepWeights } from './ngram-lookup-step.js';
import { uniformNumbers } from './random-numbers.js';
import { GATE_NUMBERS, keyBlocks } from './token-gate.js';

function stepCase(name: string, shape: NgramStepShape, position: number): KernelCase<NgramStepShape> {
  const { tokens, heads, slots, width, capacity } = shape;
  const weights = uniformNumbers(60, stepWeights(shape));
  // Windows in no order, and gates of any heads.
  uniformNumbers(61, heads, 1, heads + 1).forEach((window, head) => {
    weights[head] = Math.floor(window);
  });
  const gates = heads + 2 * tokens * width;
  uniformNumbers(62, 4 * slots, 0, heads).forEach((head, i) => {
    weights[gates + (i >> 1) * GATE_NUMBERS.length + (i % 2)] = Math.floor(head);
  });
  return {
    name,
    shape,
    inputs: {
      state0: Float64Array.of(position, 0),
      tokens: uniformNumbers(63, capacity, 0, tokens).map(Math.floor),
      weights,
      keys: uniformNumbers(64, keyBlocks(shape) * capacity * 8),
      values: uniformNumbers(65, 2 * Math.ceil(width / 2) * capacity),
    },
    // Halves hold 11 bits; a reference in f64 may round to the other neighbour. One wrong token is more.
    tolerance: { relativeNorm: 1e-3, worst: 2e-3 },
  };
}

const bytes = { tokens: 258, heads: 12, slots: 11, width: 10, capacity: 400, scale: 3, steps: 12 };
const binary = { tokens: 4, heads: 5, slots: 4, width: 3, capacity: 700, scale: 2, steps: 10 };

/** Short keys and long ones, one workgroup and many, at the beginning of a string and at its end. */
export const ngramStepSuite: KernelSuite<NgramStepShape> = {
  definition: ngramStep,
  cases: () => [
    stepCase('bytes', bytes, 380),
    stepCase('from the first position', bytes, 0),
    stepCase('two letters', binary, 650),
    stepCase('up to the last place and not beyond', binary, 693),
    stepCase('one workgroup', { ...binary, groups: 1 }, 600),
    stepCase('more workgroups than tiles, and few threads', { ...bytes, groups: 40, threads: 64 }, 300),
    stepCase('more workgroups than threads', { ...binary, groups: 130, threads: 64 }, 600),
    stepCase('keys of many blocks', { ...bytes, heads: 40, slots: 40, threads: 64, groups: 3 }, 350),
  ],
};
