/** From CUDA C++ to a function on the card. */
import type { CudaDriver } from './cuda-driver.js';
import type { CudaFaults } from './cuda-faults.js';
import type { CompiledProgram, CudaForm, DeviceLimits, Program } from './device.js';
import { DeviceRejectedError, LimitExceededError, ShaderError } from './errors.js';
import type { Nvrtc } from './nvrtc.js';
import { ownCompiled } from './ownership.js';

/** CUfunction_attribute. */
const MOST_THREADS = 0;
const STATIC_SHARED_BYTES = 1;
const DYNAMIC_SHARED_BYTES = 8;
const LARGE_CLUSTERS = 14;
/** What every function may use without asking. */
const FREE_SHARED_BYTES = 48 * 1024;
/** Blocks of a cluster that every card with clusters takes. */
const PORTABLE_CLUSTER = 8;
/** In front of the first line of the source, so that lines keep their numbers. */
const TENSOR_MAP_TYPE = 'struct alignas(64) CUtensorMap { unsigned long long opaque[16]; }; ';

/** A function that a device accepted. */
export class CudaProgram implements CompiledProgram {
  constructor(
    readonly program: Program,
    readonly form: CudaForm,
    readonly module: bigint,
    readonly entry: bigint,
    /** How many bindings it takes. */
    readonly bindingCount: number,
    /** The device that it belongs to. */
    readonly owner: object,
  ) {}
}

/** @throws DeviceRejectedError for a program of another device. */
export function ownCudaProgram(program: CompiledProgram, owner: object): CudaProgram {
  return ownCompiled(program, owner, CudaProgram);
}

/** What compiling needs of a device. */
export interface CudaCompilation {
  readonly driver: CudaDriver;
  readonly faults: CudaFaults;
  readonly nvrtc: Nvrtc;
  readonly limits: DeviceLimits;
  readonly owner: object;
}

/**
 * Compiles and loads a program.
 *
 * @throws ShaderError with the place of the first complaint, or when the function is missing; LimitExceededError for threads or
 * shared memory that the card does not have.
 */
export function compileCuda(
  { driver, faults, nvrtc, limits, owner }: CudaCompilation,
  program: Program,
  form: CudaForm,
): CudaProgram {
  const { name } = program;
  const { source, entry, threads, sharedBytes = 0, cluster = [1, 1, 1], tensorMaps = [] } = form;
  const code = nvrtc.compile(name, tensorMaps.length > 0 ? TENSOR_MAP_TYPE + source : source);
  const handle = new BigUint64Array(1);
  faults.assertDone(driver.cuModuleLoadData(handle, code), `the code of ${name}`);
  const module = handle[0]!;
  try {
    if (driver.cuModuleGetFunction(handle, module, entry) !== 0) {
      throw new ShaderError(name, 0, 0, `there is no extern "C" __global__ function ${entry}`, '');
    }
    const kernel = handle[0]!;
    const attribute = (which: number): number => {
      const value = new Int32Array(1);
      faults.assertDone(driver.cuFuncGetAttribute(value, which, kernel), name);
      return value[0]!;
    };
    const invocations = product(threads);
    // Registers may allow fewer than the card's limit.
    const most = attribute(MOST_THREADS);
    if (invocations > most) {
      throw new LimitExceededError('maxWorkgroupInvocations', invocations, most, { what: name });
    }
    const shared = sharedBytes + attribute(STATIC_SHARED_BYTES);
    if (shared > limits.maxWorkgroupStorage) {
      throw new LimitExceededError('maxWorkgroupStorage', shared, limits.maxWorkgroupStorage, { what: name });
    }
    if (shared > FREE_SHARED_BYTES) {
      faults.assertDone(
        driver.cuFuncSetAttribute(kernel, DYNAMIC_SHARED_BYTES, sharedBytes),
        `shared memory of ${name}`,
      );
    }
    if (product(cluster) > PORTABLE_CLUSTER) {
      faults.assertDone(driver.cuFuncSetAttribute(kernel, LARGE_CLUSTERS, 1), `clusters of ${name}`);
    }
    // Else its first launch would load it, and may let the card finish everything first.
    faults.assertDone(driver.cuFuncLoad(kernel), `the code of ${name}`);
    const bindingCount = parameterCount(driver, kernel) - tensorMaps.length;
    if (bindingCount < 0) {
      throw new DeviceRejectedError(`${name} has ${tensorMaps.length} tensor maps, more than parameters`);
    }
    return new CudaProgram(program, form, module, kernel, bindingCount, owner);
  } catch (error) {
    driver.cuModuleUnload(module);
    throw error;
  }
}

function product([x, y, z]: readonly [number, number, number]): number {
  return x * y * z;
}

function parameterCount(driver: CudaDriver, kernel: bigint): number {
  const place = [new BigUint64Array(1), new BigUint64Array(1)] as const;
  let count = 0;
  while (driver.cuFuncGetParamInfo(kernel, count, ...place) === 0) {
    count += 1;
  }
  return count;
}
