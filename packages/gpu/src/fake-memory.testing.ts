/** One address space for the memory of a card that is not there and for what its host hands to it. */
import type { NativeMemory } from './native-library.js';

const PAGE = 0x1_0000n;

/** Memory by address. */
export class FakeMemory implements NativeMemory {
  /** By page, where the piece begins that it belongs to. */
  readonly #starts = new Map<bigint, bigint>();
  readonly #pieces = new Map<bigint, Uint8Array>();
  readonly #bases = new WeakMap<ArrayBufferLike, bigint>();
  #next = PAGE;

  addressOf(view: ArrayBufferView): bigint {
    const base = this.#bases.get(view.buffer) ?? this.add(new Uint8Array(view.buffer));
    this.#bases.set(view.buffer, base);
    return base + BigInt(view.byteOffset);
  }

  /** @throws Error where there is no such memory, or no more. */
  bytesAt(address: bigint, length: number): Uint8Array {
    const base = this.#starts.get(address / PAGE);
    const bytes = base === undefined ? undefined : this.#pieces.get(base);
    const offset = base === undefined ? 0 : Number(address - base);
    if (bytes === undefined || offset + length > bytes.length) {
      throw new Error(`there are no ${length} bytes at ${address}`);
    }
    return bytes.subarray(offset, offset + length);
  }

  /** Adds memory, at a multiple of 64 KiB, and leaves some unused behind it. @returns its address. */
  add(bytes: Uint8Array): bigint {
    const base = this.#next;
    const pages = BigInt(bytes.length) / PAGE + 1n;
    for (let page = 0n; page < pages; page++) {
      this.#starts.set(base / PAGE + page, base);
    }
    this.#next += (pages + 1n) * PAGE;
    this.#pieces.set(base, bytes);
    return base;
  }

  remove(base: bigint): void {
    this.#pieces.delete(base);
  }

  wordAt(address: bigint): bigint {
    const bytes = this.bytesAt(address, 8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  }

  numberAt(address: bigint): number {
    return Number(this.wordAt(address) & 0xffff_ffffn);
  }
}
