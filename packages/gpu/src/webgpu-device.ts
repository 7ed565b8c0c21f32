/// <reference types="@webgpu/types" />
/**
 * A device over WebGPU: Dawn in Node and the browser's own are the same from here on.
 *
 * Faults come out typed. A buffer is created inside an out-of-memory scope; what the device refuses later is kept and thrown
 * by the next call that waits; after a loss every call says so.
 */
import type {
  Binding,
  CompiledProgram,
  Device,
  DeviceBuffer,
  DeviceInfo,
  DeviceTimes,
  Dispatch,
  Program,
  TimeOptions,
} from './device.js';
import {
  DeviceLostError,
  DeviceRejectedError,
  FeatureMissingError,
  type GpuError,
  LimitExceededError,
  OutOfMemoryError,
  ShaderError,
} from './errors.js';
import { Ledger, type Purpose } from './ledger.js';
import { PassTimer } from './pass-timer.js';

/** Values of the flags, which are globals of a browser only. */
const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, uniform: 0x40, storage: 0x80 } as const;
const MAP_READ = 0x1;
/** What is written at once when a buffer is poisoned. */
const POISON = new Uint8Array(1 << 22).fill(0xff);

class WebGpuBuffer implements DeviceBuffer {
  /** Bind groups that hold this buffer, to be forgotten with it. */
  readonly inBindGroups: { readonly groups: Map<string, GPUBindGroup>; readonly key: string }[] = [];
  #live = true;

  constructor(
    readonly id: number,
    readonly raw: GPUBuffer,
    readonly label: string,
    readonly purpose: Purpose,
    readonly size: number,
    private readonly released: (buffer: WebGpuBuffer) => void,
  ) {}

  destroy(): void {
    if (!this.#live) {
      return;
    }
    this.#live = false;
    for (const { groups, key } of this.inBindGroups) {
      groups.delete(key);
    }
    this.raw.destroy();
    this.released(this);
  }
}

class WebGpuProgram implements CompiledProgram {
  readonly bindGroups = new Map<string, GPUBindGroup>();

  constructor(
    readonly program: Program,
    readonly pipeline: GPUComputePipeline,
    readonly layout: GPUBindGroupLayout,
  ) {}
}

/** A {@link Device} over an open `GPUDevice`. */
export class WebGpuDevice implements Device {
  readonly ledger = new Ledger();
  readonly #timer: PassTimer;
  readonly #buffers = new Set<WebGpuBuffer>();
  #nextId = 0;
  /** The first fault since the last call that waited. */
  #fault: GpuError | null = null;
  #lost: DeviceLostError | null = null;

