/// <reference types="@webgpu/types" />
/** What a WebGPU device has met with, kept until somebody waits: its loss, which stays, and the first refused command. */
import { DeviceRejectedError, type GpuError, OutOfMemoryError } from './errors.js';
import { Loss } from './loss.js';

/** Watches a device. */
export class Faults extends Loss {
  /** The first refusal since the last `check`. */
  #refused: GpuError | null = null;

  constructor(gpu: GPUDevice, liveBytes: () => number) {
    super();
    gpu.addEventListener('uncapturederror', (event) => {
      const { error } = event as GPUUncapturedErrorEvent;
      event.preventDefault();
      this.#refused ??=
        error.constructor.name === 'GPUOutOfMemoryError'
          ? new OutOfMemoryError('submitted work', null, liveBytes())
          : new DeviceRejectedError(error.message);
    });
    void gpu.lost.then(({ reason, message }) => this.lose(message || reason));
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
