/**
 * The one interface through which everything reaches an accelerator. WebGPU (Dawn in Node, or the browser's own) runs a
 * program's WGSL, CUDA its CUDA C++, gpu.js its one-thread-per-output form. A program that lacks the form a device needs is
 * refused.
 */
import type { Ledger, Purpose } from './ledger.js';

/** What a device is. */
export interface DeviceInfo {
  /** The route to it, such as `webgpu`, `cuda` or `gpu.js (cpu)`. */
  readonly api: string;
  /** `software` is a GPU emulated on the CPU; its times say nothing of hardware. */
  readonly kind: 'hardware' | 'software';
  readonly vendor: string;
  readonly architecture: string;
  /** The card's name; null where nothing tells it. */
  readonly card: string | null;
  /** The driver in its own words, with its version; null where nothing tells it. */
  readonly driver: string | null;
  /** For people: card and driver, with `software` in front where that applies. */
  readonly description: string;
  readonly features: readonly string[];
  readonly limits: DeviceLimits;
  /** Smallest and largest subgroup; null where the device does not tell. */
  readonly subgroupSizes: readonly [number, number] | null;
}

/** The limits that plans depend on, in bytes or counts. */
export interface DeviceLimits {
  /** The largest buffer, in bytes. */
  readonly maxBufferSize: number;
  /** The largest part of a buffer that a program can be given at once, in bytes. */
  readonly maxBindingSize: number;
  readonly maxBindings: number;
  /** Invocations in a workgroup. */
  readonly maxWorkgroupInvocations: number;
  /** Bytes that a workgroup shares. */
  readonly maxWorkgroupStorage: number;
  /** Workgroups in each dimension of a dispatch. */
  readonly maxWorkgroupsPerDimension: number;
  /** Outputs of one program of a one-thread-per-output device; null where there is no such limit. */
  readonly maxOutputs: number | null;
}

/** Memory on a device. */
export interface DeviceBuffer {
  readonly label: string;
  readonly purpose: Purpose;
  /** Bytes. */
  readonly size: number;
  /** Gives the memory back; a second call does nothing. */
  destroy(): void;
}

/** The part of a buffer that a program is given; the whole of it by default. */
export interface Binding {
  readonly buffer: DeviceBuffer;
  /** Bytes, a multiple of 256. */
  readonly offset?: number;
  /** Bytes. */
  readonly size?: number;
}

/** A value for one output of a one-thread-per-output program: gpu.js translates its source text. */
// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` and the arguments their types when it translates the source.
export type PerOutputFunction = (this: any, ...inputs: any[]) => number;

/** The form of a program that gpu.js runs: all buffers are f32, the last one is the output. */
export interface PerOutput {
  readonly kernel: PerOutputFunction;
  /** Numbers that the kernel reads as `this.constants.name`. */
  readonly constants: Readonly<Record<string, number>>;
  /** How many outputs, one thread each. */
  readonly outputs: number;
}

/**
 * The form of a program that CUDA devices run. The kernel's parameters are one device pointer a binding, in the order of the
 * bindings, and then the tensor maps; everything else is a constant of the source. A dispatch's workgroups are the grid, in blocks.
 */
export interface CudaForm {
  /** CUDA C++ without an #include, compiled by NVRTC for the card's own architecture (sm_90a on Hopper). */
  readonly source: string;
  /** The name of its `extern "C" __global__` function. */
  readonly entry: string;
  /** Threads of a block. */
  readonly threads: readonly [number, number, number];
  /** Bytes of dynamic shared memory; 0 by default. */
  readonly sharedBytes?: number;
  /** Blocks of a cluster; [1, 1, 1] by default. */
  readonly cluster?: readonly [number, number, number];
  /** Passed as `const __grid_constant__ CUtensorMap` parameters after the pointers; the type is declared for the source. */
  readonly tensorMaps?: readonly CudaTensorMap[];
}

/** How the bulk copy engine sees a binding: see cuTensorMapEncodeTiled in CUDA's driver API. */
export interface CudaTensorMap {
  /** Which binding it describes. */
  readonly binding: number;
  readonly dtype: 'f16' | 'f32' | 'u32';
  /** Elements, the innermost dimension first; 1 to 5 dimensions. */
  readonly sizes: readonly number[];
  /** Bytes from one element to the next in dimensions 1, 2, …: one fewer than there are sizes. */
  readonly strides: readonly number[];
  /** Elements that are copied at once, the innermost dimension first. */
  readonly box: readonly number[];
  readonly swizzle: 'none' | '32B' | '64B' | '128B';
}

