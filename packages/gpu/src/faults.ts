/// <reference types="@webgpu/types" />
/** What a WebGPU device has met with, kept until somebody waits. */
import { DeviceRejectedError, OutOfMemoryError } from './errors.js';
import { KeptRefusal } from './kept-refusal.js';

/** Watches a device. */
export class Faults extends KeptRefusal {
  constructor(gpu: GPUDevice, liveBytes: () => number) {
    super();
    gpu.addEventListener('uncapturederror', (event) => {
      const { error } = event as GPUUncapturedErrorEvent;
      event.preventDefault();
      this.refuse(
        error.constructor.name === 'GPUOutOfMemoryError'
          ? new OutOfMemoryError('submitted work', null, liveBytes())
          : new DeviceRejectedError(error.message),
      );
    });
    void gpu.lost.then(({ reason, message }) => this.lose(message || reason));
  }
}
