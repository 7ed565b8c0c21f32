import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import { RWKV_NO_EXPONENT, type RwkvShape, rwkv } from './rwkv.js';
import { type RwkvStepShape, rwkvStep } from './rwkv-step.js';

type Overrides = Partial<Record<'k' | 'v' | 'decay' | 'first' | 'state', Float64Array>>;

/** Numerator, denominator and exponent are of sizes of their own: each row of the state is compared by itself. */
function rwkvCase(name: string, length: number, channels: number, own: Overrides = {}): KernelCase<RwkvShape> {
  const inputs = {
    k: uniformNumbers(1, length * channels, -3, 3),
    v: uniformNumbers(2, length * channels),
    decay: uniformNumbers(3, channels, -2, -0.01),
    first: uniformNumbers(4, channels),
    state: stateOf(uniformNumbers(5, channels), uniformNumbers(6, channels, 1, 2), uniformNumbers(7, channels, 1, 2)),
    ...own,
  };
  return { name, shape: { length, channels }, inputs, compareBy: 'row' };
}

function stateOf(a: Float64Array, b: Float64Array, p: Float64Array): Float64Array {
  return Float64Array.of(...a, ...b, ...p);
}

/** The state before any step. */
function empty(channels: number): Float64Array {
  return stateOf(fill(channels, 0), fill(channels, 0), fill(channels, RWKV_NO_EXPONENT));
}

function fill(count: number, value: number): Float64Array {
  return new Float64Array(count).fill(value);
}

/** Mostly small keys, and now and then one beside which all others are nothing. */
const peaks = (count: number) => uniformNumbers(8, count, -3, 3).map((key, i) => (i % 37 === 5 ? key + 500 : key));

/** Exact in f32 when added to 500, whose neighbour is 2⁻¹⁵ away: an exponent rounded there is an error of as much in the sum. */
const EXACT = { decay: fill(4, -0.125), first: fill(4, 0.5) };

export const rwkvSuite: KernelSuite<RwkvShape> = {
  definition: rwkv,
  cases: () => [
    rwkvCase('random numbers, length 257', 257, 12),
    rwkvCase('one step', 1, 5),
    rwkvCase('one step of one channel, from nothing', 1, 1, { state: empty(1) }),
    rwkvCase('from nothing, length 67', 67, 5, { state: empty(5) }),
    rwkvCase('exactly one chunk', 16, 4),
    rwkvCase('one step more than a chunk', 17, 4),
    rwkvCase('nothing is forgotten', 131, 4, { decay: fill(4, 0) }),
    rwkvCase('everything is forgotten at once', 131, 4, { decay: fill(4, -200) }),
    rwkvCase('keys beyond the range of exponentials', 131, 4, { k: peaks(524) }),
    rwkvCase('all keys at −500', 67, 4, { k: fill(268, -500), state: empty(4), ...EXACT }),
    rwkvCase('a first occurrence that counts for all', 67, 4, { first: fill(4, 100) }),
    rwkvCase('a state that must last', 67, 4, { k: fill(268, -300), decay: fill(4, -0.125) }),
    rwkvCase('large magnitudes', 67, 4, { v: uniformNumbers(9, 268, -1e30, 1e30) }),
  ],
  longCases: () => [
    rwkvCase('hardly anything is forgotten, length 5,003', 5003, 3, { decay: fill(3, -(2 ** -12)) }),
    rwkvCase('many channels over a chunk of 32', 1031, 1028),
  ],
};

export const rwkvStepSuite: KernelSuite<RwkvStepShape> = {
  definition: rwkvStep,
  cases: () =>
    [
      rwkvCase('random numbers', 1, 131),
      rwkvCase('one channel', 1, 1),
      rwkvCase('from nothing', 1, 8, { state: empty(8) }),
      rwkvCase('a key beyond the range of exponentials', 1, 4, { k: Float64Array.of(500, -500, 0, 90) }),
      rwkvCase('nothing is forgotten', 1, 4, { decay: fill(4, 0) }),
    ].map(({ shape: { channels }, ...rest }) => ({ ...rest, shape: { channels } })),
};
