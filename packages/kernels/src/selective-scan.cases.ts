import type { KernelCase, KernelSuite, Tolerance } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import { type SelectiveScanShape, selectiveScan } from './selective-scan.js';
import { type SelectiveScanStepShape, selectiveScanStep } from './selective-scan-step.js';

type Overrides = Partial<Record<'x' | 'delta' | 'a' | 'b' | 'c' | 'd' | 'state', Float64Array>>;

function inputsOf({ length, channels, states }: SelectiveScanShape, own: Overrides): Record<string, Float64Array> {
  return {
    x: uniformNumbers(1, length * channels),
    delta: uniformNumbers(2, length * channels, 0.001, 0.1),
    // Mamba starts from A = −1, −2, … −N for every channel.
    a: Float64Array.from({ length: channels * states }, (_, i) => -1 - (i % states)),
    b: uniformNumbers(3, length * states),
    c: uniformNumbers(4, length * states),
    d: uniformNumbers(5, channels),
    state: uniformNumbers(6, channels * states),
    ...own,
  };
}

function scanCase(
  name: string,
  [length, channels, states]: readonly [number, number, number],
  own: Overrides = {},
  tolerance?: Tolerance,
): KernelCase<SelectiveScanShape> {
  const shape = { length, channels, states };
  return { name, shape, inputs: inputsOf(shape, own), ...(tolerance && { tolerance }) };
}

/** A state that lasts thousands of steps shows the error of exp, up to some parts in 10⁷, thousands of times. */
const EXP_TOLERANCE: Tolerance = { relativeNorm: 2e-4, worst: 2e-4 };

export const selectiveScanSuite: KernelSuite<SelectiveScanShape> = {
  definition: selectiveScan,
  cases: () => [
    scanCase('random numbers, length 257', [257, 20, 16]),
    scanCase('length 67, four states', [67, 3, 4]),
    scanCase('one step', [1, 5, 16]),
    scanCase('one step more than a chunk', [17, 4, 8]),
    scanCase('64 states', [131, 2, 64]),
    scanCase('random decays, some of them none', [259, 8, 8], {
      a: uniformNumbers(7, 64, -3, 0).map((a) => (a > -0.5 ? 0 : a)),
    }),
    scanCase('nothing is forgotten', [515, 4, 4], { a: zeros(16) }),
    scanCase('everything is forgotten at once', [131, 4, 4], { a: fill(16, -1e5) }),
    scanCase('a step of 0 keeps the state, one of 50 forgets it', [259, 4, 4], {
      delta: Float64Array.from({ length: 1036 }, (_, i) => (i % 37 === 0 ? 50 : i % 3 === 0 ? 0 : 0.01)),
    }),
    scanCase('a state that must last', [300, 4, 4], { x: zeros(1200), a: fill(16, -0.01), state: fill(16, 1) }),
    scanCase('products that underflow', [300, 4, 4], { x: zeros(1200), a: fill(16, -100), state: fill(16, 1e30) }),
    scanCase('a growing state that is 0 until the last steps', [300, 4, 4], {
      x: lastOf(uniformNumbers(9, 1200), 12),
      delta: fill(1200, 1),
      a: fill(16, 10),
      state: zeros(16),
    }),
    scanCase('large magnitudes', [131, 4, 4], { x: uniformNumbers(8, 524, -1e20, 1e20) }),
    scanCase('tiny magnitudes', [131, 4, 4], { x: uniformNumbers(8, 524, -1e-20, 1e-20), state: zeros(16) }),
  ],
  longCases: () => [
    scanCase('hardly anything is forgotten', [4099, 3, 4], { a: fill(12, -1e-4) }, EXP_TOLERANCE),
    scanCase('many channels over a chunk of 32', [1031, 1028, 4]),
  ],
};

function stepCase(
  name: string,
  channels: number,
  states: number,
  own: Overrides = {},
): KernelCase<SelectiveScanStepShape> {
  return { name, shape: { channels, states }, inputs: inputsOf({ length: 1, channels, states }, own) };
}

export const selectiveScanStepSuite: KernelSuite<SelectiveScanStepShape> = {
  definition: selectiveScanStep,
  cases: () => [
    stepCase('random numbers', 131, 16),
    stepCase('one channel', 1, 4),
    stepCase('64 states', 3, 64),
    stepCase('nothing is forgotten', 4, 4, { a: zeros(16) }),
    stepCase('everything is forgotten', 4, 4, { a: fill(16, -1e5), state: fill(16, 1e30) }),
  ],
};

function fill(count: number, value: number): Float64Array {
  return new Float64Array(count).fill(value);
}

/** The last numbers of some; those before are 0. */
export function lastOf(numbers: Float64Array, count: number): Float64Array {
  return numbers.map((number, i) => (i < numbers.length - count ? 0 : number));
}

function zeros(count: number): Float64Array {
  return new Float64Array(count);
}