  constructor(
    private readonly gpu: GPUDevice,
    readonly info: DeviceInfo,
  ) {
    this.#timer = new PassTimer(gpu, (pass, dispatches) => this.#encode(pass, dispatches));
    gpu.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      this.#fault ??= new DeviceRejectedError(event.error.message);
    });
    void gpu.lost.then(({ reason, message }) => {
      this.#lost = new DeviceLostError(message || reason);
    });
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
    this.#check();
    const { maxBufferSize } = this.info.limits;
    if (size > maxBufferSize) {
      throw new LimitExceededError('maxBufferSize', size, maxBufferSize, { what: label });
    }
    const bytes = Math.max(4, Math.ceil(size / 4) * 4);
    this.gpu.pushErrorScope('out-of-memory');
    const raw = this.gpu.createBuffer({
      label,
      size: bytes,
      usage: USAGE.storage | USAGE.uniform | USAGE.copySource | USAGE.copyTarget,
    });
    const error = await this.gpu.popErrorScope();
    this.#check();
    if (error !== null) {
      throw new OutOfMemoryError(label, bytes, this.ledger.liveBytes);
    }
    const buffer = new WebGpuBuffer(this.#nextId++, raw, label, purpose, bytes, (released) => {
      this.#buffers.delete(released);
      this.ledger.release(purpose, bytes);
    });
    this.#buffers.add(buffer);
    this.ledger.allocate(purpose, bytes);
    return buffer;
  }

  write(buffer: DeviceBuffer, data: ArrayBufferView, offset = 0): void {
    this.#check();
    this.gpu.queue.writeBuffer(own(buffer).raw, offset, data.buffer, data.byteOffset, data.byteLength);
  }

  poison(buffer: DeviceBuffer): void {
    for (let at = 0; at < buffer.size; at += POISON.length) {
      this.write(buffer, POISON.subarray(0, Math.min(POISON.length, buffer.size - at)), at);
    }
  }

  async compile(program: Program): Promise<CompiledProgram> {
    this.#check();
    const { name, wgsl, features = [] } = program;
    if (wgsl === undefined) {
      throw new DeviceRejectedError(`program ${name} has no WGSL`);
    }
    const missing = features.find((feature) => !this.info.features.includes(feature));
    if (missing !== undefined) {
      throw new FeatureMissingError(missing, `program ${name}`);
    }
    this.gpu.pushErrorScope('validation');
    const module = this.gpu.createShaderModule({ label: name, code: wgsl });
    const { messages } = await module.getCompilationInfo();
    const scoped = await this.gpu.popErrorScope();
    const complaint = messages.find(({ type }) => type === 'error');
    if (complaint !== undefined) {
      const { lineNum, linePos, message } = complaint;
      throw new ShaderError(name, lineNum, linePos, message, wgsl.split('\n')[lineNum - 1] ?? '');
    }
    if (scoped !== null) {
      throw new ShaderError(name, 0, 0, scoped.message, '');
    }
    try {
      const pipeline = await this.gpu.createComputePipelineAsync({
        label: name,
        layout: 'auto',
        compute: { module },
      });
      return new WebGpuProgram(program, pipeline, pipeline.getBindGroupLayout(0));
    } catch (error) {
      this.#check();
      throw new ShaderError(name, 0, 0, (error as Error).message.split('\n')[0] ?? 'no pipeline', '');
    }
  }

  submit(dispatches: readonly Dispatch[]): void {
    this.#check();
    const encoder = this.gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.#encode(pass, dispatches);
    pass.end();
    this.gpu.queue.submit([encoder.finish()]);
  }

  async finish(): Promise<void> {
    this.#check();
    await this.gpu.queue.onSubmittedWorkDone();
    this.#check();
  }

  async read(buffer: DeviceBuffer, offset = 0, size = buffer.size - offset): Promise<ArrayBuffer> {
    this.#check();
    this.gpu.pushErrorScope('out-of-memory');
    const raw = this.gpu.createBuffer({ size, usage: USAGE.mapRead | USAGE.copyTarget });
    const error = await this.gpu.popErrorScope();
    if (error !== null) {
      throw new OutOfMemoryError(`read-back of ${buffer.label}`, size, this.ledger.liveBytes);
    }
    this.ledger.allocate('staging', size);
    try {
      const encoder = this.gpu.createCommandEncoder();
      encoder.copyBufferToBuffer(own(buffer).raw, offset, raw, 0, size);
      this.gpu.queue.submit([encoder.finish()]);
      try {
        await raw.mapAsync(MAP_READ);
      } catch (mapError) {
        // A loss, or an earlier fault, is what made the mapping fail: say that.
        await new Promise((resolve) => setTimeout(resolve, 0));
        this.#check();
        throw new DeviceRejectedError((mapError as Error).message);
      }
      const copy = raw.getMappedRange().slice(0);
      this.#check();
      return copy;
    } finally {
      raw.destroy();
      this.ledger.release('staging', size);
    }
  }

  async time(variants: readonly (readonly Dispatch[])[], options: TimeOptions = {}): Promise<DeviceTimes> {
    this.#check();
    const times = await this.#timer.time(variants, options, () => this.#check());
    this.#check();
    return times;
  }

  async destroy(): Promise<void> {
    for (const buffer of [...this.#buffers]) {
      buffer.destroy();
    }
    this.#timer.destroy();
    this.gpu.destroy();
    await this.gpu.lost;
  }

  #encode(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
    const { maxWorkgroupsPerDimension } = this.info.limits;
    for (const { program, bindings, workgroups } of dispatches) {
      const compiled = program as WebGpuProgram;
      const largest = Math.max(...workgroups);
      if (largest > maxWorkgroupsPerDimension) {
        throw new LimitExceededError('maxComputeWorkgroupsPerDimension', largest, maxWorkgroupsPerDimension, {
          what: compiled.program.name,
        });
      }
      pass.setPipeline(compiled.pipeline);
      pass.setBindGroup(0, this.#bindGroup(compiled, bindings));
      pass.dispatchWorkgroups(...workgroups);
    }
  }

  #bindGroup(
    { program, layout, bindGroups }: WebGpuProgram,
    bindings: readonly (DeviceBuffer | Binding)[],
  ): GPUBindGroup {
    const whole = bindings.map((binding) => {
      const { buffer, offset = 0, size } = 'buffer' in binding ? binding : { buffer: binding };
      return { buffer: own(buffer), offset, size: size ?? buffer.size - offset };
    });
    const key = whole.map(({ buffer, offset, size }) => `${buffer.id}+${offset}:${size}`).join();
    const known = bindGroups.get(key);
    if (known !== undefined) {
      return known;
    }
    const { maxBindingSize } = this.info.limits;
    for (const { buffer, size } of whole) {
      if (size > maxBindingSize) {
        throw new LimitExceededError('maxStorageBufferBindingSize', size, maxBindingSize, {
          what: `${buffer.label} in ${program.name}`,
        });
      }
    }
    const group = this.gpu.createBindGroup({
      layout,
      entries: whole.map(({ buffer, offset, size }, binding) => ({
        binding,
        resource: { buffer: buffer.raw, offset, size },
      })),
    });
    bindGroups.set(key, group);
    for (const { buffer } of whole) {
      buffer.inBindGroups.push({ groups: bindGroups, key });
    }
    return group;
  }

  /** Throws what went wrong since it was last asked. */
  #check(): void {
    if (this.#lost !== null) {
      throw this.#lost;
    }
    if (this.#fault !== null) {
      const fault = this.#fault;
      this.#fault = null;
      throw fault;
    }
  }
}

function own(buffer: DeviceBuffer): WebGpuBuffer {
  if (!(buffer instanceof WebGpuBuffer)) {
    throw new DeviceRejectedError(`buffer ${buffer.label} belongs to another device`);
  }
  return buffer;
}
