import { FLAG_BIT } from '../fixed-point.js';
import type { Layer } from '../layer.js';
import { linearSsmLayer } from '../linear-ssm.js';
import { tensor } from '../tensor.js';
import { codeWidth, FLAGS, indices, sparse } from './letter-codes.js';

/**
 * A layer that counts letters modulo k since BOS or COPY, as a linear state space model: h is one of k unit vectors. A letter
 * turns it to the next, BOS and COPY set it to the first. It puts h behind what came in: (d' + 3 + k). One bit a number.
 */
export function clockLayer(alphabetSize: number, slots: number): Layer {
  const code = codeWidth(alphabetSize);
  const width = code + FLAGS;
  const { shape, values } = sparse(
    slots,
    slots,
    indices(slots).map((slot) => [(slot + 1) % slots, slot, 1]),
  );
  return linearSsmLayer(
    { state: slots, modes: 1 },
    new Map([
      ['gate.weight', sparse(1, width, [[0, code, 1]])],
      ['gate.bias', tensor([1], [0])],
      ['A', { shape: [1, ...shape], values }],
      [
        'B',
        sparse(slots, width, [
          [0, code + 1, 1],
          [0, code + 2, 1],
        ]),
      ],
      [
        'C',
        sparse(
          width + slots,
          slots,
          indices(slots).map((slot) => [width + slot, slot, 1]),
        ),
      ],
      [
        'D',
        sparse(
          width + slots,
          width,
          indices(width).map((i) => [i, i, 1]),
        ),
      ],
    ]),
    { format: FLAG_BIT },
  );
}

/** The slot before: the one that the newest letter belongs to when the clock has gone on to `slot`. */
export function slotBefore(slot: number, slots: number): number {
  return (slot + slots - 1) % slots;
}
