/** Which input length would still fit, for the error of one that does not. */
import type { DeviceLimits } from '@verbatim/gpu';
import type { KernelDefinition, Precision, TensorSpec } from './kernel-definition.js';
import { bytesOf } from './tensor-size.js';

/** What a shape calls its input length. */
const LENGTH_NAMES = ['length', 'capacity', 'keys'] as const;

/** Whether a tensor is split by heads when it is larger than one binding. */
export function isSplit<S extends object>(definition: KernelDefinition<S>, { perHead }: TensorSpec): boolean {
  return perHead === true && definition.withHeads !== undefined && definition.headsOf !== undefined;
}

/** The tensors that do not fit one binding, not even one head of those that are split. */
export function tooLarge<S extends object>(
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision,
  { maxBindingSize }: Pick<DeviceLimits, 'maxBindingSize'>,
): TensorSpec[] {
  const heads = definition.headsOf?.(shape) ?? 1;
  return definition
    .tensors(shape, precision)
    .filter((spec) => bytesOf(spec) / (isSplit(definition, spec) ? heads : 1) > maxBindingSize);
}

/** The largest length for which every tensor fits; null when the shape has no length, or when no length would do. */
export function largestLength<S extends object>(
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision,
  limits: Pick<DeviceLimits, 'maxBindingSize'>,
): number | null {
  const name = LENGTH_NAMES.find((candidate) => typeof (shape as Record<string, unknown>)[candidate] === 'number');
  if (name === undefined) {
    return null;
  }
  const fits = (length: number) => tooLarge(definition, { ...shape, [name]: length }, precision, limits).length === 0;
  let below = 0;
  let above = (shape as Record<string, unknown>)[name] as number;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (fits(middle)) {
      below = middle;
    } else {
      above = middle;
    }
  }
  return below === 0 ? null : below;
}
