/**
 * Copies of a kernel's tensors, so that runs in turn find nothing of theirs in a cache. Each tensor has one buffer with all of its
 * copies: programs bind a part of it, and runs stay in order, since each writes to buffers that the one before wrote to.
 */
import type { Binding, Device, DeviceBuffer, Dispatch } from '@verbatim/gpu';
import type { PreparedKernel } from '@verbatim/kernels';
import { fillPlace } from './tensor-rows.js';

/**
 * Bytes that pass through the cache before a copy comes again. No API tells the size of a cache; the largest last level of a
 * GPU sold so far is 256 MiB and most have 50 or less (50 MiB on an H100). A GPU in software has the caches of the CPU.
 */
export const FLUSH_BYTES = { hardware: 2 ** 28, software: 2 ** 26 } as const;
/** A run that touches so many times the flush finds next to nothing of its beginning when it starts again. */
const LARGE = 4;
const ALIGNMENT = 256;
/** More copies are not made; a run so small waits for its start, whatever the cache holds. */
const MOST_COPIES = 2 ** 16;

/** How many copies of `bytes` each flush one another. */
export function copiesFor(bytes: number, kind: keyof typeof FLUSH_BYTES): number {
  const flush = FLUSH_BYTES[kind];
  return bytes >= LARGE * flush ? 1 : Math.min(MOST_COPIES, 1 + Math.ceil(flush / bytes));
}

/** Runs of a kernel on copies of its tensors, in turn. */
export interface ColdCopies {
  readonly variants: readonly (readonly Dispatch[])[];
  destroy(): void;
}

/** Makes the copies and fills their inputs. */
export async function coldCopies(
  device: Device,
  kernel: PreparedKernel,
  inputs: Readonly<Record<string, Float32Array>>,
  count: number,
): Promise<ColdCopies> {
  const arenas = new Map<DeviceBuffer, { readonly buffer: DeviceBuffer; readonly stride: number }>();
  const destroy = () => {
    for (const { buffer } of arenas.values()) buffer.destroy();
  };
  try {
    for (const { bindings } of kernel.dispatches) {
      for (const original of bindings.map(bufferOf)) {
        if (arenas.has(original)) continue;
        const stride = ALIGNMENT * Math.ceil(original.size / ALIGNMENT);
        const { label, purpose } = original;
        const buffer = await device.createBuffer({ label: `copies of ${label}`, purpose, size: count * stride });
        arenas.set(original, { buffer, stride });
      }
    }
    for (const [name, row] of Object.entries(inputs)) {
      for (const place of kernel.placesOf(name)) {
        const arena = arenas.get(place.buffer);
        if (arena === undefined) continue;
        await fillPlace(device, { ...place, buffer: arena.buffer }, row, { count, stride: arena.stride });
      }
    }
    await device.finish();
  } catch (error) {
    destroy();
    throw error;
  }
  const copyOf = (binding: DeviceBuffer | Binding, copy: number): Binding => {
    const original = bufferOf(binding);
    const { buffer, stride } = arenas.get(original)!;
    return { buffer, offset: copy * stride, size: original.size };
  };
  const variants = Array.from({ length: count }, (_, copy) =>
    kernel.dispatches.map((dispatch) => ({
      ...dispatch,
      bindings: dispatch.bindings.map((binding) => copyOf(binding, copy)),
    })),
  );
  return { variants, destroy };
}

/** Kernels bind whole buffers. */
function bufferOf(binding: DeviceBuffer | Binding): DeviceBuffer {
  return 'buffer' in binding ? binding.buffer : binding;
}
