/** What a plan in CUDA C++ asks of a card's shared memory: cards of one architecture differ in it. */
import { type DeviceLimits, FeatureMissingError } from '@verbatim/gpu';

/** @throws FeatureMissingError where a block of `what` needs more bytes of shared memory than the card gives one. */
export function assertSharedBytes(
  what: string,
  bytes: number,
  { maxWorkgroupStorage: most }: Pick<DeviceLimits, 'maxWorkgroupStorage'>,
): void {
  if (bytes > most) {
    throw new FeatureMissingError(`${bytes} bytes of shared memory a block`, `${what} in CUDA C++ (${most} are there)`);
  }
}
