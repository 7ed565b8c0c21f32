/** Which members have a kernel for their recurrence, and how it is taken. */
import { type FamilyModel, weightsOfLayer } from '../family/family-machine.js';
import type { Hyperparameters } from '../family/layer.js';
import { KERNEL_MEMBER_NAMES } from '../family/members.js';
import type { Weights } from '../family/tensor.js';
import { gruRecurrence, lstmRecurrence, rnnRecurrence } from './gated.js';
import type { Recurrence } from './recurrence.js';
import { gatedDeltanetRecurrence, linearAttentionRecurrence, retnetRecurrence } from './retention.js';
import { mambaRecurrence, rwkvRecurrence, s4dRecurrence } from './scan.js';
import { windowRecurrence } from './window.js';

/** By member: those of `MEMBERS` that name a kernel, and no others. */
export const RECURRENCES: {
  readonly [member: string]: (parameters: Hyperparameters, weightsOfLayer: Weights) => Recurrence;
} = {
  rnn: rnnRecurrence,
  lstm: lstmRecurrence,
  gru: gruRecurrence,
  s4d: s4dRecurrence,
  mamba: mambaRecurrence,
  'linear-attention': linearAttentionRecurrence,
  retnet: retnetRecurrence,
  rwkv: rwkvRecurrence,
  'gated-deltanet': gatedDeltanetRecurrence,
  'sliding-window': windowRecurrence,
};

/**
 * The recurrence of a model's one layer.
 *
 * @throws RangeError for a member without a kernel, another number of layers than one, a state that is not in f32, and sizes
 * that the kernel does not take.
 */
export function recurrenceOf(
  { member, hyperparameters, layers = 1, format }: FamilyModel,
  weights: Weights,
): Recurrence {
  if (!Object.hasOwn(RECURRENCES, member))
    throw new RangeError(`${member} has no kernel; accepted are ${KERNEL_MEMBER_NAMES.join(', ')}`);
  if (format !== 'f32') throw new RangeError(`state format ${format}: kernels keep states in f32; accepted is f32`);
  if (layers !== 1) throw new RangeError(`${layers} layers: accepted is one layer, before which stands no other`);
  const recurrence = RECURRENCES[member](hyperparameters, weightsOfLayer(weights, 0));
  recurrence.kernel.assertShape({ ...recurrence.shape, length: 1 });
  return recurrence;
}
