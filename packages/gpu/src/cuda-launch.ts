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
/** CUlaunchAttribute: which, four bytes of padding, and 64 of value. */
const ATTRIBUTE_WORDS = 18;
/** CUlaunchConfig. */
const CONFIG_BYTES = 56;

/** What launches need of a device. */
export interface CudaLaunching {
  readonly driver: CudaDriver;
  readonly memory: NativeMemory;
  readonly faults: CudaFaults;
  readonly stream: bigint;
}

/** A dispatch that is ready to be handed over, again and again. */
export class CudaLaunch {
  /** Keeps alive what the addresses below lead to. */
  readonly #arguments: readonly ArrayBufferView[];
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
    const pointers = BigUint64Array.from(bindings, ({ buffer, offset }) => buffer.address + BigInt(offset));
    const maps = (form.tensorMaps ?? []).map((map) => encodedMap(on, own.name, map, pointers));
    const first = pointers.length > 0 ? memory.addressOf(pointers) : 0n;
    const addresses = BigUint64Array.from([
      ...Array.from(pointers, (_, i) => first + BigInt(i * POINTER_BYTES)),
      ...maps.map(({ address }) => address),
    ]);
    this.#arguments = [pointers, addresses, ...maps.map(({ bytes }) => bytes)];
    const { threads, sharedBytes = 0, cluster } = form;
    const [gridX, gridY, gridZ] = workgroups;
    const [x, y, z] = threads;
    if (cluster === undefined) {
      this.#enqueue = () =>
        driver.cuLaunchKernel(entry, gridX, gridY, gridZ, x, y, z, sharedBytes, stream, addresses, null);
    } else {
      const attribute = new Uint32Array(ATTRIBUTE_WORDS);
      attribute.set([CLUSTER_DIMENSION, 0, ...cluster]);
      const config = launchConfig([...workgroups, ...threads, sharedBytes], stream, memory.addressOf(attribute));
      this.#arguments = [...this.#arguments, attribute, config];
      this.#enqueue = () => driver.cuLaunchKernelEx(config, entry, addresses, null);
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

/** CUlaunchConfig with one attribute: seven numbers, the stream, the attribute's address, and how many there are. */
function launchConfig(numbers: readonly number[], stream: bigint, attribute: bigint): Uint8Array {
  const config = new Uint8Array(CONFIG_BYTES);
  const view = new DataView(config.buffer);
  for (const [i, number] of numbers.entries()) {
    view.setUint32(4 * i, number, true);
  }
  view.setBigUint64(32, stream, true);
  view.setBigUint64(40, attribute, true);
  view.setUint32(48, 1, true);
  return config;
}

/** A tensor map of 128 bytes, at a multiple of 64. */
function encodedMap(
  { driver, memory, faults }: CudaLaunching,
  name: string,
  { binding, dtype, sizes, strides, box, swizzle }: CudaTensorMap,
  pointers: BigUint64Array,
): { readonly bytes: Uint8Array; readonly address: bigint } {
  const pointer = pointers[binding];
  if (pointer === undefined || strides.length !== sizes.length - 1 || box.length !== sizes.length) {
    throw new DeviceRejectedError(
      `tensor map of binding ${binding} of ${name}; accepted are a binding that is there, as many box as sizes, one stride fewer`,
    );
  }
  const bytes = new Uint8Array(MAP_BYTES + Number(MAP_ALIGNMENT));
  const start = memory.addressOf(bytes);
  const address = ((start + MAP_ALIGNMENT - 1n) / MAP_ALIGNMENT) * MAP_ALIGNMENT;
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
  return { bytes, address };
}
