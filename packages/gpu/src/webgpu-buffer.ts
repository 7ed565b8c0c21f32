/// <reference types="@webgpu/types" />
/** Memory of a WebGPU device. */
import type { Binding, DeviceBuffer } from './device.js';
import { DeviceRejectedError } from './errors.js';
import type { Purpose } from './ledger.js';

/** A buffer, and the bind groups that have to be forgotten with it. */
export class WebGpuBuffer implements DeviceBuffer {
  readonly #inBindGroups: { readonly groups: Map<string, GPUBindGroup>; readonly key: string }[] = [];
  #live = true;

  constructor(
    readonly id: number,
    readonly raw: GPUBuffer,
    readonly label: string,
    readonly purpose: Purpose,
    readonly size: number,
    /** The device that it belongs to. */
    readonly owner: object,
    private readonly released: (buffer: WebGpuBuffer) => void,
  ) {}

  get live(): boolean {
    return this.#live;
  }

  /** Remembers that a cached bind group holds this buffer. */
  heldBy(groups: Map<string, GPUBindGroup>, key: string): void {
    this.#inBindGroups.push({ groups, key });
  }

  destroy(): void {
    if (!this.#live) {
      return;
    }
    this.#live = false;
    for (const { groups, key } of this.#inBindGroups) {
      groups.delete(key);
    }
    this.raw.destroy();
    this.released(this);
  }
}

/** A binding with its defaults filled in. */
export interface WholeBinding {
  readonly buffer: WebGpuBuffer;
  readonly offset: number;
  readonly size: number;
}

/** @throws DeviceRejectedError for a buffer of another device, or one that was destroyed. */
export function ownBuffer(buffer: DeviceBuffer, owner: object): WebGpuBuffer {
  if (!(buffer instanceof WebGpuBuffer) || buffer.owner !== owner) {
    throw new DeviceRejectedError(`buffer ${buffer.label} belongs to another device`);
  }
  if (!buffer.live) {
    throw new DeviceRejectedError(`buffer ${buffer.label} was destroyed`);
  }
  return buffer;
}

/** @throws DeviceRejectedError as {@link ownBuffer} does. */
export function wholeBinding(binding: DeviceBuffer | Binding, owner: object): WholeBinding {
  const { buffer, offset = 0, size } = 'buffer' in binding ? binding : { buffer: binding };
  const own = ownBuffer(buffer, owner);
  return { buffer: own, offset, size: size ?? own.size - offset };
}
