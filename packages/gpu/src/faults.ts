/// <reference types="@webgpu/types" />
/** What a WebGPU device has met with, kept until somebody waits: its loss, which stays, and the first refused command. */
import { DeviceLostError, DeviceRejectedError, type GpuError, OutOfMemoryError } from './errors.js';

/** Watches a device. */
export class Faults {
  #lost: DeviceLostError | null = null;
  /** The first refusal since the last `check`. */
  #refused: GpuError | null = null;
  /** Rejects what is waited for now. */
  readonly #waiting = new Set<(lost: DeviceLostError) => void>();

  constructor(gpu: GPUDevice, liveBytes: () => number) {
    gpu.addEventListener('uncapturederror', (event) => {
      const { error } = event as GPUUncapturedErrorEvent;
      event.preventDefault();
      this.#refused ??=
        error.constructor.name === 'GPUOutOfMemoryError'
          ? new OutOfMemoryError('submitted work', null, liveBytes())
          : new DeviceRejectedError(error.message);
    });
    void gpu.lost.then(({ reason, message }) => {
      this.#lost = new DeviceLostError(message || reason);
      for (const reject of this.#waiting) {
        reject(this.#lost);
      }
    });
  }

  /** Throws when the device is lost. */
  assertThere(): void {
    if (this.#lost !== null) {
      throw this.#lost;
    }
  }

  /** Throws when the device is lost or has refused a command since this was last asked. */
  check(): void {
    this.assertThere();
    const refused = this.#refused;
    this.#refused = null;
    if (refused !== null) {
      throw refused;
    }
  }

  /**
   * Waits for the device. A loss rejects at once, also where the promise itself would stay pending for ever, and comes
   * before any other reason, since it is what made the promise fail.
   */
  async wait<T>(promise: Promise<T>): Promise<T> {
    let reject!: (lost: DeviceLostError) => void;
    const loss = new Promise<never>((_, rejectLoss) => {
      reject = rejectLoss;
    });
    this.#waiting.add(reject);
    try {
      const value = await Promise.race([promise, loss]);
      this.assertThere();
      return value;
    } catch (error) {
      // A promise that the loss made fail may reject before the loss itself is told.
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.assertThere();
      throw error;
    } finally {
      this.#waiting.delete(reject);
    }
  }
}
