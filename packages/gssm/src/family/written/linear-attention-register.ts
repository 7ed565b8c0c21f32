import { assertLength } from '../../parameters.js';
import { linearAttention } from '../linear-attention.js';
import { type StackMachine, stackMachine } from '../stack.js';
import { stateFormat } from '../state-format.js';
import { tensor } from '../tensor.js';
import { assertSlots } from './assert-slots.js';
import { clockLayer, slotBefore } from './clock.js';
import { codeHead, codeWidth, FLAGS, indices, sparse, tokenEmbedding } from './letter-codes.js';

/** Far below −745, where e^x is exactly 0. */
const CLOSED = -800;

/**
 * An associative memory of k letters as linear attention behind a clock. The key of a letter is its position modulo k, its
 * value its code: φ(0) = 1 and φ(−800) = 0 exactly, so that features are unit vectors, and no feature at all for BOS and
 * COPY. The query is the position that comes next. Linear attention only adds: what a slot holds is the sum of the codes
 * that came there, cut off at −2 and 1, which keeps their sign when they agree. So it copies the strings with period k.
 *
 * 2k(d' + 1) bits of memory, k of clock, and ⌈log2 D⌉ of the letter.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for.
 * @param slots - k, 1 … L.
 * @throws RangeError if a parameter is out of its range.
 */
export function linearAttentionRegister(alphabetSize: number, length: number, slots: number): StackMachine {
  assertLength(length);
  assertSlots(slots, length);
  const code = codeWidth(alphabetSize);
  const width = code + FLAGS + slots;
  const clock = code + FLAGS;
  const layer = linearAttention.layer(
    { width, heads: 1, keys: slots, values: code },
    new Map([
      [
        'q_proj.weight',
        sparse(
          slots,
          width,
          indices(slots).map((slot) => [slot, clock + slot, -CLOSED]),
        ),
      ],
      [
        'q_proj.bias',
        tensor(
          [slots],
          indices(slots).map(() => CLOSED),
        ),
      ],
      [
        'k_proj.weight',
        sparse(
          slots,
          width,
          indices(slots).flatMap(
            (slot) =>
              [
                [slotBefore(slot, slots), clock + slot, -CLOSED],
                [slot, code + 1, CLOSED],
                [slot, code + 2, CLOSED],
              ] as const,
          ),
        ),
      ],
      [
        'k_proj.bias',
        tensor(
          [slots],
          indices(slots).map(() => CLOSED),
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
        'out_proj.weight',
        sparse(
          width,
          code,
          indices(code).map((i) => [i, i, 1]),
        ),
      ],
    ]),
  );
  return stackMachine({
    name: `linear-attention-register(k=${slots})`,
    alphabetSize,
    embedding: tokenEmbedding(alphabetSize),
    layers: [clockLayer(alphabetSize, slots), layer],
    head: codeHead(alphabetSize, width),
    format: stateFormat('fixed2.0'),
  });
}
