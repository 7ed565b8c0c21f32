/**
 * A device over gpu.js, for programs in their one-thread-per-output form. gpu.js falls back from one mode to another without
 * a word, so the mode that really ran is read after every run, and another than the one asked for is an error.
 *
 * Its buffers live in host memory and travel with each run; times are the host's, transfers included.
 */
import { createRequire } from 'node:module';
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
import { DeviceRejectedError, type GpuError, LimitExceededError, NoAdapterError, WrongModeError } from './errors.js';
import { Ledger, type Purpose } from './ledger.js';

/** The modes of gpu.js that run in Node. */
export const GPUJS_MODES = ['webgpu', 'webasm', 'cpu'] as const;

/** One of `GPUJS_MODES`. */
export type GpuJsMode = (typeof GPUJS_MODES)[number];

/** `this.thread.x` is an f32: above 2^24 outputs, indices are silently wrong. */
const MOST_OUTPUTS = 2 ** 24;
const MOST_LOOP_ITERATIONS = 2 ** 24;

/** What is used of gpu.js. */
interface GpuJsKernel {
  (...inputs: Float32Array[]): Float32Array | Promise<Float32Array>;
  setOutput(output: readonly number[]): GpuJsKernel;
  setConstants(constants: Readonly<Record<string, number>>): GpuJsKernel;
  setLoopMaxIterations(most: number): GpuJsKernel;
  setPrecision(precision: 'single'): GpuJsKernel;
  destroy(): void;
  readonly kernel: { readonly constructor: { readonly mode: string }; readonly fallbackReason?: string };
}
interface GpuJs {
  createKernel(source: unknown): GpuJsKernel;
  destroy(): Promise<void>;
}
type GpuJsClass = (new (settings: { mode: GpuJsMode }) => GpuJs) & { isWebGPUAvailable(): Promise<boolean> };

class HostBuffer implements DeviceBuffer {
  data: Float32Array | null;

  constructor(
    readonly label: string,
    readonly purpose: Purpose,
    readonly size: number,
    private readonly released: (buffer: HostBuffer) => void,
  ) {
    this.data = new Float32Array(size / 4);
  }

  destroy(): void {
    if (this.data !== null) {
      this.data = null;
      this.released(this);
    }
  }
}

class GpuJsProgram implements CompiledProgram {
  constructor(
    readonly program: Program,
    readonly kernel: GpuJsKernel,
  ) {}
}

