/** The end of a device, which stays: everything that is asked of it afterwards is refused. */
import { DeviceLostError } from './errors.js';

/** Whether a device is still there. */
export class Loss {
  #lost: DeviceLostError | null = null;
  /** Rejects what is waited for now. */
  readonly #waiting = new Set<(lost: DeviceLostError) => void>();

  /** Notes the loss and rejects what waits. The first reason stays, and is returned; `advice` is what to do now. */
  lose(reason: string, advice?: string): DeviceLostError {
    this.#lost ??= new DeviceLostError(reason, advice);
    for (const reject of this.#waiting) {
      reject(this.#lost);
    }
    return this.#lost;
  }

  /** @throws DeviceLostError after the loss. */
  assertThere(): void {
    if (this.#lost !== null) {
      throw this.#lost;
    }
  }

  /**
   * Waits for work of the device. A loss rejects at once, also where the work itself would stay pending for ever, and comes before
   * any other reason, since it is what made the work fail.
   */
  async wait<T>(work: Promise<T>): Promise<T> {
    let reject!: (lost: DeviceLostError) => void;
    const loss = new Promise<never>((_, rejectLoss) => {
      reject = rejectLoss;
    });
    this.#waiting.add(reject);
    try {
      const value = await Promise.race([work, loss]);
      this.assertThere();
      return value;
    } catch (error) {
      // What the loss made fail may reject before the loss itself is told.
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.assertThere();
      throw error;
    } finally {
      this.#waiting.delete(reject);
    }
  }
}