/** What is run, in one form or more. Buffers are bound in the order of `@binding`, in `@group(0)`. */
export interface Program {
  readonly name: string;
  readonly wgsl?: string;
  readonly cuda?: CudaForm;
  readonly perOutput?: PerOutput;
  /** Features of a device that the program needs, such as `shader-f16`. */
  readonly features?: readonly string[];
}

/** A program that a device accepted. */
export interface CompiledProgram {
  readonly program: Program;
}

/** One run of a program. */
export interface Dispatch {
  readonly program: CompiledProgram;
  readonly bindings: readonly (DeviceBuffer | Binding)[];
  readonly workgroups: readonly [number, number, number];
}

/** How to time. */
export interface TimeOptions {
  /** How many samples; 20 by default. */
  readonly samples?: number;
  /** Runs before the first sample; 3 by default. */
  readonly warmup?: number;
  /** Whether to keep an idle card busy first, until its clock is up; true by default. Only right after other runs may it be left out. */
  readonly ramp?: boolean;
}

/** What the timer itself is like, measured on the device. */
export interface TimerCalibration {
  /** The step by which the clock goes on, in nanoseconds. */
  readonly stepNanoseconds: number;
  /** Median time of a pass that does nothing, in nanoseconds. It is not taken off any sample. */
  readonly emptyPassNanoseconds: number;
}

/** Times of one run. */
export interface DeviceTimes {
  /** Nanoseconds of one run, one number a sample, in the order they were taken. */
  readonly nanoseconds: readonly number[];
  /** How often the run was repeated within each sample, which was divided by it. */
  readonly repeats: number;
  /** `device`: its own timestamps. `host`: the host's clock around the run, transfers included. */
  readonly clock: 'device' | 'host';
  readonly timer: TimerCalibration;
}

/**
 * An open accelerator. Methods throw or reject with a `GpuError` that says what to do, or with a `RangeError` for a size, a part
 * of a buffer or a purpose that no device accepts.
 */
export interface Device {
  readonly info: DeviceInfo;
  /** Every live byte, by purpose. */
  readonly ledger: Ledger;
  /**
   * Allocates zeroed memory.
   *
   * @throws RangeError for a size that is no whole number of bytes, or an unknown purpose; LimitExceededError when `size` exceeds
   * the device's largest buffer; OutOfMemoryError when there is no room.
   */
  createBuffer(options: {
    readonly label: string;
    readonly purpose: Purpose;
    readonly size: number;
  }): Promise<DeviceBuffer>;
  /** Writes from `offset` bytes on; ordered with what is submitted before and after. */
  write(buffer: DeviceBuffer, data: ArrayBufferView, offset?: number): void;
  /** Fills a buffer with the byte 0xFF, which is NaN as f32 and as f16: what a kernel fails to write is then seen. */
  poison(buffer: DeviceBuffer): void;
  /**
   * Makes a program ready to run.
   *
   * @throws ShaderError, FeatureMissingError.
   */
  compile(program: Program): Promise<CompiledProgram>;
  /**
   * Hands work over, in order, and returns at once. Faults come out of the next `finish`, `read` or `time`.
   *
   * @throws DeviceRejectedError for bindings or workgroups that are none, or of another device; LimitExceededError.
   */
  submit(dispatches: readonly Dispatch[]): void;
  /** Resolves when all that was submitted is done. */
  finish(): Promise<void>;
  /** Reads back after all that was submitted. `offset` and `size` in bytes, multiples of 4; the rest of the buffer by default. */
  read(buffer: DeviceBuffer, offset?: number, size?: number): Promise<ArrayBuffer>;
  /**
   * Times runs. Each sample runs one of the variants, in turn; give several with inputs of their own to time a cold cache.
   * A run that is shorter than 20 steps of the timer or 20 empty passes is repeated within the sample, the variants in turn.
   *
   * @throws TimeUnknownError when the device has no timer, or the run stays too short for it.
   */
  time(variants: readonly (readonly Dispatch[])[], options?: TimeOptions): Promise<DeviceTimes>;
  /** Gives everything back. Afterwards `ledger` is empty. */
  destroy(): Promise<void>;
}
