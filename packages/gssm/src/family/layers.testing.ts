/** What the tests of the layers share: running a layer without rounding, and random weights and inputs for it. */

import { fc } from '@fast-check/vitest';
import { randomSource } from '@verbatim/tasks';
import { expect } from 'vitest';
import type { Hyperparameters, Layer, LayerState, Member } from './layer.js';
import { sizeOf, type Tensor, type Weights } from './tensor.js';

/** The outputs of a layer after each input, its state kept in doubles. */
export function run(layer: Layer, inputs: readonly Float64Array[]): Float64Array[] {
  let state: LayerState = layer.state.map(({ size, start = 0 }) => new Float64Array(size).fill(start));
  return inputs.map((x) =>
    layer.step(x, state, (next) => {
      state = next;
      return next;
    }),
  );
}

/** Weights of a member with numbers from the seed, larger than the initialiser's, so that every term shows. */
export function drawnWeights(member: Member, parameters: Hyperparameters, seed: number): Weights {
  return new Map(
    member.weights(parameters).map(({ name, shape, draw }): [string, Tensor] => {
      const random = randomSource(seed, 'weights', name);
      const uniform = () => 2 * random.real() - 1;
      const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) =>
        draw === undefined ? uniform() : draw(uniform, i) + 0.3 * uniform(),
      );
      return [name, { shape, values }];
    }),
  );
}

/** Inputs from the seed, uniform in [−1, 1). */
export function drawnInputs(width: number, length: number, seed: number): Float64Array[] {
  const random = randomSource(seed, 'inputs');
  return Array.from({ length }, () => Float64Array.from({ length: width }, () => 2 * random.real() - 1));
}

/** A seed and a number of inputs. */
export const draws = fc.record({ seed: fc.nat(), length: fc.integer({ min: 1, max: 9 }) });

/** (rows, columns) as arrays of rows; further axes count as columns. */
export function rowsOf({ shape, values }: Tensor): number[][] {
  const columns = sizeOf(shape.slice(1));
  return Array.from({ length: shape[0] }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}

/** W x. */
export function times(weight: Tensor, x: ArrayLike<number>): number[] {
  return rowsOf(weight).map((row) => dot(row, x));
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Equal up to rounding, relative to the largest number in sight. */
export function expectClose(actual: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): void {
  const [a, b] = [actual, expected].map((rows) => rows.flatMap((row) => Array.from(row)));
  expect(a).toHaveLength(b.length);
  const scale = Math.max(1, ...b.map(Math.abs));
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]) / scale).toBeLessThan(1e-11);
  });
}
