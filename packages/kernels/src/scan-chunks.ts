/** What the recurrences share: how long a chunk is, and what counts are accepted. */

/** Threads that keep a large GPU busy when each has several loads under way. */
const ENOUGH_THREADS = 2 ** 16;
const SHORTEST_CHUNK = 16;

/**
 * The length of a chunk, a power of two from 16 to `longest`: as long as leaves enough threads, since every chunk costs a
 * carry that is written and read again.
 *
 * @param length steps of the scan.
 * @param lanes threads of one chunk.
 */
export function chunkLength(length: number, lanes: number, longest: number): number {
  let chunk = SHORTEST_CHUNK;
  while (chunk < longest && Math.ceil(length / chunk) * lanes > ENOUGH_THREADS) {
    chunk *= 2;
  }
  return chunk;
}

/** @throws RangeError when one of `counts` is not a positive integer. */
export function assertCounts(kernel: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`${kernel}: ${name} ${count}: accepted are positive integers`);
    }
  }
}
