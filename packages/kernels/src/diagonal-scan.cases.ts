import type { KernelCase, KernelSuite } from './check-kernel.js';
import { type DiagonalScanShape, diagonalScan } from './diagonal-scan.js';
import { type DiagonalScanStepShape, diagonalScanStep } from './diagonal-scan-step.js';
import { uniformNumbers } from './random-numbers.js';

type Overrides = Partial<Record<'x' | 'a' | 'c' | 'state', ArrayLike<number>>>;

function scanCase(name: string, length: number, channels: number, own: Overrides = {}): KernelCase<DiagonalScanShape> {
  const given = {
    x: uniformNumbers(1, length * channels),
    a: uniformNumbers(2, channels),
    c: uniformNumbers(3, channels),
    state: uniformNumbers(4, channels),
    ...own,
  };
  return { name, shape: { length, channels }, inputs: floats(given) };
}

function floats<K extends string>(given: Record<K, ArrayLike<number>>): Record<K, Float64Array> {
  const entries = Object.entries<ArrayLike<number>>(given).map(([key, numbers]) => [key, Float64Array.from(numbers)]);
  return Object.fromEntries(entries) as Record<K, Float64Array>;
}

/** 1 − 2⁻¹, 1 − 2⁻², … : down to the neighbour of 1 in f32. */
const TOWARDS_ONE = Array.from({ length: 24 }, (_, k) => 1 - 2 ** -(k + 1));
const EDGES = [0, 1, -1, 0.5, -0.5, 1e-30, -1e-30, 0.999];

export const diagonalScanSuite: KernelSuite<DiagonalScanShape> = {
  definition: diagonalScan,
  cases: () => [
    scanCase('random numbers, length 257', 257, 12),
    scanCase('channels that do not divide by four, length 67', 67, 5),
    scanCase('one step', 1, 8),
    scanCase('one step of one channel', 1, 1),
    scanCase('exactly one chunk', 16, 4),
    scanCase('one step more than a chunk', 17, 4),
    scanCase('decays up to the neighbour of 1', 515, 24, { a: TOWARDS_ONE }),
    scanCase('decays up to the neighbour of −1', 131, 24, { a: TOWARDS_ONE.map((a) => -a) }),
    scanCase('decay 0, ±1, tiny, and sign flips', 131, 8, { a: EDGES }),
    scanCase('a state that must last', 515, 8, { a: EDGES, x: zeros(515 * 8), state: ones(8) }),
    scanCase('products that underflow', 300, 4, { a: [1e-3, -1e-3, 0.1, 0.7], x: zeros(1200), state: ones(4, 1e30) }),
    scanCase('a growing state that is 0 until the last steps', 600, 4, {
      a: [2, -2, 20, -20],
      x: uniformNumbers(6, 2400).map((x, i) => (i < 2384 ? 0 : x)),
      state: zeros(4),
    }),
    scanCase('large magnitudes', 259, 4, { x: uniformNumbers(5, 1036, -1e30, 1e30), state: ones(4, 1e30) }),
    scanCase('tiny magnitudes', 259, 4, { x: uniformNumbers(5, 1036, -1e-30, 1e-30), state: ones(4, 1e-30) }),
  ],
  longCases: () => [
    scanCase('decays up to the neighbour of 1, length 20,011', 20_011, 24, { a: TOWARDS_ONE }),
    scanCase('ones, whose state grows without end', 5003, 3, { a: [1, 1 - 2 ** -14, 1 - 2 ** -24], x: ones(5003 * 3) }),
    scanCase('many channels over a chunk of 32', 20_011, 256),
  ],
};

function stepCase(name: string, channels: number, own: Overrides = {}): KernelCase<DiagonalScanStepShape> {
  return { ...scanCase(name, 1, channels, own), shape: { channels } };
}

export const diagonalScanStepSuite: KernelSuite<DiagonalScanStepShape> = {
  definition: diagonalScanStep,
  cases: () => [
    stepCase('random numbers', 131),
    stepCase('one channel', 1),
    stepCase('decay 0, ±1, tiny, and sign flips', 8, { a: EDGES }),
    stepCase('large magnitudes', 4, { x: ones(4, 1e30), state: ones(4, -1e30) }),
  ],
};

function ones(count: number, value = 1): Float64Array {
  return new Float64Array(count).fill(value);
}

function zeros(count: number): Float64Array {
  return new Float64Array(count);
}
