/// <reference types="@webgpu/types" />
/**
 * A device over gpu.js, for programs in their one-thread-per-output form. gpu.js falls back from one mode to another without
 * an error, so the mode that really ran is read after every run, and another than the one asked for is an error.
 *
 * Times are the host's, transfers included.
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
import { DeviceRejectedError, GpuError, LimitExceededError, WrongModeError } from './errors.js';
import { floatsOf, HostBuffer, hostBuffer } from './gpujs-buffer.js';
import type { GpuJs, GpuJsMode } from './gpujs-library.js';
import { GpuJsProgram, tryOut } from './gpujs-program.js';
import { Ledger, type Purpose } from './ledger.js';
import { Loss } from './loss.js';
import { oneLine } from './native-library.js';
import { median, rampMilliseconds, sampleTimes, stepOf } from './sampling.js';
import { assertRange, assertSize, roundedSize } from './sizes.js';

/** `this.thread.x` is an f32: above 2^24 outputs, indices are silently wrong. */
const MOST_OUTPUTS = 2 ** 24;
const CALIBRATION_READINGS = 64;

/** A {@link Device} over one mode of gpu.js; see `openGpuJs`. */
export class GpuJsDevice implements Device {
  readonly ledger = new Ledger();
  readonly info: DeviceInfo;
  readonly #programs: GpuJsProgram[] = [];
  readonly #buffers = new Set<HostBuffer>();
  /** Runs go one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #fault: GpuError | null = null;
  readonly #loss = new Loss();
  #destroyed = false;

  constructor(
    private readonly gpu: GpuJs,
    readonly mode: GpuJsMode,
    { kind, adapter }: { readonly kind: DeviceInfo['kind']; readonly adapter: string },
    private readonly closed: () => Promise<void> = async () => {},
  ) {
    this.info = {
      api: `gpu.js (${mode})`,
      kind,
      vendor: 'gpu.js',
      architecture: mode,
      card: null,
      driver: null,
      description: `${kind === 'software' ? 'software: ' : ''}gpu.js in mode ${mode}, on ${adapter}`,
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
    this.#loss.assertThere();
    assertSize(label, size);
    const { maxBufferSize } = this.info.limits;
    if (size > maxBufferSize) {
      throw new LimitExceededError('maxBufferSize (2^24 numbers: an index is an f32)', size, maxBufferSize, {
        what: label,
      });
    }
    const bytes = roundedSize(size);
    const buffer = new HostBuffer(label, purpose, bytes, (released) => {
      this.#buffers.delete(released);
      this.ledger.release(purpose, bytes);
    });
    this.ledger.allocate(purpose, bytes);
    this.#buffers.add(buffer);
    return buffer;
  }

  write(buffer: DeviceBuffer, data: ArrayBufferView, offset = 0): void {
    this.#loss.assertThere();
    assertRange(buffer.label, offset, data.byteLength, hostBuffer(buffer).data.byteLength);
    // The bytes as they are now, written when their turn comes.
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    this.#enqueue(async () => new Uint8Array(hostBuffer(buffer).data).set(bytes, offset));
  }

  poison(buffer: DeviceBuffer): void {
    this.#loss.assertThere();
    this.#enqueue(async () => void new Uint8Array(hostBuffer(buffer).data).fill(0xff));
  }

  async compile(program: Program): Promise<CompiledProgram> {
    this.#loss.assertThere();
    const { name, perOutput } = program;
    if (perOutput === undefined) {
      throw new DeviceRejectedError(`program ${name} has no one-thread-per-output form, which gpu.js needs`);
    }
    if (perOutput.outputs > MOST_OUTPUTS) {
      throw new LimitExceededError('outputs (an index is an f32)', perOutput.outputs, MOST_OUTPUTS, { what: name });
    }
    await this.#loss.wait(tryOut(this.gpu, name, perOutput));
    const compiled = new GpuJsProgram(this.gpu, program, perOutput, this);
    this.#programs.push(compiled);
    return compiled;
  }

  submit(dispatches: readonly Dispatch[]): void {
    this.#loss.assertThere();
    for (const dispatch of dispatches) {
      this.#enqueue(() => this.#run(dispatch));
    }
  }

  async finish(): Promise<void> {
    await this.#queue;
    this.#loss.assertThere();
    const fault = this.#fault;
    this.#fault = null;
    if (fault !== null) {
      throw fault;
    }
  }

  async read(buffer: DeviceBuffer, offset = 0, size = buffer.size - offset): Promise<ArrayBuffer> {
    this.#loss.assertThere();
    assertRange(buffer.label, offset, size, hostBuffer(buffer).data.byteLength);
    await this.finish();
    return hostBuffer(buffer).data.slice(offset, offset + size);
  }

  async time(variants: readonly (readonly Dispatch[])[], options: TimeOptions = {}): Promise<DeviceTimes> {
    this.#loss.assertThere();
    const readings: bigint[] = [];
    const timePass = async (dispatches: readonly Dispatch[]) => {
      const begin = process.hrtime.bigint();
      this.submit(dispatches);
      await this.finish();
      const end = process.hrtime.bigint();
      readings.push(begin, end);
      return Number(end - begin);
    };
    const empty: number[] = [];
    for (let i = 0; i < CALIBRATION_READINGS; i++) {
      empty.push(await timePass([]));
    }
    return sampleTimes(variants, options, {
      clock: 'host',
      mostPasses: 1,
      rampMilliseconds: rampMilliseconds(this.info.kind),
      timer: { stepNanoseconds: stepOf(readings), emptyPassNanoseconds: median(empty) },
      timePasses: async ([pass]) => [await timePass(pass!)],
    });
  }

  async destroy(): Promise<void> {
    if (this.#destroyed) {
      return;
    }
    this.#destroyed = true;
    this.lose('device was destroyed');
    await this.#queue;
    for (const buffer of [...this.#buffers]) {
      buffer.destroy();
    }
    // gpu.js asks that each kernel be destroyed once.
    for (const program of this.#programs.splice(0)) {
      program.destroy();
    }
    await this.gpu.destroy();
    await this.closed();
  }

  /** Notes what the library's own device reported, which it would only print. */
  report(fault: GpuError): void {
    this.#fault ??= fault;
  }

  /** Notes that the library's own device is gone. */
  lose(reason: string): void {
    this.#loss.lose(reason);
  }

  async #run({ program, bindings }: Dispatch): Promise<void> {
    if (!(program instanceof GpuJsProgram && program.owner === this)) {
      throw new DeviceRejectedError(`program ${program.program.name} was compiled for another device`);
    }
    const { program: own, bindingCount } = program;
    if (bindings.length !== bindingCount) {
      throw new DeviceRejectedError(
        `${own.name} needs ${bindingCount} bindings, the last for its outputs, and was given ${bindings.length}`,
      );
    }
    const rows = bindings.map(floatsOf);
    const output = rows.pop()!;
    const result = await program.run(rows);
    const ran = program.ranMode;
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
        this.#loss.assertThere();
        await this.#loss.wait(work());
      } catch (error) {
        this.#fault = error instanceof GpuError ? error : new DeviceRejectedError(oneLine(error));
      }
    });
  }
}
