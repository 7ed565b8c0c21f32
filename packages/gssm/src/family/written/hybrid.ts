import { assertLength } from '../../parameters.js';
import { counter, SIGN_BIT } from '../fixed-point.js';
import { linearSsmLayer } from '../linear-ssm.js';
import { windowLayer } from '../sliding-window.js';
import { type StackMachine, stackMachine } from '../stack.js';
import { tensor } from '../tensor.js';
import { codeHead, codeWidth, FLAGS, indices, sparse, tokenEmbedding } from './letter-codes.js';

/** The score falls by this much next to the right key: e^−4 < 1/50. */
const SCALE = 4;

/** The bits of each of the two counters with which the hybrid copies every string of L letters: 2^bits > L². */
export function hybridCounterBits(length: number): number {
  return BigInt(length * length).toString(2).length;
}

/**
 * A recurrent layer with one attention layer behind it, which copies every string of L letters, while the bits of the
 * recurrent layer are a logarithm of L.
 *
 * The recurrent layer is a linear state space model with two numbers, i and i², of the letters since BOS or COPY: i ← i + 1,
 * i² ← i² + 2i + 1, and 0 at BOS and COPY. The attention layer sees everything: its window is 2L + 2. The key of a position
 * is (i, i²), its value the letter's code, the query (8(i + 1), −4), so that the score of a key j is
 * 4(i + 1)² − 4(j − i − 1)²: the next letter of the prompt, and no other, has the largest. All of these are whole numbers.
 *
 * With fewer bits the counters stay at their ends, and it fails. For one L this is a GSSM, whose cache is most of its state;
 * `layerBits` has the bits of both layers.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for.
 * @param counterBits - the bits of each counter, 1 … 32; `hybridCounterBits` are enough.
 * @param window - the positions that attention sees; a control makes it smaller.
 * @throws RangeError if a parameter is out of its range.
 */
export function hybridMachine(
  alphabetSize: number,
  length: number,
  counterBits: number,
  window: number = 2 * length + 2,
): StackMachine {
  assertLength(length);
  if (!Number.isInteger(counterBits) || counterBits < 1 || counterBits > 32)
    throw new RangeError(`counters of ${counterBits} bits: accepted is an integer from 1 to 32`);
  const code = codeWidth(alphabetSize);
  const width = code + FLAGS;
  const flags = [code, code + 1, code + 2];
  const counting = linearSsmLayer(
    { state: 2, modes: 1 },
    new Map([
      ['gate.weight', sparse(1, width, [[0, code, 1]])],
      ['gate.bias', tensor([1], [0])],
      ['A', tensor([1, 2, 2], [1, 0, 2, 1])],
      [
        'B',
        sparse(2, width, [
          [0, code, 1],
          [1, code, 1],
        ]),
      ],
      [
        'C',
        sparse(width + 2, 2, [
          [width, 0, 1],
          [width + 1, 1, 1],
        ]),
      ],
      [
        'D',
        sparse(
          width + 2,
          width,
          indices(width).map((i) => [i, i, 1]),
        ),
      ],
    ]),
    { format: counter(counterBits) },
  );
  const looking = windowLayer(
    { width: width + 2, heads: 1, keys: 2, values: code, window },
    new Map([
      [
        'q_proj.weight',
        // Every token has exactly one flag, which stands for the constant 1.
        sparse(2, width + 2, [
          [0, width, 2 * SCALE],
          ...flags.flatMap(
            (flag) =>
              [
                [0, flag, 2 * SCALE],
                [1, flag, -SCALE],
              ] as const,
          ),
        ]),
      ],
      [
        'k_proj.weight',
        sparse(2, width + 2, [
          [0, width, 1],
          [1, width + 1, 1],
        ]),
      ],
      [
        'v_proj.weight',
        sparse(
          code,
          width + 2,
          indices(code).map((i) => [i, i, 1]),
        ),
      ],
      [
        'out_proj.weight',
        sparse(
          width + 2,
          code,
          indices(code).map((i) => [i, i, 1]),
        ),
      ],
    ]),
    { keys: counter(counterBits), values: SIGN_BIT },
  );
  return stackMachine({
    name: `hybrid(counters=2x${counterBits}, window=${window})`,
    alphabetSize,
    embedding: tokenEmbedding(alphabetSize),
    layers: [counting, looking],
    head: codeHead(alphabetSize, width + 2),
    format: SIGN_BIT,
  });
}
