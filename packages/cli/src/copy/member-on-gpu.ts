/** A member of the family on a GPU: its recurrence is run by a kernel. */
import type { Context } from '../context.js';
import { accepted } from '../usage-error.js';
import type { ChosenMember } from './member.js';
import { type GpuRun, runOnGpu } from './on-gpu.js';
import type { Mode, Outcome } from './outcome.js';

/** What became of a copy. After a fault `output` has the letters that had come back, fewer than L or none. */
export interface MemberOutcome extends Outcome, Pick<GpuRun<unknown>, 'device' | 'fault'> {}

/**
 * Copies x with a member of the family on a GPU.
 *
 * @param letters - (L) letters below D, at least one.
 * @param onLetter - called with the number of letters that have come back, some at a time.
 * @throws UsageError when no kernel runs this member, size or state format, or there is no GPU for it.
 */
export async function copyMemberOnGpu(
  context: Pick<Context, 'openDevice'>,
  { model, weights }: ChosenMember,
  letters: Uint32Array,
  mode: Mode,
  onLetter: (done: number) => void,
): Promise<MemberOutcome> {
  // Loaded on demand, as for the transformer.
  const { gpuMachineCopy, recurrenceOf } = await import('@verbatim/gssm/gpu');
  accepted('--arithmetic gpu', () => recurrenceOf(model, weights));
  const { value, read, ...run } = await runOnGpu(
    context,
    'is this model without --arithmetic',
    letters.length,
    onLetter,
    (device, onLetters) => gpuMachineCopy(device, model, weights, letters, { mode, onLetters }),
  );
  return { output: value?.output ?? read, ...run };
}
