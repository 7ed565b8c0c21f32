/** Counts every live byte on a device by what it is for. */
import { assertSize } from './sizes.js';

/** What a buffer is for. `staging` is what a read-back passes through. */
export const PURPOSES = ['weights', 'kv-cache', 'state', 'activations', 'scratch', 'staging'] as const;

/** One of `PURPOSES`. */
export type Purpose = (typeof PURPOSES)[number];

/** Bytes by purpose. */
export type BytesByPurpose = Readonly<Record<Purpose, number>>;

function zeros(): Record<Purpose, number> {
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, 0])) as Record<Purpose, number>;
}

/** @throws RangeError for what is no purpose: its bytes would be counted nowhere. */
export function assertPurpose(label: string, purpose: Purpose): void {
  if (!PURPOSES.includes(purpose)) {
    throw new RangeError(`buffer ${label}: purpose ${purpose}; accepted are ${PURPOSES.join(', ')}`);
  }
}

/** The books of one device: exact, because every allocation of this package goes through it. */
export class Ledger {
  readonly #live = zeros();
  #peak = zeros();
  #liveTotal = 0;
  #peakTotal = 0;
  #buffers = 0;

  /**
   * Enters an allocation.
   *
   * @throws RangeError for an unknown purpose, or bytes that are no whole number.
   */
  allocate(purpose: Purpose, bytes: number): void {
    assertPurpose('in the ledger', purpose);
    assertSize('in the ledger', bytes);
    this.#live[purpose] += bytes;
    this.#liveTotal += bytes;
    this.#buffers += 1;
    if (this.#liveTotal > this.#peakTotal) {
      this.#peakTotal = this.#liveTotal;
      this.#peak = { ...this.#live };
    }
  }

  /**
   * Enters a release.
   *
   * @throws Error when more would be released than is live: a double release.
   */
  release(purpose: Purpose, bytes: number): void {
    if (bytes > this.#live[purpose]) {
      throw new Error(`${bytes} bytes of ${purpose} released, ${this.#live[purpose]} are live`);
    }
    this.#live[purpose] -= bytes;
    this.#liveTotal -= bytes;
    this.#buffers -= 1;
  }

  /** Live bytes by purpose. */
  get live(): BytesByPurpose {
    return { ...this.#live };
  }

  /** All live bytes. */
  get liveBytes(): number {
    return this.#liveTotal;
  }

  /** How many buffers are live. */
  get liveBuffers(): number {
    return this.#buffers;
  }

  /** Bytes by purpose at the moment when all of them together were most. */
  get peak(): BytesByPurpose {
    return { ...this.#peak };
  }

  /** The most live bytes so far, or since {@link Ledger.restartPeak}. */
  get peakBytes(): number {
    return this.#peakTotal;
  }

  /** Starts to look for the peak anew, from what is live now. */
  restartPeak(): void {
    this.#peak = { ...this.#live };
    this.#peakTotal = this.#liveTotal;
  }
}
