import { assertLength } from '../../parameters.js';
import { SIGN_BIT } from '../fixed-point.js';
import { linearSsmLayer } from '../linear-ssm.js';
import { type StackMachine, stackMachine } from '../stack.js';
import { tensor } from '../tensor.js';
import { assertSlots } from './assert-slots.js';
import { codeHead, codeWidth, FLAGS, indices, sparse, tokenEmbedding } from './letter-codes.js';

/**
 * The cyclic register as one linear state space model: h has k slots of d' coordinates, oldest first, each a sign. The
 * input chooses one of three transitions: a letter shifts the slots and enters the last one, BOS is the identity, and COPY
 * rotates by −L mod k. C reads the oldest slot. All sums are −1, 0 or 1.
 *
 * k·d' bits, and the letter is read from them: with D = 2^d' exactly the D^k states of the register, and so the lower bound
 * with equality.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for.
 * @param slots - k, 1 … L.
 * @throws RangeError if a parameter is out of its range.
 */
export function linearSsmRegister(alphabetSize: number, length: number, slots: number): StackMachine {
  assertLength(length);
  assertSlots(slots, length);
  const code = codeWidth(alphabetSize);
  const width = code + FLAGS;
  const state = slots * code;
  const rotation = (slots - (length % slots)) % slots;
  /** The matrix that moves slot `from(i)` into slot i, and nothing into slot i where that is no slot. */
  const moving = (from: (slot: number) => number) =>
    sparse(
      state,
      state,
      indices(slots).flatMap((slot) =>
        from(slot) < slots ? indices(code).map((i) => [slot * code + i, from(slot) * code + i, 1] as const) : [],
      ),
    ).values;
  const layer = linearSsmLayer(
    { state, modes: FLAGS },
    new Map([
      [
        'gate.weight',
        sparse(
          FLAGS,
          width,
          indices(FLAGS).map((mode) => [mode, code + mode, 1]),
        ),
      ],
      ['gate.bias', tensor([FLAGS], [0, 0, 0])],
      [
        'A',
        tensor(
          [FLAGS, state, state],
          [...moving((slot) => slot + 1), ...moving((slot) => slot), ...moving((slot) => (slot + rotation) % slots)],
        ),
      ],
      [
        'B',
        sparse(
          state,
          width,
          indices(code).map((i) => [state - code + i, i, 1]),
        ),
      ],
      [
        'C',
        sparse(
          code,
          state,
          indices(code).map((i) => [i, i, 1]),
        ),
      ],
    ]),
    { format: SIGN_BIT, start: -1 },
  );
  return stackMachine({
    name: `linear-ssm-register(k=${slots})`,
    alphabetSize,
    embedding: tokenEmbedding(alphabetSize),
    layers: [layer],
    head: codeHead(alphabetSize, code),
    format: SIGN_BIT,
  });
}
