/** What a device has met with, kept until somebody waits: its loss, which stays, and the first refused command. */
import type { GpuError } from './errors.js';
import { Loss } from './loss.js';

/** A loss, and the first refusal since the last `check`. */
export class KeptRefusal extends Loss {
  #refused: GpuError | null = null;

  /** Notes a refused command; the first one since the last `check` is kept. */
  protected refuse(error: GpuError): void {
    this.#refused ??= error;
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
}
