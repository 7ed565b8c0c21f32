import { assertLength } from '../../parameters.js';
import { SIGN_BIT } from '../fixed-point.js';
import { gatedDeltanet } from '../gated-deltanet.js';
import { type StackMachine, stackMachine } from '../stack.js';
import { tensor } from '../tensor.js';
import { assertSlots } from './assert-slots.js';
import { clockLayer, slotBefore } from './clock.js';
import { codeHead, codeWidth, FLAGS, indices, sparse, tokenEmbedding } from './letter-codes.js';

/** sigmoid is exactly 1 here, and exactly 0 at ten times its negative. */
const OPEN = 80;

/**
 * The cyclic register as gated DeltaNet behind a clock. The keys are the unit vectors of the positions modulo k: with β = 1
 * the delta rule puts the new letter in the place of the old one exactly, and with α = 1 nothing decays; both gates are
 * sigmoids and exponentials that have reached their ends in doubles. BOS and COPY have β = 0. Values are signs, which is
 * what silu leaves of a code. The query is the position that comes next.
 *
 * k·d' bits of memory, k of clock, and ⌈log2 D⌉ of the letter; it says what the register says.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for.
 * @param slots - k, 1 … L.
 * @throws RangeError if a parameter is out of its range.
 */
export function deltanetRegister(alphabetSize: number, length: number, slots: number): StackMachine {
  assertLength(length);
  assertSlots(slots, length);
  const code = codeWidth(alphabetSize);
  const clock = code + FLAGS;
  const width = clock + slots;
  const channels = 2 * slots + code;
  const layer = gatedDeltanet.layer(
    { width, heads: 1, keys: slots, values: code, convolution: 1 },
    new Map([
      [
        'q_proj.weight',
        sparse(
          slots,
          width,
          indices(slots).map((slot) => [slot, clock + slot, 1]),
        ),
      ],
      [
        'k_proj.weight',
        sparse(
          slots,
          width,
          indices(slots).map((slot) => [slotBefore(slot, slots), clock + slot, 1]),
        ),
      ],
      [
        'v_proj.weight',
        sparse(
          code,
          width,
          indices(code).map((i) => [i, i, 1]),
        ),
      ],
      [
        'conv1d.weight',
        tensor(
          [channels, 1, 1],
          indices(channels).map(() => 1),
        ),
      ],
      ['a_proj.weight', sparse(1, width, [])],
      [
        'b_proj.weight',
        sparse(1, width, [
          [0, code, OPEN],
          [0, code + 1, -10 * OPEN],
          [0, code + 2, -10 * OPEN],
        ]),
      ],
      ['A_log', tensor([1], [0])],
      ['dt_bias', tensor([1], [-10 * OPEN])],
      [
        'out_proj.weight',
        sparse(
          width,
          code,
          indices(code).map((i) => [i, i, 1]),
        ),
      ],
    ]),
  );
  const memory = { ...layer, state: layer.state.map((part) => ({ ...part, start: -1 })) };
  return stackMachine({
    name: `deltanet-register(k=${slots})`,
    alphabetSize,
    embedding: tokenEmbedding(alphabetSize),
    layers: [clockLayer(alphabetSize, slots), memory],
    head: codeHead(alphabetSize, width),
    format: SIGN_BIT,
  });
}
