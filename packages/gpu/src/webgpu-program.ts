/// <reference types="@webgpu/types" />
/**
 * From WGSL to a pipeline. Only a pipeline that the device accepted leaves this file: using an invalid one is reported late at
 * best, and has crashed a process.
 */
import type { CompiledProgram, Program } from './device.js';
import { GpuError, LimitExceededError, ShaderError } from './errors.js';
import type { Faults } from './faults.js';
import { ownCompiled } from './ownership.js';
import type { WholeBinding } from './webgpu-buffer.js';

/** A program that a device accepted, with the bind groups made for it so far. */
export class WebGpuProgram implements CompiledProgram {
  readonly #bindGroups = new Map<string, GPUBindGroup>();

  constructor(
    readonly program: Program,
    readonly pipeline: GPUComputePipeline,
    private readonly layout: GPUBindGroupLayout,
    /** The device that it belongs to. */
    readonly owner: object,
  ) {}

  /**
   * The bind group of these bindings, made once and kept until one of its buffers is destroyed.
   *
   * @throws LimitExceededError when a binding is larger than `maxBindingSize`.
   */
  bindGroup(gpu: GPUDevice, bindings: readonly WholeBinding[], maxBindingSize: number): GPUBindGroup {
    const key = bindings.map(({ buffer, offset, size }) => `${buffer.id}+${offset}:${size}`).join();
    const known = this.#bindGroups.get(key);
    if (known !== undefined) {
      return known;
    }
    for (const { buffer, size } of bindings) {
      if (size > maxBindingSize) {
        throw new LimitExceededError('maxStorageBufferBindingSize', size, maxBindingSize, {
          what: `${buffer.label} in ${this.program.name}`,
        });
      }
    }
    const group = gpu.createBindGroup({
      label: this.program.name,
      layout: this.layout,
      entries: bindings.map(({ buffer, offset, size }, binding) => ({
        binding,
        resource: { buffer: buffer.raw, offset, size },
      })),
    });
    this.#bindGroups.set(key, group);
    for (const { buffer } of bindings) {
      buffer.heldBy(this.#bindGroups, key);
    }
    return group;
  }
}

/** @throws DeviceRejectedError for a program of another device. */
export function ownProgram(program: CompiledProgram, owner: object): WebGpuProgram {
  return ownCompiled(program, owner, WebGpuProgram);
}

/** @throws ShaderError with the place of the first complaint; DeviceLostError. */
export async function compileWgsl(
  gpu: GPUDevice,
  faults: Faults,
  program: Program,
  wgsl: string,
  owner: object,
): Promise<WebGpuProgram> {
  const refused = (message: string) => new ShaderError(program.name, 0, 0, message.split('\n')[0]!, '');
  const { value: module, error } = scoped(gpu, () => gpu.createShaderModule({ label: program.name, code: wgsl }));
  const { messages } = await faults.wait(module.getCompilationInfo());
  const moduleError = await faults.wait(error);
  const complaint = messages.find(({ type }) => type === 'error');
  if (complaint !== undefined) {
    const { lineNum, linePos, message } = complaint;
    throw new ShaderError(program.name, lineNum, linePos, message, wgsl.split('\n')[lineNum - 1] ?? '');
  }
  if (moduleError !== null) {
    throw refused(moduleError.message);
  }
  let pipeline: GPUComputePipeline;
  try {
    pipeline = await faults.wait(
      gpu.createComputePipelineAsync({ label: program.name, layout: 'auto', compute: { module } }),
    );
  } catch (failure) {
    throw failure instanceof GpuError ? failure : refused((failure as Error).message);
  }
  const layout = scoped(gpu, () => pipeline.getBindGroupLayout(0));
  const layoutError = await faults.wait(layout.error);
  if (layoutError !== null) {
    throw refused(layoutError.message);
  }
  return new WebGpuProgram(program, pipeline, layout.value, owner);
}

/** Makes something; what the device says against it comes from `error`. */
function scoped<T>(gpu: GPUDevice, make: () => T): { readonly value: T; readonly error: Promise<GPUError | null> } {
  gpu.pushErrorScope('validation');
  const value = make();
  return { value, error: gpu.popErrorScope() };
}
