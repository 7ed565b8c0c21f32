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
    const given: DeviceBuffer | null | undefined = buffer;
    throw new DeviceRejectedError(
      given?.label === undefined ? `${given} is no buffer` : `buffer ${given.label} belongs to another device`,
    );
  }
  if (!buffer.live) {
    throw new DeviceRejectedError(`buffer ${buffer.label} was destroyed`);
  }
  return buffer;
}

/** Offsets of bindings are multiples of this on every device. */
const OFFSET_STEP = 256;

/** @throws DeviceRejectedError as {@link ownBuffer} does, and for a part that is not within the buffer. */
export function wholeBinding(binding: DeviceBuffer | Binding, owner: object): WholeBinding {
  const given: Binding = isPart(binding) ? binding : { buffer: binding };
  const buffer = ownBuffer(given.buffer, owner);
  const { offset = 0, size = buffer.size - offset } = given;
  const whole = Number.isSafeInteger(offset) && offset >= 0 && offset % OFFSET_STEP === 0;
  if (!whole || !Number.isSafeInteger(size) || size <= 0 || size % 4 !== 0 || offset + size > buffer.size) {
    throw new DeviceRejectedError(
      `a binding of ${size} bytes at ${offset} of buffer ${buffer.label}, which has ${buffer.size}; ` +
        `accepted are offsets that are multiples of ${OFFSET_STEP}, and sizes that are multiples of 4`,
    );
  }
  return { buffer, offset, size };
}

function isPart(binding: DeviceBuffer | Binding | null): binding is Binding {
  return typeof binding === 'object' && binding !== null && 'buffer' in binding;
}
