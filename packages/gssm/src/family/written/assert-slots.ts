/** @throws RangeError unless there are 1 … L slots. */
export function assertSlots(slots: number, length: number): void {
  if (!Number.isSafeInteger(slots) || slots < 1 || slots > length)
    throw new RangeError(`k = ${slots} slots: accepted is an integer from 1 to L = ${length}`);
}
