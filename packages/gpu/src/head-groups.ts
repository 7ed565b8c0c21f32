/** Splitting a tensor over attention heads that is larger than one binding may be. */
import { LimitExceededError } from './errors.js';

/** Consecutive heads whose part of a tensor fits one binding. */
export interface HeadGroup {
  readonly first: number;
  readonly heads: number;
}

/**
 * The fewest groups of consecutive heads, as even as can be, such that each fits one binding.
 *
 * @param heads how many heads the tensor has.
 * @param bytesPerHead bytes of one head's part.
 * @param maxBindingSize the device's limit, in bytes.
 * @param what the tensor, for the message.
 * @param length the input length that `bytesPerHead` is proportional to; when given, the error tells the largest that fits.
 * @throws LimitExceededError when a single head is too large.
 */
export function headGroups(
  heads: number,
  bytesPerHead: number,
  maxBindingSize: number,
  { what, length = null }: { readonly what: string; readonly length?: number | null },
): HeadGroup[] {
  const most = Math.floor(maxBindingSize / bytesPerHead);
  if (most < 1) {
    const largestLength = length === null ? null : Math.floor((length * maxBindingSize) / bytesPerHead);
    throw new LimitExceededError('maxStorageBufferBindingSize', bytesPerHead, maxBindingSize, {
      what: `one head of ${what}`,
      largestLength,
    });
  }
  const count = Math.ceil(heads / most);
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * heads) / count);
    return { first, heads: Math.floor(((i + 1) * heads) / count) - first };
  });
}
