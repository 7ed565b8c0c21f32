import type { KernelCase, KernelSuite } from './check-kernel.js';
import { gru, gruStep } from './gru.js';
import { uniformNumbers } from './random-numbers.js';
import { steadyWeights } from './rnn.cases.js';
import type { SequentialShape } from './rnn-sequential.js';

type Overrides = Partial<Record<'x' | 'u' | 'bias' | 'h', Float64Array>>;

function gruCase(name: string, length: number, hidden: number, own: Overrides = {}): KernelCase<SequentialShape> {
  const inputs = {
    x: uniformNumbers(1, 3 * length * hidden, -2, 2),
    u: steadyWeights(2, hidden, 3),
    bias: uniformNumbers(3, hidden),
    h: uniformNumbers(4, hidden),
    ...own,
  };
  return { name, shape: { length, hidden }, inputs };
}

/** The same r, z and n at every step and unit, with no recurrent weights. */
function gates(length: number, hidden: number, three: readonly [number, number, number]): Overrides {
  return {
    x: Float64Array.from({ length: 3 * length * hidden }, (_, at) => three[at % 3]!),
    u: new Float64Array(3 * hidden * hidden),
  };
}

export const gruSuite: KernelSuite<SequentialShape> = {
  definition: gru,
  cases: () => [
    gruCase('random numbers, one workgroup, length 131', 131, 40),
    gruCase('random numbers, a dispatch a step, length 67', 67, 120),
    gruCase('one step', 1, 33),
    gruCase('one step of many units', 1, 132),
    gruCase('one unit', 131, 1),
    gruCase('a state kept for ever', 257, 5, gates(257, 5, [0, 200, 0.5])),
    gruCase('everything replaced at every step', 67, 5, gates(67, 5, [200, -200, 0.5])),
    gruCase('a reset that shuts the bias out', 67, 5, { ...gates(67, 5, [-200, 0, 0.5]), bias: fill(5, 3) }),
    gruCase('gates of ±200', 67, 8, { x: uniformNumbers(5, 3 * 67 * 8).map((x) => (x > 0 ? 200 : -200)) }),
    gruCase('more steps than one dispatch takes', 4100, 2),
  ],
};

export const gruStepSuite: KernelSuite<Omit<SequentialShape, 'length'>> = {
  definition: gruStep,
  cases: () =>
    [
      gruCase('random numbers', 1, 67),
      gruCase('one unit', 1, 1),
      gruCase('many units', 1, 132),
      gruCase('gates of ±200', 1, 5, gates(1, 5, [200, -200, -200])),
    ].map(({ name, shape: { hidden }, inputs }) => ({ name, shape: { hidden }, inputs })),
};

function fill(count: number, value: number): Float64Array {
  return new Float64Array(count).fill(value);
}
