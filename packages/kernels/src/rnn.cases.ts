import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import { rnn, rnnStep } from './rnn.js';
import type { SequentialShape } from './rnn-sequential.js';

type Overrides = Partial<Record<'x' | 'u' | 'h', Float64Array>>;

function rnnCase(name: string, length: number, hidden: number, own: Overrides = {}): KernelCase<SequentialShape> {
  const inputs = {
    x: uniformNumbers(1, length * hidden),
    u: steadyWeights(2, hidden, 1),
    h: uniformNumbers(3, hidden),
    ...own,
  };
  return { name, shape: { length, hidden }, inputs };
}

/**
 * Recurrent weights that do not make differences grow from step to step: with larger ones the recurrence is chaotic, and no
 * two orders of summation agree for long.
 */
export function steadyWeights(seed: number, hidden: number, gates: number): Float64Array {
  const most = 1 / Math.sqrt(hidden);
  return uniformNumbers(seed, hidden * hidden * gates, -most, most);
}

/** Each unit takes what its neighbour had. */
function shift(hidden: number): Float64Array {
  const u = new Float64Array(hidden * hidden);
  for (let k = 0; k < hidden; k++) {
    u[k * hidden + ((k + 1) % hidden)] = 1;
  }
  return u;
}

export const rnnSuite: KernelSuite<SequentialShape> = {
  definition: rnn,
  cases: () => [
    rnnCase('random numbers, one workgroup, length 257', 257, 48),
    rnnCase('random numbers, a dispatch a step, length 67', 67, 200),
    rnnCase('one step', 1, 33),
    rnnCase('one step of many units', 1, 260),
    rnnCase('one unit', 131, 1),
    rnnCase('a shift, which must not mix units up', 67, 37, { x: new Float64Array(67 * 37), u: shift(37) }),
    rnnCase('saturated, ±200', 67, 8, { x: uniformNumbers(4, 67 * 8).map((x) => (x > 0 ? 200 : -200)) }),
    rnnCase('tiny magnitudes', 67, 8, { x: uniformNumbers(4, 67 * 8, -1e-20, 1e-20), h: new Float64Array(8) }),
    rnnCase('more steps than one dispatch takes', 4100, 4),
  ],
};

export const rnnStepSuite: KernelSuite<Omit<SequentialShape, 'length'>> = {
  definition: rnnStep,
  cases: () =>
    [
      rnnCase('random numbers', 1, 131),
      rnnCase('one unit', 1, 1),
      rnnCase('many units', 1, 260),
      rnnCase('saturated', 1, 8, { x: new Float64Array(8).fill(-200) }),
    ].map(({ name, shape: { hidden }, inputs }) => ({ name, shape: { hidden }, inputs })),
};