/** A {@link Device} over one mode of gpu.js. */
export class GpuJsDevice implements Device {
  readonly ledger = new Ledger();
  readonly info: DeviceInfo;
  readonly #programs: GpuJsProgram[] = [];
  readonly #buffers = new Set<HostBuffer>();
  /** Runs go one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #fault: GpuError | null = null;

  constructor(
    private readonly gpu: GpuJs,
    readonly mode: GpuJsMode,
    kind: DeviceInfo['kind'],
    adapter: string,
  ) {
    this.info = {
      api: `gpu.js (${mode})`,
      kind,
      vendor: 'gpu.js',
      architecture: mode,
      description: `gpu.js in mode ${mode}, on ${adapter}`,
      features: [],
      subgroupSizes: null,
      limits: {
        maxBufferSize: 4 * MOST_OUTPUTS,
        maxBindingSize: 4 * MOST_OUTPUTS,
        maxBindings: 8,
        maxWorkgroupInvocations: 1,
        maxWorkgroupStorage: 0,
        maxWorkgroupsPerDimension: MOST_OUTPUTS,
        maxOutputs: MOST_OUTPUTS,
      },
    };
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
    const { maxBufferSize } = this.info.limits;
    if (size > maxBufferSize) {
      throw new LimitExceededError('maxBufferSize', size, maxBufferSize, { what: label });
    }
    const bytes = Math.max(4, Math.ceil(size / 4) * 4);
    const buffer = new HostBuffer(label, purpose, bytes, (released) => {
      this.#buffers.delete(released);
      this.ledger.release(purpose, bytes);
    });
    this.ledger.allocate(purpose, bytes);
    this.#buffers.add(buffer);
    return buffer;
  }

  write(buffer: DeviceBuffer, data: ArrayBufferView, offset = 0): void {
    // The bytes as they are now, written when their turn comes.
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    this.#enqueue(async () => bytesOf(buffer).set(bytes, offset));
  }

  poison(buffer: DeviceBuffer): void {
    this.#enqueue(async () => void bytesOf(buffer).fill(0xff));
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const { name, perOutput } = program;
    if (perOutput === undefined) {
      throw new DeviceRejectedError(`program ${name} has no one-thread-per-output form, which gpu.js needs`);
    }
    if (perOutput.outputs > MOST_OUTPUTS) {
      throw new LimitExceededError('outputs (an index is an f32)', perOutput.outputs, MOST_OUTPUTS, { what: name });
    }
    const kernel = this.gpu
      .createKernel(perOutput.kernel)
      .setOutput([perOutput.outputs])
      .setConstants(perOutput.constants)
      .setPrecision('single')
      .setLoopMaxIterations(MOST_LOOP_ITERATIONS);
    const compiled = new GpuJsProgram(program, kernel);
    this.#programs.push(compiled);
    return compiled;
  }

  submit(dispatches: readonly Dispatch[]): void {
    for (const dispatch of dispatches) {
      this.#enqueue(() => this.#run(dispatch));
    }
  }

  async finish(): Promise<void> {
    await this.#queue;
    if (this.#fault !== null) {
      const fault = this.#fault;
      this.#fault = null;
      throw fault;
    }
  }

  async read(buffer: DeviceBuffer, offset = 0, size = buffer.size - offset): Promise<ArrayBuffer> {
    await this.finish();
    return bytesOf(buffer).slice(offset, offset + size).buffer;
  }

  async time(
    variants: readonly (readonly Dispatch[])[],
    { samples = 20, warmup = 3 }: TimeOptions = {},
  ): Promise<DeviceTimes> {
    const nanoseconds: number[] = [];
    for (let i = -warmup; i < samples; i++) {
      const variant = variants[(i + warmup) % variants.length]!;
      await this.finish();
      const started = performance.now();
      this.submit(variant);
      await this.finish();
      if (i >= 0) {
        nanoseconds.push(1e6 * (performance.now() - started));
      }
    }
    return { nanoseconds, repeats: 1, clock: 'host', timer: { stepNanoseconds: 1000, emptyPassNanoseconds: 0 } };
  }

  async destroy(): Promise<void> {
    await this.#queue;
    for (const buffer of [...this.#buffers]) {
      buffer.destroy();
    }
    for (const { kernel } of this.#programs) {
      kernel.destroy();
    }
    await this.gpu.destroy();
  }

  async #run({ program, bindings }: Dispatch): Promise<void> {
    const { kernel, program: own } = program as GpuJsProgram;
    const rows = bindings.map(floatsOf);
    const output = rows.pop()!;
    const result = await kernel(...rows);
    const ran = kernel.kernel.constructor.mode;
    if (ran !== this.mode) {
      throw new WrongModeError(this.mode, ran);
    }
    if (result.length > output.length) {
      throw new DeviceRejectedError(
        `${own.name} made ${result.length} outputs; its buffer has room for ${output.length}`,
      );
    }
    output.set(result);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#fault !== null) {
        return;
      }
      try {
        await work();
      } catch (error) {
        this.#fault = isGpuError(error) ? error : new DeviceRejectedError((error as Error).message);
      }
    });
  }
}

function isGpuError(error: unknown): error is GpuError {
  return error instanceof Error && 'code' in error;
}

function bytesOf(buffer: DeviceBuffer): Uint8Array {
  const { data, label } = buffer as HostBuffer;
  if (data === null) {
    throw new DeviceRejectedError(`buffer ${label} was destroyed`);
  }
  return new Uint8Array(data.buffer);
}

function floatsOf(binding: DeviceBuffer | Binding): Float32Array {
  const { buffer, offset = 0, size } = 'buffer' in binding ? binding : { buffer: binding };
  const bytes = bytesOf(buffer);
  return new Float32Array(bytes.buffer, offset, (size ?? buffer.size - offset) / 4);
}

/**
 * Opens one mode of gpu.js. For `webgpu`, give the GPU object that it is to use and what its adapter is.
 *
 * @throws NoAdapterError when the mode cannot run here.
 */
export async function openGpuJs(
  mode: GpuJsMode,
  webgpu?: { readonly gpu: object; readonly info: DeviceInfo },
): Promise<GpuJsDevice> {
  if (mode === 'webgpu') {
    if (webgpu === undefined) {
      throw new NoAdapterError(['gpu.js (webgpu): there is no WebGPU adapter for it to use']);
    }
    const scope = globalThis as { navigator?: object };
    if (scope.navigator === undefined) {
      Object.defineProperty(scope, 'navigator', { value: {}, configurable: true, writable: true });
    }
    Object.defineProperty(scope.navigator, 'gpu', { value: webgpu.gpu, configurable: true });
  }
  // A CommonJS package without types of its own for this module system.
  const { GPU } = createRequire(import.meta.url)('gpu.js') as { GPU: GpuJsClass };
  const onGpu = mode === 'webgpu' && webgpu !== undefined;
  return new GpuJsDevice(
    new GPU({ mode }),
    mode,
    onGpu ? webgpu.info.kind : 'software',
    onGpu ? webgpu.info.description : 'the CPU',
  );
}
