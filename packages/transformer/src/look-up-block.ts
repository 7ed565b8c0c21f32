/** The block that looks up: one head that weighs position j by 2^(B · ⟨query, key_j⟩), and an MLP that passes its output on. */
import { type Entry, sparseMatrix } from './sparse-matrix.js';
import type { Block, Mlp } from './weights.js';

/** Where the block finds its query, key and value among the coordinates of its input. */
export interface LookUpPlaces {
  /** Width of the input. */
  readonly width: number;
  /** The coordinates of the query, and of the key in the same order. */
  readonly query: readonly number[];
  readonly key: readonly number[];
  /** The coordinates of the value. */
  readonly value: readonly number[];
}

/** The head without a window and its MLP; `scale` is B. */
export function lookUpBlock({ width, query, key, value }: LookUpPlaces, scale: number): Block {
  const select = (places: readonly number[], weight: number) =>
    sparseMatrix(
      places.length,
      width,
      places.map((place, row): Entry => [row, place, weight]),
    );
  return {
    heads: [
      {
        query: select(query, scale),
        key: select(key, 1),
        value: select(value, 1),
        window: Number.POSITIVE_INFINITY,
      },
    ],
    mlp: passingOn(value.length),
  };
}

/** σ(z) − σ(−z) = z. */
function passingOn(width: number): Mlp {
  const both = Array.from({ length: width }, (_, c): [number, number] => [2 * c, c]);
  const inner = sparseMatrix(
    2 * width,
    width,
    both.flatMap(([row, c]): Entry[] => [
      [row, c, 1],
      [row + 1, c, -1],
    ]),
  );
  const outer = sparseMatrix(
    width,
    2 * width,
    both.flatMap(([row, c]): Entry[] => [
      [c, row, 1],
      [c, row + 1, -1],
    ]),
  );
  return { inner, outer };
}
