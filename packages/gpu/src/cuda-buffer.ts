/** Memory of a CUDA device. */
import type { Purpose } from './ledger.js';
import type { OwnedBuffer } from './ownership.js';

/** A buffer, by its address on the card. */
export class CudaBuffer implements OwnedBuffer {
  #live = true;

  constructor(
    readonly address: bigint,
    readonly label: string,
    readonly purpose: Purpose,
    readonly size: number,
    /** The device that it belongs to. */
    readonly owner: object,
    private readonly released: (buffer: CudaBuffer) => void,
  ) {}

  get live(): boolean {
    return this.#live;
  }

  destroy(): void {
    if (this.#live) {
      this.#live = false;
      this.released(this);
    }
  }
}
