/** Memory of a gpu.js device: it lives on the host, and travels with each run. */
import type { Binding, DeviceBuffer } from './device.js';
import { DeviceRejectedError } from './errors.js';
import type { Purpose } from './ledger.js';

/** A buffer on the host. */
export class HostBuffer implements DeviceBuffer {
  #data: ArrayBuffer | null;

  constructor(
    readonly label: string,
    readonly purpose: Purpose,
    readonly size: number,
    private readonly released: (buffer: HostBuffer) => void,
  ) {
    this.#data = new ArrayBuffer(size);
  }

  /** @throws DeviceRejectedError when it was destroyed. */
  get data(): ArrayBuffer {
    if (this.#data === null) {
      throw new DeviceRejectedError(`buffer ${this.label} was destroyed`);
    }
    return this.#data;
  }

  destroy(): void {
    if (this.#data !== null) {
      this.#data = null;
      this.released(this);
    }
  }
}

/** @throws DeviceRejectedError for a buffer of another kind of device. */
export function hostBuffer(buffer: DeviceBuffer): HostBuffer {
  if (!(buffer instanceof HostBuffer)) {
    throw new DeviceRejectedError(`buffer ${buffer.label} belongs to another device`);
  }
  return buffer;
}

/** The numbers of a binding. */
export function floatsOf(binding: DeviceBuffer | Binding): Float32Array {
  const { buffer, offset = 0, size } = 'buffer' in binding ? binding : { buffer: binding };
  return new Float32Array(hostBuffer(buffer).data, offset, (size ?? buffer.size - offset) / 4);
}
