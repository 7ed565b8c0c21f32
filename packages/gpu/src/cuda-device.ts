/**
 * A device over CUDA's driver: memory, kernels compiled by NVRTC, and one stream, in which everything is in order.
 *
 * Faults come out typed, as on WebGPU: what is known beforehand is refused at once; what the driver refuses later is kept and
 * thrown by the next call that waits for work; after a kernel that broke the context every call says so.
 */
import { CudaBuffer } from './cuda-buffer.js';
import { CudaChains } from './cuda-chains.js';
import type { CudaDriver } from './cuda-driver.js';
import { CudaFaults } from './cuda-faults.js';
import { CudaLaunch, type CudaLaunching } from './cuda-launch.js';
import { compileCuda, ownCudaProgram } from './cuda-program.js';
import { CudaStaging } from './cuda-staging.js';
import { CudaTimer } from './cuda-timer.js';
import type {
  CompiledProgram,
  Device,
  DeviceBuffer,
  DeviceInfo,
  DeviceTimes,
  Dispatch,
  Program,
  TimeOptions,
} from './device.js';
import { DeviceRejectedError, FeatureMissingError, LimitExceededError, OutOfMemoryError } from './errors.js';
import { assertPurpose, Ledger, type Purpose } from './ledger.js';
import type { NativeMemory } from './native-library.js';
import type { Nvrtc } from './nvrtc.js';
import { assertWorkgroups, ownBinding, owned } from './ownership.js';
import { rampMilliseconds } from './sampling.js';
import { assertRange, assertSize, roundedSize } from './sizes.js';

const OUT_OF_MEMORY = 2;
/** In the first dimension of a grid; the others have the limit that the device tells. */
const MOST_GRID_X = 2 ** 31 - 1;

/** What an open driver consists of. */
export interface CudaParts {
  readonly driver: CudaDriver;
  readonly memory: NativeMemory;
  readonly nvrtc: Nvrtc;
  /** The driver's number of the card. */
  readonly card: number;
}

/** A {@link Device} over the primary context of an NVIDIA card; see `openCuda`. */
export class CudaDevice implements Device {
  readonly ledger = new Ledger();
  readonly #on: CudaLaunching;
  readonly #staging: CudaStaging;
  readonly #timer: CudaTimer;
  readonly #chains: CudaChains;
  readonly #buffers = new Set<CudaBuffer>();
  readonly #modules: bigint[] = [];
  readonly #launches = new WeakMap<Dispatch, CudaLaunch>();
  #destroyed = false;

