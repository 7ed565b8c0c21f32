/**
 * What is written to the card passes through memory that the driver has pinned. A copy from other memory may be read while the
 * caller changes it already, or may wait for all work before it: the driver's documentation promises neither. From pinned
 * memory it is in order with the rest of the stream and never waited for, until the piece that it went through is used again.
 */
import type { CudaDriver } from './cuda-driver.js';
import type { CudaFaults } from './cuda-faults.js';
import type { NativeMemory } from './native-library.js';

/** Two pieces: one is filled while the other is copied from. */
const PIECES = 2;
const PIECE_BYTES = 2 ** 23;
/** Where each write begins, within a piece. */
const ALIGNMENT = 16;

/** Pinned memory that writes go through. */
export class CudaStaging {
  readonly #pinned: bigint;
  readonly #bytes: Uint8Array;
  /** One a piece: recorded when it was full, reached when it may be filled again. */
  readonly #copied: readonly bigint[];
  #piece = 0;
  #at = 0;

  constructor(
    private readonly driver: CudaDriver,
    memory: NativeMemory,
    private readonly stream: bigint,
    private readonly faults: CudaFaults,
  ) {
    const handle = new BigUint64Array(1);
    faults.assertDone(driver.cuMemAllocHost_v2(handle, PIECES * PIECE_BYTES), 'pinned memory');
    this.#pinned = handle[0]!;
    this.#bytes = memory.bytesAt(this.#pinned, PIECES * PIECE_BYTES);
    this.#copied = Array.from({ length: PIECES }, () => {
      faults.assertDone(driver.cuEventCreate(handle, 0), 'an event');
      return handle[0]!;
    });
  }

  /** Writes bytes, as they are now, from an address of the card on. */
  write(target: bigint, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      if (this.#at >= PIECE_BYTES) {
        this.faults.note(this.driver.cuEventRecord(this.#copied[this.#piece]!, this.stream), 'a write');
        this.#piece = (this.#piece + 1) % PIECES;
        this.#at = 0;
        // Succeeds at once where the event was never recorded.
        this.faults.note(this.driver.cuEventSynchronize(this.#copied[this.#piece]!), 'a write');
      }
      const from = this.#piece * PIECE_BYTES + this.#at;
      const part = bytes.subarray(done, done + PIECE_BYTES - this.#at);
      this.#bytes.set(part, from);
      this.faults.note(
        this.driver.cuMemcpyHtoDAsync_v2(target + BigInt(done), this.#pinned + BigInt(from), part.length, this.stream),
        'a write',
      );
      done += part.length;
      this.#at += Math.ceil(part.length / ALIGNMENT) * ALIGNMENT;
    }
  }

  destroy(): void {
    for (const event of this.#copied) {
      this.driver.cuEventDestroy_v2(event);
    }
    this.driver.cuMemFreeHost(this.#pinned);
  }
}
