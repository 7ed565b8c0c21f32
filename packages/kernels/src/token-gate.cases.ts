import type { KernelCase, KernelSuite } from './check-kernel.js';
import { uniformNumbers } from './random-numbers.js';
import { GATE_NUMBERS, keyBlocks, type TokenGateShape, tokenGate } from './token-gate.js';

/** Halves hold 11 bits; a reference in f64 may round to the other neighbour. */
const HALVES = { relativeNorm: 1e-3, worst: 2e-3 };

function gateCase(
  name: string,
  shape: TokenGateShape,
  range: readonly [number, number],
  change: (gates: Float64Array, means: Float64Array) => void = () => {},
): KernelCase<TokenGateShape> {
  const { heads, slots, width, capacity, chunk } = shape;
  const numbers = GATE_NUMBERS.length;
  const gates = uniformNumbers(5, 2 * slots * numbers, -2, 2);
  const headNumbers = uniformNumbers(6, 4 * slots, 0, heads).map(Math.floor);
  for (let gate = 0; gate < 2 * slots; gate++) {
    gates.set(headNumbers.subarray(2 * gate, 2 * gate + 2), gate * numbers);
  }
  const means = uniformNumbers(7, heads * chunk * width);
  change(gates, means);
  const blocks = keyBlocks(shape);
  return {
    name,
    shape,
    inputs: {
      range: Float64Array.from(range),
      means,
      gates,
      keys: uniformNumbers(8, blocks * capacity * 8),
      values: uniformNumbers(9, 2 * Math.ceil(width / 2) * capacity),
    },
    tolerance: HALVES,
  };
}

/** Any heads and weights, not only the construction's; open and closed gates; numbers that binary16 rounds. */
export const tokenGateSuite: KernelSuite<TokenGateShape> = {
  definition: tokenGate,
  cases: () => [
    gateCase('bytes', { heads: 12, slots: 11, width: 10, capacity: 131, chunk: 131 }, [0, 131]),
    gateCase('a chunk in the middle', { heads: 4, slots: 3, width: 3, capacity: 257, chunk: 64 }, [67, 64]),
    gateCase('one position', { heads: 18, slots: 17, width: 4, capacity: 67, chunk: 1 }, [66, 1]),
    gateCase('closed gates', { heads: 5, slots: 4, width: 5, capacity: 67, chunk: 67 }, [0, 67], (gates, means) => {
      for (let gate = 0; gate < 8; gate++) {
        gates.set([100, 100, 0], gate * GATE_NUMBERS.length + 8);
      }
      means.forEach((mean, i) => {
        means[i] = Math.abs(mean);
      });
    }),
    gateCase(
      'numbers below the normal ones of binary16',
      { heads: 3, slots: 2, width: 3, capacity: 67, chunk: 67 },
      [0, 67],
      (_, means) => {
        means.forEach((mean, i) => {
          means[i] = mean * 2 ** -(10 + (i % 16));
        });
      },
    ),
  ],
};