  /** @throws GpuError when the driver gives no context. */
  constructor(
    private readonly parts: CudaParts,
    readonly info: DeviceInfo,
  ) {
    const { driver, memory, nvrtc, card } = parts;
    const faults = new CudaFaults(driver, () => this.ledger.liveBytes);
    const handle = new BigUint64Array(1);
    faults.assertDone(driver.cuDevicePrimaryCtxRetain(handle, card), 'opening the card');
    try {
      faults.assertDone(driver.cuCtxSetCurrent(handle[0]!), 'opening the card');
      faults.assertDone(driver.cuStreamCreate(handle, 0), 'a stream');
      this.#on = { driver, memory, faults, stream: handle[0]! };
      this.#staging = new CudaStaging(driver, memory, this.#on.stream, faults);
    } catch (error) {
      driver.cuDevicePrimaryCtxRelease_v2(card);
      throw error;
    }
    const prepare = (dispatches: readonly Dispatch[]) => dispatches.map((dispatch) => this.#launchOf(dispatch));
    this.#timer = new CudaTimer(this.#on, nvrtc, prepare, rampMilliseconds(info.kind));
    this.#chains = new CudaChains(this.#on);
  }

  async createBuffer({
    label,
    purpose,
    size,
  }: {
    readonly label: string;
    readonly purpose: Purpose;
    readonly size: number;
  }): Promise<DeviceBuffer> {
    const { driver, faults, stream } = this.#on;
    faults.assertThere();
    assertPurpose(label, purpose);
    assertSize(label, size);
    const { maxBufferSize } = this.info.limits;
    if (size > maxBufferSize) {
      throw new LimitExceededError('maxBufferSize', size, maxBufferSize, { what: label });
    }
    const bytes = roundedSize(size);
    const address = new BigUint64Array(1);
    const status = driver.cuMemAlloc_v2(address, bytes);
    if (status === OUT_OF_MEMORY) {
      throw new OutOfMemoryError(label, bytes, this.ledger.liveBytes);
    }
    faults.assertDone(status, `memory for ${label}`);
    faults.note(driver.cuMemsetD8Async(address[0]!, 0, bytes, stream), `zeros in ${label}`);
    const buffer = new CudaBuffer(address[0]!, label, purpose, bytes, this, (released) => {
      this.#buffers.delete(released);
      // Waits for what uses it.
      driver.cuMemFree_v2(released.address);
      this.ledger.release(purpose, bytes);
    });
    this.#buffers.add(buffer);
    this.ledger.allocate(purpose, bytes);
    return buffer;
  }

  write(buffer: DeviceBuffer, data: ArrayBufferView, offset = 0): void {
    this.#on.faults.assertThere();
    const { address, label, size } = owned(buffer, this, CudaBuffer);
    assertRange(label, offset, data.byteLength, size);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#staging.write(address + BigInt(offset), bytes);
  }

  poison(buffer: DeviceBuffer): void {
    const { driver, faults, stream } = this.#on;
    faults.assertThere();
    const { address, label, size } = owned(buffer, this, CudaBuffer);
    faults.note(driver.cuMemsetD8Async(address, 0xff, size, stream), `poisoning ${label}`);
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const { driver, faults } = this.#on;
    faults.assertThere();
    const { name, cuda, features = [] } = program;
    if (cuda === undefined) {
      throw new DeviceRejectedError(`program ${name} has no CUDA form`);
    }
    const missing = features.find((feature) => !this.info.features.includes(feature));
    if (missing !== undefined) {
      throw new FeatureMissingError(missing, `program ${name}`);
    }
    const { nvrtc } = this.parts;
    const compiled = compileCuda({ driver, faults, nvrtc, limits: this.info.limits, owner: this }, program, cuda);
    this.#modules.push(compiled.module);
    return compiled;
  }

  submit(dispatches: readonly Dispatch[]): void {
    const { faults } = this.#on;
    faults.assertThere();
    const launches = dispatches.map((dispatch) => this.#launchOf(dispatch));
    faults.note(this.#chains.enqueue(launches), 'a launch');
  }

  async finish(): Promise<void> {
    this.#on.faults.check();
    await this.#on.faults.waitFor(this.#on.stream);
  }

  async read(buffer: DeviceBuffer, offset = 0, size = buffer.size - offset): Promise<ArrayBuffer> {
    const { driver, faults } = this.#on;
    faults.check();
    const { label, size: whole } = owned(buffer, this, CudaBuffer);
    assertRange(label, offset, size, whole);
    await this.finish();
    const { address } = owned(buffer, this, CudaBuffer);
    const bytes = new Uint8Array(size);
    // In order with the stream, which is none of those that pass the default one by.
    faults.assertDone(driver.cuMemcpyDtoH_v2(bytes, address + BigInt(offset), size), `reading ${label}`);
    return bytes.buffer;
  }

  async time(variants: readonly (readonly Dispatch[])[], options: TimeOptions = {}): Promise<DeviceTimes> {
    this.#on.faults.check();
    return this.#timer.time(variants, options);
  }

  async destroy(): Promise<void> {
    if (this.#destroyed) {
      return;
    }
    this.#destroyed = true;
    const { driver, faults, stream } = this.#on;
    for (const buffer of [...this.#buffers]) {
      buffer.destroy();
    }
    this.#chains.destroy();
    this.#timer.destroy();
    this.#staging.destroy();
    for (const module of this.#modules.splice(0)) {
      driver.cuModuleUnload(module);
    }
    driver.cuStreamDestroy_v2(stream);
    driver.cuDevicePrimaryCtxRelease_v2(this.parts.card);
    faults.lose('device was destroyed');
  }

  /** A dispatch's launch, prepared once for as long as the dispatch is kept. */
  #launchOf(dispatch: Dispatch): CudaLaunch {
    const known = this.#launches.get(dispatch);
    if (known?.live) {
      return known;
    }
    const { bindings, workgroups } = dispatch;
    const program = ownCudaProgram(dispatch.program, this);
    const { name } = program.program;
    assertWorkgroups(name, workgroups);
    const { maxWorkgroupsPerDimension } = this.info.limits;
    for (const [i, count] of workgroups.entries()) {
      const most = i === 0 ? MOST_GRID_X : maxWorkgroupsPerDimension;
      if (count > most) {
        throw new LimitExceededError('maxWorkgroupsPerDimension', count, most, { what: name });
      }
    }
    const own = bindings.map((binding) => ownBinding(binding, this, CudaBuffer));
    const launch = new CudaLaunch(this.#on, program, own, workgroups);
    this.#launches.set(dispatch, launch);
    return launch;
  }
}
