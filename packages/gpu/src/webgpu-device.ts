/// <reference types="@webgpu/types" />
/**
 * A device over WebGPU: Dawn in Node and the browser's own are the same from here on.
 *
 * Faults come out typed. What is known beforehand is refused at once; what the device refuses later is kept and thrown by the
 * next call that waits for work; after a loss every call says so.
 */
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
import { DeviceRejectedError, FeatureMissingError, GpuError, LimitExceededError, OutOfMemoryError } from './errors.js';
import { Faults } from './faults.js';
import { assertPurpose, Ledger, type Purpose } from './ledger.js';
import { assertWorkgroups } from './ownership.js';
import { PassTimer } from './pass-timer.js';
import { rampMilliseconds } from './sampling.js';
import { assertRange, assertSize, roundedSize } from './sizes.js';
import { ownBuffer, WebGpuBuffer, wholeBinding } from './webgpu-buffer.js';
import { compileWgsl, ownProgram } from './webgpu-program.js';

/** Values of the flags, which are globals of a browser only. */
const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, uniform: 0x40, storage: 0x80 } as const;
const MAP_READ = 0x1;
/** What is written at once when a buffer is poisoned. */
const POISON = new Uint8Array(1 << 22).fill(0xff);

/** A {@link Device} over an open `GPUDevice`. */
export class WebGpuDevice implements Device {
  readonly ledger = new Ledger();
  readonly #faults: Faults;
  readonly #timer: PassTimer;
  readonly #buffers = new Set<WebGpuBuffer>();
  #nextId = 0;

  constructor(
    private readonly gpu: GPUDevice,
    readonly info: DeviceInfo,
  ) {
    this.#faults = new Faults(gpu, () => this.ledger.liveBytes);
    const encode = (pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]) => this.#encode(pass, dispatches);
    this.#timer = new PassTimer(gpu, this.#faults, this.ledger, encode, rampMilliseconds(info.kind));
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
    assertPurpose(label, purpose);
    assertSize(label, size);
    const { maxBufferSize } = this.info.limits;
    if (size > maxBufferSize) {
      throw new LimitExceededError('maxBufferSize', size, maxBufferSize, { what: label });
    }
    const bytes = roundedSize(size);
    const raw = await this.#allocate(label, bytes, USAGE.storage | USAGE.uniform | USAGE.copySource | USAGE.copyTarget);
    const buffer = new WebGpuBuffer(this.#nextId++, raw, label, purpose, bytes, this, (released) => {
      this.#buffers.delete(released);
      this.ledger.release(purpose, bytes);
    });
    this.#buffers.add(buffer);
    this.ledger.allocate(purpose, bytes);
    return buffer;
  }

  write(buffer: DeviceBuffer, data: ArrayBufferView, offset = 0): void {
    this.#faults.assertThere();
    const { raw, label, size } = ownBuffer(buffer, this);
    assertRange(label, offset, data.byteLength, size);
    this.gpu.queue.writeBuffer(raw, offset, data.buffer, data.byteOffset, data.byteLength);
  }

  poison(buffer: DeviceBuffer): void {
    for (let at = 0; at < buffer.size; at += POISON.length) {
      this.write(buffer, POISON.subarray(0, Math.min(POISON.length, buffer.size - at)), at);
    }
  }

  async compile(program: Program): Promise<CompiledProgram> {
    this.#faults.assertThere();
    const { name, wgsl, features = [] } = program;
    if (wgsl === undefined) {
      throw new DeviceRejectedError(`program ${name} has no WGSL`);
    }
    const missing = features.find((feature) => !this.info.features.includes(feature));
    if (missing !== undefined) {
      throw new FeatureMissingError(missing, `program ${name}`);
    }
    return compileWgsl(this.gpu, this.#faults, program, wgsl, this);
  }

  submit(dispatches: readonly Dispatch[]): void {
    this.#faults.assertThere();
    const encoder = this.gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.#encode(pass, dispatches);
    pass.end();
    this.gpu.queue.submit([encoder.finish()]);
  }

  async finish(): Promise<void> {
    this.#faults.check();
    await this.#faults.wait(this.gpu.queue.onSubmittedWorkDone());
    this.#faults.check();
  }

  async read(buffer: DeviceBuffer, offset = 0, size = buffer.size - offset): Promise<ArrayBuffer> {
    this.#faults.check();
    assertRange(buffer.label, offset, size, ownBuffer(buffer, this).size);
    const staging = await this.#allocate(`read-back of ${buffer.label}`, size, USAGE.mapRead | USAGE.copyTarget);
    this.ledger.allocate('staging', size);
    try {
      const encoder = this.gpu.createCommandEncoder();
      encoder.copyBufferToBuffer(ownBuffer(buffer, this).raw, offset, staging, 0, size);
      this.gpu.queue.submit([encoder.finish()]);
      await this.#mapped(staging);
      return staging.getMappedRange().slice(0);
    } finally {
      staging.destroy();
      this.ledger.release('staging', size);
    }
  }

  async time(variants: readonly (readonly Dispatch[])[], options: TimeOptions = {}): Promise<DeviceTimes> {
    this.#faults.check();
    return this.#timer.time(variants, options);
  }

  async destroy(): Promise<void> {
    for (const buffer of [...this.#buffers]) {
      buffer.destroy();
    }
    this.gpu.destroy();
    await this.gpu.lost;
  }

  async #allocate(label: string, size: number, usage: number): Promise<GPUBuffer> {
    this.#faults.assertThere();
    this.gpu.pushErrorScope('out-of-memory');
    const raw = this.gpu.createBuffer({ label, size, usage });
    const refused = this.gpu.popErrorScope();
    let error: GPUError | null;
    try {
      error = await this.#faults.wait(refused);
    } catch (fault) {
      raw.destroy();
      throw fault;
    }
    if (error !== null) {
      raw.destroy();
      throw new OutOfMemoryError(label, size, this.ledger.liveBytes);
    }
    return raw;
  }

  async #mapped(staging: GPUBuffer): Promise<void> {
    try {
      await this.#faults.wait(staging.mapAsync(MAP_READ));
    } catch (failure) {
      // What was refused before is why the mapping failed.
      this.#faults.check();
      throw failure instanceof GpuError ? failure : new DeviceRejectedError((failure as Error).message);
    }
    this.#faults.check();
  }

  #encode(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
    const { maxWorkgroupsPerDimension, maxBindingSize } = this.info.limits;
    for (const { program, bindings, workgroups } of dispatches) {
      const own = ownProgram(program, this);
      assertWorkgroups(own.program.name, workgroups);
      const largest = Math.max(...workgroups);
      if (largest > maxWorkgroupsPerDimension) {
        throw new LimitExceededError('maxComputeWorkgroupsPerDimension', largest, maxWorkgroupsPerDimension, {
          what: own.program.name,
        });
      }
      const whole = bindings.map((binding) => wholeBinding(binding, this));
      pass.setPipeline(own.pipeline);
      pass.setBindGroup(0, own.bindGroup(this.gpu, whole, maxBindingSize));
      pass.dispatchWorkgroups(...workgroups);
    }
  }
}
