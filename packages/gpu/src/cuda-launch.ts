/** One launch of a function with its arguments packed once, so that handing it over again costs a call and nothing more. */
import type { CudaBuffer } from './cuda-buffer.js';
import type { CudaDriver } from './cuda-driver.js';
import type { CudaFaults } from './cuda-faults.js';
import type { CudaProgram } from './cuda-program.js';
import type { CudaTensorMap } from './device.js';
import { DeviceRejectedError } from './errors.js';
import type { NativeMemory } from './native-library.js';
import type { OwnBinding } from './ownership.js';

const POINTER_BYTES = 8;
const MAP_BYTES = 128;
const MAP_ALIGNMENT = 64n;
/** CUtensorMapDataType. */
const MAP_TYPES = { u32: 2, f16: 6, f32: 7 } as const;
/** CUtensorMapSwizzle, in order. */
const SWIZZLES = ['none', '32B', '64B', '128B'] as const;
/** CU_TENSOR_MAP_L2_PROMOTION_L2_128B: what is fetched into the second cache at least. */
const PROMOTION = 2;
/** CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION. */
const CLUSTER_DIMENSION = 4;
/** CUlaunchConfig. */
const CONFIG_BYTES = 56;
/** CUlaunchAttribute: which, four bytes of padding, and 64 of value. */
const ATTRIBUTE_BYTES = 72;

/** What launches need of a device. */
export interface CudaLaunching {
  readonly driver: CudaDriver;
  readonly memory: NativeMemory;
  readonly faults: CudaFaults;
  readonly stream: bigint;
}

/**
 * A dispatch that is ready to be handed over, again and again. What the driver is given lies in one piece of memory, the one that
 * is passed to it: a second piece, known by its address alone, could be collected before the driver has read it.
 */
export class CudaLaunch {
  readonly #enqueue: () => number;

  /** @throws DeviceRejectedError for another number of bindings than the function takes, or a tensor map that is none. */
  constructor(
    on: CudaLaunching,
    readonly program: CudaProgram,
    readonly bindings: readonly OwnBinding<CudaBuffer>[],
    workgroups: readonly [number, number, number],
  ) {
    const { driver, memory, stream } = on;
    const { form, entry, bindingCount, program: own } = program;
    if (bindings.length !== bindingCount) {
      throw new DeviceRejectedError(`${own.name} needs ${bindingCount} bindings and was given ${bindings.length}`);
    }
    const pointers = bindings.map(({ buffer, offset }) => buffer.address + BigInt(offset));
    const parameters = packedParameters(on, own.name, pointers, form.tensorMaps ?? []);
    const { threads, sharedBytes = 0, cluster } = form;
    const [gridX, gridY, gridZ] = workgroups;
    const [x, y, z] = threads;
    if (cluster === undefined) {
      this.#enqueue = () =>
        driver.cuLaunchKernel(entry, gridX, gridY, gridZ, x, y, z, sharedBytes, stream, parameters, null);
    } else {
      const config = launchConfig(memory, [...workgroups, ...threads, sharedBytes], stream, cluster);
      this.#enqueue = () => driver.cuLaunchKernelEx(config, entry, parameters, null);
    }
  }

  /** Whether every buffer is still there. */
  get live(): boolean {
    for (const { buffer } of this.bindings) {
      if (!buffer.live) {
        return false;
      }
    }
    return true;
  }

  /** Hands the launch over. @returns the driver's status. */
  enqueue(): number {
    return this.#enqueue();
  }
}

/** CUlaunchConfig and its one attribute: seven numbers, the stream, the attribute's address, and how many there are. */
function launchConfig(
  memory: NativeMemory,
  numbers: readonly number[],
  stream: bigint,
  cluster: readonly [number, number, number],
): Uint8Array {
  const config = new Uint8Array(CONFIG_BYTES + ATTRIBUTE_BYTES);
  const view = new DataView(config.buffer);
  for (const [i, number] of numbers.entries()) {
    view.setUint32(4 * i, number, true);
  }
  view.setBigUint64(32, stream, true);
  view.setBigUint64(40, memory.addressOf(config) + BigInt(CONFIG_BYTES), true);
  view.setUint32(48, 1, true);
  for (const [i, number] of [CLUSTER_DIMENSION, 0, ...cluster].entries()) {
    view.setUint32(CONFIG_BYTES + 4 * i, number, true);
  }
  return config;
}

/** The address of each parameter, and behind these the parameters: pointers, then tensor maps at multiples of 64 bytes. */
function packedParameters(
  on: CudaLaunching,
  name: string,
  pointers: readonly bigint[],
  maps: readonly CudaTensorMap[],
): BigUint64Array {
  const count = pointers.length + maps.length;
  const packed = new BigUint64Array(count + pointers.length + (maps.length + 1) * (MAP_BYTES / POINTER_BYTES));
  const start = on.memory.addressOf(packed);
  const afterPointers = start + BigInt((count + pointers.length) * POINTER_BYTES);
  const firstMap = ((afterPointers + MAP_ALIGNMENT - 1n) / MAP_ALIGNMENT) * MAP_ALIGNMENT;
  for (const [i, pointer] of pointers.entries()) {
    packed[i] = start + BigInt((count + i) * POINTER_BYTES);
    packed[count + i] = pointer;
  }
  for (const [i, map] of maps.entries()) {
    const address = firstMap + BigInt(i * MAP_BYTES);
    packed[pointers.length + i] = address;
    encodeMap(on, name, map, pointers, address);
  }
  return packed;
}

/** Writes a tensor map of 128 bytes. */
function encodeMap(
  { driver, faults }: CudaLaunching,
  name: string,
  { binding, dtype, sizes, strides, box, swizzle }: CudaTensorMap,
  pointers: readonly bigint[],
  address: bigint,
): void {
  const pointer = pointers[binding];
  if (pointer === undefined || strides.length !== sizes.length - 1 || box.length !== sizes.length) {
    throw new DeviceRejectedError(
      `tensor map of binding ${binding} of ${name}; accepted are a binding that is there, as many box as sizes, one stride fewer`,
    );
  }
  const status = driver.cuTensorMapEncodeTiled(
    address,
    MAP_TYPES[dtype],
    sizes.length,
    pointer,
    BigUint64Array.from(sizes, BigInt),
    // Not read where there is one dimension.
    BigUint64Array.from(strides.length > 0 ? strides : [0], BigInt),
    Uint32Array.from(box),
    new Uint32Array(sizes.length).fill(1),
    0,
    SWIZZLES.indexOf(swizzle),
    PROMOTION,
    0,
  );
  faults.assertDone(status, `tensor map of binding ${binding} of ${name}`);
}
