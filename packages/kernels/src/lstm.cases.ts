import type { KernelCase, KernelSuite } from './check-kernel.js';
import { lstm, lstmStep } from './lstm.js';
import { uniformNumbers } from './random-numbers.js';
import { steadyWeights } from './rnn.cases.js';
import type { SequentialShape } from './rnn-sequential.js';

type Overrides = Partial<Record<'x' | 'u' | 'h' | 'c', Float64Array>>;

function lstmCase(name: string, length: number, hidden: number, own: Overrides = {}): KernelCase<SequentialShape> {
  const inputs = {
    x: uniformNumbers(1, 4 * length * hidden, -2, 2),
    u: steadyWeights(2, hidden, 4),
    h: uniformNumbers(3, hidden),
    c: uniformNumbers(4, hidden, -2, 2),
    ...own,
  };
  return { name, shape: { length, hidden }, inputs };
}

/** The same four gates at every step and unit, with no recurrent weights. */
function gates(length: number, hidden: number, [i, f, g, o]: readonly [number, number, number, number]): Overrides {
  const four = [i, f, g, o];
  return {
    x: Float64Array.from({ length: 4 * length * hidden }, (_, at) => four[at % 4]!),
    u: new Float64Array(4 * hidden * hidden),
  };
}

export const lstmSuite: KernelSuite<SequentialShape> = {
  definition: lstm,
  cases: () => [
    lstmCase('random numbers, one workgroup, length 131', 131, 40),
    lstmCase('random numbers, a dispatch a step, length 67', 67, 100),
    lstmCase('one step', 1, 33),
    lstmCase('one step of many units', 1, 132),
    lstmCase('one unit', 131, 1),
    lstmCase('a memory kept for ever', 257, 5, gates(257, 5, [-200, 200, 0.5, 200])),
    lstmCase('a memory that grows every step', 257, 5, gates(257, 5, [200, 200, 200, 0])),
    lstmCase('everything forgotten', 67, 5, gates(67, 5, [0, -200, 0.5, 0])),
    lstmCase('gates of ±200', 67, 8, { x: uniformNumbers(5, 4 * 67 * 8).map((x) => (x > 0 ? 200 : -200)) }),
    lstmCase('more steps than one dispatch takes', 4100, 2),
  ],
};

export const lstmStepSuite: KernelSuite<Omit<SequentialShape, 'length'>> = {
  definition: lstmStep,
  cases: () =>
    [
      lstmCase('random numbers', 1, 67),
      lstmCase('one unit', 1, 1),
      lstmCase('many units', 1, 132),
      lstmCase('gates of ±200', 1, 5, gates(1, 5, [200, -200, -200, 200])),
    ].map(({ name, shape: { hidden }, inputs }) => ({ name, shape: { hidden }, inputs })),
};
